import * as v from 'valibot';
import { byteAt } from '../../sim/column.ts';
import { ensureValid, readBatch } from '../records/batch-reader.ts';
import { type ByteCursor, cursorOver, remaining, viewOf } from '../records/byte-cursor.ts';
import { type ByteWriter, createWriter, writtenBytes } from '../records/byte-writer.ts';
import { CODECS } from '../records/codec.ts';
import { readControlRecord } from '../records/control-record.ts';
import { crc32c } from '../records/crc.ts';
import { type BatchRecord, readRecord } from '../records/record.ts';
import {
  BATCH_HEADER_BYTES,
  type BatchHeader,
  isCrcValid,
  LOG_OVERHEAD_BYTES,
  lastOffset,
  lastSequence,
  recordOffset,
  recordTimestamp,
} from '../records/record-batch.ts';
import {
  readUnsignedVarint,
  readVarint,
  readVarlong,
  writeUnsignedVarint,
  writeVarint,
  writeVarlong,
} from '../records/varint.ts';

const BATCH_LENGTH_AT = 8;
const BYTES = v.object({ bytes: v.pipe(v.string(), v.regex(/^([0-9a-f]{2})*$/), v.transform(bytesOf)) });
const RECORD = v.object({
  ...BYTES.entries,
  baseOffset: v.pipe(
    v.string(),
    v.transform((text) => BigInt(text)),
  ),
  baseTimestamp: v.pipe(
    v.string(),
    v.transform((text) => BigInt(text)),
  ),
});
const INVALID = v.object({ ...BYTES.entries, type: v.picklist(['varint', 'varlong', 'record', 'batch']) });

export function runVarint(input: unknown): unknown {
  return thereAndBack(input, (cursor) => readVarint(cursor, 'value'), writeVarint);
}

export function runVarlong(input: unknown): unknown {
  return thereAndBack(input, (cursor) => readVarlong(cursor, 'value'), writeVarlong);
}

export function runUnsignedVarint(input: unknown): unknown {
  return thereAndBack(input, (cursor) => readUnsignedVarint(cursor, 'value'), writeUnsignedVarint);
}

export function runCrc32c(input: unknown): unknown {
  return { crc32c: crc32c(v.parse(BYTES, input).bytes) };
}

export function runRecord(input: unknown): unknown {
  const { bytes, baseOffset, baseTimestamp } = v.parse(RECORD, input);
  const cursor = cursorOver(bytes);
  const record = readRecord(cursor);
  if (record === null || remaining(cursor) > 0) return { fault: cursor.fault };
  const { offsetDelta, timestampDelta, ...rest } = told(record);
  const offset = BigInt.asIntN(64, baseOffset + BigInt(record.offsetDelta));
  const timestamp = BigInt.asIntN(64, baseTimestamp + record.timestampDelta);
  return { offset: `${offset}`, timestamp: `${timestamp}`, ...rest };
}

export function runBatch(input: unknown): unknown {
  const { bytes } = v.parse(BYTES, input);
  const { header, records, fault, size } = readBatch(bytes);
  if (header === null || fault !== null || size !== bytes.length) return { fault, size };
  return {
    ...headerTold(header),
    crcValid: isCrcValid(bytes),
    records: records.map((record) => ({
      ...told(record),
      offset: `${recordOffset(header, record)}`,
      timestamp: `${recordTimestamp(header, record)}`,
    })),
    ...controlTold(header, records),
  };
}

export function runInvalid(input: unknown): unknown {
  const { type, bytes } = v.parse(INVALID, input);
  if (type === 'batch') return invalidBatch(bytes);
  const cursor = cursorOver(bytes);
  if (type === 'varint') readVarint(cursor, 'value');
  else if (type === 'varlong') readVarlong(cursor, 'value');
  else readRecord(cursor);
  return { valid: cursor.fault === null && remaining(cursor) === 0, fault: cursor.fault };
}

function invalidBatch(bytes: Uint8Array): unknown {
  const damage = ensureValid(bytes);
  const { header, records, fault, size } = readBatch(bytes);
  const isWhole = header !== null && fault === null && size === bytes.length;
  const control = header === null ? {} : controlTold(header, records);
  const valid = isWhole && damage === null && !('controlFault' in control);
  return { valid, crcValid: hasRightCrc(bytes), fault: damage ?? fault, ...control };
}

/** Whatever else is wrong with a batch; without room for a checksum there is none that is right. */
function hasRightCrc(bytes: Uint8Array): boolean {
  if (bytes.length < BATCH_HEADER_BYTES) return false;
  const size = viewOf(bytes).getInt32(BATCH_LENGTH_AT) + LOG_OVERHEAD_BYTES;
  return size >= BATCH_HEADER_BYTES && size <= bytes.length && isCrcValid(bytes, 0, size);
}

/** The value of some bytes; where writing it would not give the same bytes, what it would give instead. */
function thereAndBack<T extends number | bigint>(
  input: unknown,
  read: (cursor: ByteCursor) => T,
  write: (writer: ByteWriter, value: T) => void,
): unknown {
  const { bytes } = v.parse(BYTES, input);
  const cursor = cursorOver(bytes);
  const value = read(cursor);
  if (cursor.fault !== null || remaining(cursor) > 0) return { fault: cursor.fault };
  const writer = createWriter();
  write(writer, value);
  const inverse = hexOf(writtenBytes(writer));
  return inverse === hexOf(bytes) ? { value: `${value}` } : { inverse };
}

function headerTold(header: BatchHeader): Record<string, unknown> {
  const { attributes } = header;
  return {
    baseOffset: `${header.baseOffset}`,
    batchLength: header.batchLength,
    partitionLeaderEpoch: header.partitionLeaderEpoch,
    magic: header.magic,
    crc32c: header.crc,
    compression: CODECS[attributes.codec],
    timestampType: attributes.isLogAppendTime ? 'LogAppendTime' : 'CreateTime',
    transactional: attributes.isTransactional,
    control: attributes.isControl,
    deleteHorizonSet: attributes.hasDeleteHorizon,
    lastOffsetDelta: header.lastOffsetDelta,
    lastOffset: `${lastOffset(header)}`,
    baseTimestamp: `${header.baseTimestamp}`,
    maxTimestamp: `${header.maxTimestamp}`,
    producerId: `${header.producerId}`,
    producerEpoch: header.producerEpoch,
    baseSequence: header.baseSequence,
    lastSequence: lastSequence(header),
    recordCount: header.recordsCount,
  };
}

function told(record: BatchRecord) {
  return {
    offsetDelta: record.offsetDelta,
    timestampDelta: `${record.timestampDelta}`,
    keyHex: hexOrNull(record.key),
    valueHex: hexOrNull(record.value),
    headers: record.headers.map(({ key, value }) => ({ key, valueHex: hexOrNull(value) })),
  };
}

/** What the first record of a control batch says; a batch that was emptied says nothing. */
function controlTold(header: BatchHeader, records: readonly BatchRecord[]): Record<string, unknown> {
  const [record] = records;
  if (!header.attributes.isControl || record === undefined) return {};
  const control = readControlRecord(record);
  if ('reason' in control) return { controlFault: control };
  return { controlType: control.type, coordinatorEpoch: control.coordinatorEpoch };
}

function hexOrNull(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : hexOf(bytes);
}

function hexOf(bytes: Uint8Array): string {
  let hex = '';
  for (let i = 0; i < bytes.length; i++) hex += byteAt(bytes, i).toString(16).padStart(2, '0');
  return hex;
}

function bytesOf(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}
