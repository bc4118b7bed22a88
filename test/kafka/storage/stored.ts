import { NO_KEY } from '../../../src/kafka/storage/append-checks.ts';
import { rowCount } from '../../../src/kafka/storage/record-file.ts';
import { appendToLog, createSegmentedLog, type SegmentedLog } from '../../../src/kafka/storage/segmented-log.ts';
import { readStorageConfig, STORAGE_ROWS, type StorageConfig } from '../../../src/kafka/storage/storage-config.ts';
import { DATA, RECORD_BATCH_OVERHEAD, type StoredBatch, storedBytes } from '../../../src/kafka/storage/stored-batch.ts';
import { getInt } from '../../../src/sim/column.ts';
import { type GivenConfig, parseConfig } from '../../../src/sim/config.ts';

/** A topic's settings: those given, Kafka's defaults else. */
export function settings(given: GivenConfig = {}): StorageConfig {
  const { values, mistakes } = parseConfig(STORAGE_ROWS, given);
  if (mistakes.length > 0) throw new Error(JSON.stringify(mistakes));
  return readStorageConfig(values);
}

/** A log with the batches that are in it, and all that were. */
export interface Shelf {
  readonly log: SegmentedLog;
  readonly config: StorageConfig;
  readonly contents: StoredBatch[];
}

export function shelf(given: GivenConfig = {}, startOffset = 0): Shelf {
  const config = settings(given);
  return { log: createSegmentedLog(config, 0, startOffset), config, contents: [] };
}

export interface GivenRecord {
  readonly key?: number;
  readonly timestamp?: number;
  readonly tombstone?: boolean;
  readonly bytes?: number;
}

/** A batch of these records from `baseOffset` on. */
export function batchOf(
  baseOffset: number,
  records: readonly GivenRecord[],
  more: Partial<StoredBatch> = {},
): StoredBatch {
  return {
    kind: DATA,
    baseOffset,
    lastOffset: baseOffset + records.length - 1,
    producerId: -1,
    producerEpoch: -1,
    lastSequence: -1,
    leaderEpoch: 0,
    maxTimestampMs: Math.max(-1, ...records.map(({ timestamp = 0 }) => timestamp)),
    deleteHorizonMs: -1,
    offsets: records.map((_, i) => baseOffset + i),
    timestamps: records.map(({ timestamp = 0 }) => timestamp),
    keys: records.map(({ key = NO_KEY }) => key),
    sizes: records.map(({ bytes = 39 }) => bytes),
    tombstones: records.map(({ tombstone = false }) => (tombstone ? 1 : 0)),
    ...more,
  };
}

/** A record that makes a batch of `bytes`. */
export function sized(bytes: number, timestamp = 0): GivenRecord {
  return { bytes: bytes - RECORD_BATCH_OVERHEAD, timestamp };
}

/** Appends a batch at the log's end. @returns why the log rolled */
export function put(
  { log, config, contents }: Shelf,
  records: readonly GivenRecord[],
  nowMs = 0,
  more: Partial<StoredBatch> = {},
): number {
  const batch = batchOf(log.logEnd, records, more);
  const content = contents.push(batch) - 1;
  const { baseOffset, lastOffset, maxTimestampMs, leaderEpoch } = batch;
  return appendToLog(
    log,
    config,
    baseOffset,
    lastOffset,
    storedBytes(batch),
    maxTimestampMs,
    leaderEpoch,
    content,
    nowMs,
  );
}

/** A log of segments of three one-record batches, 900,222 bytes each, all of it committed. */
export function segmentsOfThree(count: number, given: GivenConfig = {}): Shelf {
  const stored = shelf({ 'segment.bytes': 1_048_576, ...given });
  for (let i = 0; i < 3 * count; i++) put(stored, [sized(300_074)]);
  stored.log.highWatermark = stored.log.logEnd;
  return stored;
}

export function bases(log: SegmentedLog): number[] {
  return log.segments.map(({ baseOffset }) => baseOffset);
}

export function batchesIn({ log, contents }: Shelf): StoredBatch[] {
  const batches: StoredBatch[] = [];
  for (const { file } of log.segments) {
    for (let row = 0; row < rowCount(file); row++) {
      const batch = contents[getInt(file.contents, row)];
      if (batch !== undefined) batches.push(batch);
    }
  }
  return batches;
}

export function offsetsIn(stored: Shelf): number[] {
  return batchesIn(stored).flatMap(({ offsets }) => offsets);
}
