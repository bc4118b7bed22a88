import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import { listOf, NUMBER, shape } from '../../sim/shape.ts';
import { ROLL_NOT, rollJitter, rollReason } from './rolling.ts';
import { appendToSegment, createSegment, type Segment, sealSegment, segmentForm, truncateSegment } from './segment.ts';
import type { StorageConfig } from './storage-config.ts';

/**
 * One replica's log as it lies on disk. There is always a segment; the last one is *active*: appends go there.
 *
 * @remarks `logStart ≤ highWatermark ≤ logEnd`; segments ascend by base offset.
 * @see `UnifiedLog`, `LocalLog`, `LogSegments`
 */
export interface SegmentedLog {
  /** Oldest first. */
  segments: Segment[];
  /** First offset that can be read; segments may reach below it. */
  logStart: number;
  logEnd: number;
  highWatermark: number;
  /** Everything below it has been flushed. */
  recoveryPoint: number;
  /** Wall clock, ms. */
  lastFlushMs: number;
  /** `cleaner-offset-checkpoint`: the cleaner has been through what lies below; −1 = never. */
  cleanerCheckpoint: number;
  /** Segments with the suffix `.deleted`, in the order in which they will go. */
  deleted: DeletedSegment[];
}

/** Files that have left the log and wait for `file.delete.delay.ms`. */
export interface DeletedSegment {
  readonly baseOffset: number;
  readonly bytes: number;
  /** Wall clock, ms. */
  readonly removeAtMs: number;
}

export const segmentedLogForm = shape<SegmentedLog>({
  segments: listOf(segmentForm),
  logStart: NUMBER,
  logEnd: NUMBER,
  highWatermark: NUMBER,
  recoveryPoint: NUMBER,
  lastFlushMs: NUMBER,
  cleanerCheckpoint: NUMBER,
  deleted: listOf(shape<DeletedSegment>({ baseOffset: NUMBER, bytes: NUMBER, removeAtMs: NUMBER })),
});

export function createSegmentedLog(config: StorageConfig, nowMs: number, startOffset = 0): SegmentedLog {
  return {
    segments: [createSegment(startOffset, config, nowMs)],
    logStart: startOffset,
    logEnd: startOffset,
    highWatermark: startOffset,
    recoveryPoint: startOffset,
    lastFlushMs: nowMs,
    cleanerCheckpoint: -1,
    deleted: [],
  };
}

/**
 * Appends one batch, and begins a new segment before it where the rules ask for that.
 *
 * @remarks The real broker appends all batches of a request's partition at once, and rolls at most once for them.
 * @param maxTimestampMs - of the youngest record, −1 = none
 * @param content - number of the batch in the caller's table
 * @param jitterDraw - for the segment that may be made; any whole number that is not negative
 * @returns why the log rolled, `ROLL_NOT` if it did not
 * @see `UnifiedLog#append`
 */
export function appendToLog(
  log: SegmentedLog,
  config: StorageConfig,
  baseOffset: number,
  lastOffset: number,
  bytes: number,
  maxTimestampMs: number,
  leaderEpoch: number,
  content: number,
  nowMs: number,
  jitterDraw = 0,
): number {
  assert(baseOffset >= log.logEnd, 'a log grows at its end');
  const reason = rollReason(activeSegment(log), config, bytes, lastOffset, maxTimestampMs, nowMs);
  if (reason !== ROLL_NOT) rollLog(log, config, baseOffset, nowMs, jitterDraw);
  appendToSegment(
    activeSegment(log),
    baseOffset,
    lastOffset,
    bytes,
    maxTimestampMs,
    leaderEpoch,
    content,
    config.indexIntervalBytes,
    nowMs,
  );
  log.logEnd = lastOffset + 1;
  return reason;
}

