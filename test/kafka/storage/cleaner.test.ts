import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LastRecord } from '../../../src/kafka/storage/batch-cleaning.ts';
import {
  cleanableRange,
  compactionDelay,
  dirtyRatio,
  filthiest,
  logToClean,
} from '../../../src/kafka/storage/cleanable.ts';
import type { AbortedTransaction } from '../../../src/kafka/storage/cleaned-transactions.ts';
import { type Cleaning, cleanLog } from '../../../src/kafka/storage/cleaner.ts';
import { createOffsetMap } from '../../../src/kafka/storage/offset-map.ts';
import { rollLog } from '../../../src/kafka/storage/segmented-log.ts';
import {
  ABORT_MARKER,
  COMMIT_MARKER,
  type StoredBatch,
  TRANSACTIONAL_DATA,
} from '../../../src/kafka/storage/stored-batch.ts';
import { bases, batchesIn, type GivenRecord, offsetsIn, put, type Shelf, shelf, sized } from './stored.ts';

const DAY_MS = 86_400_000;
const BUFFER = 24_000;

interface Known {
  readonly aborted?: readonly AbortedTransaction[];
  readonly producers?: ReadonlyMap<number, LastRecord>;
  readonly bufferBytes?: number;
}

/** Cleans what may be cleaned of a log whose every record is committed. */
function clean(stored: Shelf, nowMs: number, { aborted = [], producers, bufferBytes = BUFFER }: Known = {}): Cleaning {
  const { log, config, contents } = stored;
  const range = logToClean(log, cleanableRange(log, config, log.logEnd, nowMs));
  return cleanLog(
    log,
    config,
    { contents, aborted, lastRecords: producers ?? new Map() },
    range,
    createOffsetMap(bufferBytes),
    nowMs,
  );
}

function roll({ log, config }: Shelf, nowMs = 0): void {
  rollLog(log, config, log.logEnd, nowMs);
}

function compacted(given: Parameters<typeof shelf>[0] = {}): Shelf {
  return shelf({ 'cleanup.policy': 'compact', ...given });
}

const A = 0;
const B = 1;
const C = 2;
const D = 3;

