import { textOfUtf8, utf8 } from '../../sim/utf8.ts';
import { type ByteCursor, fail, readBytes, readInt8, remaining } from './byte-cursor.ts';
import { type ByteWriter, writeBytes, writeInt8 } from './byte-writer.ts';
import { readVarint, readVarlong, varintSize, varlongSize, writeVarint, writeVarlong } from './varint.ts';

/** One key may come several times. */
export interface RecordHeader {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/**
 * A record as a batch of format 2 holds it.
 *
 * @see `DefaultRecord`
 */
export interface BatchRecord {
  /** Unused, 0. */
  readonly attributes: number;
  /** ms after the batch's base timestamp; negative where a record is older than the first. */
  readonly timestampDelta: bigint;
  readonly offsetDelta: number;
  readonly key: Uint8Array | null;
  /** null in a tombstone. */
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}

/** A record without headers. */
export function recordOf(
  offsetDelta: number,
  timestampDelta: bigint,
  key: Uint8Array | null,
  value: Uint8Array | null,
  headers: readonly RecordHeader[] = [],
): BatchRecord {
  return { attributes: 0, timestampDelta, offsetDelta, key, value, headers };
}

/**
 * Reads a record with its length in front.
 *
 * @returns null where the cursor has a fault
 * @remarks A negative length of a key or a value means null, whatever the number.
 * @see `DefaultRecord#readFrom`
 */
export function readRecord(cursor: ByteCursor): BatchRecord | null {
  const size = readVarint(cursor, 'length');
  if (cursor.fault === null && (size < 0 || size > remaining(cursor))) fail(cursor, 'record-size', size);
  if (cursor.fault !== null) return null;
  const { limit, underflow } = cursor;
  cursor.limit = cursor.position + size;
  cursor.underflow = 'record-underflow';
  const record = readBody(cursor);
  if (cursor.fault === null && remaining(cursor) > 0) fail(cursor, 'record-size', size);
  cursor.limit = limit;
  cursor.underflow = underflow;
  return cursor.fault === null ? record : null;
}

/** @see `DefaultRecord#writeTo` */
export function writeRecord(writer: ByteWriter, record: BatchRecord): void {
  const headerKeys = record.headers.map(({ key }) => utf8(key));
  writeVarint(writer, bodySize(record, headerKeys));
  writeInt8(writer, record.attributes);
  writeVarlong(writer, record.timestampDelta);
  writeVarint(writer, record.offsetDelta);
  writeNullable(writer, record.key);
  writeNullable(writer, record.value);
  writeVarint(writer, record.headers.length);
  record.headers.forEach(({ value }, i) => {
    writeNullable(writer, headerKeys[i] ?? null);
    writeNullable(writer, value);
  });
}

/** Bytes of a record, its length included. @see `DefaultRecord#sizeInBytes` */
export function recordSize(record: BatchRecord): number {
  const size = bodySize(
    record,
    record.headers.map(({ key }) => utf8(key)),
  );
  return varintSize(size) + size;
}

function readBody(cursor: ByteCursor): BatchRecord {
  const attributes = readInt8(cursor, 'recordAttributes');
  const timestampDelta = readVarlong(cursor, 'timestampDelta');
  const offsetDelta = readVarint(cursor, 'offsetDelta');
  const key = readBytes(cursor, 'key', readVarint(cursor, 'keyLength'));
  const value = readBytes(cursor, 'value', readVarint(cursor, 'valueLength'));
  return { attributes, timestampDelta, offsetDelta, key, value, headers: readHeaders(cursor) };
}

function readHeaders(cursor: ByteCursor): RecordHeader[] {
  const count = readVarint(cursor, 'headersCount');
  if (count < 0 || count > remaining(cursor)) fail(cursor, 'headers-count', count);
  const headers: RecordHeader[] = [];
  for (let i = 0; i < count && cursor.fault === null; i++) {
    cursor.watcher?.header(i);
    const key = readBytes(cursor, 'headerKey', readVarint(cursor, 'headerKeyLength'));
    if (key === null) fail(cursor, 'header-key-null');
    const value = readBytes(cursor, 'headerValue', readVarint(cursor, 'headerValueLength'));
    if (key !== null) headers.push({ key: textOfUtf8(key), value });
  }
  cursor.watcher?.header(-1);
  return headers;
}

function bodySize(record: BatchRecord, headerKeys: readonly Uint8Array[]): number {
  const { timestampDelta, offsetDelta, key, value, headers } = record;
  let size = 1 + varlongSize(timestampDelta) + varintSize(offsetDelta) + nullableSize(key) + nullableSize(value);
  size += varintSize(headers.length);
  for (const headerKey of headerKeys) size += nullableSize(headerKey);
  for (const header of headers) size += nullableSize(header.value);
  return size;
}

function nullableSize(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : varintSize(bytes.length) + bytes.length;
}

function writeNullable(writer: ByteWriter, bytes: Uint8Array | null): void {
  writeVarint(writer, bytes === null ? -1 : bytes.length);
  if (bytes !== null) writeBytes(writer, bytes);
}