/**
 * Begins a new segment at `baseOffset`, or at the log's end if that is above.
 *
 * @remarks
 * An empty active segment with that base is replaced. The caller takes a producer snapshot and begins a flush of
 * everything below the new base, see `flushedUpTo`.
 * @see `UnifiedLog#roll`, `LocalLog#roll`
 */
export function rollLog(
  log: SegmentedLog,
  config: StorageConfig,
  baseOffset: number,
  nowMs: number,
  jitterDraw = 0,
): void {
  const base = Math.max(baseOffset, log.logEnd);
  const active = activeSegment(log);
  const fresh = createSegment(base, config, nowMs, rollJitter(config, jitterDraw));
  if (active.baseOffset === base) {
    assert(active.file.sizeBytes === 0, 'a segment with records has a base below the end of the log');
    log.segments[log.segments.length - 1] = fresh;
    return;
  }
  sealSegment(active);
  log.segments.push(fresh);
}

export function activeSegment(log: SegmentedLog): Segment {
  return at(log.segments, log.segments.length - 1);
}

/** Index of the segment with the greatest base at or below `offset`; 0 where all are above. @see `LogSegments#floorSegment` */
export function segmentIndexAt(log: SegmentedLog, offset: number): number {
  let low = 0;
  let high = log.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(log.segments, middle).baseOffset <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** First offset above those of a segment: the next one's base, or the end of the log. */
export function upperBoundOf(log: SegmentedLog, segmentIndex: number): number {
  return segmentIndex + 1 < log.segments.length ? at(log.segments, segmentIndex + 1).baseOffset : log.logEnd;
}

export function logBytes(log: SegmentedLog): number {
  let bytes = 0;
  for (let i = 0; i < log.segments.length; i++) bytes += at(log.segments, i).file.sizeBytes;
  return bytes;
}

/**
 * Drops every batch that reaches `offset`; the log goes on there.
 *
 * @remarks Where `offset` lies inside a batch, what that batch held below it vanishes too, and a hole stays.
 * @see `UnifiedLog#truncateTo`, `LocalLog#truncateTo`
 */
export function truncateSegments(log: SegmentedLog, config: StorageConfig, offset: number, nowMs: number): void {
  if (offset >= log.logEnd) return;
  if (at(log.segments, 0).baseOffset > offset) {
    restartLog(log, config, offset, nowMs);
    return;
  }
  while (activeSegment(log).baseOffset > offset) deleteFiles(log, log.segments.length - 1, 1, config, nowMs);
  truncateSegment(activeSegment(log), offset, nowMs);
  log.logEnd = offset;
  clampToEnd(log);
}

/** Empties the log; it goes on at `offset`. @see `UnifiedLog#truncateFullyAndStartAt` */
export function restartLog(log: SegmentedLog, config: StorageConfig, offset: number, nowMs: number): void {
  deleteFiles(log, 0, log.segments.length, config, nowMs);
  log.segments.push(createSegment(offset, config, nowMs));
  log.logStart = offset;
  log.logEnd = offset;
  log.highWatermark = offset;
  clampToEnd(log);
}

/** Takes segments out of the log; their files stay until `file.delete.delay.ms` have passed. */
export function deleteFiles(
  log: SegmentedLog,
  from: number,
  count: number,
  config: StorageConfig,
  nowMs: number,
): void {
  for (let i = from; i < from + count; i++) {
    const { baseOffset, file } = at(log.segments, i);
    log.deleted.push({ baseOffset, bytes: file.sizeBytes, removeAtMs: nowMs + config.fileDeleteDelayMs });
  }
  log.segments.splice(from, count);
}

/** What stays true when a log has become shorter. */
function clampToEnd(log: SegmentedLog): void {
  log.logStart = Math.min(log.logStart, log.logEnd);
  log.highWatermark = Math.min(log.highWatermark, log.logEnd);
  log.recoveryPoint = Math.min(log.recoveryPoint, log.logEnd);
  if (log.cleanerCheckpoint > log.logEnd) log.cleanerCheckpoint = log.logEnd;
}
