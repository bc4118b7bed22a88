import { numberAt } from '../../sim/column.ts';

/**
 * What is in a batch, as the cleaner reads it. It never changes: a cleaning writes new batches.
 *
 * @remarks Of a control batch only `kind` counts; its record has an offset, and no key.
 * @see `DefaultRecordBatch`
 */
export interface StoredBatch {
  readonly kind: BatchKind;
  readonly baseOffset: number;
  /** Stays where the last record is cleaned away. */
  readonly lastOffset: number;
  /** −1 = none. */
  readonly producerId: number;
  readonly producerEpoch: number;
  /** −1 = none. */
  readonly lastSequence: number;
  readonly leaderEpoch: number;
  /** Of its youngest record, ms; −1 = none. */
  readonly maxTimestampMs: number;
  /** From when on its tombstones, or its marker, may go, ms; −1 = no cleaning has said so yet (KIP-534). */
  readonly deleteHorizonMs: number;
  /** The records that are left, by place: offset, ms, key (`NO_KEY` = none), bytes, and 1 where the value is null. */
  readonly offsets: readonly number[];
  readonly timestamps: readonly number[];
  readonly keys: readonly number[];
  readonly sizes: readonly number[];
  readonly tombstones: readonly number[];
}

export type BatchKind = typeof DATA | typeof TRANSACTIONAL_DATA | typeof COMMIT_MARKER | typeof ABORT_MARKER;
export const DATA = 0;
export const TRANSACTIONAL_DATA = 1;
export const COMMIT_MARKER = 2;
export const ABORT_MARKER = 3;

/** Bytes of a batch without records. @see `DefaultRecordBatch#RECORD_BATCH_OVERHEAD` */
export const RECORD_BATCH_OVERHEAD = 61;

export function isControl(batch: StoredBatch): boolean {
  return batch.kind === COMMIT_MARKER || batch.kind === ABORT_MARKER;
}

/** Bytes on disk. Left out: compression. */
export function storedBytes(batch: StoredBatch): number {
  let bytes = RECORD_BATCH_OVERHEAD;
  for (let i = 0; i < batch.sizes.length; i++) bytes += numberAt(batch.sizes, i);
  return bytes;
}

/**
 * Place of the batch's first record with `timestampMs` or a later one at or above `fromOffset`, −1 = none.
 * @see `FileRecords#searchForTimestamp`
 */
export function placeByTime(batch: StoredBatch, timestampMs: number, fromOffset: number): number {
  for (let i = 0; i < batch.offsets.length; i++) {
    if (numberAt(batch.timestamps, i) >= timestampMs && numberAt(batch.offsets, i) >= fromOffset) return i;
  }
  return -1;
}

/** The batch with the records at `places` alone; it keeps its offsets and its sequence. @see `MemoryRecords#filterTo` */
export function withRecords(batch: StoredBatch, places: readonly number[], deleteHorizonMs: number): StoredBatch {
  const timestamps = picked(batch.timestamps, places);
  let maxTimestampMs = -1;
  for (let i = 0; i < timestamps.length; i++) maxTimestampMs = Math.max(maxTimestampMs, numberAt(timestamps, i));
  return {
    ...batch,
    maxTimestampMs,
    deleteHorizonMs,
    offsets: picked(batch.offsets, places),
    timestamps,
    keys: picked(batch.keys, places),
    sizes: picked(batch.sizes, places),
    tombstones: picked(batch.tombstones, places),
  };
}

function picked(list: readonly number[], places: readonly number[]): number[] {
  const result: number[] = [];
  for (let i = 0; i < places.length; i++) result.push(numberAt(list, numberAt(places, i)));
  return result;
}
