import { type ByteCursor, fail, named, readByteOfNumber } from './byte-cursor.ts';
import { type ByteWriter, writeInt8 } from './byte-writer.ts';
import type { FieldName } from './field.ts';

/*
 * Numbers in groups of seven bits, the least significant first; the high bit of a byte says that another follows.
 * Zigzag puts the sign into the lowest bit, so that small negative numbers are short too: 0, −1, 1, −2 are 0, 1, 2, 3.
 *
 * As in Kafka, a reader takes a number that is longer than it need be, and drops the bits beyond 32 or 64; it refuses
 * only a byte too many.
 */

/** Bytes of a 32-bit number at the most. */
const VARINT_BYTES = 5;
const VARLONG_BYTES = 10;

/** Zigzag, 32 bits, signed. @see `ByteUtils#readVarint` */
export function readVarint(cursor: ByteCursor, name: FieldName): number {
  const from = cursor.position;
  const zigzag = unsigned32(cursor);
  return cursor.fault === null ? named(cursor, name, from, (zigzag >>> 1) ^ -(zigzag & 1)) : 0;
}

/** 32 bits, unsigned. @see `ByteUtils#readUnsignedVarint`, which gives the same bits as a signed number */
export function readUnsignedVarint(cursor: ByteCursor, name: FieldName): number {
  const from = cursor.position;
  const value = unsigned32(cursor);
  return cursor.fault === null ? named(cursor, name, from, value) : 0;
}

/** Zigzag, 64 bits, signed. @see `ByteUtils#readVarlong` */
export function readVarlong(cursor: ByteCursor, name: FieldName): bigint {
  const from = cursor.position;
  const zigzag = unsigned64(cursor);
  return cursor.fault === null ? named(cursor, name, from, (zigzag >> 1n) ^ -(zigzag & 1n)) : 0n;
}

/** @param value - from −2³¹ to 2³¹ − 1 */
export function writeVarint(writer: ByteWriter, value: number): void {
  writeUnsignedVarint(writer, zigzag32(value));
}

/** @param value - from 0 to 2³² − 1 */
export function writeUnsignedVarint(writer: ByteWriter, value: number): void {
  let rest = value >>> 0;
  while (rest >= 0x80) {
    writeInt8(writer, (rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  writeInt8(writer, rest);
}

/** @param value - from −2⁶³ to 2⁶³ − 1 */
export function writeVarlong(writer: ByteWriter, value: bigint): void {
  let rest = zigzag64(value);
  while (rest >= 0x80n) {
    writeInt8(writer, Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  writeInt8(writer, Number(rest));
}

/** Bytes that `writeVarint` needs. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = zigzag32(value) >>> 7; rest !== 0; rest >>>= 7) size++;
  return size;
}

/** Bytes that `writeVarlong` needs. */
export function varlongSize(value: bigint): number {
  let size = 1;
  for (let rest = zigzag64(value) >> 7n; rest !== 0n; rest >>= 7n) size++;
  return size;
}

function zigzag32(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

function zigzag64(value: bigint): bigint {
  return BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
}

function unsigned32(cursor: ByteCursor): number {
  let value = 0;
  for (let i = 0; i < VARINT_BYTES; i++) {
    const byte = readByteOfNumber(cursor);
    value |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return value >>> 0;
  }
  fail(cursor, 'varint-too-long');
  return 0;
}

function unsigned64(cursor: ByteCursor): bigint {
  let value = 0n;
  for (let i = 0; i < VARLONG_BYTES; i++) {
    const byte = readByteOfNumber(cursor);
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  fail(cursor, 'varint-too-long');
  return 0n;
}
