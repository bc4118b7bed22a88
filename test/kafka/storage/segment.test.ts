import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendIndexEntry,
  createOffsetIndex,
  ENTRY_FITS,
  ENTRY_NOT_ABOVE_LAST,
  ENTRY_OUT_OF_RANGE,
  INDEX_FULL,
  judgeIndexEntry,
  offsetSlot,
  slotOffset,
  slotPosition,
  truncateOffsetIndex,
} from '../../../src/kafka/storage/offset-index.ts';
import { rowCount } from '../../../src/kafka/storage/record-file.ts';
import {
  appendToSegment,
  createSegment,
  findRow,
  largestTimestamp,
  nextOffsetOf,
  recoverSegment,
  rowBaseOffset,
  rowLastOffset,
  type Segment,
  sealSegment,
  segmentForm,
  truncateSegment,
} from '../../../src/kafka/storage/segment.ts';
import {
  appendTimeEntry,
  createTimeIndex,
  slotTimestamp,
  timeSlot,
  truncateTimeIndex,
} from '../../../src/kafka/storage/time-index.ts';
import { getFloat, getInt } from '../../../src/sim/column.ts';
import { settings } from './stored.ts';

interface GivenBatch {
  readonly count: number;
  readonly bytes: number;
  readonly timestamp: number;
}

function segmentOf(batches: readonly GivenBatch[], interval = 4096, base = 0): Segment {
  const segment = createSegment(base, settings(), 0);
  let offset = base;
  batches.forEach(({ count, bytes, timestamp }, i) => {
    appendToSegment(segment, offset, offset + count - 1, bytes, timestamp, 0, i, interval, 0);
    offset += count;
  });
  return segment;
}

/** Offset and position of each entry, and timestamp and offset. */
function entries({ offsetIndex, timeIndex }: Segment): { offsets: number[][]; times: number[][] } {
  const offsets: number[][] = [];
  for (let i = 0; i < offsetIndex.positions.length; i++) {
    offsets.push([getInt(offsetIndex.relativeOffsets, i), getInt(offsetIndex.positions, i)]);
  }
  const times: number[][] = [];
  for (let i = 0; i < timeIndex.timestamps.length; i++) {
    times.push([getFloat(timeIndex.timestamps, i), getInt(timeIndex.relativeOffsets, i)]);
  }
  return { offsets, times };
}

describe('an offset index', () => {
  it('refuses offsets that do not grow, that are out of reach, or that have no room', () => {
    const index = createOffsetIndex(50, 16);
    appendIndexEntry(index, 51, 0);

    expect(judgeIndexEntry(index, 51)).toBe(ENTRY_NOT_ABOVE_LAST);
    expect(judgeIndexEntry(createOffsetIndex(50, 16), 49)).toBe(ENTRY_OUT_OF_RANGE);
    expect(judgeIndexEntry(index, 50 + 2_147_483_648)).toBe(ENTRY_OUT_OF_RANGE);
    expect(judgeIndexEntry(index, 52)).toBe(ENTRY_FITS);
    appendIndexEntry(index, 52, 10);
    expect(judgeIndexEntry(index, 53)).toBe(INDEX_FULL);
  });

  it('finds the greatest entry at or below an offset, as a walk over all entries does', () => {
    const ascending = fc.uniqueArray(fc.nat(200), { maxLength: 30 }).map((list) => list.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(ascending, fc.nat(210), fc.nat(210), (offsets, asked, cut) => {
        const index = createOffsetIndex(0, 10_000);
        offsets.forEach((offset, i) => {
          appendIndexEntry(index, offset, i);
        });

        const slot = offsetSlot(index, asked);
        const below = offsets.filter((offset) => offset <= asked);
        expect([slotOffset(index, slot), slotPosition(index, slot)]).toEqual([
          below.at(-1) ?? 0,
          Math.max(0, below.length - 1),
        ]);

        truncateOffsetIndex(index, cut);
        expect(index.positions.length).toBe(offsets.filter((offset) => offset < cut).length);
      }),
    );
  });
});

describe('a time index', () => {
  it('takes an entry only when the timestamp has grown', () => {
    const index = createTimeIndex(0, 1200);
    for (const [timestamp, offset] of [
      [10, 1],
      [10, 1],
      [5, 2],
      [20, 3],
    ] as const)
      appendTimeEntry(index, timestamp, offset);

    expect([index.timestamps.length, slotTimestamp(index, timeSlot(index, 19))]).toEqual([2, 10]);
    truncateTimeIndex(index, 3);
    expect(index.timestamps.length).toBe(1);
  });
});

