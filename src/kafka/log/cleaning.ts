import type { Context } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at, getFloat, getInt, intAt, intColumn, numberAt, pushPair } from '../../sim/column.ts';
import { bundleCount, bundleMember, hasNoValue, type Payloads } from '../../sim/payload.ts';
import {
  addBatch,
  type BatchTable,
  batchBytes,
  batchCount,
  batchTime,
  CODEC_STEP,
  codecOf,
  deleteHorizonOf,
  isInternal,
  isTransactional,
  PLAIN,
  producerEpochOf,
  producerIdOf,
  recordTimestamp,
  sequenceOf,
  TRANSACTIONAL,
} from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { bytesAt } from '../coordinator/offset-bytes.ts';
import { addInternalBatch, contentOf, keysAt, withRecordsAt } from '../coordinator/offset-records.ts';
import { COMPACTED, LOG_CLEANED, REWRITTEN } from '../observations.ts';
import type { LastRecord } from '../storage/batch-cleaning.ts';
import { cleanableRange, compactionDelay, type LogToClean, logToClean } from '../storage/cleanable.ts';
import { cleanLog } from '../storage/cleaner.ts';
import { createOffsetMap, mappedOffset, type OffsetMap } from '../storage/offset-map.ts';
import { rowCount } from '../storage/record-file.ts';
import { rowBaseOffset, type Segment } from '../storage/segment.ts';
import type { SegmentedLog } from '../storage/segmented-log.ts';
import { DATA, RECORD_BATCH_OVERHEAD, type StoredBatch, TRANSACTIONAL_DATA } from '../storage/stored-batch.ts';
import { bodyBytes, bytesOfBatch } from './batch-sizes.ts';
import { layOut } from './layout.ts';
import { baseOffsetAt, batchAt, batchTotal, findBatch, type Log, stableOffset } from './log.ts';
import { producerEntry } from './producer-slots.ts';
import { bytesOfLog, deleteLater, type Segments, segmentBase, segmentCount } from './segments.ts';

/** A log as the cleaner sees it before it begins. */
export interface DirtyLog {
  readonly files: SegmentedLog;
  readonly toClean: LogToClean;
  /** Its dirty part is older than `max.compaction.lag.ms`. */
  readonly isOverdue: boolean;
}

/** What there is to clean; null where there is nothing: the log is not compacted, or has its active segment only. */
export function dirtyPart(log: Log, table: BatchTable, payloads: Payloads, nowMs: number): DirtyLog | null {
  const { settings } = log;
  if (!settings.compacts || log.segments.closed.length === 0 || batchTotal(log) === 0) return null;
  const files = layOut(log, table, payloads);
  const range = cleanableRange(files, settings, stableOffset(log, false), nowMs);
  const isOverdue = compactionDelay(files, settings, range.firstDirtyOffset, nowMs) > 0;
  return { files, toClean: logToClean(files, range), isOverdue };
}

/** What a cleaning needs of its surroundings. */
export type CleaningContext = Pick<Context, 'now' | 'payloads' | 'newBundle' | 'observe'>;

/** What batches are made of: in the cluster's state. */
export type CleaningState = Pick<KafkaState, 'batches' | 'offsetRecords' | 'plan'>;

/** How a cleaning goes. */
export interface CleaningOrder {
  /** `log.cleaner.dedupe.buffer.size` of one thread. */
  readonly dedupeBufferBytes: number;
  /** When it began: the time that decides about tombstones, ms. */
  readonly beganMs: number;
  /** Mutant `compact-drops-latest`. */
  readonly dropsLatest: boolean;
  /** Mutant `compact-renumbers`. */
  readonly renumbers: boolean;
}

/**
 * Cleans a live log: its files are laid out, the cleaner's rules go over them, and what they leave is the log from now
 * on. Batches that lost records are new batches in the world's table.
 *
 * @remarks Left out: transactions, whose markers no live log has yet.
 * @see `Cleaner#doClean`
 */
