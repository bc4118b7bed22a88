import { assert } from '../../sim/assert.ts';
import { getInt, type IntColumn, intColumn, pushInt, truncateColumn } from '../../sim/column.ts';
import { INTS, NUMBER, shape } from '../../sim/shape.ts';

/**
 * The sparse offset index of one segment: for some batches, their last offset and the place in the file where they
 * begin. Both columns ascend.
 *
 * @see `OffsetIndex`; an entry has 8 bytes: relative offset, position
 */
export interface OffsetIndex {
  readonly baseOffset: number;
  /** `segment.index.bytes`, rounded down to whole entries. */
  readonly maxEntries: number;
  /** Less `baseOffset`, as on disk. */
  relativeOffsets: IntColumn;
  /** Bytes from the start of the file. */
  positions: IntColumn;
}

export const offsetIndexForm = shape<OffsetIndex>({
  baseOffset: NUMBER,
  maxEntries: NUMBER,
  relativeOffsets: INTS,
  positions: INTS,
});

export const OFFSET_ENTRY_BYTES = 8;
/** Greatest offset above the base that an index, and so a segment, can hold: relative offsets have 4 bytes. */
export const MAX_RELATIVE_OFFSET = 2_147_483_647;

export function createOffsetIndex(baseOffset: number, maxIndexBytes: number): OffsetIndex {
  return {
    baseOffset,
    maxEntries: Math.floor(maxIndexBytes / OFFSET_ENTRY_BYTES),
    relativeOffsets: intColumn(),
    positions: intColumn(),
  };
}

/** A verdict of `judgeIndexEntry`. */
export const ENTRY_FITS = 0;
/** Not above the last entry's offset: `InvalidOffsetException`. */
export const ENTRY_NOT_ABOVE_LAST = 1;
/** Too far from the base, or below it: `IndexOffsetOverflowException`. */
export const ENTRY_OUT_OF_RANGE = 2;
export const INDEX_FULL = 3;

/** Whether an entry for `offset` may be appended. @see `OffsetIndex#append` */
export function judgeIndexEntry(index: OffsetIndex, offset: number): number {
  if (isOffsetIndexFull(index)) return INDEX_FULL;
  if (index.relativeOffsets.length > 0 && offset <= lastIndexedOffset(index)) return ENTRY_NOT_ABOVE_LAST;
  return isInSegmentRange(index.baseOffset, offset) ? ENTRY_FITS : ENTRY_OUT_OF_RANGE;
}

/** Appends an entry that `judgeIndexEntry` lets pass. */
export function appendIndexEntry(index: OffsetIndex, offset: number, position: number): void {
  assert(judgeIndexEntry(index, offset) === ENTRY_FITS, 'an index grows at its end');
  pushInt(index.relativeOffsets, offset - index.baseOffset);
  pushInt(index.positions, position);
}

/** Whether `offset` is near enough to `baseOffset` for a 4-byte relative offset. @see `AbstractIndex#canAppendOffset` */
export function isInSegmentRange(baseOffset: number, offset: number): boolean {
  return offset >= baseOffset && offset - baseOffset <= MAX_RELATIVE_OFFSET;
}

/** The entry with the greatest offset at or below `offset`; −1 where there is none, and the scan begins at 0. */
export function offsetSlot(index: OffsetIndex, offset: number): number {
  return lastAtOrBelow(index.relativeOffsets, offset - index.baseOffset);
}

/** Offset of the entry at `slot`, the base offset for slot −1. */
export function slotOffset(index: OffsetIndex, slot: number): number {
  return slot < 0 ? index.baseOffset : index.baseOffset + getInt(index.relativeOffsets, slot);
}

/** Position of the entry at `slot`, 0 for slot −1. */
export function slotPosition(index: OffsetIndex, slot: number): number {
  return slot < 0 ? 0 : getInt(index.positions, slot);
}

/** Offset of the last entry, the base offset where there is none. */
export function lastIndexedOffset(index: OffsetIndex): number {
  return slotOffset(index, index.relativeOffsets.length - 1);
}

/** Drops the entries at or above `offset`. @see `OffsetIndex#truncateTo` */
export function truncateOffsetIndex(index: OffsetIndex, offset: number): void {
  const length = lastAtOrBelow(index.relativeOffsets, offset - index.baseOffset - 1) + 1;
  truncateColumn(index.relativeOffsets, length);
  truncateColumn(index.positions, length);
}

export function isOffsetIndexFull(index: OffsetIndex): boolean {
  return index.relativeOffsets.length >= index.maxEntries;
}

export function offsetIndexBytes(index: OffsetIndex): number {
  return index.relativeOffsets.length * OFFSET_ENTRY_BYTES;
}

/** Greatest place in an ascending column whose value is at most `value`, −1 if there is none. */
export function lastAtOrBelow(column: IntColumn, value: number): number {
  let low = -1;
  let high = column.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (getInt(column, middle) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
