import type { Frame } from '../../engine/protocol.ts';
import { rateFor } from '../store/pace.ts';

/** Simulated µs for each ms of wall time that a motion is stretched to at most: in a silence crossed quickly it is shorter, and never hides what was there before. */
const MOST_PACE = 1000;

/** Wall time of the motions, ms. */
export const APPEND_MS = 120;
export const TRUNCATION_MS = 240;
export const GHOST_MS = 1500;
export const LEADER_MS = 240;

/** Simulated µs for each ms of wall time at a frame's instant, from its key events: with it a duration on the wall becomes one of the run. */
export function paceAt(frame: Frame): number {
  const now = frame.clock.timeUs[0] ?? 0;
  const { timeUs } = frame.keyTimes;
  let before = -1;
  for (let row = 0; row < timeUs.length; row++) {
    const time = timeUs[row] ?? 0;
    if (time <= now) {
      before = time;
      continue;
    }
    return Math.min(MOST_PACE, rateFor(time - Math.max(0, before)));
  }
  return MOST_PACE;
}

/** How far a motion of `ms` is that began at `sinceUs`: 0 at its start, 1 when it is over; 1 too if it is still to come. */
export function progress(frame: Frame, sinceUs: number, ms: number, pace: number): number {
  const age = (frame.clock.timeUs[0] ?? 0) - sinceUs;
  const duration = ms * pace;
  return age < 0 || age >= duration ? 1 : age / duration;
}
