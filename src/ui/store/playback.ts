import { frames } from './frame-source.ts';
import { choices, goTo, type Speed, set } from './store.ts';

export const SPEEDS: readonly Speed[] = [0.25, 1, 4, 16, 'max'];

/** To the last instant that is simulated. */
export function goToNewest(): void {
  const frame = frames.current();
  if (frame !== null) goTo(frame.clock.endUs[0] ?? 0);
}

export function changeSpeed(by: 1 | -1): void {
  const next = SPEEDS[SPEEDS.indexOf(choices().speed) + by];
  if (next !== undefined) set({ speed: next });
}
