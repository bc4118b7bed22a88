import { at } from '../../sim/column.ts';
import { largestTimestamp } from './segment.ts';
import { activeSegment, type SegmentedLog, segmentIndexAt } from './segmented-log.ts';
import type { StorageConfig } from './storage-config.ts';

/** The part of a log that a cleaning goes over: the *dirty* part, whose keys decide. */
export interface CleanableRange {
  /** In. */
  readonly firstDirtyOffset: number;
  /** Out. */
  readonly firstUncleanableOffset: number;
}

/**
 * What may be cleaned now.
 *
 * @remarks
 * A checkpoint outside the log is dropped: all of it counts as dirty. Never cleaned: the active segment; what is not
 * decided or not committed yet; segments with a record younger than `min.compaction.lag.ms`, and all after them.
 * @param lastStableOffset - not above the high watermark
 * @see `LogCleanerManager#cleanableOffsets`; KIP-58
 */
export function cleanableRange(
  log: SegmentedLog,
  config: StorageConfig,
  lastStableOffset: number,
  nowMs: number,
): CleanableRange {
  const checkpoint = log.cleanerCheckpoint;
  const firstDirtyOffset = checkpoint < log.logStart || checkpoint > log.logEnd ? log.logStart : checkpoint;
  const settled = Math.min(
    lastStableOffset,
    activeSegment(log).baseOffset,
    firstYoungOffset(log, config, firstDirtyOffset, nowMs),
  );
  return { firstDirtyOffset, firstUncleanableOffset: Math.max(firstDirtyOffset, settled) };
}

function firstYoungOffset(log: SegmentedLog, config: StorageConfig, from: number, nowMs: number): number {
  const active = log.segments.length - 1;
  if (config.minCompactionLagMs > 0) {
    for (let i = segmentIndexAt(log, from); i < active; i++) {
      const segment = at(log.segments, i);
      if (largestTimestamp(segment) > nowMs - config.minCompactionLagMs) return segment.baseOffset;
    }
  }
  return activeSegment(log).baseOffset;
}

/** How dirty a log is. */
export interface DirtyBytes {
  /** Bytes of the segments that begin below the dirty part. */
  readonly cleanBytes: number;
  /** Bytes of whole segments from the dirty part on that may be cleaned; what may not counts nowhere. */
  readonly cleanableBytes: number;
}

/** A log as a cleaning would take it: its range ends where a segment begins. */
export interface LogToClean extends CleanableRange, DirtyBytes {}

/** @see `LogToClean`, `LogCleanerManager#calculateCleanableBytes` */
export function logToClean(log: SegmentedLog, range: CleanableRange): LogToClean {
  const firstUncleanable = at(log.segments, segmentIndexAt(log, range.firstUncleanableOffset)).baseOffset;
  const dirtyFrom = Math.min(range.firstDirtyOffset, firstUncleanable);
  return {
    firstDirtyOffset: range.firstDirtyOffset,
    firstUncleanableOffset: firstUncleanable,
    cleanBytes: bytesBetween(log, -1, range.firstDirtyOffset),
    cleanableBytes: bytesBetween(log, dirtyFrom, firstUncleanable),
  };
}

/** Share of the dirty bytes; 0 for a log without bytes, which is never cleaned. */
export function dirtyRatio(bytes: DirtyBytes): number {
  const total = bytes.cleanBytes + bytes.cleanableBytes;
  return total === 0 ? 0 : bytes.cleanableBytes / total;
}

/**
 * How long ago the dirty part became older than `max.compaction.lag.ms`, ms; 0 = it has not. Above 0 a log is cleaned
 * whatever its ratio.
 *
 * @see `LogCleanerManager#maxCompactionDelay`; KIP-354
 */
export function compactionDelay(
  log: SegmentedLog,
  config: StorageConfig,
  firstDirtyOffset: number,
  nowMs: number,
): number {
  const active = log.segments.length - 1;
  const cleanUntilMs = nowMs - config.maxCompactionLagMs;
  let earliest = cleanUntilMs;
  for (let i = segmentIndexAt(log, firstDirtyOffset); i < active; i++) {
    const { firstTimestampMs } = at(log.segments, i);
    if (firstTimestampMs > 0) earliest = Math.min(earliest, firstTimestampMs);
  }
  return cleanUntilMs - earliest;
}

/** A log that the cleaner may choose. */
export interface CleaningCandidate extends DirtyBytes {
  /** Its `min.cleanable.dirty.ratio`. */
  readonly minCleanableRatio: number;
  /** Its `compactionDelay` is above 0. */
  readonly isOverdue: boolean;
}

/**
 * The log that is cleaned next: of those that are dirty enough or overdue, the dirtiest, the first of equals.
 *
 * @returns its index, −1 where none is
 * @see `LogCleanerManager#grabFilthiestCompactedLog`
 */
export function filthiest(candidates: readonly CleaningCandidate[]): number {
  let best = -1;
  let highest = 0;
  for (let i = 0; i < candidates.length; i++) {
    const candidate = at(candidates, i);
    const ratio = dirtyRatio(candidate);
    const isEligible = ratio > candidate.minCleanableRatio || (candidate.isOverdue && candidate.cleanableBytes > 0);
    if (!isEligible || (best >= 0 && ratio <= highest)) continue;
    best = i;
    highest = ratio;
  }
  return best;
}

/** Bytes of the segments from that which holds `fromOffset` to the last that begins below `toOffset`. @see `LogSegments#values` */
function bytesBetween(log: SegmentedLog, fromOffset: number, toOffset: number): number {
  if (fromOffset === toOffset) return 0;
  let bytes = 0;
  for (let i = segmentIndexAt(log, fromOffset); i < log.segments.length; i++) {
    const segment = at(log.segments, i);
    if (segment.baseOffset >= toOffset) break;
    bytes += segment.file.sizeBytes;
  }
  return bytes;
}
