import { numberAt } from '../../sim/column.ts';
import { NUMBERS, shape } from '../../sim/shape.ts';
import {
  FENCED_LEADER_EPOCH,
  NONE,
  NOT_LEADER_OR_FOLLOWER,
  OFFSET_OUT_OF_RANGE,
  UNKNOWN_LEADER_EPOCH,
} from '../protocol/errors.ts';

/**
 * Where each leader epoch of a log begins: parallel lists, ascending in both.
 *
 * @remarks A leader adds its epoch at its log end before it writes anything, so an entry may have no records.
 * @see KIP-101, KIP-279; `LeaderEpochFileCache`
 */
export interface EpochCache {
  epochs: number[];
  startOffsets: number[];
}

export const epochCacheForm = shape<EpochCache>({ epochs: NUMBERS, startOffsets: NUMBERS });

export function createEpochCache(): EpochCache {
  return { epochs: [], startOffsets: [] };
}

/** No epoch, no offset. */
export const UNDEFINED = -1;

/** Says that `epoch` begins at `startOffset`; entries that contradict it are dropped. */
export function assignEpoch(cache: EpochCache, epoch: number, startOffset: number): void {
  const { epochs, startOffsets } = cache;
  let length = epochs.length;
  if (length > 0 && numberAt(epochs, length - 1) === epoch && numberAt(startOffsets, length - 1) <= startOffset) return;
  while (length > 0 && (numberAt(epochs, length - 1) >= epoch || numberAt(startOffsets, length - 1) >= startOffset))
    length--;
  dropFrom(cache, length);
  epochs.push(epoch);
  startOffsets.push(startOffset);
}

/** Drops the epochs that begin at or after `offset`, the new end of the log. */
export function truncateEpochsFromEnd(cache: EpochCache, offset: number): void {
  let length = cache.epochs.length;
  while (length > 0 && numberAt(cache.startOffsets, length - 1) >= offset) length--;
  dropFrom(cache, length);
}

/** Forgets what lies below `offset`, the new start of the log; the epoch that holds it begins there from now on. */
export function truncateEpochsFromStart(cache: EpochCache, offset: number): void {
  const { epochs, startOffsets } = cache;
  let passed = 0;
  while (passed < epochs.length && numberAt(startOffsets, passed) <= offset) passed++;
  if (passed === 0) return;
  epochs.splice(0, passed - 1);
  startOffsets.splice(0, passed - 1);
  startOffsets[0] = offset;
}

/** The newest epoch, or `UNDEFINED`. */
export function latestEpoch(cache: EpochCache): number {
  const length = cache.epochs.length;
  return length === 0 ? UNDEFINED : numberAt(cache.epochs, length - 1);
}

/** The epoch of the record at `offset`, or `UNDEFINED` where the cache does not reach back to it. */
export function epochAt(cache: EpochCache, offset: number): number {
  for (let i = cache.epochs.length - 1; i >= 0; i--) {
    if (numberAt(cache.startOffsets, i) <= offset) return numberAt(cache.epochs, i);
  }
  return UNDEFINED;
}

/**
 * The epoch whose end this log can name for somebody who asks for `requested`: itself or the next lower one.
 * Together with `endOffsetFor` it is the answer to OffsetsForLeaderEpoch.
 */
export function endEpochFor(cache: EpochCache, requested: number): number {
  const length = cache.epochs.length;
  if (length === 0 || requested === UNDEFINED || requested > numberAt(cache.epochs, length - 1)) return UNDEFINED;
  for (let i = length - 1; i >= 0; i--) {
    const epoch = numberAt(cache.epochs, i);
    if (epoch <= requested) return epoch;
  }
  return requested;
}

/** Where the epoch of `endEpochFor` ends: the start of the next higher one, or the end of the log. */
export function endOffsetFor(cache: EpochCache, requested: number, logEndOffset: number): number {
  const length = cache.epochs.length;
  if (length === 0 || requested === UNDEFINED) return UNDEFINED;
  const latest = numberAt(cache.epochs, length - 1);
  if (requested === latest) return logEndOffset;
  if (requested > latest) return UNDEFINED;
  let higher = length - 1;
  while (higher > 0 && numberAt(cache.epochs, higher - 1) > requested) higher--;
  return numberAt(cache.startOffsets, higher);
}

