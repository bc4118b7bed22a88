import type { Context } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { getInt, type IntColumn, intColumn, numberAt, pushPair, truncateColumn } from '../../sim/column.ts';
import { bundleCount, bundleMember } from '../../sim/payload.ts';
import { constant, INTS, NUMBER, shape } from '../../sim/shape.ts';
import {
  type BatchTable,
  batchBytes,
  batchCount,
  batchTime,
  isTransactional,
  producerEpochOf,
  producerIdOf,
  recordTimestamp,
  sequenceOf,
} from '../batches.ts';
import { LOG_LOST, TRUNCATED } from '../observations.ts';
import { DEFAULT_STORAGE, type StorageConfig } from '../storage/storage-config.ts';
import {
  assignEpoch,
  createEpochCache,
  type EpochCache,
  epochAt,
  epochCacheForm,
  latestEpoch,
  truncateEpochsFromEnd,
} from './epoch-cache.ts';
import { clearProducers, createProducers, type PartitionProducers, producersForm } from './producer-slots.ts';
import { addSequence, forgetReplicatedTransactions, lastStableOffset, recordAppend } from './producer-state.ts';
import {
  addToActive,
  addToSegment,
  beginActive,
  createSegments,
  restartSegments,
  SEGMENT_ROW,
  type Segments,
  segmentBase,
  segmentCount,
  segmentsForm,
} from './segments.ts';

/**
 * The log of one replica: which batch lies where, oldest first. A batch's content is in the world's batch table, and
 * the leader epoch stamped on it follows from the epoch cache, so a copy on another replica costs two numbers.
 *
 * @remarks
 * `logStart ≤ highWatermark ≤ logEnd` always. Batches below `logStart` stay in the list and are not read. A batch is
 * found by binary search in the base offsets, which gives what the indexes and the scan give.
 *
 * @see `UnifiedLog`
 */
export interface Log {
  readonly partition: number;
  /** Number of its file on the broker's disk; positions in it are offsets. */
  readonly file: number;
  /** Pairs (batch, its base offset), read by the functions below. */
  entries: IntColumn;
  /** Storage settings of the topic; another object when they change. */
  settings: StorageConfig;
  segments: Segments;
  /** First offset that can be read. */
  logStart: number;
  /** Offset that the next record gets. */
  logEnd: number;
  highWatermark: number;
  /** `replication-offset-checkpoint`: on disk, flushed when it was written. */
  checkpointedHighWatermark: number;
  /** `cleaner-offset-checkpoint`: the cleaner has been through what lies below; −1 = never. */
  cleanerCheckpoint: number;
  /** When all that was there was last flushed, µs. */
  lastFlushUs: number;
  epochCache: EpochCache;
  producers: PartitionProducers;
}

export const logForm = shape<Log>({
  partition: NUMBER,
  file: NUMBER,
  entries: INTS,
  settings: constant(),
  segments: segmentsForm,
  logStart: NUMBER,
  logEnd: NUMBER,
  highWatermark: NUMBER,
  checkpointedHighWatermark: NUMBER,
  cleanerCheckpoint: NUMBER,
  lastFlushUs: NUMBER,
  epochCache: epochCacheForm,
  producers: producersForm,
});

/** `reason` in TRUNCATED, see `TRUNCATION_REASON`. */
export const BY_EPOCH = 0;
export const BY_HIGH_WATERMARK = 1;
export const TORN_TAIL = 2;
export const AFTER_UNCLEAN = 3;
export const REPLICA_REMOVED = 4;

export function createLog(partition: number): Log {
  return {
    partition,
    file: partition,
    entries: intColumn(),
    settings: DEFAULT_STORAGE,
    segments: createSegments(),
    logStart: 0,
    logEnd: 0,
    highWatermark: 0,
    checkpointedHighWatermark: 0,
    cleanerCheckpoint: -1,
    lastFlushUs: 0,
    epochCache: createEpochCache(),
    producers: createProducers(),
  };
}

/** Batches in the log. */
export function batchTotal(log: Log): number {
  return log.entries.length >> 1;
}

/** The `index`-th batch of the log, from the oldest. */
export function batchAt(log: Log, index: number): number {
  return getInt(log.entries, index * 2);
}

export function baseOffsetAt(log: Log, index: number): number {
  return getInt(log.entries, index * 2 + 1);
}

