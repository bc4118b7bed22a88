import { assert } from '../../sim/assert.ts';
import {
  type FloatColumn,
  floatColumn,
  getFloat,
  getInt,
  type IntColumn,
  intColumn,
  pushFloat,
  pushInt,
  truncateColumn,
} from '../../sim/column.ts';
import { FLOATS, INTS, NUMBER, shape } from '../../sim/shape.ts';
import { lastAtOrBelow } from './offset-index.ts';

/**
 * The sparse time index of one segment: an entry says that up to this offset no record is younger than this
 * timestamp. Both columns ascend.
 *
 * @see KIP-33; `TimeIndex`; an entry has 12 bytes: timestamp, relative offset
 */
export interface TimeIndex {
  readonly baseOffset: number;
  /** `segment.index.bytes`, rounded down to whole entries. */
  readonly maxEntries: number;
  /** ms. */
  timestamps: FloatColumn;
  /** Less `baseOffset`. */
  relativeOffsets: IntColumn;
}

export const timeIndexForm = shape<TimeIndex>({
  baseOffset: NUMBER,
  maxEntries: NUMBER,
  timestamps: FLOATS,
  relativeOffsets: INTS,
});

export const TIME_ENTRY_BYTES = 12;
export const NO_TIMESTAMP = -1;

export function createTimeIndex(baseOffset: number, maxIndexBytes: number): TimeIndex {
  return {
    baseOffset,
    maxEntries: Math.floor(maxIndexBytes / TIME_ENTRY_BYTES),
    timestamps: floatColumn(),
    relativeOffsets: intColumn(),
  };
}

/**
 * Appends the greatest timestamp so far with its offset, if it has grown since the last entry.
 * @see `TimeIndex#maybeAppend`
 */
export function appendTimeEntry(index: TimeIndex, timestampMs: number, offset: number): void {
  const last = index.timestamps.length - 1;
  assert(offset >= timeSlotOffset(index, last), 'a time index grows at its end');
  if (timestampMs <= slotTimestamp(index, last)) return;
  pushFloat(index.timestamps, timestampMs);
  pushInt(index.relativeOffsets, offset - index.baseOffset);
}

/** The entry with the greatest timestamp at or below `timestampMs`, −1 where there is none. */
export function timeSlot(index: TimeIndex, timestampMs: number): number {
  let low = -1;
  let high = index.timestamps.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (getFloat(index.timestamps, middle) <= timestampMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Timestamp of the entry at `slot`, `NO_TIMESTAMP` for slot −1. */
export function slotTimestamp(index: TimeIndex, slot: number): number {
  return slot < 0 ? NO_TIMESTAMP : getFloat(index.timestamps, slot);
}

/** Offset of the entry at `slot`, the base offset for slot −1. */
export function timeSlotOffset(index: TimeIndex, slot: number): number {
  return slot < 0 ? index.baseOffset : index.baseOffset + getInt(index.relativeOffsets, slot);
}

/** Drops the entries at or above `offset`. @see `TimeIndex#truncateTo` */
export function truncateTimeIndex(index: TimeIndex, offset: number): void {
  const length = lastAtOrBelow(index.relativeOffsets, offset - index.baseOffset - 1) + 1;
  truncateColumn(index.timestamps, length);
  truncateColumn(index.relativeOffsets, length);
}

/** One entry is kept back for the segment's end. @see `TimeIndex#isFull` */
export function isTimeIndexFull(index: TimeIndex): boolean {
  return index.timestamps.length >= index.maxEntries - 1;
}

export function timeIndexBytes(index: TimeIndex): number {
  return index.timestamps.length * TIME_ENTRY_BYTES;
}