/** A verdict of `divergence`, beside `NONE` and `OFFSET_OUT_OF_RANGE`. */
export const DIVERGING = -2;

/**
 * Compares a follower's log with the leader's from what its fetch says.
 *
 * @remarks
 * With `DIVERGING` the leader answers `endEpochFor` and `endOffsetFor` of `lastFetchedEpoch`, without records, and
 * does not count the fetch as progress. A fetch that names no epoch cannot diverge.
 *
 * @param lastFetchedEpoch - of the record before `fetchOffset` in the follower's log; −1 = it names none
 * @see KIP-595; `Partition#readRecords`
 */
export function divergence(
  cache: EpochCache,
  logStartOffset: number,
  logEndOffset: number,
  lastFetchedEpoch: number,
  fetchOffset: number,
): number {
  if (lastFetchedEpoch === UNDEFINED) return NONE;
  const end = endOffsetFor(cache, lastFetchedEpoch, logEndOffset);
  if (end === UNDEFINED || fetchOffset < logStartOffset) return OFFSET_OUT_OF_RANGE;
  return end < fetchOffset || endEpochFor(cache, lastFetchedEpoch) < lastFetchedEpoch ? DIVERGING : NONE;
}

/**
 * The offset to which a follower truncates when the leader says that `leaderEpoch` ends at `leaderEndOffset`.
 *
 * @remarks
 * The same rule for a diverging epoch in a fetch and for an answer to OffsetsForLeaderEpoch. Where the follower does
 * not know that epoch, the answer is only a step, see `isTruncationComplete`.
 *
 * @param initialOffset - where it wanted to go on; taken when the leader knows nothing
 * @see KIP-279; `AbstractFetcherThread#getOffsetTruncationState`
 */
export function truncationOffset(
  cache: EpochCache,
  logEndOffset: number,
  initialOffset: number,
  leaderEpoch: number,
  leaderEndOffset: number,
): number {
  if (leaderEndOffset === UNDEFINED) return initialOffset;
  const own = endOffsetFor(cache, leaderEpoch, logEndOffset);
  if (own === UNDEFINED) return Math.min(leaderEndOffset, logEndOffset);
  if (endEpochFor(cache, leaderEpoch) !== leaderEpoch) return Math.min(own, logEndOffset);
  return Math.min(own, leaderEndOffset, logEndOffset);
}

/** False: after that truncation the follower asks again, with the epoch that is then its latest. */
export function isTruncationComplete(cache: EpochCache, leaderEpoch: number, leaderEndOffset: number): boolean {
  if (leaderEndOffset === UNDEFINED) return true;
  const own = endEpochFor(cache, leaderEpoch);
  return own === UNDEFINED || own === leaderEpoch;
}

/**
 * Compares the leader epoch that a request carries with the replica's own.
 *
 * @param requestEpoch - −1 = the request carries none, as old clients do
 * @returns NONE or an error code
 * @see KIP-320; `Partition#checkCurrentLeaderEpoch`
 */
export function judgeLeaderEpoch(currentLeaderEpoch: number, requestEpoch: number): number {
  if (requestEpoch === UNDEFINED || requestEpoch === currentLeaderEpoch) return NONE;
  return requestEpoch < currentLeaderEpoch ? FENCED_LEADER_EPOCH : UNKNOWN_LEADER_EPOCH;
}

/** `judgeLeaderEpoch` at a replica which must also be the leader; the epoch is judged first. */
export function judgeLeader(isLeader: boolean, currentLeaderEpoch: number, requestEpoch: number): number {
  const error = judgeLeaderEpoch(currentLeaderEpoch, requestEpoch);
  return error === NONE && !isLeader ? NOT_LEADER_OR_FOLLOWER : error;
}

function dropFrom(cache: EpochCache, length: number): void {
  cache.epochs.length = length;
  cache.startOffsets.length = length;
}
