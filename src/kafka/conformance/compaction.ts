import * as v from 'valibot';
import { at, getInt } from '../../sim/column.ts';
import { NO_KEY } from '../storage/append-checks.ts';
import type { LastRecord } from '../storage/batch-cleaning.ts';
import type { AbortedTransaction } from '../storage/cleaned-transactions.ts';
import { cleanLog } from '../storage/cleaner.ts';
import { createOffsetMap } from '../storage/offset-map.ts';
import { rowCount } from '../storage/record-file.ts';
import { appendToLog, createSegmentedLog, rollLog, type SegmentedLog } from '../storage/segmented-log.ts';
import type { StorageConfig } from '../storage/storage-config.ts';
import {
  ABORT_MARKER,
  COMMIT_MARKER,
  DATA,
  isControl,
  type StoredBatch,
  storedBytes,
  TRANSACTIONAL_DATA,
} from '../storage/stored-batch.ts';
import { configWith } from './storage.ts';

const RECORD = v.object({
  offset: v.number(),
  key: v.optional(v.nullable(v.string()), null),
  /** null = a tombstone. */
  value: v.optional(v.nullable(v.string()), ''),
  timestamp: v.optional(v.number(), 0),
  pid: v.optional(v.number(), -1),
  txn: v.optional(v.boolean(), false),
  sequence: v.optional(v.number(), -1),
  marker: v.optional(v.picklist(['commit', 'abort'])),
});
type GivenRecord = v.InferOutput<typeof RECORD>;
const COMPACTION = v.object({
  records: v.array(RECORD),
  firstDirtyOffset: v.optional(v.number(), 0),
  endOffset: v.optional(v.number()),
});
const TOMBSTONE = v.object({
  deleteRetentionMs: v.number(),
  records: v.array(RECORD),
  endOffset: v.optional(v.number()),
  cleanings: v.array(v.object({ atMs: v.number(), endOffset: v.optional(v.number()) })),
});

/** Of a record, apart from the batch around it. */
const RECORD_BYTES = 20;
const DEDUPE_BUFFER_BYTES = 134_217_728;

export function runCompaction(input: unknown): unknown {
  const { records, firstDirtyOffset, endOffset = endOf(records) } = v.parse(COMPACTION, input);
  const config = configWith({ 'cleanup.policy': 'compact' });
  const stored = storedLog(records, [endOffset], config);
  clean(stored, config, firstDirtyOffset, endOffset, 0);
  const batches = batchesOf(stored);
  const lastSequences: Record<string, number> = {};
  for (const batch of batches) if (batch.lastSequence >= 0) lastSequences[batch.producerId] = batch.lastSequence;
  return {
    remainingOffsets: batches.flatMap(({ offsets }) => offsets),
    batchLastOffsets: batches.map(({ lastOffset }) => lastOffset),
    lastSequences,
  };
}

/**
 * @remarks
 * The vectors let a tombstone go in a cleaning *past* its horizon, the real cleaner in one *at* it (`Cleaner`:
 * kept while the time is below the horizon). The model does as the cleaner does; the millisecond between the two is
 * added to `delete.retention.ms` here.
 */
export function runTombstone(input: unknown): unknown {
  const given = v.parse(TOMBSTONE, input);
  const { records, cleanings } = given;
  const lastEnd = given.endOffset ?? endOf(records);
  const ends = cleanings.map(({ endOffset = lastEnd }) => endOffset);
  const config = configWith({ 'cleanup.policy': 'compact', 'delete.retention.ms': given.deleteRetentionMs + 1 });
  const stored = storedLog(records, ends, config);
  const remainingAfterEach = cleanings.map(({ atMs }, i) => {
    clean(stored, config, 0, at(ends, i), atMs);
    return batchesOf(stored).flatMap(({ offsets }) => offsets);
  });
  return { remainingAfterEach };
}

/** A log whose batches are at hand. */
interface StoredLog {
  readonly log: SegmentedLog;
  readonly contents: StoredBatch[];
  readonly lastRecords: ReadonlyMap<number, LastRecord>;
  aborted: readonly AbortedTransaction[];
}

