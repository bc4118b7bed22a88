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
 * Reading never copies. A write to what a fork also holds copies that chunk first; but the side that was forked may go
 * on appending to the last chunk, behind all that forks know of it. Most columns of a model only ever grow, so a
 * checkpoint of them costs a list of chunks.
 */
export interface IntColumn {
  chunks: Int32Array[];
  length: number;
  /** Chunks below this one belong to forks too, but for those marked in `taken`. */
  sharedTo: number;
  /** By chunk: 1 where this side has made it its own since the last fork. Empty = none below `sharedTo`. */
  taken: Uint8Array;
  /** From this element on the last chunk may be appended to in place, though it is shared. */
  appendFrom: number;
}

/** The same for float64: simulated times (µs), sums of bytes. */
export interface FloatColumn {
  chunks: Float64Array[];
  length: number;
  sharedTo: number;
  taken: Uint8Array;
  appendFrom: number;
}

const NONE_TAKEN = new Uint8Array(0);
/** A fork may not append in place at all. */
const NEVER = 0x7fff_ffff;

export function intColumn(): IntColumn {
  return { chunks: [], length: 0, sharedTo: 0, taken: NONE_TAKEN, appendFrom: 0 };
}

export function floatColumn(): FloatColumn {
  return { chunks: [], length: 0, sharedTo: 0, taken: NONE_TAKEN, appendFrom: 0 };
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
  const values = intsToAppend(column, index);
  values[index & MASK] = value;
  column.length = index + 1;
  return index;
}

/** Appends two values to a column that holds pairs only. */
export function pushPair(column: IntColumn, first: number, second: number): void {
  const index = column.length;
  const values = intsToAppend(column, index);
  values[index & MASK] = first;
  values[(index + 1) & MASK] = second;
  column.length = index + 2;
}

export function pushFloat(column: FloatColumn, value: number): number {
  const index = column.length;
  const values = floatsToAppend(column, index);
  values[index & MASK] = value;
  column.length = index + 1;
  return index;
}

/** The chunk that takes element `index`, which is the next. */
function intsToAppend(column: IntColumn, index: number): Int32Array {
  const { chunks } = column;
  const chunk = index >> CHUNK_BITS;
  if (chunk === chunks.length) chunks.push(new Int32Array(chunk === 0 ? FIRST : CHUNK));
  else if (chunk < column.sharedTo && index < column.appendFrom) takeInts(column, chunk);
  const values = chunks[chunk]!;
  return (index & MASK) === values.length ? growInts(column) : values;
}

function floatsToAppend(column: FloatColumn, index: number): Float64Array {
  const { chunks } = column;
  const chunk = index >> CHUNK_BITS;
  if (chunk === chunks.length) chunks.push(new Float64Array(chunk === 0 ? FIRST : CHUNK));
  else if (chunk < column.sharedTo && index < column.appendFrom) takeFloats(column, chunk);
  const values = chunks[chunk]!;
  return (index & MASK) === values.length ? growFloats(column) : values;
}

/** The first chunk, twice as long. */
function growInts(column: IntColumn): Int32Array {
  const short = column.chunks[0]!;
  const values = new Int32Array(short.length * 2);
  values.set(short);
  column.chunks[0] = values;
  own(column, 0);
  return values;
}

function growFloats(column: FloatColumn): Float64Array {
  const short = column.chunks[0]!;
  const values = new Float64Array(short.length * 2);
  values.set(short);
  column.chunks[0] = values;
  own(column, 0);
  return values;
}

export function setInt(column: IntColumn, index: number, value: number): void {
  const chunk = index >> CHUNK_BITS;
  if (chunk < column.sharedTo) takeInts(column, chunk);
  column.chunks[chunk]![index & MASK] = value;
}

export function setFloat(column: FloatColumn, index: number, value: number): void {
  const chunk = index >> CHUNK_BITS;
  if (chunk < column.sharedTo) takeFloats(column, chunk);
  column.chunks[chunk]![index & MASK] = value;
}

/** Makes a chunk this side's own, if it is not. */
function takeInts(column: IntColumn, chunk: number): void {
  if (column.taken[chunk] === 1) return;
  column.chunks[chunk] = column.chunks[chunk]!.slice();
  own(column, chunk);
}

function takeFloats(column: FloatColumn, chunk: number): void {
  if (column.taken[chunk] === 1) return;
  column.chunks[chunk] = column.chunks[chunk]!.slice();
  own(column, chunk);
}

function own(column: IntColumn | FloatColumn, chunk: number): void {
  if (chunk >= column.sharedTo) return;
  if (chunk === column.sharedTo - 1) {
    column.sharedTo = chunk;
    return;
  }
  if (column.taken.length === 0) column.taken = new Uint8Array(column.sharedTo);
  column.taken[chunk] = 1;
}

/** True where a chunk is full and no side will ever write to it again. */
export function isSealed(column: IntColumn, chunk: number): boolean {
  return chunk < column.sharedTo && column.taken[chunk] !== 1 && column.length >= (chunk + 1) * CHUNK;
}

/** Drops all elements from `length` on. */
export function truncateColumn(column: IntColumn | FloatColumn, length: number): void {
  assert(length <= column.length, 'a column is truncated to at most its length');
  const chunks = (length + MASK) >> CHUNK_BITS;
  column.chunks.length = chunks;
  column.sharedTo = Math.min(column.sharedTo, chunks);
  column.length = length;
}

/** A second column with the same content; chunks are shared until one side writes. */
export function forkInts(column: IntColumn): IntColumn {
  const chunks = column.chunks.slice();
  share(column);
  return { chunks, length: column.length, sharedTo: chunks.length, taken: NONE_TAKEN, appendFrom: NEVER };
}

export function forkFloats(column: FloatColumn): FloatColumn {
  const chunks = column.chunks.slice();
  share(column);
  return { chunks, length: column.length, sharedTo: chunks.length, taken: NONE_TAKEN, appendFrom: NEVER };
}

/** All chunks belong to a fork too from now on. */
function share(column: IntColumn | FloatColumn): void {
  const last = column.chunks.length - 1;
  const isOwn = last >= column.sharedTo || column.taken[last] === 1;
  // In a chunk of one's own only this fork knows elements; in a shared one, earlier forks may know more of them.
  column.appendFrom = isOwn ? column.length : Math.max(column.appendFrom, column.length);
  column.sharedTo = column.chunks.length;
  column.taken = NONE_TAKEN;
}
