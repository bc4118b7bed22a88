import { byteAt } from '../../sim/column.ts';
import { type Fault, type FaultReason, faultOf } from './fault.ts';
import type { FieldName, FieldValue, FieldWatcher } from './field.ts';

/**
 * A place in bytes that are being read, big-endian.
 *
 * @remarks
 * The first fault stays, and from then on every read gives 0 or null and moves nothing. So a reader is a straight list
 * of fields, and asks for the fault where it would otherwise loop or believe a number.
 */
export interface ByteCursor {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  position: number;
  /** First byte that may not be read. */
  limit: number;
  /** Why a read beyond `limit` fails: it depends on what is being read. */
  underflow: FaultReason;
  fault: Fault | null;
  /** Is told each field that was read, so that a byte map cannot disagree with the reader. */
  readonly watcher: FieldWatcher | null;
}

export function cursorOver(bytes: Uint8Array, position = 0, watcher: FieldWatcher | null = null): ByteCursor {
  return {
    bytes,
    view: viewOf(bytes),
    position,
    limit: bytes.length,
    underflow: 'incomplete',
    fault: null,
    watcher,
  };
}

/** Big-endian numbers of some bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function fail(cursor: ByteCursor, reason: FaultReason, found: number | null = null): void {
  cursor.fault ??= faultOf(reason, cursor.position, found);
}

export function remaining(cursor: ByteCursor): number {
  return cursor.limit - cursor.position;
}

export function readInt8(cursor: ByteCursor, name: FieldName): number {
  return has(cursor, 1) ? take(cursor, name, 1, cursor.view.getInt8(cursor.position)) : 0;
}

export function readInt16(cursor: ByteCursor, name: FieldName): number {
  return has(cursor, 2) ? take(cursor, name, 2, cursor.view.getInt16(cursor.position)) : 0;
}

export function readInt32(cursor: ByteCursor, name: FieldName): number {
  return has(cursor, 4) ? take(cursor, name, 4, cursor.view.getInt32(cursor.position)) : 0;
}

export function readUint32(cursor: ByteCursor, name: FieldName): number {
  return has(cursor, 4) ? take(cursor, name, 4, cursor.view.getUint32(cursor.position)) : 0;
}

export function readInt64(cursor: ByteCursor, name: FieldName): bigint {
  return has(cursor, 8) ? take(cursor, name, 8, cursor.view.getBigInt64(cursor.position)) : 0n;
}

/** The next bytes; null where `length` is negative, which is how Kafka writes that there are none. */
export function readBytes(cursor: ByteCursor, name: FieldName, length: number): Uint8Array | null {
  if (length < 0 || !has(cursor, length)) return null;
  const { position } = cursor;
  return take(cursor, name, length, cursor.bytes.slice(position, position + length));
}

/** One byte of a number whose length is not known yet; the caller names the whole of it by `named`. */
export function readByteOfNumber(cursor: ByteCursor): number {
  if (!has(cursor, 1)) return 0;
  return byteAt(cursor.bytes, cursor.position++);
}

/** Names the bytes from `from` to where the cursor is. */
export function named<T extends FieldValue>(cursor: ByteCursor, name: FieldName, from: number, value: T): T {
  cursor.watcher?.field(name, from, cursor.position - from, value);
  return value;
}

function has(cursor: ByteCursor, length: number): boolean {
  if (cursor.fault !== null) return false;
  if (length <= cursor.limit - cursor.position) return true;
  fail(cursor, cursor.underflow, length);
  return false;
}

function take<T extends FieldValue>(cursor: ByteCursor, name: FieldName, length: number, value: T): T {
  const from = cursor.position;
  cursor.position += length;
  return named(cursor, name, from, value);
}
