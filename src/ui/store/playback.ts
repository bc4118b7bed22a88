import { frames } from './frame-source.ts';
import { choices, goTo, type Speed, set } from './store.ts';

export const SPEEDS: readonly Speed[] = [0.25, 1, 4, 16, 'max'];

/** Plays on, or halts. At the end of a run it plays from the start. */
export function togglePlay(): void {
  const { playing, timeUs } = choices();
  const settledUs = frames.current()?.clock.settledUs[0] ?? -1;
  if (!playing && settledUs >= 0 && timeUs >= settledUs) goTo(0);
  set({ playing: !playing, stopUs: -1 });
}

/** To the last instant that is simulated. */
export function goToNewest(): void {
  const frame = frames.current();
  if (frame !== null) goTo(frame.clock.endUs[0] ?? 0);
}

export function changeSpeed(by: 1 | -1): void {
  const next = SPEEDS[SPEEDS.indexOf(choices().speed) + by];
  if (next !== undefined) set({ speed: next });
}
