import type { Frame } from '../../engine/protocol.ts';
import { frames } from '../store/frame-source.ts';
import { advancePace } from '../store/pace.ts';
import { choices, set, theEngine, useStore } from '../store/store.ts';

/**
 * The one loop of the page: it moves the clock while playing and asks the engine for frames. While time stands
 * and nothing is wanted it does nothing at all.
 */
export function startLoop(): () => void {
  let handle = 0;
  let last = 0;
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
      if (frame.clock.length > 0 && (frame.clock.phase[0] ?? 0) === 2 && choices().verdict === null)
        void askVerdict(frame);
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
      const next = frame === null || frame.run !== state.opened.run ? state.timeUs : nextTime(frame, elapsed);
      if (next !== state.timeUs) {
        const atStop = state.stopUs >= 0 && state.timeUs <= state.stopUs && next >= state.stopUs;
        set(atStop ? { timeUs: state.stopUs, playing: false, stopUs: -1 } : { timeUs: next });
      }
      wanted = true;
    }
    if (wanted && !asked) void ask(choices().timeUs);
    if (choices().playing && !document.hidden) wake();
    else last = 0;
  };

  const nextTime = (frame: Frame, elapsedMs: number): number => {
    const state = choices();
    const endUs = frame.clock.endUs[0] ?? 0;
    const settled = frame.clock.settledUs[0] ?? -1;
    const next = advancePace({
      timeUs: state.timeUs,
      elapsedMs,
      factor: state.speed === 'max' ? Number.POSITIVE_INFINITY : state.speed,
      keyTimes: frame.keyTimes.timeUs,
      evenTime: state.evenTime,
      endUs: settled >= 0 ? settled : Math.max(endUs, state.timeUs),
    });
    if (settled >= 0 && next >= settled) set({ playing: false });
    return next;
  };

  const wantAgain = (): void => {
    wanted = true;
    wake();
  };
  frames.onWanted(wantAgain);
  const unsubscribe = useStore.subscribe((state, before) => {
    if (state.timeUs !== before.timeUs || state.opened !== before.opened || state.playing !== before.playing)
      wantAgain();
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
