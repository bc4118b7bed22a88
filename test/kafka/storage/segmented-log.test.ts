import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanableRange, logToClean } from '../../../src/kafka/storage/cleanable.ts';
import { cleanLog } from '../../../src/kafka/storage/cleaner.ts';
import { createOffsetMap } from '../../../src/kafka/storage/offset-map.ts';
import { createLogRead, readLog } from '../../../src/kafka/storage/reading.ts';
import { loadLog } from '../../../src/kafka/storage/recovery.ts';
import { deleteRecords, retain } from '../../../src/kafka/storage/retention.ts';
import { rowBaseOffset } from '../../../src/kafka/storage/segment.ts';
import { logBytes, rollLog, segmentedLogForm, truncateSegments } from '../../../src/kafka/storage/segmented-log.ts';
import { placeByTime, storedBytes } from '../../../src/kafka/storage/stored-batch.ts';
import { firstBatchByTime, nextBatchByTime } from '../../../src/kafka/storage/time-lookup.ts';
import { createHash, hashText } from '../../../src/sim/hash.ts';
import {
  compactList,
  crashList,
  type ListedLog,
  listedLog,
  readList,
  retainList,
  timeInList,
  truncateList,
} from './listed-log.ts';
import { bases, batchesIn, put, type Shelf, shelf } from './stored.ts';

const NOW_MS = 160;
const record = fc.record({
  key: fc.nat(4),
  timestamp: fc.nat(9).map((n) => n * 10),
  bytes: fc.integer({ min: 10, max: 60 }),
});
/** Places are parts of the log, in hundredths, so that they mean something whatever its length. */
const place = fc.nat(110);
const operation = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constant('append' as const),
      records: fc.array(record, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('commit' as const), place }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('roll' as const) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('truncate' as const), place }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('retain' as const) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('deleteRecords' as const), place }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('clean' as const) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('crash' as const), place, recoveryPlace: place }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
const given = fc.record({
  'segment.bytes': fc.integer({ min: 150, max: 700 }),
  'segment.ms': fc.integer({ min: 20, max: 200 }),
  'index.interval.bytes': fc.constantFrom(0, 100, 400),
  'segment.index.bytes': fc.constantFrom(48, 10_000),
  'cleanup.policy': fc.constantFrom('delete', 'compact', 'compact,delete'),
  'retention.bytes': fc.constantFrom(-1, 0, 500),
  'retention.ms': fc.constantFrom(-1, 70, 80, 100),
});

function apply(stored: Shelf, list: ListedLog, step: Operation): void {
  const { log, config, contents } = stored;
  const end = log.logEnd;
  const offsetAt = (percent: number): number => Math.floor((end * percent) / 100);
  const before = bases(log);
  switch (step.op) {
    case 'append':
      put(stored, step.records);
      list.batches.push(...contents.slice(-1));
      list.logEnd += step.records.length;
      return;
    case 'commit':
      log.highWatermark = Math.max(log.highWatermark, Math.min(log.logEnd, offsetAt(step.place)));
      list.highWatermark = log.highWatermark;
      return;
    case 'roll':
      rollLog(log, config, log.logEnd, 0);
      return;
    case 'truncate':
      truncateSegments(log, config, offsetAt(step.place), 0);
      truncateList(list, offsetAt(step.place));
      return;
    case 'retain':
      retain(log, config, NOW_MS);
      expect(bases(log)).toEqual(retainList(list, before, config, NOW_MS));
      return;
    case 'deleteRecords':
      if (deleteRecords(log, config, offsetAt(step.place)) === 0) {
        list.logStart = Math.max(list.logStart, offsetAt(step.place));
      }
      return;
    case 'clean': {
      const range = logToClean(log, cleanableRange(log, config, log.highWatermark, NOW_MS));
      const view = { contents, aborted: [], lastRecords: new Map() };
      cleanLog(log, config, view, range, createOffsetMap(24_000), NOW_MS);
      compactList(list, range);
      return;
    }
    case 'crash': {
      const firstDamagedOffset = offsetAt(step.place);
      const recoveryPoint = Math.min(firstDamagedOffset, offsetAt(step.recoveryPlace));
      const remains = { cleanShutdown: false, firstDamagedOffset, recoveryPoint, highWatermark: log.highWatermark };
      loadLog(log, config, remains, 0);
      crashList(list, before, firstDamagedOffset, recoveryPoint);
      return;
    }
  }
}