/** Each record is a batch; a segment begins at each of `bounds`, so that a cleaning can end there. */
function storedLog(records: readonly GivenRecord[], bounds: readonly number[], config: StorageConfig): StoredLog {
  const ascending = [...new Set(bounds)].toSorted((a, b) => a - b);
  const keys: string[] = [];
  const contents = records.map((record) => storedBatch(record, keys));
  const log = createSegmentedLog(config, 0, Math.min(...records.map(({ offset }) => offset), ...bounds));
  let passed = 0;
  for (const [number, batch] of contents.entries()) {
    while (passed < ascending.length && at(ascending, passed) <= batch.baseOffset) {
      rollLog(log, config, at(ascending, passed++), 0);
    }
    const { baseOffset, lastOffset, maxTimestampMs, leaderEpoch } = batch;
    appendToLog(log, config, baseOffset, lastOffset, storedBytes(batch), maxTimestampMs, leaderEpoch, number, 0);
  }
  for (; passed < ascending.length; passed++) rollLog(log, config, at(ascending, passed), 0);
  return { log, contents, lastRecords: lastRecordsOf(contents), aborted: abortedOf(contents) };
}

function storedBatch(record: GivenRecord, keys: string[]): StoredBatch {
  const { offset, key, value, timestamp, pid, txn, sequence, marker } = record;
  if (key !== null && !keys.includes(key)) keys.push(key);
  return {
    kind: kindOf(marker, txn),
    baseOffset: offset,
    lastOffset: offset,
    producerId: pid,
    producerEpoch: 0,
    lastSequence: sequence,
    leaderEpoch: 0,
    maxTimestampMs: timestamp,
    deleteHorizonMs: -1,
    offsets: [offset],
    timestamps: [timestamp],
    keys: [key === null ? NO_KEY : keys.indexOf(key)],
    sizes: [RECORD_BYTES],
    tombstones: [value === null ? 1 : 0],
  };
}

function kindOf(marker: GivenRecord['marker'], txn: boolean): StoredBatch['kind'] {
  if (marker !== undefined) return marker === 'abort' ? ABORT_MARKER : COMMIT_MARKER;
  return txn ? TRANSACTIONAL_DATA : DATA;
}

function clean(stored: StoredLog, config: StorageConfig, from: number, endOffset: number, nowMs: number): void {
  const range = { firstDirtyOffset: from, firstUncleanableOffset: endOffset };
  stored.aborted = cleanLog(stored.log, config, stored, range, createOffsetMap(DEDUPE_BUFFER_BYTES), nowMs).aborted;
}

function batchesOf({ log, contents }: StoredLog): StoredBatch[] {
  const batches: StoredBatch[] = [];
  for (const { file } of log.segments) {
    for (let row = 0; row < rowCount(file); row++) batches.push(at(contents, getInt(file.contents, row)));
  }
  return batches;
}

function endOf(records: readonly GivenRecord[]): number {
  return Math.max(0, ...records.map(({ offset }) => offset + 1));
}

/** What the partition would remember of its producers, none of which has expired. */
function lastRecordsOf(batches: readonly StoredBatch[]): Map<number, LastRecord> {
  const last = new Map<number, LastRecord>();
  for (const batch of batches) {
    if (batch.producerId < 0) continue;
    const lastDataOffset = isControl(batch) ? (last.get(batch.producerId)?.lastDataOffset ?? -1) : batch.lastOffset;
    last.set(batch.producerId, { lastDataOffset, producerEpoch: batch.producerEpoch });
  }
  return last;
}

/** The transaction index that these batches make. */
function abortedOf(batches: readonly StoredBatch[]): AbortedTransaction[] {
  const firstOffsets = new Map<number, number>();
  const aborted: AbortedTransaction[] = [];
  for (const { kind, producerId, baseOffset, lastOffset } of batches) {
    if (kind === TRANSACTIONAL_DATA && !firstOffsets.has(producerId)) firstOffsets.set(producerId, baseOffset);
    if (kind !== COMMIT_MARKER && kind !== ABORT_MARKER) continue;
    const firstOffset = firstOffsets.get(producerId);
    if (kind === ABORT_MARKER && firstOffset !== undefined) aborted.push({ producerId, firstOffset, lastOffset });
    firstOffsets.delete(producerId);
  }
  return aborted.toSorted((a, b) => a.firstOffset - b.firstOffset);
}
