import type { ReactNode } from 'react';
import { t, useLanguage } from '../i18n/index.ts';
import { goToNewest, SPEEDS } from '../store/playback.ts';
import { choices, goTo, restart, set, stepEvent, useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';
import './transport.css';

/** Play, step, speed, clock, and a new start with the same or another seed. */
export function Transport({ compact }: { readonly compact: boolean }): ReactNode {
  useLanguage();
  const playing = useStore((state) => state.playing);
  const speed = useStore((state) => state.speed);
  const evenTime = useStore((state) => state.evenTime);
  const timeUs = useStore((state) => state.timeUs);
  const opened = useStore((state) => state.opened);
  const clock = useFrame(
    (frame) => ({
      event: frame.clock.event[0] ?? 0,
      events: frame.clock.events[0] ?? 0,
      endUs: frame.clock.endUs[0] ?? 0,
    }),
    {
      event: 0,
      events: 0,
      endUs: 0,
    },
  );
  return (
    <div className="transport" data-compact={compact}>
      <div className="transport-row" role="toolbar" aria-label={t('transport.controls')}>
        <Act label={t('transport.start')} onAct={() => goTo(0)} path="M3 3h2v10H3zM13 3v10L6 8z" />
        <Act label={t('transport.back')} onAct={() => void stepEvent(-1, false)} path="M11 3v10L4 8z" />
        <button
          type="button"
          className="transport-play"
          aria-label={t(playing ? 'transport.pause' : 'transport.play')}
          data-testid="play"
          onClick={() => set({ playing: !choices().playing, stopUs: -1 })}
        >
          <svg width="18" height="18" viewBox="0 0 16 16" aria-hidden="true">
            <path fill="currentColor" d={playing ? 'M4 3h3v10H4zM9 3h3v10H9z' : 'M4 2.5v11l9-5.5z'} />
          </svg>
        </button>
        <Act label={t('transport.step')} onAct={() => void stepEvent(1, false)} path="M5 3v10l7-5z" />
        <Act label={t('transport.key')} onAct={() => void stepEvent(1, true)} path="M3 3v10l5-5zM8 3v10l5-5z" />
        {!compact && <Act label={t('transport.newest')} onAct={goToNewest} path="M3 3v10l7-5zM11 3h2v10h-2z" />}
      </div>
      <p className="transport-clock">
        <output className="mono transport-time" data-testid="clock" data-time-us={timeUs}>
          {(timeUs / 1_000_000).toFixed(3)} s
        </output>
        {!compact && (
          <span className="quiet-text">{t('transport.event', { event: clock.event, events: clock.events })}</span>
        )}
      </p>
      <fieldset className="transport-speeds" aria-label={t('transport.speed')}>
        {SPEEDS.map((one) => (
          <button key={one} type="button" aria-pressed={one === speed} onClick={() => set({ speed: one })}>
            {one === 'max' ? t('transport.max') : one === 0.25 ? '¼×' : `${one}×`}
          </button>
        ))}
      </fieldset>
      {!compact && (
        <div className="transport-row">
          <button type="button" className="button quiet" onClick={() => void restart(null)}>
            {t('transport.again')}
          </button>
          <button type="button" className="button quiet" onClick={() => void restart(((opened?.seed ?? 0) + 1) >>> 0)}>
            {t('transport.newSeed')}
          </button>
          <label className="transport-even">
            <input type="checkbox" checked={evenTime} onChange={(event) => set({ evenTime: event.target.checked })} />
            {t('transport.even')}
          </label>
        </div>
      )}
    </div>
  );
}

function Act({
  label,
  onAct,
  path,
}: {
  readonly label: string;
  readonly onAct: () => void;
  readonly path: string;
}): ReactNode {
  return (
    <button type="button" className="transport-act" aria-label={label} title={label} onClick={onAct}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path fill="currentColor" d={path} />
      </svg>
    </button>
  );
}