export function cleanLive(
  log: Log,
  state: CleaningState,
  dirty: DirtyLog,
  order: CleaningOrder,
  ctx: CleaningContext,
): void {
  const table = state.batches;
  const { files, toClean } = dirty;
  const { payloads } = ctx;
  const first = table.baseTime.length;
  const contents = storedBatches(state, payloads, files);
  const map = createOffsetMap(order.dedupeBufferBytes, order.dropsLatest ? 1 : 0);
  const view = { contents, aborted: [], lastRecords: lastRecordsOf(log) };
  const done = cleanLog(files, log.settings, view, toClean, map, order.beganMs);
  const removed = tellRemoved(log, contents, files, done.endOffset, map, ctx);
  for (let number = first; number < contents.length; number++) {
    addCleaned(log, state, at(contents, number), order.renumbers, ctx);
  }
  const before = bytesOfLog(log.segments);
  deleteLater(log.segments, 0, segmentsBelow(log.segments, done.endOffset), log.settings, ctx.now);
  takeIn(log, table, files);
  log.cleanerCheckpoint = files.cleanerCheckpoint;
  ctx.observe(
    LOG_CLEANED,
    log.partition,
    toClean.firstDirtyOffset,
    done.endOffset,
    before,
    bytesOfLog(log.segments),
    removed,
    -1,
  );
}

/** By number in the world's table: the batches of the files. */
function storedBatches(state: CleaningState, payloads: Payloads, files: SegmentedLog): StoredBatch[] {
  const contents: StoredBatch[] = [];
  contents.length = state.batches.baseTime.length;
  for (const segment of files.segments) {
    for (let row = 0; row < rowCount(segment.file); row++) {
      const batch = getInt(segment.file.contents, row);
      contents[batch] = storedBatch(state, payloads, batch, segment, row);
    }
  }
  return contents;
}

function storedBatch(
  state: CleaningState,
  payloads: Payloads,
  batch: number,
  segment: Segment,
  row: number,
): StoredBatch {
  const table = state.batches;
  const baseOffset = rowBaseOffset(segment, row);
  const baseTime = batchTime(table, batch);
  const count = batchCount(table, batch);
  const offsets: number[] = [];
  const timestamps: number[] = [];
  const keys: number[] = [];
  const sizes: number[] = [];
  const tombstones: number[] = [];
  for (let i = 0; i < bundleCount(payloads, batch); i++) {
    const uid = bundleMember(payloads, batch, i);
    if (uid < 0) continue;
    offsets.push(baseOffset + i);
    timestamps.push(recordTimestamp(payloads, uid, baseTime));
    keys.push(getInt(payloads.key, uid));
    sizes.push(bodyBytes(getInt(payloads.size, uid)));
    tombstones.push(hasNoValue(payloads, uid) ? 1 : 0);
  }
  if (isInternal(table, batch)) {
    keysAt(state.offsetRecords, contentOf(table, batch), state.plan.partitionTopic.length).forEach((key, i) => {
      if (key < 0) return;
      offsets.push(baseOffset + i);
      timestamps.push(Math.floor(baseTime / 1000));
      keys.push(key);
      sizes.push(0);
      tombstones.push(0);
    });
  }
  const first = isInternal(table, batch) ? -1 : sequenceOf(table, batch);
  return {
    kind: isTransactional(table, batch) ? TRANSACTIONAL_DATA : DATA,
    baseOffset,
    lastOffset: baseOffset + count - 1,
    producerId: producerIdOf(table, batch),
    producerEpoch: producerEpochOf(table, batch),
    lastSequence: first < 0 ? first : first + count - 1,
    leaderEpoch: getInt(segment.file.leaderEpochs, row),
    maxTimestampMs: getFloat(segment.file.maxTimestamps, row),
    deleteHorizonMs: deleteHorizonOf(table, batch),
    offsets,
    timestamps,
    keys,
    sizes,
    tombstones,
  };
}

/** Of each producer that the partition remembers. @see `ProducerStateManager#activeProducers` */
function lastRecordsOf({ producers }: Log): Map<number, LastRecord> {
  const last = new Map<number, LastRecord>();
  for (let slot = 0; slot < producers.count; slot++) {
    const producerId = intAt(producers.producerIds, slot);
    const entry = producerEntry(producers, producerId);
    if (entry === null) continue;
    last.set(producerId, { lastDataOffset: entry.lastDataOffset, producerEpoch: entry.epoch });
  }
  return last;
}