/** Leader epoch stamped on a batch. */
export function batchEpoch(log: Log, baseOffset: number): number {
  const { epochs, startOffsets } = log.epochCache;
  const last = epochs.length - 1;
  return last >= 0 && numberAt(startOffsets, last) <= baseOffset
    ? numberAt(epochs, last)
    : epochAt(log.epochCache, baseOffset);
}

/** Puts a batch behind the last one. On a follower there may be a hole before `baseOffset`, as on its leader. */
export function appendBatch(log: Log, table: BatchTable, batch: number, baseOffset: number, leaderEpoch: number): void {
  assert(baseOffset >= log.logEnd, 'a log grows at its end');
  const count = batchCount(table, batch);
  if (latestEpoch(log.epochCache) !== leaderEpoch) assignEpoch(log.epochCache, leaderEpoch, baseOffset);
  addToSegment(log.segments, log.settings, baseOffset, batchBytes(table, batch), batchTime(table, batch));
  pushPair(log.entries, batch, baseOffset);
  log.logEnd = baseOffset + count;
  rememberProducer(log, table, batch, baseOffset, count);
}

function rememberProducer(log: Log, table: BatchTable, batch: number, baseOffset: number, count: number): void {
  const producerId = producerIdOf(table, batch);
  if (producerId < 0) return;
  const first = sequenceOf(table, batch);
  recordAppend(
    log.producers,
    producerId,
    producerEpochOf(table, batch),
    first,
    first < 0 ? first : addSequence(first, count - 1),
    baseOffset,
    baseOffset + count - 1,
    isTransactional(table, batch),
    batchTime(table, batch),
  );
}

/** Sets the high watermark, within the log. Answers whether it changed. */
export function setHighWatermark(log: Log, to: number): boolean {
  const within = Math.max(log.logStart, Math.min(to, log.logEnd));
  if (within === log.highWatermark) return false;
  log.highWatermark = within;
  if (log.producers.endedMarkerOffsets.length > 0) forgetReplicatedTransactions(log.producers, within);
  return true;
}

/** Where a read-committed reader stops. @param ignoresHighWatermark - mutant `lso-ignores-hw` */
export function stableOffset(log: Log, ignoresHighWatermark: boolean): number {
  return lastStableOffset(log.producers, ignoresHighWatermark ? log.logEnd : log.highWatermark);
}

/**
 * Drops everything at or above `offset`. A batch that begins below and reaches over it goes as a whole, so that
 * offsets below may vanish too.
 *
 * @returns the first offset that was dropped; −1 where the log ended there already, and only epochs were dropped
 * @see `UnifiedLog#truncateTo`
 */
export function truncateLog(log: Log, table: BatchTable, offset: number): number {
  truncateEpochsFromEnd(log.epochCache, offset);
  if (offset >= log.logEnd) return -1;
  const index = findBatch(log, table, offset);
  const dropped = index < batchTotal(log) ? Math.min(offset, baseOffsetAt(log, index)) : offset;
  truncateColumn(log.entries, index * 2);
  log.logEnd = offset;
  cutSegments(log, table, offset);
  if (log.logStart > offset) log.logStart = offset;
  if (log.highWatermark > offset) log.highWatermark = offset;
  if (log.cleanerCheckpoint > offset) log.cleanerCheckpoint = offset;
  rebuildProducers(log, table);
  return dropped;
}

/** Segments that begin above `offset` go; the one that holds it becomes the active one, counted anew. */
function cutSegments(log: Log, table: BatchTable, offset: number): void {
  const { segments } = log;
  if (offset <= segments.base && segments.closed.length > 0) {
    let last = segmentCount(segments) - 1;
    while (last > 0 && segmentBase(segments, last) >= offset) last--;
    const base = segmentBase(segments, last);
    segments.closed.length = last * SEGMENT_ROW;
    beginActive(segments, base);
  } else {
    beginActive(segments, Math.min(segments.base, offset));
  }
  for (let i = findBatch(log, table, segments.base); i < batchTotal(log); i++) {
    const batch = batchAt(log, i);
    addToActive(segments, log.settings, batchBytes(table, batch), batchTime(table, batch));
  }
}

/** Empties the log; it goes on at `offset`. @see `UnifiedLog#truncateFullyAndStartAt` */
export function truncateFully(log: Log, offset: number): void {
  truncateColumn(log.entries, 0);
  restartSegments(log.segments, offset);
  truncateEpochsFromEnd(log.epochCache, 0);
  log.logStart = offset;
  log.logEnd = offset;
  log.highWatermark = offset;
  log.cleanerCheckpoint = -1;
  clearProducers(log.producers);
}

