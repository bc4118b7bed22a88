import type { Frame } from '../../engine/protocol.ts';
import { rateFor } from '../store/pace.ts';

/** Simulated µs for each ms of wall time that a motion is stretched to at most: in a silence crossed quickly it is shorter, and never hides what was there before. */
const MOST_PACE = 1000;

/** Wall time of the motions, ms. */
export const APPEND_MS = 120;
export const TRUNCATION_MS = 240;
export const GHOST_MS = 1500;
export const LEADER_MS = 240;
export const ASSIGN_MS = 240;
export const REVOKE_MS = 120;
const COMMIT_MS = 160;
const LIMIT_MS = 200;
/** A commit tells more when it is over: at most so many simulated µs for each ms. */
const MOST_COMMIT_PACE = 400;

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

/** A move of a partition's readable limit under way: first the bars of what it commits are drawn, then it slides. */
export interface Commit {
  readonly from: number;
  readonly to: number;
  /** How far the bars are, and how far the limit is. */
  readonly bars: number;
  readonly limit: number;
}

/** The move of a partition that is under way at a frame's instant; null = none, or nothing may move (pace 0). */
export function commitOf(frame: Frame, partition: number, pace: number): Commit | null {
  const { hwMoves } = frame;
  const row = hwMoves.partition.indexOf(partition);
  if (row < 0 || pace <= 0) return null;
  const age = (frame.clock.timeUs[0] ?? 0) - (hwMoves.timeUs[row] ?? 0);
  const ms = age / Math.min(pace, MOST_COMMIT_PACE);
  if (age < 0 || ms >= COMMIT_MS + LIMIT_MS) return null;
  const part = Math.max(0, (ms - COMMIT_MS) / LIMIT_MS);
  return {
    from: hwMoves.from[row] ?? 0,
    to: hwMoves.to[row] ?? 0,
    bars: Math.min(1, ms / COMMIT_MS),
    limit: part * part * (3 - 2 * part),
  };
}