function read({ log }: Shelf, offset: number, bound: number, maxBytes: number, minOneMessage: boolean): number[] {
  const found = createLogRead();
  readLog(log, offset, bound, maxBytes, minOneMessage, found);
  expect(found.error).toBe(0);
  const segment = log.segments[found.segment];
  const baseOffsets: number[] = [];
  for (let row = found.fromRow; row < found.toRow; row++) {
    if (segment !== undefined) baseOffsets.push(rowBaseOffset(segment, row));
  }
  return baseOffsets;
}

function offsetByTime(stored: Shelf, timestampMs: number): number | null {
  const { log } = stored;
  const at = { segment: -1, row: 0 };
  for (firstBatchByTime(log, timestampMs, at); at.segment >= 0; nextBatchByTime(log, timestampMs, at)) {
    const segment = log.segments[at.segment];
    const base = segment === undefined ? -1 : rowBaseOffset(segment, at.row);
    const batch = batchesIn(stored).find(({ baseOffset }) => baseOffset === base);
    const found = batch === undefined ? -1 : placeByTime(batch, timestampMs, log.logStart);
    if (found >= 0) return batch?.offsets[found] ?? null;
  }
  return null;
}

function compare(stored: Shelf, list: ListedLog): void {
  const { log } = stored;
  const content = (batches: ListedLog['batches']): unknown[] =>
    batches.map(({ baseOffset, lastOffset, offsets }) => [baseOffset, lastOffset, offsets]);
  const { logStart, logEnd, highWatermark } = log;
  expect({ logStart, logEnd, highWatermark, batches: content(batchesIn(stored)) }).toEqual({
    ...list,
    batches: content(list.batches),
  });
  expect(logBytes(log)).toBe(list.batches.reduce((sum, batch) => sum + storedBytes(batch), 0));
  expect(logStart <= highWatermark && highWatermark <= logEnd).toBe(true);
  const begins = bases(log);
  expect(begins).toEqual([...new Set(begins)].toSorted((a, b) => a - b));
  for (let offset = logStart; offset <= logEnd; offset++) {
    for (const bound of [logEnd, highWatermark]) {
      for (const [maxBytes, minOne] of [
        [150, true],
        [150, false],
        [10_000, false],
      ] as const) {
        const expected = readList(list, begins, offset, bound, maxBytes, minOne);
        expect(read(stored, offset, bound, maxBytes, minOne)).toEqual(expected);
      }
    }
  }
  for (let timestamp = 0; timestamp <= 95; timestamp += 5) {
    expect(offsetByTime(stored, timestamp)).toBe(timeInList(list, begins, timestamp));
  }
}

function hashOf(log: Shelf['log']): string {
  const hash = createHash();
  segmentedLogForm.hash(hash, log);
  return hashText(hash);
}

describe('a segmented log', () => {
  it('is like a list of its batches, whatever is done to it', () => {
    fc.assert(
      fc.property(given, fc.array(operation, { maxLength: 40, size: 'max' }), (config, steps) => {
        const stored = shelf(config);
        const list = listedLog();
        for (const step of steps) {
          apply(stored, list, step);
          compare(stored, list);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('does in a fork what the original does, and neither touches the other', () => {
    fc.assert(
      fc.property(
        given,
        fc.array(operation, { maxLength: 20 }),
        fc.array(operation, { maxLength: 20 }),
        (config, first, then) => {
          const stored = shelf(config);
          for (const step of first) apply(stored, listOf(stored), step);
          const fork: Shelf = { ...stored, log: segmentedLogForm.fork(stored.log), contents: [...stored.contents] };
          const before = hashOf(stored.log);

          for (const step of then) apply(fork, listOf(fork), step);
          expect(hashOf(stored.log)).toBe(before);

          for (const step of then) apply(stored, listOf(stored), step);
          expect(hashOf(stored.log)).toBe(hashOf(fork.log));
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** The list that a log is like now. */
function listOf(stored: Shelf): ListedLog {
  const { logStart, logEnd, highWatermark } = stored.log;
  return { batches: batchesIn(stored), logStart, logEnd, highWatermark };
}
