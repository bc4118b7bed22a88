import { describe, expect, it } from 'vitest';
import { NONE, OFFSET_OUT_OF_RANGE } from '../../../src/kafka/protocol/errors.ts';
import { createLogRead, readLog } from '../../../src/kafka/storage/reading.ts';
import { rowBaseOffset } from '../../../src/kafka/storage/segment.ts';
import { placeByTime } from '../../../src/kafka/storage/stored-batch.ts';
import {
  batchOfMaxTimestamp,
  EARLIEST_TIMESTAMP,
  firstBatchByTime,
  LATEST_TIMESTAMP,
  nextBatchByTime,
  offsetOfSpecial,
} from '../../../src/kafka/storage/time-lookup.ts';
import { batchesIn, put, type Shelf, shelf, sized } from './stored.ts';

/** Base offsets of the batches that a read finds, or its error. */
function read(
  stored: Shelf,
  offset: number,
  bound: number,
  maxBytes = 1_000_000,
  minOneMessage = true,
): number[] | string {
  const found = createLogRead();
  readLog(stored.log, offset, bound, maxBytes, minOneMessage, found);
  if (found.error !== NONE) return found.error === OFFSET_OUT_OF_RANGE ? 'OFFSET_OUT_OF_RANGE' : `${found.error}`;
  const segment = stored.log.segments[found.segment];
  const baseOffsets: number[] = [];
  for (let row = found.fromRow; row < found.toRow; row++) {
    if (segment !== undefined) baseOffsets.push(rowBaseOffset(segment, row));
  }
  return baseOffsets;
}

/** Four batches of three records, 0–2 to 9–11. */
function fourBatches(): Shelf {
  const stored = shelf();
  for (let i = 0; i < 4; i++) put(stored, [{}, {}, {}]);
  return stored;
}

describe('a read', () => {
  it('begins with the batch that holds the offset, and ends where the reader may not see', () => {
    const stored = fourBatches();

    expect(read(stored, 4, 12)).toEqual([3, 6, 9]);
    expect(read(stored, 4, 9)).toEqual([3, 6]);
  });

  it('gives one batch that is larger than max bytes, but only where one is asked for', () => {
    const stored = fourBatches();

    expect(read(stored, 4, 12, 10, true)).toEqual([3]);
    expect(read(stored, 4, 12, 10, false)).toEqual([]);
  });

  it('finds nothing, and no error, from the bound up to the end of the log', () => {
    const stored = fourBatches();

    expect([9, 11, 12].map((offset) => read(stored, offset, 9))).toEqual([[], [], []]);
  });

  it('is out of range below the log start and above the end', () => {
    const stored = fourBatches();
    stored.log.logStart = 5;

    expect([read(stored, 4, 12), read(stored, 13, 12)]).toEqual(['OFFSET_OUT_OF_RANGE', 'OFFSET_OUT_OF_RANGE']);
    expect(read(stored, 5, 12)).toEqual([3, 6, 9]);
  });

  it('ends with the segment, whatever would still fit', () => {
    const stored = shelf({ 'segment.bytes': 1_048_576 });
    for (let i = 0; i < 4; i++) put(stored, [sized(300_074)]);

    expect(read(stored, 1, 4, 2_000_000)).toEqual([1, 2]);
  });

  it('goes on in the next segment where the last batches of one are gone', () => {
    const stored = shelf({ 'segment.bytes': 200 });
    put(stored, [sized(100)]);
    stored.log.logEnd = 5;
    put(stored, [sized(150)]);

    expect(read(stored, 3, 6)).toEqual([5]);
  });
});

/** Offset of the first record that is at least that young, −1 = none. */
function offsetByTime({ log, contents }: Shelf, timestampMs: number): number {
  const place = { segment: -1, row: 0 };
  const batches = batchesIn({ log, contents, config: shelf().config });
  for (firstBatchByTime(log, timestampMs, place); place.segment >= 0; nextBatchByTime(log, timestampMs, place)) {
    const segment = log.segments[place.segment];
    const batch = segment && batches.find(({ baseOffset }) => baseOffset === rowBaseOffset(segment, place.row));
    const found = batch === undefined ? -1 : placeByTime(batch, timestampMs, log.logStart);
    if (found >= 0) return batch?.offsets[found] ?? -1;
  }
  return -1;
}

describe('a lookup by time', () => {
  it('finds the first record at or after a time where times go back and forth', () => {
    const stored = shelf();
    for (const timestamp of [0, 100, 50, 200, 200, 150]) put(stored, [{ timestamp }]);

    const offsets = [-1, 0, 1, 60, 100, 101, 200, 201].map((timestamp) => offsetByTime(stored, timestamp));

    expect(offsets).toEqual([0, 0, 1, 1, 1, 3, 3, -1]);
  });

  it('looks inside a batch, and passes records below the log start', () => {
    const stored = shelf({ 'index.interval.bytes': 0 });
    put(stored, [{ timestamp: 500 }, { timestamp: 100 }]);
    put(stored, [{ timestamp: 50 }, { timestamp: 300 }]);
    expect(offsetByTime(stored, 200)).toBe(0);

    stored.log.logStart = 1;

    expect(offsetByTime(stored, 200)).toBe(3);
  });

  it('finds the first batch with the greatest timestamp of all segments', () => {
    const stored = shelf({ 'segment.bytes': 250 });
    for (const timestamp of [5, 9, 1, 9]) put(stored, [sized(100, timestamp)]);
    const place = { segment: -1, row: 0 };

    batchOfMaxTimestamp(stored.log, place);

    expect(place).toEqual({ segment: 0, row: 1 });
  });

  it('answers the log start for the earliest, and the reader’s own end for the latest', () => {
    const stored = fourBatches();
    stored.log.logStart = 2;

    expect(offsetOfSpecial(stored.log, EARLIEST_TIMESTAMP, 9)).toBe(2);
    expect(offsetOfSpecial(stored.log, LATEST_TIMESTAMP, 9)).toBe(9);
  });
});
