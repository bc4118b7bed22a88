import {
  type FloatColumn,
  floatColumn,
  get,
  getInt,
  type IntColumn,
  intColumn,
  pushFloat,
  pushInt,
} from '../sim/column.ts';
import { FLOATS, INTS, shape } from '../sim/shape.ts';

/**
 * All record batches of a world, by batch number, which is the number of the batch's bundle in `Payloads`.
 *
 * A batch is what a producer closed, or what a broker writes for itself. It never changes: brokers keep offset and
 * leader epoch beside it in their own logs, as they stamp them outside the CRC. The same batch in two places of a
 * log is a duplicate; a retry sends the same batch again. A batch that gets new sequence numbers is a new batch.
 */
export interface BatchTable {
  partition: IntColumn;
  /** −1 = none. */
  producerId: IntColumn;
  producerEpoch: IntColumn;
  baseSequence: IntColumn;
  count: IntColumn;
  /** Bytes on the wire and on disk. */
  bytes: IntColumn;
  /** Time of the first record, µs. */
  baseTime: FloatColumn;
  /** `PLAIN`, `TRANSACTIONAL`, or the kind of internal record (see the coordinator). */
  attributes: IntColumn;
}

export const PLAIN = 0;
export const TRANSACTIONAL = 1;
/** A record of `__consumer_offsets`; its content is in the coordinator's table by batch. */
export const INTERNAL = 2;

export const batchTableForm = shape<BatchTable>({
  partition: INTS,
  producerId: INTS,
  producerEpoch: INTS,
  baseSequence: INTS,
  count: INTS,
  bytes: INTS,
  baseTime: FLOATS,
  attributes: INTS,
});

export function createBatchTable(): BatchTable {
  return {
    partition: intColumn(),
    producerId: intColumn(),
    producerEpoch: intColumn(),
    baseSequence: intColumn(),
    count: intColumn(),
    bytes: intColumn(),
    baseTime: floatColumn(),
    attributes: intColumn(),
  };
}

/** Adds the batch whose bundle has just been made; the two numbers are one. */
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
): number {
  pushInt(table.producerId, producerId);
  pushInt(table.producerEpoch, producerEpoch);
  pushInt(table.baseSequence, baseSequence);
  pushInt(table.count, count);
  pushInt(table.bytes, bytes);
  pushFloat(table.baseTime, baseTime);
  pushInt(table.attributes, attributes);
  return pushInt(table.partition, partition);
}

export function batchPartition(table: BatchTable, batch: number): number {
  return getInt(table.partition, batch);
}

export function batchCount(table: BatchTable, batch: number): number {
  return getInt(table.count, batch);
}

export function batchBytes(table: BatchTable, batch: number): number {
  return getInt(table.bytes, batch);
}

/** µs. */
export function batchTime(table: BatchTable, batch: number): number {
  return get(table.baseTime, batch);
}
