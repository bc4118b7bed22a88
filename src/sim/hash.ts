import { assert } from './assert.ts';
import { at, type FloatColumn, getFloat, getInt, type IntColumn } from './column.ts';
import { utf8 } from './utf8.ts';

/**
 * A 64-bit hash as two int32 lanes. Not cryptographic: it tells whether two runs did the same.
 */
export interface Hash {
  low: number;
  high: number;
}

export function createHash(): Hash {
  return { low: 0x2545f491, high: 0x6b43a9b5 | 0 };
}

export function forkHash(hash: Hash): Hash {
  return { low: hash.low, high: hash.high };
}

/** Mixes one int32 in. Order matters. */
export function mixInt(hash: Hash, value: number): void {
  const low = Math.imul(hash.low ^ value, 0x9e3779b1);
  hash.low = (low << 13) | (low >>> 19);
  hash.high = (Math.imul(hash.high, 0x85ebca6b) + hash.low) | 0;
}

/** Mixes a whole number of up to 2^53 in, such as a time in µs. NaN and fractions are refused. */
export function mixNumber(hash: Hash, value: number): void {
  assert(Number.isInteger(value), 'hashed numbers are whole');
  mixInt(hash, value | 0);
  mixInt(hash, Math.floor(value / 0x1_0000_0000) | 0);
}

export function mixText(hash: Hash, text: string): void {
  if (isAscii(text)) {
    mixInt(hash, text.length);
    for (let i = 0; i < text.length; i++) mixInt(hash, text.charCodeAt(i));
    return;
  }
  const bytes = utf8(text);
  mixInt(hash, bytes.length);
  for (let i = 0; i < bytes.length; i++) mixInt(hash, at(bytes, i));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

export function mixInts(hash: Hash, column: IntColumn): void {
  mixInt(hash, column.length);
  let { low, high } = hash;
  for (let i = 0; i < column.length; i++) {
    const value = getInt(column, i);
    // `mixNumber`, for a number of 32 bits: its upper half is its sign.
    low = Math.imul(low ^ value, 0x9e3779b1);
    low = (low << 13) | (low >>> 19);
    high = (Math.imul(high, 0x85ebca6b) + low) | 0;
    low = Math.imul(low ^ (value >> 31), 0x9e3779b1);
    low = (low << 13) | (low >>> 19);
    high = (Math.imul(high, 0x85ebca6b) + low) | 0;
  }
  hash.low = low;
  hash.high = high;
}

export function mixFloats(hash: Hash, column: FloatColumn): void {
  mixInt(hash, column.length);
  for (let i = 0; i < column.length; i++) mixNumber(hash, getFloat(column, i));
}

/**
 * Mixes plain data in: numbers, texts, booleans, null, arrays, typed arrays, objects.
 *
 * @remarks
 * Object keys are visited in code-unit order, so the order in which fields were written does not matter.
 */
export function mixPlain(hash: Hash, value: unknown): void {
  if (typeof value === 'number') {
    mixInt(hash, 1);
    mixNumber(hash, value);
  } else if (typeof value === 'string') {
    mixInt(hash, 2);
    mixText(hash, value);
  } else if (typeof value === 'boolean') {
    mixInt(hash, value ? 3 : 4);
  } else if (value === null || value === undefined) {
    mixInt(hash, 5);
  } else if (
    Array.isArray(value) ||
    value instanceof Int32Array ||
    value instanceof Float64Array ||
    value instanceof Uint8Array
  ) {
    mixInt(hash, 6);
    mixInt(hash, value.length);
    for (let i = 0; i < value.length; i++) mixPlain(hash, value[i]);
  } else if (typeof value === 'object') {
    const entries = Object.entries(value);
    if (!isSorted(entries)) entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    mixInt(hash, 7);
    mixInt(hash, entries.length);
    for (const [key, inner] of entries) {
      mixText(hash, key);
      mixPlain(hash, inner);
    }
  } else {
    assert(false, 'a world holds plain data only');
  }
}

function isSorted(entries: readonly (readonly [string, unknown])[]): boolean {
  for (let i = 1; i < entries.length; i++) if (at(entries, i - 1)[0] > at(entries, i)[0]) return false;
  return true;
}

/** 16 hex digits. */
export function hashText(hash: Hash): string {
  return hex(hash.high) + hex(hash.low);
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0');
}
