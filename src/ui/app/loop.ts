import type { Frame } from '../../engine/protocol.ts';
import { frames } from '../store/frame-source.ts';
import { advancePace } from '../store/pace.ts';
import { choices, set, theEngine, useStore } from '../store/store.ts';

/** With reduced motion, play goes from key event to key event, at most this often. */
const STILL_MS = 600;
/** Where no key event lies ahead, stills are this far apart, simulated µs. */
const STILL_US = 2_000_000;

/**
 * The one loop of the page: it moves the clock while playing and asks the engine for frames. While time stands
 * and nothing is wanted it does nothing at all.
 */
export function startLoop(): () => void {
  const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');
  let handle = 0;
  let last = 0;
  let lastStill = 0;
  let asked = false;
  let wanted = true;
  let stopped = false;

  const wake = (): void => {
    if (handle === 0 && !stopped) handle = requestAnimationFrame(tick);
  };

  const ask = async (timeUs: number): Promise<void> => {
    asked = true;
    wanted = false;
    try {
      const frame = await theEngine().frame(timeUs, frames.view());
      if (stopped) return;
      const before = frames.publish(frame);
      if (before !== null && before !== frame) setTimeout(() => theEngine().release(before), 250);
      if ((frame.clock.phase[0] ?? 0) === 2 && choices().verdict === null) void askVerdict(frame);
    } catch (error) {
      reportContradiction(error);
    } finally {
      asked = false;
      wake();
    }
  };

  const tick = (now: number): void => {
    handle = 0;
    const elapsed = last === 0 ? 16 : Math.min(100, now - last);
    last = now;
    const state = choices();
    if (state.opened === null || state.contradiction !== null) {
      last = 0;
      return;
    }
    if (state.playing && !document.hidden) {
      const frame = frames.current();
      const isStale = frame === null || frame.run !== state.opened.run;
      moveTo(isStale ? state.timeUs : nextTime(frame, elapsed, now));
      wanted = true;
    }
    if (wanted && !asked) void ask(choices().timeUs);
    if (choices().playing && !document.hidden) wake();
    else last = 0;
  };

  const nextTime = (frame: Frame, elapsedMs: number, now: number): number => {
    const { timeUs, speed, evenTime } = choices();
    const settled = frame.clock.settledUs[0] ?? -1;
    const endUs = settled >= 0 ? settled : Math.max(frame.clock.endUs[0] ?? 0, timeUs);
    const { timeUs: keyTimes } = frame.keyTimes;
    if (reduced.matches && speed !== 'max') {
      if (now - lastStill < STILL_MS) return timeUs;
      lastStill = now;
      return Math.min(endUs, keyTimes.find((time) => time > timeUs) ?? timeUs + STILL_US);
    }
    return advancePace({
      timeUs,
      elapsedMs,
      factor: speed === 'max' ? Number.POSITIVE_INFINITY : speed,
      keyTimes: settled >= 0 ? [...keyTimes, settled] : keyTimes,
      keyTimesFromUs: Math.max(0, (frame.clock.timeUs[0] ?? 0) - frames.view().beforeUs),
      evenTime,
      endUs,
    });
  };

  const moveTo = (next: number): void => {
    const { timeUs, stopUs } = choices();
    const settled = frames.current()?.clock.settledUs[0] ?? -1;
    if (stopUs >= 0 && timeUs <= stopUs && next >= stopUs) set({ timeUs: stopUs, playing: false, stopUs: -1 });
    else if (settled >= 0 && next >= settled) set({ timeUs: settled, playing: false, stopUs: -1 });
    else if (next !== timeUs) set({ timeUs: next });
  };

  const wantAgain = (): void => {
    wanted = true;
    wake();
  };
  frames.onWanted(wantAgain);
  const unsubscribe = useStore.subscribe((state, before) => {
    const isMoved = state.timeUs !== before.timeUs || state.playing !== before.playing;
    if (isMoved || state.opened !== before.opened) wantAgain();
  });
  document.addEventListener('visibilitychange', wake);
  wake();
  return () => {
    stopped = true;
    cancelAnimationFrame(handle);
    unsubscribe();
    document.removeEventListener('visibilitychange', wake);
  };
}

async function askVerdict(frame: Frame): Promise<void> {
  const verdict = await theEngine().verdict(frame.clock.settledUs[0] ?? 0);
  if (choices().opened?.run === frame.run) set({ verdict });
}

/** A failed assertion of the simulator is never a verdict: it is told as our bug. */
export function reportContradiction(error: unknown): void {
  const contradiction = Object(error).contradiction;
  set({
    playing: false,
    contradiction: {
      claim: contradiction?.claim ?? (error instanceof Error ? error.message : String(error)),
      timeUs: contradiction?.timeUs ?? choices().timeUs,
      seed: contradiction?.seed ?? choices().opened?.seed ?? -1,
    },
  });
}
