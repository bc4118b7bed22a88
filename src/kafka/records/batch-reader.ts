import { byteAt } from '../../sim/column.ts';
import { attributesOf } from './attributes.ts';
import {
  type ByteCursor,
  cursorOver,
  fail,
  readBytes,
  readInt8,
  readInt16,
  readInt32,
  readInt64,
  readUint32,
  remaining,
} from './byte-cursor.ts';
import { CODECS, decompress, hasRealBody, NO_CODEC } from './codec.ts';
import { type Fault, faultOf } from './fault.ts';
import type { FieldWatcher } from './field.ts';
import { type BatchRecord, readRecord } from './record.ts';
import { BATCH_HEADER_BYTES, BATCH_MAGIC, type BatchHeader, isCrcValid, LOG_OVERHEAD_BYTES } from './record-batch.ts';

/** The smallest message of format 0. @see `LegacyRecord#RECORD_OVERHEAD_V0` */
const SMALLEST_MESSAGE_BYTES = 14;
const SIZE_AT = 8;
const MAGIC_AT = 16;

export interface BatchReading {
  /** null where the fault is before its end. */
  readonly header: BatchHeader | null;
  /** Up to the fault. */
  readonly records: readonly BatchRecord[];
  /** The records of a compressed batch as bytes; null where it is not compressed, or cannot be decompressed. */
  readonly block: Uint8Array | null;
  readonly fault: Fault | null;
  /** Of the whole batch in bytes; 0 where it is not known. */
  readonly size: number;
}

/**
 * Reads the batch of format 2 that begins at `from`; others may follow.
 *
 * @remarks
 * The checksum is not looked at, as Kafka's iterators do not look at it: see `ensureValid`. The real iterator stops
 * before it has looked behind the records of a batch that counts none; here bytes left over are a fault there too.
 *
 * @see `ByteBufferLogInputStream#nextBatch`, `DefaultRecordBatch#iterator`
 */
export function readBatch(
  bytes: Uint8Array,
  from = 0,
  watcher: FieldWatcher | null = null,
  blockWatcher: FieldWatcher | null = null,
): BatchReading {
  const size = nextBatchSize(bytes, from);
  if (typeof size !== 'number') return unread(size, 0);
  const magic = byteAt(bytes, from + MAGIC_AT);
  if (magic !== BATCH_MAGIC) return unread(faultOf('unknown-magic', from + MAGIC_AT, magic), size);
  const cursor = cursorOver(bytes, from, watcher);
  cursor.limit = from + size;
  cursor.underflow = 'size-below-overhead';
  const header = readHeader(cursor);
  if (cursor.fault !== null) return unread(cursor.fault, size);
  const { codec } = header.attributes;
  const block = codec === NO_CODEC || header.recordsCount === 0 ? null : readBlock(cursor, codec);
  const records: BatchRecord[] = [];
  const inner = block === null ? cursor : cursorOver(block, 0, blockWatcher);
  readRecords(inner, header.recordsCount, records);
  return { header, records, block, fault: cursor.fault ?? inner.fault, size };
}

function unread(fault: Fault, size: number): BatchReading {
  return { header: null, records: [], block: null, fault, size };
}

/**
 * The size of the batch or message that begins at `from`, or why it cannot be taken.
 *
 * @see `ByteBufferLogInputStream#nextBatchSize`
 */
export function nextBatchSize(bytes: Uint8Array, from: number): number | Fault {
  const left = bytes.length - from;
  if (left < LOG_OVERHEAD_BYTES) return faultOf('incomplete', from, left);
  const length = new DataView(bytes.buffer, bytes.byteOffset + from, left).getInt32(SIZE_AT);
  if (length < SMALLEST_MESSAGE_BYTES) return faultOf('size-below-overhead', from + SIZE_AT, length);
  if (left <= MAGIC_AT) return faultOf('incomplete', from, left);
  const magic = byteAt(bytes, from + MAGIC_AT);
  if (magic > BATCH_MAGIC) return faultOf('unknown-magic', from + MAGIC_AT, magic);
  const size = LOG_OVERHEAD_BYTES + length;
  return size > left ? faultOf('incomplete', from, left) : size;
}

/**
 * Whether a batch is long enough for its header, and has the checksum that it says.
 *
 * @see `DefaultRecordBatch#ensureValid`
 */
export function ensureValid(bytes: Uint8Array, from = 0): Fault | null {
  const size = nextBatchSize(bytes, from);
  if (typeof size !== 'number') return size;
  if (size < BATCH_HEADER_BYTES) return faultOf('size-below-overhead', from + SIZE_AT, size);
  return isCrcValid(bytes, from, from + size) ? null : faultOf('crc-mismatch', from + MAGIC_AT + 1);
}

function readHeader(cursor: ByteCursor): BatchHeader {
  return {
    baseOffset: readInt64(cursor, 'baseOffset'),
    batchLength: readInt32(cursor, 'batchLength'),
    partitionLeaderEpoch: readInt32(cursor, 'partitionLeaderEpoch'),
    magic: readInt8(cursor, 'magic'),
    crc: readUint32(cursor, 'crc'),
    attributes: attributesOf(readInt16(cursor, 'attributes')),
    lastOffsetDelta: readInt32(cursor, 'lastOffsetDelta'),
    baseTimestamp: readInt64(cursor, 'baseTimestamp'),
    maxTimestamp: readInt64(cursor, 'maxTimestamp'),
    producerId: readInt64(cursor, 'producerId'),
    producerEpoch: readInt16(cursor, 'producerEpoch'),
    baseSequence: readInt32(cursor, 'baseSequence'),
    recordsCount: readInt32(cursor, 'recordsCount'),
  };
}

/** Reads as many records as the header counts, which must be all. */
function readRecords(cursor: ByteCursor, count: number, records: BatchRecord[]): void {
  if (count < 0) fail(cursor, 'negative-records-count', count);
  cursor.underflow = 'records-missing';
  while (records.length < count && cursor.fault === null) {
    cursor.watcher?.record(records.length);
    const record = readRecord(cursor);
    if (record !== null) records.push(record);
  }
  if (cursor.fault === null && remaining(cursor) > 0) fail(cursor, 'records-left-over', remaining(cursor));
}

/** What was compressed, or null and a fault. */
function readBlock(cursor: ByteCursor, codec: number): Uint8Array | null {
  const start = cursor.position;
  const block = readBytes(cursor, 'compressedRecords', remaining(cursor)) ?? new Uint8Array(0);
  const plain = hasRealBody(codec) ? decompress(codec, block) : null;
  if (codec >= CODECS.length) cursor.fault = faultOf('unknown-compression', start, codec);
  else if (!hasRealBody(codec)) cursor.fault = faultOf('codec-not-modelled', start, codec);
  else if (plain === null) cursor.fault = faultOf('bad-compressed-block', start);
  return plain;
}
