import { useState } from 'react';
import type { Opened, Setting } from '../../engine/protocol.ts';
import { t } from '../i18n/index.ts';
import { applyAnew, applyNow, type Changes, canApplyNow } from './apply.ts';
import { changesOf, PRESETS } from './presets.ts';
import { ackPromise } from './promise.ts';

interface Props {
  readonly opened: Opened;
  /** As they are in force at the instant on the screen. */
  readonly settings: readonly Setting[];
}

/** Whole bargains to choose from: what one would change, what an ack would then promise, and the ways to take it. */
export function PresetList({ opened, settings }: Props) {
  const [picked, setPicked] = useState('');
  const presets = PRESETS.map((preset) => ({ preset, changes: changesOf(preset, settings) }));
  const choice = presets.find(({ preset }) => preset.id === picked);
  return (
    <section className="config-presets" aria-labelledby="config-presets">
      <h3 id="config-presets">{t('settings.presets')}</h3>
      <div className="config-preset-row">
        {presets.map(({ preset, changes }) => (
          <button
            key={preset.id}
            type="button"
            className="config-preset"
            aria-expanded={picked === preset.id}
            aria-controls="config-preset-detail"
            data-preset={preset.id}
            onClick={() => setPicked(picked === preset.id ? '' : preset.id)}
          >
            <strong>{t(`preset.${preset.id}`)}</strong>
            {changes.length === 0 ? <span className="config-preset-now">{t('settings.inForce')}</span> : null}
            <span className="config-preset-why">{t(`preset.${preset.id}.why`)}</span>
          </button>
        ))}
      </div>
      <div id="config-preset-detail" aria-live="polite">
        {choice === undefined ? null : <Detail opened={opened} settings={settings} changes={choice.changes} />}
      </div>
    </section>
  );
}

function Detail({ opened, settings, changes }: Props & { readonly changes: Changes }) {
  const after = settings.map((one) => {
    const change = changes.find(({ setting }) => setting.path === one.path);
    return change === undefined ? one : { ...one, value: change.value };
  });
  const promise = ackPromise({ settings: after, producers: opened.producers });
  if (changes.length === 0) return <p className="config-facts">{t('settings.nothingToChange')}</p>;
  return (
    <div className="config-preset-detail">
      <ul className="config-changes">
        {changes.map(({ setting, value }) => (
          <li key={setting.path}>
            <code>
              {setting.ownerId} {setting.key}: {setting.value} → {value}
            </code>
          </li>
        ))}
      </ul>
      <p className={promise.risky ? 'config-promise-risk' : undefined}>{t(promise.id, { n: promise.copies })}</p>
      <div className="config-apply">
        {canApplyNow(changes) ? (
          <button type="button" className="btn" onClick={() => void applyNow(changes)}>
            {t('settings.now')}
          </button>
        ) : null}
        <button type="button" className="btn primary" onClick={() => void applyAnew(changes)}>
          {t('settings.anew')}
        </button>
      </div>
    </div>
  );
}
