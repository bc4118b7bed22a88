import { isInSegmentRange, isOffsetIndexFull } from './offset-index.ts';
import type { Segment } from './segment.ts';
import type { StorageConfig } from './storage-config.ts';
import { isTimeIndexFull } from './time-index.ts';

/** Why an append begins a new segment; 0 = it does not. */
export const ROLL_NOT = 0;
/** It would grow beyond `segment.bytes`. */
export const ROLL_BY_SIZE = 1;
/** Its first batch is older than `segment.ms`. */
export const ROLL_BY_TIME = 2;
/** `segment.index.bytes` are used up. */
export const ROLL_BY_INDEX = 3;
/** The offset is too far from the base for 4 bytes. */
export const ROLL_BY_OFFSET = 4;

/**
 * Whether an append must begin a new segment. Nothing else makes a log roll, so an idle log keeps its segment.
 *
 * @remarks
 * Age is counted in the records' own time: the new batch's timestamp less that of the segment's first batch. The
 * wall clock counts where the first batch has no timestamp.
 *
 * @param bytes - size of all batches that are appended together
 * @param maxTimestampMs - the youngest of them, −1 = none
 * @returns the reason, `ROLL_NOT` if it stays
 * @see `LogSegment#shouldRoll`
 */
export function rollReason(
  segment: Segment,
  config: StorageConfig,
  bytes: number,
  lastOffset: number,
  maxTimestampMs: number,
  nowMs: number,
): number {
  const size = segment.file.sizeBytes;
  if (size > config.segmentBytes - bytes) return ROLL_BY_SIZE;
  const waited = segment.firstTimestampMs >= 0 ? maxTimestampMs - segment.firstTimestampMs : nowMs - segment.createdMs;
  if (size > 0 && waited > maxSegmentMs(config) - segment.rollJitterMs) return ROLL_BY_TIME;
  if (isOffsetIndexFull(segment.offsetIndex) || isTimeIndexFull(segment.timeIndex)) return ROLL_BY_INDEX;
  return isInSegmentRange(segment.baseOffset, lastOffset) ? ROLL_NOT : ROLL_BY_OFFSET;
}

/** `segment.ms`, or `max.compaction.lag.ms` where a compacted topic must be cleaned sooner. @see `LogConfig#maxSegmentMs` */
export function maxSegmentMs(config: StorageConfig): number {
  return config.compacts ? Math.min(config.maxCompactionLagMs, config.segmentMs) : config.segmentMs;
}

/**
 * A segment's share of `segment.jitter.ms`, so that logs which began together do not roll together.
 *
 * @param draw - any whole number that is not negative
 * @see `LogConfig#randomSegmentJitter`
 */
export function rollJitter(config: StorageConfig, draw: number): number {
  return config.segmentJitterMs === 0 ? 0 : draw % Math.min(config.segmentJitterMs, config.segmentMs);
}