describe('a segment', () => {
  it('has an entry for every 4,096 bytes or more: 12 batches of 1,072 bytes have two', () => {
    const segment = segmentOf(Array.from({ length: 12 }, (_, i) => ({ count: 1, bytes: 1072, timestamp: 10 * i })));

    expect(entries(segment)).toEqual({
      offsets: [
        [4, 4288],
        [8, 8576],
      ],
      times: [
        [40, 4],
        [80, 8],
      ],
    });
    sealSegment(segment);
    expect(entries(segment).times.at(-1)).toEqual([110, 11]);
  });

  it('finds the first batch that reaches an offset, in gaps too', () => {
    const segment = createSegment(40, settings(), 0);
    appendToSegment(segment, 50, 51, 100, 0, 0, 0, 4096, 0);
    appendToSegment(segment, 60, 61, 100, 0, 0, 0, 4096, 0);

    expect([41, 50, 51, 52, 61, 62].map((offset) => findRow(segment, offset))).toEqual([0, 0, 0, 1, 1, 2]);
  });

  it('takes the time of its last write for its age where no record has a timestamp', () => {
    const segment = createSegment(0, settings(), 0);
    appendToSegment(segment, 0, 0, 100, -1, 0, 0, 4096, 777);

    expect(largestTimestamp(segment)).toBe(777);
  });

  const batch = fc.record({
    count: fc.integer({ min: 1, max: 4 }),
    bytes: fc.integer({ min: 62, max: 400 }),
    timestamp: fc.integer({ min: -1, max: 50 }),
  });
  const interval = fc.constantFrom(0, 100, 500);

  it('finds with its index what a walk over all batches finds', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 20 }), interval, fc.nat(90), (batches, bytes, offset) => {
        const segment = segmentOf(batches, bytes);
        let row = 0;
        while (row < batches.length && rowLastOffset(segment, row) < offset) row++;

        expect(findRow(segment, offset)).toBe(row);
      }),
    );
  });

  it('is after a truncation as if what went had never been there, but for the place of later entries', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 20 }), interval, fc.nat(90), (batches, bytes, offset) => {
        const segment = segmentOf(batches, bytes);
        truncateSegment(segment, offset, 0);
        const kept = batches.slice(0, rowCount(segment.file));
        const reference = segmentOf(kept, bytes);

        expect(nextOffsetOf(segment)).toBeLessThanOrEqual(Math.max(offset, 0));
        expect(segment.file.sizeBytes).toBe(reference.file.sizeBytes);
        expect(segment.maxTimestampMs).toBe(reference.maxTimestampMs);
        expect(segment.firstTimestampMs).toBe(reference.firstTimestampMs);
        expect(entries(segment).offsets.every(([, position]) => (position ?? 0) < segment.file.sizeBytes)).toBe(true);
        if (kept.length < batches.length)
          expect(rowLastOffset(segmentOf(batches, bytes), kept.length)).toBeGreaterThanOrEqual(offset);
      }),
    );
  });

  it('has after recovery the batches up to the damage, and the indexes that appending made', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 20 }), interval, fc.nat(90), (batches, bytes, damaged) => {
        const segment = segmentOf(batches, bytes);
        recoverSegment(segment, damaged, bytes);
        const reference = segmentOf(batches.slice(0, rowCount(segment.file)), bytes);
        sealSegment(reference);

        expect(entries(segment)).toEqual(entries(reference));
        expect(segment.maxTimestampMs).toBe(reference.maxTimestampMs);
        expect(nextOffsetOf(segment)).toBeLessThanOrEqual(damaged);
        if (rowCount(segment.file) < batches.length) {
          const lost = segmentOf(batches, bytes);
          expect(rowLastOffset(lost, rowCount(segment.file))).toBeGreaterThanOrEqual(damaged);
        }
      }),
    );
  });

  it('is not touched by what happens in its fork', () => {
    const segment = segmentOf([{ count: 1, bytes: 100, timestamp: 5 }]);
    const fork = segmentForm.fork(segment);
    appendToSegment(fork, 1, 1, 100, 9, 0, 1, 0, 0);

    expect([rowCount(segment.file), segment.maxTimestampMs, segment.offsetIndex.positions.length]).toEqual([1, 5, 0]);
    expect([rowBaseOffset(fork, 1), fork.maxTimestampMs, fork.offsetIndex.positions.length]).toEqual([1, 9, 1]);
  });
});