describe('a cleaning', () => {
  it('keeps of each key the last record and its offset, drops a tombstone a day after the first cleaning', () => {
    const stored = compacted();
    const records: GivenRecord[] = [A, B, A, C].map((key) => ({ key }));
    for (const record of [...records, { key: B, tombstone: true }, { key: A }, { key: D }]) put(stored, [record]);
    roll(stored);
    put(stored, [{ key: A }]);

    clean(stored, 1000);
    expect([offsetsIn(stored), stored.log.cleanerCheckpoint]).toEqual([[3, 4, 5, 6, 7], 7]);
    expect(batchesIn(stored)[1]?.deleteHorizonMs).toBe(1000 + DAY_MS);

    roll(stored);
    clean(stored, 1000 + DAY_MS);
    expect([offsetsIn(stored), stored.log.cleanerCheckpoint]).toEqual([[3, 6, 7], 8]);
  });

  it('does not touch the active segment, nor does that push anything out', () => {
    const stored = compacted();
    put(stored, [{ key: A }]);
    roll(stored);
    put(stored, [{ key: A }]);
    put(stored, [{ key: A }]);

    clean(stored, 0);

    expect(offsetsIn(stored)).toEqual([0, 1, 2]);
  });

  it('goes as far as its buffer reaches, and goes on from there', () => {
    const stored = compacted();
    for (const key of [A, B, C, A, B, C]) put(stored, [{ key }]);
    roll(stored);

    // Room for two keys: three slots, nine tenths of them used.
    expect(clean(stored, 0, { bufferBytes: 72 }).endOffset).toBe(2);
    expect(offsetsIn(stored)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(clean(stored, 0, { bufferBytes: 72 }).endOffset).toBe(4);
    expect(offsetsIn(stored)).toEqual([1, 2, 3, 4, 5]);
    expect(clean(stored, 0, { bufferBytes: 72 }).endOffset).toBe(6);
    expect(offsetsIn(stored)).toEqual([3, 4, 5]);
  });

  it('drops records without a key', () => {
    const stored = compacted();
    put(stored, [{}, { key: A }]);
    roll(stored);

    clean(stored, 0);

    expect(offsetsIn(stored)).toEqual([1]);
  });

  it('makes neighbours one segment as far as they fit, and leaves the old files for a minute', () => {
    const stored = compacted({ 'segment.bytes': 300 });
    for (let i = 0; i < 9; i++) put(stored, [{ ...sized(100), key: i < 6 ? A : i }]);
    const before = bases(stored.log);

    clean(stored, 1000);
    roll(stored);
    clean(stored, 1000);

    expect([before, bases(stored.log)]).toEqual([
      [0, 3, 6],
      [0, 6, 9],
    ]);
    expect(stored.log.deleted[0]).toEqual({ baseOffset: 0, bytes: 300, removeAtMs: 61_000 });
  });

  it('keeps the last batch of an active producer without its records, and the last batch of the range', () => {
    const stored = compacted();
    put(stored, [{ key: A }], 0, { producerId: 7, producerEpoch: 0, lastSequence: 0 });
    put(stored, [{ key: A }], 0, { producerId: 8, producerEpoch: 0, lastSequence: 0 });
    put(stored, [{ key: A }, {}]);
    put(stored, [{}]);
    roll(stored);

    clean(stored, 0, { producers: new Map([[7, { lastDataOffset: 0, producerEpoch: 0 }]]) });

    expect(batchesIn(stored).map(({ lastOffset, offsets }) => [lastOffset, offsets])).toEqual([
      [0, []],
      [3, [2]],
      [4, []],
    ]);
  });
});

/** A transaction of producer 1 with records of these keys, and its marker. */
function transact(stored: Shelf, keys: readonly number[], marker: StoredBatch['kind']): AbortedTransaction {
  const firstOffset = stored.log.logEnd;
  const producer = { producerId: 1, producerEpoch: 0 };
  for (const key of keys) put(stored, [{ key }], 0, { ...producer, kind: TRANSACTIONAL_DATA });
  put(stored, [{}], 0, { ...producer, kind: marker });
  return { producerId: 1, firstOffset, lastOffset: stored.log.logEnd - 1 };
}

describe('a cleaning of transactions', () => {
  it('drops aborted records at once, and their marker two cleanings and a day later', () => {
    const stored = compacted();
    const aborted = [transact(stored, [A, B], ABORT_MARKER)];
    transact(stored, [B], COMMIT_MARKER);
    roll(stored);

    const first = clean(stored, 0, { aborted });
    expect([offsetsIn(stored), first.aborted]).toEqual([[2, 3, 4], aborted]);

    put(stored, [{ key: C }]);
    roll(stored);
    const second = clean(stored, 10, { aborted: first.aborted });
    expect([offsetsIn(stored), second.aborted]).toEqual([[2, 3, 4, 5], []]);

    put(stored, [{ key: D }]);
    roll(stored);
    clean(stored, 10 + DAY_MS);
    expect(offsetsIn(stored)).toEqual([3, 4, 5, 6]);
  });

  it('keeps a commit marker as long as a record of its transaction is there', () => {
    const stored = compacted();
    transact(stored, [A], COMMIT_MARKER);
    for (let i = 1; i <= 3; i++) {
      put(stored, [{ key: B }]);
      roll(stored);
      clean(stored, 2 * i * DAY_MS);
    }

    expect(offsetsIn(stored)).toEqual([0, 1, 4]);
  });

  it('does not let an aborted record push out the one before it', () => {
    const stored = compacted();
    put(stored, [{ key: A }]);
    const aborted = [transact(stored, [A], ABORT_MARKER)];
    roll(stored);

    clean(stored, 0, { aborted });

    expect(offsetsIn(stored)).toEqual([0, 2]);
  });
});

const record = fc.record({ key: fc.integer({ min: 0, max: 4 }), tombstone: fc.boolean() });
const batches = fc.array(fc.array(record, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 25 });

describe('a cleaning of any log', () => {
  it('keeps the last record of every key, drops the others below it, and never reorders', () => {
    fc.assert(
      fc.property(batches, fc.nat(25), fc.integer({ min: 200, max: 600 }), (written, clean1, segmentBytes) => {
        const stored = compacted({ 'segment.bytes': segmentBytes });
        const all: { offset: number; key: number }[] = [];
        written.forEach((records, i) => {
          for (const { key } of records) all.push({ offset: all.length, key });
          put(stored, records);
          if (i === clean1) clean(stored, 0);
        });
        clean(stored, 0);
        const end = stored.log.segments.at(-1)?.baseOffset ?? 0;
        const last = (key: number): number => all.findLast((one) => one.key === key && one.offset < end)?.offset ?? -1;

        const expected = all.filter(({ offset, key }) => offset >= end || last(key) === offset);

        expect(offsetsIn(stored)).toEqual(expected.map(({ offset }) => offset));
        expect(stored.log.logEnd).toBe(all.length);
        expect(clean(stored, 0).bytesWritten).toBe(0);
      }),
    );
  });

  it('loses tombstones alone when time passes, and at last has no key whose last record is one', () => {
    fc.assert(
      fc.property(batches, (written) => {
        const stored = compacted();
        for (const records of written) put(stored, records);
        roll(stored);
        clean(stored, 0);
        const after = batchesIn(stored).flatMap(({ offsets, tombstones }) =>
          offsets.filter((_, i) => tombstones[i] === 0),
        );

        put(stored, [{ key: 9 }]);
        roll(stored);
        clean(stored, DAY_MS);

        expect(offsetsIn(stored)).toEqual([...after, stored.log.logEnd - 1]);
      }),
    );
  });
});

describe('the choice of what is cleaned', () => {
  it('ends at an undecided transaction, at the active segment, and at records that are too young', () => {
    const stored = compacted({ 'segment.bytes': 200, 'min.compaction.lag.ms': 1000 });
    for (const timestamp of [0, 0, 500, 2000, 0, 0]) put(stored, [sized(100, timestamp)]);
    const { log, config } = stored;

    expect(cleanableRange(log, config, 6, 1499)).toEqual({ firstDirtyOffset: 0, firstUncleanableOffset: 2 });
    expect(cleanableRange(log, config, 6, 9000)).toEqual({ firstDirtyOffset: 0, firstUncleanableOffset: 4 });
    expect(cleanableRange(log, config, 3, 9000).firstUncleanableOffset).toBe(3);
    expect(logToClean(log, cleanableRange(log, config, 3, 9000)).firstUncleanableOffset).toBe(2);
  });

  it('takes the dirtiest log above its ratio, or one that is overdue', () => {
    const log = (
      cleanBytes: number,
      cleanableBytes: number,
      isOverdue = false,
    ): Parameters<typeof filthiest>[0][number] => ({
      cleanBytes,
      cleanableBytes,
      minCleanableRatio: 0.5,
      isOverdue,
    });

    expect(filthiest([log(50, 50), log(90, 10)])).toBe(-1);
    expect(filthiest([log(50, 51), log(10, 90), log(10, 90)])).toBe(1);
    expect(filthiest([log(90, 10, true), log(100, 0, true)])).toBe(0);
    expect(dirtyRatio({ cleanBytes: 0, cleanableBytes: 0 })).toBe(0);
  });

  it('counts max.compaction.lag.ms from the first batch of the oldest dirty segment', () => {
    const stored = compacted({ 'segment.bytes': 200, 'max.compaction.lag.ms': 1000 });
    for (const timestamp of [100, 200, 300, 400, 500]) put(stored, [sized(100, timestamp)]);

    expect(compactionDelay(stored.log, stored.config, 0, 1100)).toBe(0);
    expect(compactionDelay(stored.log, stored.config, 0, 1150)).toBe(50);
    expect(compactionDelay(stored.log, stored.config, 2, 1350)).toBe(50);
    expect(compactionDelay(stored.log, stored.config, 4, 9999)).toBe(0);
  });
});
