import type { Opened } from '../../engine/protocol.ts';
import { settingsAt } from '../components/settings-at.ts';
import { t, useLanguage } from '../i18n/index.ts';
import { set, useStore } from '../store/store.ts';
import { ackPromise, chipsOf } from './promise.ts';
import './config.css';

/** The settings that matter here, and what an ack promises right now. */
export function ConfigStrip() {
  useLanguage();
  const opened = useStore((state) => state.opened);
  // every change has its own instant, and only crossing one makes a difference
  const latest = useStore((state) => latestChange(state.opened, state.timeUs));
  if (opened === null || opened.producers.length === 0) return null;
  const now = { settings: settingsAt(opened, latest), producers: opened.producers };
  const promise = ackPromise(now);
  return (
    <section className="config-strip" aria-label={t('settings.strip')} data-config-strip="">
      <ul className="config-chips">
        {chipsOf(now).map(({ owner, key, value, risky }) => (
          <li key={`${owner} ${key} ${value}`} className={risky ? 'config-chip config-chip-risk' : 'config-chip'}>
            <span className="sr-only">{`${owner}: `}</span>
            <code>
              {key}={value}
            </code>
            {risky ? <span className="sr-only">{t('settings.risky')}</span> : null}
          </li>
        ))}
      </ul>
      <p
        className={promise.risky ? 'config-promise config-promise-risk' : 'config-promise'}
        data-promise={promise.id}
        title={t(promise.id, { n: promise.copies })}
      >
        {t(promise.id, { n: promise.copies })}
      </p>
      <button type="button" className="config-edit" onClick={() => set({ panel: 'settings' })}>
        {t('settings.edit')} <kbd>C</kbd>
      </button>
    </section>
  );
}

function latestChange(opened: Opened | null, timeUs: number): number {
  let latest = -1;
  for (const { atUs } of opened?.commands ?? []) if (atUs <= timeUs) latest = Math.max(latest, atUs);
  return latest;
}
