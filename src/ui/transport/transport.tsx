import type { ReactNode } from 'react';
import { Toolbar } from '../components/toolbar.tsx';
import { t, useLanguage } from '../i18n/index.ts';
import { goToNewest, SPEEDS, togglePlay } from '../store/playback.ts';
import { furthestSeenUs } from '../store/seen.ts';
import { goTo, restart, type Speed, set, stepEvent, useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';
import './transport.css';

interface TransportProps {
  /** For thumbs, one line over the tabs. */
  readonly compact: boolean;
  /** The dock is folded to one line. */
  readonly thin: boolean;
}

/** Play, step, speed, clock, and a new start with the same or another seed. */
export function Transport({ compact, thin }: TransportProps): ReactNode {
  useLanguage();
  const playing = useStore((state) => state.playing);
  const isFull = !compact && !thin;
  return (
    <div className="transport" data-compact={compact} data-thin={thin}>
      <Toolbar className="transport-row" label={t('transport.controls')}>
        {compact ? null : <Act label={t('transport.start')} onAct={() => goTo(0)} path="M3 3h2v10H3zM13 3v10L6 8z" />}
        {compact ? (
          <Act label={t('transport.keyBack')} onAct={() => void stepEvent(-1, true)} path="M13 3v10L8 8zM8 3v10L3 8z" />
        ) : null}
        <Act label={t('transport.back')} onAct={() => void stepEvent(-1, false)} path="M11 3v10L4 8z" />
        <button
          type="button"
          className="transport-play"
          aria-label={t(playing ? 'transport.pause' : 'transport.play')}
          title={t(playing ? 'transport.pause' : 'transport.play')}
          data-testid="play"
          onClick={togglePlay}
        >
          <svg width="17" height="17" viewBox="0 0 16 16" aria-hidden="true">
            <path fill="currentColor" d={playing ? 'M4 3h3v10H4zM9 3h3v10H9z' : 'M4.5 2.5v11l9-5.5z'} />
          </svg>
        </button>
        <Act label={t('transport.step')} onAct={() => void stepEvent(1, false)} path="M5 3v10l7-5z" />
        <Act label={t('transport.key')} onAct={() => void stepEvent(1, true)} path="M3 3v10l5-5zM8 3v10l5-5z" />
        {compact ? null : <Act label={t('transport.newest')} onAct={goToNewest} path="M3 3v10l7-5zM11 3h2v10h-2z" />}
        {isFull ? <Back /> : null}
      </Toolbar>
      <Clock isFull={isFull} />
      {thin ? null : compact ? <NextSpeed /> : <Speeds />}
      {isFull ? <Again /> : null}
    </div>
  );
}

function Clock({ isFull }: { readonly isFull: boolean }): ReactNode {
  const timeUs = useStore((state) => state.timeUs);
  const { event, events } = useFrame(({ clock }) => ({ event: clock.event[0] ?? 0, events: clock.events[0] ?? 0 }), {
    event: 0,
    events: 0,
  });
  return (
    <p className="transport-clock">
      <output className="mono transport-time" data-testid="clock" data-time-us={timeUs}>
        {(timeUs / 1_000_000).toFixed(3)} s
      </output>
      {isFull ? (
        <span className="quiet-text">
          {t('transport.event', { event: event.toLocaleString(), events: events.toLocaleString() })}
        </span>
      ) : null}
    </p>
  );
}

/** How far the picture lies behind what was seen, and the way there. */
function Back(): ReactNode {
  const backUs = useStore((state) => (state.playing ? 0 : Math.max(0, furthestSeenUs() - state.timeUs)));
  if (backUs < 50_000) return null;
  return (
    <button type="button" className="transport-back" onClick={() => goTo(furthestSeenUs())}>
      {t('transport.behind', { s: (backUs / 1e6).toFixed(1) })}
    </button>
  );
}

function Speeds(): ReactNode {
  const speed = useStore((state) => state.speed);
  return (
    <fieldset className="transport-speeds" aria-label={t('transport.speed')}>
      {SPEEDS.map((one) => (
        <button key={one} type="button" aria-pressed={one === speed} onClick={() => set({ speed: one })}>
          {speedName(one)}
        </button>
      ))}
    </fieldset>
  );
}

/** On a phone one button goes through the speeds. */
function NextSpeed(): ReactNode {
  const speed = useStore((state) => state.speed);
  const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
  return (
    <button
      type="button"
      className="transport-speed"
      aria-label={`${t('transport.speed')}: ${speedName(speed)}`}
      onClick={() => set({ speed: next })}
    >
      {speedName(speed)}
    </button>
  );
}

function speedName(speed: Speed): string {
  return speed === 'max' ? t('transport.max') : speed === 0.25 ? '¼×' : `${speed}×`;
}

function Again(): ReactNode {
  const evenTime = useStore((state) => state.evenTime);
  const seed = useStore((state) => state.opened?.seed ?? 0);
  return (
    <div className="transport-again">
      <button type="button" title={t('transport.againTitle')} onClick={() => void restart(null)}>
        {t('transport.again')}
      </button>
      <button type="button" title={t('app.newSeed')} onClick={() => void restart((seed + 1) >>> 0)}>
        {t('transport.newSeed')}
      </button>
      <label title={t('transport.evenTitle')}>
        <input type="checkbox" checked={evenTime} onChange={(event) => set({ evenTime: event.target.checked })} />
        {t('transport.even')}
      </label>
    </div>
  );
}

interface ActProps {
  readonly label: string;
  readonly onAct: () => void;
  readonly path: string;
}

function Act({ label, onAct, path }: ActProps): ReactNode {
  return (
    <button type="button" className="transport-act" aria-label={label} title={label} onClick={onAct}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path fill="currentColor" d={path} />
      </svg>
    </button>
  );
}
