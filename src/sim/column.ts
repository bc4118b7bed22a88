import { assert } from './assert.ts';

const CHUNK_BITS = 10;
/** Length of the first chunk of a column that is still short; it doubles. */
const FIRST = 32;
/** Elements of a chunk. */
export const CHUNK = 1 << CHUNK_BITS;
const MASK = CHUNK - 1;

/*
 * Reading an element that is known to be there: the only place of the engine where `!` is allowed. Nothing is
 * checked; use these where the index comes from a loop or a table of ids.
 *
 * One accessor for each kind of list: an engine compiles a function for the kinds of lists that it has met, and one
 * accessor for all of them would be slow for each.
 */

/** Element of a list of records or texts. */
export function at<T>(list: { readonly [index: number]: T }, index: number): T {
  return list[index]!;
}

/** Element of a plain list of numbers. */
export function numberAt(list: readonly number[], index: number): number {
  return list[index]!;
}

export function intAt(list: Int32Array, index: number): number {
  return list[index]!;
}

export function floatAt(list: Float64Array, index: number): number {
  return list[index]!;
}

export function byteAt(list: Uint8Array, index: number): number {
  return list[index]!;
}

/**
 * A growing column of int32, kept in chunks of 1,024 that forks share until one of them writes.
 *
 * @remarks
 * Reading never copies. A write to a chunk that a fork also holds copies that chunk first.
 */
export interface IntColumn {
  chunks: Int32Array[];
  /** 1 where the chunk belongs to more than one fork. */
  shared: number[];
  length: number;
}

/** The same for float64: simulated times (µs), sums of bytes. */
export interface FloatColumn {
  chunks: Float64Array[];
  shared: number[];
  length: number;
}

export function intColumn(): IntColumn {
  return { chunks: [], shared: [], length: 0 };
}

export function floatColumn(): FloatColumn {
  return { chunks: [], shared: [], length: 0 };
}

/** Element `index`; `index` must be below `length`. */
export function get(column: IntColumn | FloatColumn, index: number): number {
  const chunks: { readonly [index: number]: { readonly [index: number]: number } } = column.chunks;
  return chunks[index >> CHUNK_BITS]![index & MASK]!;
}

/** The same for a float column alone: the one to use where speed counts. */
export function getFloat(column: FloatColumn, index: number): number {
  return column.chunks[index >> CHUNK_BITS]![index & MASK]!;
}

export function getInt(column: IntColumn, index: number): number {
  return column.chunks[index >> CHUNK_BITS]![index & MASK]!;
}

/** Appends a value and answers its index. */
export function pushInt(column: IntColumn, value: number): number {
  const index = column.length;
  const chunk = index >> CHUNK_BITS;
  if (chunk === column.chunks.length) {
    column.chunks.push(new Int32Array(chunk === 0 ? FIRST : CHUNK));
    column.shared.push(0);
  } else if (column.shared[chunk] === 1) {
    column.chunks[chunk] = column.chunks[chunk]!.slice();
    column.shared[chunk] = 0;
  }
  let values = column.chunks[chunk]!;
  if ((index & MASK) === values.length) values = growInts(column);
  values[index & MASK] = value;
  column.length = index + 1;
  return index;
}

/** The first chunk, twice as long. */
function growInts(column: IntColumn): Int32Array {
  const short = column.chunks[0]!;
  const values = new Int32Array(short.length * 2);
  values.set(short);
  column.chunks[0] = values;
  return values;
}

function growFloats(column: FloatColumn): Float64Array {
  const short = column.chunks[0]!;
  const values = new Float64Array(short.length * 2);
  values.set(short);
  column.chunks[0] = values;
  return values;
}

/** Appends two values to a column that holds pairs only. */
export function pushPair(column: IntColumn, first: number, second: number): void {
  const index = column.length;
  const chunk = index >> CHUNK_BITS;
  if (chunk === column.chunks.length) {
    column.chunks.push(new Int32Array(chunk === 0 ? FIRST : CHUNK));
    column.shared.push(0);
  } else if (column.shared[chunk] === 1) {
    column.chunks[chunk] = column.chunks[chunk]!.slice();
    column.shared[chunk] = 0;
  }
  let values = column.chunks[chunk]!;
  if ((index & MASK) === values.length) values = growInts(column);
  values[index & MASK] = first;
  values[(index + 1) & MASK] = second;
  column.length = index + 2;
}

export function pushFloat(column: FloatColumn, value: number): number {
  const index = column.length;
  const chunk = index >> CHUNK_BITS;
  if (chunk === column.chunks.length) {
    column.chunks.push(new Float64Array(chunk === 0 ? FIRST : CHUNK));
    column.shared.push(0);
  } else if (column.shared[chunk] === 1) {
    column.chunks[chunk] = column.chunks[chunk]!.slice();
    column.shared[chunk] = 0;
  }
  let values = column.chunks[chunk]!;
  if ((index & MASK) === values.length) values = growFloats(column);
  values[index & MASK] = value;
  column.length = index + 1;
  return index;
}

export function setInt(column: IntColumn, index: number, value: number): void {
  const chunk = index >> CHUNK_BITS;
  if (column.shared[chunk] === 1) {
    column.chunks[chunk] = column.chunks[chunk]!.slice();
    column.shared[chunk] = 0;
  }
  column.chunks[chunk]![index & MASK] = value;
}

export function setFloat(column: FloatColumn, index: number, value: number): void {
  const chunk = index >> CHUNK_BITS;
  if (column.shared[chunk] === 1) {
    column.chunks[chunk] = column.chunks[chunk]!.slice();
    column.shared[chunk] = 0;
  }
  column.chunks[chunk]![index & MASK] = value;
}

/** Drops all elements from `length` on. */
export function truncateColumn(column: IntColumn | FloatColumn, length: number): void {
  assert(length <= column.length, 'a column is truncated to at most its length');
  const chunks = (length + MASK) >> CHUNK_BITS;
  column.chunks.length = chunks;
  column.shared.length = chunks;
  column.length = length;
}

/** A second column with the same content; chunks are shared until one side writes. */
export function forkInts(column: IntColumn): IntColumn {
  column.shared.fill(1);
  return { chunks: column.chunks.slice(), shared: column.shared.slice(), length: column.length };
}

export function forkFloats(column: FloatColumn): FloatColumn {
  column.shared.fill(1);
  return { chunks: column.chunks.slice(), shared: column.shared.slice(), length: column.length };
}
