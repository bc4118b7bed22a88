import {
  type FloatColumn,
  floatColumn,
  getFloat,
  getInt,
  type IntColumn,
  intColumn,
  pushFloat,
  pushPair,
} from '../sim/column.ts';
import { createdAt, type Payloads } from '../sim/payload.ts';
import { FLOATS, INTS, shape } from '../sim/shape.ts';

/**
 * All record batches of a world, by batch number, which is the number of the batch's bundle in `Payloads`.
 *
 * A batch is what a producer closed, or what a broker writes for itself. It never changes: brokers keep offset and
 * leader epoch beside it in their own logs, as they stamp them outside the CRC. The same batch in two places of a
 * log is a duplicate; a retry sends the same batch again. A batch that gets new sequence numbers is a new batch, and
 * so is what a cleaning leaves of one: its bundle has −1 where a record is gone, so that places and offsets stay.
 */
export interface BatchTable {
  /** A row of `BATCH` numbers for each batch, read by the functions below. */
  rows: IntColumn;
  /** Time of the first record, µs. */
  baseTime: FloatColumn;
}

// Numbers of a batch's row.
const BATCH = 8;
const PARTITION = 0;
const PRODUCER_ID = 1;
const PRODUCER_EPOCH = 2;
const BASE_SEQUENCE = 3;
const COUNT = 4;
const BYTES = 5;
const ATTRIBUTES = 6;
const HORIZON = 7;

export const PLAIN = 0;
export const TRANSACTIONAL = 1;
/** What a codec's place in `CODECS` is multiplied with, to be added to one of these. */
export const CODEC_STEP = 16;
/** A record of `__consumer_offsets`; its content is in the coordinator's table by batch. */
export const INTERNAL = 2;

export const batchTableForm = shape<BatchTable>({ rows: INTS, baseTime: FLOATS });

export function createBatchTable(): BatchTable {
  return { rows: intColumn(), baseTime: floatColumn() };
}

/**
 * Adds the batch whose bundle has just been made; the two numbers are one.
 *
 * @param producerId - −1 = none
 * @param bytes - on the wire and on disk
 * @param count - offsets that it spans; after a cleaning there may be fewer records
 * @param attributes - `PLAIN`, `TRANSACTIONAL`, or the kind of internal record (see the coordinator); and a codec
 * @param deleteHorizonMs - from when on its tombstones may go (KIP-534), −1 = no cleaning has said so
 */
export function addBatch(
  table: BatchTable,
  partition: number,
  producerId: number,
  producerEpoch: number,
  baseSequence: number,
  count: number,
  bytes: number,
  baseTime: number,
  attributes: number,
  deleteHorizonMs = -1,
): number {
  const { rows } = table;
  pushPair(rows, partition, producerId);
  pushPair(rows, producerEpoch, baseSequence);
  pushPair(rows, count, bytes);
  pushPair(rows, attributes, deleteHorizonMs);
  return pushFloat(table.baseTime, baseTime);
}

export function batchPartition(table: BatchTable, batch: number): number {
  return getInt(table.rows, batch * BATCH + PARTITION);
}

export function producerIdOf(table: BatchTable, batch: number): number {
  return getInt(table.rows, batch * BATCH + PRODUCER_ID);
}

export function producerEpochOf(table: BatchTable, batch: number): number {
  return getInt(table.rows, batch * BATCH + PRODUCER_EPOCH);
}

/** Sequence of its first record. */
export function sequenceOf(table: BatchTable, batch: number): number {
  return getInt(table.rows, batch * BATCH + BASE_SEQUENCE);
}

/** Offsets that it spans. */
export function batchCount(table: BatchTable, batch: number): number {
  return getInt(table.rows, batch * BATCH + COUNT);
}

export function batchBytes(table: BatchTable, batch: number): number {
  return getInt(table.rows, batch * BATCH + BYTES);
}

export function isTransactional(table: BatchTable, batch: number): boolean {
  return getInt(table.rows, batch * BATCH + ATTRIBUTES) % CODEC_STEP === TRANSACTIONAL;
}

/** ms, −1 = none. */
export function deleteHorizonOf(table: BatchTable, batch: number): number {
  return getInt(table.rows, batch * BATCH + HORIZON);
}

/** Place in `CODECS`, 0 = not compressed. */
export function codecOf(table: BatchTable, batch: number): number {
  return Math.floor(getInt(table.rows, batch * BATCH + ATTRIBUTES) / CODEC_STEP);
}

export function isInternal(table: BatchTable, batch: number): boolean {
  return getInt(table.rows, batch * BATCH + ATTRIBUTES) === INTERNAL;
}

/** µs. */
export function batchTime(table: BatchTable, batch: number): number {
  return getFloat(table.baseTime, batch);
}

/**
 * Timestamp of a record, ms: when send was called, or when its batch began, if the call had to wait until then.
 *
 * @param baseTime - of its batch, µs
 */
export function recordTimestamp(payloads: Payloads, uid: number, baseTime: number): number {
  return Math.floor(Math.max(createdAt(payloads, uid), baseTime) / 1000);
}