/** What producers wrote is a function of the log: it is taken in again. The real broker starts from a snapshot. */
function rebuildProducers(log: Log, table: BatchTable): void {
  clearProducers(log.producers);
  for (let i = findBatch(log, table, log.logStart); i < batchTotal(log); i++) {
    const batch = batchAt(log, i);
    rememberProducer(log, table, batch, baseOffsetAt(log, i), batchCount(table, batch));
  }
}

/**
 * The log after the process is gone: the high watermark is what the checkpoint says, and after a loss of power
 * only what was flushed is there.
 *
 * @see `LogLoader#recoverLog`. Left out: the time which recovery takes.
 */
export function recoverLog(log: Log, table: BatchTable, powerLost: boolean, ctx: Context): void {
  if (powerLost) {
    const flushed = Math.max(log.logStart, ctx.flushedPosition(log.file));
    const end = log.logEnd;
    if (flushed < end) {
      ctx.observe(LOG_LOST, log.partition, flushed, end, 0, 0, 0, -1);
      const dropped = truncateLog(log, table, flushed);
      log.logEnd = dropped;
      if (dropped < flushed) {
        ctx.observe(TRUNCATED, log.partition, dropped, flushed, TORN_TAIL, latestEpoch(log.epochCache), 0, -1);
      }
      ctx.write(log.file, log.logEnd);
    }
  }
  // An epoch in which nothing was written is not remembered over a restart.
  truncateEpochsFromEnd(log.epochCache, log.logEnd);
  log.highWatermark = Math.max(log.logStart, Math.min(log.checkpointedHighWatermark, log.logEnd));
}

/** Steps taken back from the end before a binary search: readers are mostly near the end. */
const STEPS_BACK = 6;

/** Index of the first batch whose last offset is at or above `offset`; the number of batches where there is none. */
export function findBatch(log: Log, table: BatchTable, offset: number): number {
  const count = batchTotal(log);
  if (offset >= log.logEnd) return count;
  let index = count - 1;
  const nearest = Math.max(0, count - STEPS_BACK);
  while (index >= nearest && baseOffsetAt(log, index) > offset) index--;
  if (index < nearest && index >= 0) index = lastAtOrBelow(log, offset, index);
  if (index < 0) return 0;
  const end = baseOffsetAt(log, index) + batchCount(table, batchAt(log, index));
  return end > offset ? index : index + 1;
}

/** Greatest index up to `high` whose base offset is at most `value`, −1 if there is none. */
function lastAtOrBelow(log: Log, value: number, high: number): number {
  let low = -1;
  let top = high;
  while (low < top) {
    const middle = (low + top + 1) >> 1;
    if (baseOffsetAt(log, middle) <= value) low = middle;
    else top = middle - 1;
  }
  return low;
}

/**
 * End of a read that begins at batch `from`: whole batches below `bound`, within `maxBytes`, at least one where
 * `atLeastOne` says so.
 *
 * @returns index behind the last batch to be read
 * @see KIP-74; `LogSegment#read`
 */
export function readEnd(
  log: Log,
  table: BatchTable,
  from: number,
  bound: number,
  maxBytes: number,
  atLeastOne: boolean,
): number {
  let index = from;
  let left = maxBytes;
  const total = batchTotal(log);
  while (index < total) {
    const batch = batchAt(log, index);
    if (baseOffsetAt(log, index) + batchCount(table, batch) > bound) break;
    const bytes = batchBytes(table, batch);
    if (bytes > left && !(atLeastOne && index === from)) break;
    left -= bytes;
    index++;
  }
  return index;
}

/** Offset of the first record with this timestamp (ms) or a later one, −1 if there is none. */
export function offsetForTime(log: Log, table: BatchTable, timestampMs: number, ctx: Context): number {
  for (let i = findBatch(log, table, log.logStart); i < batchTotal(log); i++) {
    const batch = batchAt(log, i);
    const base = baseOffsetAt(log, i);
    const members = bundleCount(ctx.payloads, batch);
    if (members === 0 && Math.floor(batchTime(table, batch) / 1000) >= timestampMs) return base;
    for (let k = 0; k < members; k++) {
      const uid = bundleMember(ctx.payloads, batch, k);
      if (uid < 0 || base + k < log.logStart) continue;
      if (recordTimestamp(ctx.payloads, uid, batchTime(table, batch)) >= timestampMs) return base + k;
    }
  }
  return -1;
}
