import { t, useLanguage } from '../i18n/index.ts';
import { set, useStore } from '../store/store.ts';
import { ackPromise, chipsOf } from './promise.ts';
import './config.css';

/** The settings that matter here, and what an ack promises right now. */
export function ConfigStrip() {
  useLanguage();
  const opened = useStore((state) => state.opened);
  if (opened === null || opened.producers.length === 0) return null;
  const promise = ackPromise(opened);
  return (
    <section className="config-strip" aria-label={t('settings.strip')} data-config-strip="">
      <ul className="config-chips">
        {chipsOf(opened).map(({ owner, key, value, risky }) => (
          <li key={`${owner} ${key} ${value}`} className={risky ? 'config-chip config-chip-risk' : 'config-chip'}>
            <span className="sr-only">{`${owner}: `}</span>
            <code>
              {key}={value}
            </code>
            {risky ? <span className="sr-only">{t('settings.risky')}</span> : null}
          </li>
        ))}
      </ul>
      <p className={promise.risky ? 'config-promise config-promise-risk' : 'config-promise'} data-promise={promise.id}>
        {t(promise.id, { n: promise.copies })}
      </p>
      <button type="button" className="config-edit" onClick={() => set({ panel: 'settings' })}>
        {t('settings.edit')} <kbd>C</kbd>
      </button>
    </section>
  );
}
