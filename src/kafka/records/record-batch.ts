import { assert } from '../../sim/assert.ts';
import { addSequence } from '../log/producer-state.ts';
import { type Attributes, attributeBits } from './attributes.ts';
import { viewOf } from './byte-cursor.ts';
import {
  createWriter,
  writeBytes,
  writeInt8,
  writeInt16,
  writeInt32,
  writeInt64,
  writtenBytes,
} from './byte-writer.ts';
import { compress, hasRealBody } from './codec.ts';
import { crc32c } from './crc.ts';
import { type BatchRecord, writeRecord } from './record.ts';

/** @see `DefaultRecordBatch#RECORD_BATCH_OVERHEAD` */
export const BATCH_HEADER_BYTES = 61;
/** Base offset and length, which the length does not count. @see `Records#LOG_OVERHEAD` */
export const LOG_OVERHEAD_BYTES = 12;
export const BATCH_MAGIC = 2;
const CRC_AT = 17;
/** The checksum covers what comes from here on: a leader stamps offset and epoch without touching it. */
const CRC_FROM = 21;
const LEADER_EPOCH_AT = 12;

/** The header of a batch of format 2, in the order of its bytes. −1 = none. */
export interface BatchHeader {
  readonly baseOffset: bigint;
  /** Bytes after this field. */
  readonly batchLength: number;
  readonly partitionLeaderEpoch: number;
  readonly magic: number;
  /** As it is stored, unsigned. */
  readonly crc: number;
  readonly attributes: Attributes;
  /** Stays as it was when compaction takes records away; the last sequence hangs on it too. */
  readonly lastOffsetDelta: number;
  /** ms; the delete horizon where the attributes say so. */
  readonly baseTimestamp: bigint;
  readonly maxTimestamp: bigint;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordsCount: number;
}

/** What a batch is made from; lengths, count and checksum follow from it. */
export interface BatchDraft extends Omit<BatchHeader, 'batchLength' | 'magic' | 'crc' | 'recordsCount'> {
  readonly records: readonly BatchRecord[];
}

/**
 * The bytes of a batch of format 2.
 *
 * @remarks As in Kafka, an encoder believes its caller: counts and deltas that contradict each other are written.
 * @see `DefaultRecordBatch#writeHeader`, `MemoryRecordsBuilder`
 */
export function encodeBatch(draft: BatchDraft): Uint8Array {
  const { attributes, records } = draft;
  assert(hasRealBody(attributes.codec), 'a batch is only made with a codec that has a real body');
  const body = createWriter();
  for (const record of records) writeRecord(body, record);
  // A batch that compaction emptied has a bare header, whatever its codec.
  const block = records.length === 0 ? new Uint8Array(0) : compress(attributes.codec, writtenBytes(body));
  const writer = createWriter(BATCH_HEADER_BYTES + block.length);
  writeInt64(writer, draft.baseOffset);
  writeInt32(writer, BATCH_HEADER_BYTES - LOG_OVERHEAD_BYTES + block.length);
  writeInt32(writer, draft.partitionLeaderEpoch);
  writeInt8(writer, BATCH_MAGIC);
  writeInt32(writer, 0);
  writeInt16(writer, attributeBits(attributes));
  writeInt32(writer, draft.lastOffsetDelta);
  writeInt64(writer, draft.baseTimestamp);
  writeInt64(writer, draft.maxTimestamp);
  writeInt64(writer, draft.producerId);
  writeInt16(writer, draft.producerEpoch);
  writeInt32(writer, draft.baseSequence);
  writeInt32(writer, records.length);
  writeBytes(writer, block);
  const bytes = writtenBytes(writer);
  viewOf(bytes).setUint32(CRC_AT, crc32c(bytes, CRC_FROM));
  return bytes;
}

/**
 * A copy with the offset and the epoch that the leader gives it; the checksum stays right.
 *
 * @see `DefaultRecordBatch#setLastOffset`, `#setPartitionLeaderEpoch`
 */
export function stampBatch(batch: Uint8Array, baseOffset: bigint, partitionLeaderEpoch: number): Uint8Array {
  const bytes = batch.slice();
  const view = viewOf(bytes);
  view.setBigInt64(0, baseOffset);
  view.setInt32(LEADER_EPOCH_AT, partitionLeaderEpoch);
  return bytes;
}

/** Whether a whole batch has the checksum that it says, `from` and `to` being its ends. */
export function isCrcValid(bytes: Uint8Array, from = 0, to: number = bytes.length): boolean {
  return viewOf(bytes).getUint32(from + CRC_AT) === crc32c(bytes, from + CRC_FROM, to);
}

export function lastOffset(header: BatchHeader): bigint {
  return BigInt.asIntN(64, header.baseOffset + BigInt(header.lastOffsetDelta));
}

/** After 2³¹ − 1 comes 0. @returns −1 in a batch without sequence numbers */
export function lastSequence(header: BatchHeader): number {
  return sequenceAt(header, header.lastOffsetDelta);
}

export function recordOffset(header: BatchHeader, record: BatchRecord): bigint {
  return BigInt.asIntN(64, header.baseOffset + BigInt(record.offsetDelta));
}

/** ms. With the broker's time all records have one; and a delta counts from the delete horizon where there is one. */
export function recordTimestamp(header: BatchHeader, record: BatchRecord): bigint {
  if (header.attributes.isLogAppendTime) return header.maxTimestamp;
  return BigInt.asIntN(64, header.baseTimestamp + record.timestampDelta);
}

/** @returns −1 in a batch without sequence numbers */
export function recordSequence(header: BatchHeader, record: BatchRecord): number {
  return sequenceAt(header, record.offsetDelta);
}

function sequenceAt(header: BatchHeader, offsetDelta: number): number {
  return header.baseSequence < 0 ? -1 : addSequence(header.baseSequence, offsetDelta);
}