/** Tells of each record that is gone, and which later one of its key made it stale. @returns how many there are */
function tellRemoved(
  log: Log,
  contents: readonly StoredBatch[],
  files: SegmentedLog,
  endOffset: number,
  map: OffsetMap,
  ctx: CleaningContext,
): number {
  const kept = new Set<number>();
  for (const segment of files.segments) {
    for (let row = 0; row < rowCount(segment.file); row++) {
      for (const offset of at(contents, getInt(segment.file.contents, row)).offsets) kept.add(offset);
    }
  }
  let removed = 0;
  const total = batchTotal(log);
  for (let i = 0; i < total && baseOffsetAt(log, i) < endOffset; i++) {
    const batch = at(contents, batchAt(log, i));
    for (let k = 0; k < batch.offsets.length; k++) {
      const offset = numberAt(batch.offsets, k);
      if (kept.has(offset)) continue;
      removed += 1;
      const latest = mappedOffset(map, numberAt(batch.keys, k));
      const number = batchAt(log, i);
      const place = offset - batch.baseOffset;
      const uid = place < bundleCount(ctx.payloads, number) ? bundleMember(ctx.payloads, number, place) : -1;
      ctx.observe(COMPACTED, log.partition, offset, uid, latest > offset ? latest : -1, 0, 0, -1);
    }
  }
  return removed;
}

/** A batch that a cleaning wrote becomes one of the world's table. */
function addCleaned(
  log: Log,
  state: CleaningState,
  stored: StoredBatch,
  renumbers: boolean,
  ctx: CleaningContext,
): void {
  const table = state.batches;
  const origin = batchAt(log, findBatch(log, table, stored.baseOffset));
  const count = batchCount(table, origin);
  if (isInternal(table, origin)) {
    const kept = stored.offsets.map((offset) => offset - stored.baseOffset);
    const place = withRecordsAt(state.offsetRecords, contentOf(table, origin), kept);
    const time = batchTime(table, origin);
    const bytes = bytesAt(state.plan, state.offsetRecords, place, Math.floor(time / 1000));
    const added = addInternalBatch(table, state.offsetRecords, log.partition, place, bytes, time);
    assert(added === ctx.newBundle([]), 'a batch has the number of its bundle');
    return;
  }
  const members: number[] = [];
  for (let place = 0; place < count; place++) members.push(-1);
  for (let i = 0; i < stored.offsets.length; i++) {
    const place = numberAt(stored.offsets, i) - stored.baseOffset;
    members[renumbers ? i : place] = bundleMember(ctx.payloads, origin, place);
  }
  const number = addBatch(
    table,
    log.partition,
    producerIdOf(table, origin),
    producerEpochOf(table, origin),
    sequenceOf(table, origin),
    count,
    bytesOf(stored, codecOf(table, origin)),
    batchTime(table, origin),
    (isTransactional(table, origin) ? TRANSACTIONAL : PLAIN) + codecOf(table, origin) * CODEC_STEP,
    stored.deleteHorizonMs,
  );
  const bundle = ctx.newBundle(members);
  assert(number === bundle, 'a batch has the number of its bundle');
  const { baseOffset, deleteHorizonMs, offsets } = stored;
  ctx.observe(REWRITTEN, log.partition, baseOffset, offsets.length, count, deleteHorizonMs, 0, bundle);
}

/**
 * Bytes of a batch that a cleaning wrote: timestamps count from the delete horizon where there is one.
 *
 * @see `MemoryRecordsBuilder`; KIP-534
 */
function bytesOf({ baseOffset, deleteHorizonMs, offsets, timestamps, sizes }: StoredBatch, codec: number): number {
  if (offsets.length === 0) return RECORD_BATCH_OVERHEAD;
  const baseMs = deleteHorizonMs >= 0 ? deleteHorizonMs : numberAt(timestamps, 0);
  const offsetDeltas = offsets.map((offset) => offset - baseOffset);
  return bytesOfBatch(
    offsetDeltas,
    timestamps.map((ms) => ms - baseMs),
    sizes,
    codec,
  );
}

/** How many segments begin below `offset`, the active one never. */
function segmentsBelow(segments: Segments, offset: number): number {
  let count = 0;
  while (count < segmentCount(segments) - 1 && segmentBase(segments, count) < offset) count++;
  return count;
}

/** The files that a cleaning left are the log. What lies behind them has not changed. */
function takeIn(log: Log, table: BatchTable, files: SegmentedLog): void {
  const entries = intColumn();
  const { segments } = log;
  segments.closed.length = 0;
  for (let i = 0; i < files.segments.length; i++) {
    const segment = at(files.segments, i);
    let bytes = 0;
    for (let row = 0; row < rowCount(segment.file); row++) {
      const batch = getInt(segment.file.contents, row);
      pushPair(entries, batch, rowBaseOffset(segment, row));
      bytes += batchBytes(table, batch);
    }
    if (i === files.segments.length - 1) break;
    const { baseOffset, firstTimestampMs, maxTimestampMs } = segment;
    segments.closed.push(baseOffset, bytes, firstTimestampMs * 1000, maxTimestampMs * 1000);
  }
  log.entries = entries;
}
