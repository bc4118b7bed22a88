import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProducers } from '../../../src/kafka/log/producer-slots.ts';
import { forgetReplicatedTransactions, recordAppend } from '../../../src/kafka/log/producer-state.ts';
import {
  abortedForm,
  abortedWithin,
  createAborted,
  truncateAborted,
} from '../../../src/kafka/transactions/aborted-transactions.ts';
import {
  ABORT_MARKER,
  COMMIT_MARKER,
  createReadCommitted,
  PLAIN_DATA,
  passesReadCommitted,
  passesReadUncommitted,
  readCommittedForm,
  TRANSACTIONAL_DATA,
} from '../../../src/kafka/transactions/read-committed.ts';
import { endOnPartition, stableOffset, unstableFrom } from '../../../src/kafka/transactions/stable-offset.ts';
import { at } from '../../../src/sim/column.ts';

/** A batch as it lies in the log. */
interface LogBatch {
  readonly producerId: number;
  readonly kind: number;
  readonly base: number;
  readonly last: number;
}

/** A partition's log with its leader's memory of transactions. */
function partition() {
  const producers = createProducers();
  const aborted = createAborted();
  const batches: LogBatch[] = [];
  let logEnd = 0;
  let highWatermark = 0;
  const put = (producerId: number, kind: number, count: number) => {
    batches.push({ producerId, kind, base: logEnd, last: logEnd + count - 1 });
    logEnd += count;
  };
  return {
    producers,
    aborted,
    batches,
    plain: (count: number) => put(-1, PLAIN_DATA, count),
    send: (producerId: number, count: number) => {
      recordAppend(producers, producerId, 0, -1, -1, logEnd, logEnd + count - 1, true, 0);
      put(producerId, TRANSACTIONAL_DATA, count);
    },
    mark: (producerId: number, commits: boolean) => {
      endOnPartition(producers, aborted, producerId, 0, 0, logEnd, commits, 0);
      put(producerId, commits ? COMMIT_MARKER : ABORT_MARKER, 1);
    },
    replicate: (to: number) => {
      highWatermark = Math.max(highWatermark, Math.min(to, logEnd));
      forgetReplicatedTransactions(producers, highWatermark);
    },
    highWatermark: () => highWatermark,
    stable: (logStart = 0) => stableOffset(producers, highWatermark, logStart),
  };
}

type Partition = ReturnType<typeof partition>;

/** Offsets that a read-committed consumer gets from one fetch that returns at most `count` batches. */
function fetchCommitted(log: Partition, from: number, count: number): { offsets: number[]; to: number } {
  const read = log.batches.filter(({ last }) => last >= from && last < log.stable()).slice(0, count);
  const to = read.length === 0 ? from : at(read, read.length - 1).last + 1;
  const places = abortedWithin(log.aborted, from, to);
  const filter = createReadCommitted(
    // The answer's list has no order that a consumer may count on.
    places.map((place) => at(log.aborted.producerIds, place)).reverse(),
    places.map((place) => at(log.aborted.firstOffsets, place)).reverse(),
  );
  const passed = read.filter(({ producerId, kind, last }) => passesReadCommitted(filter, producerId, kind, last));
  return { offsets: passed.flatMap(offsetsOf).filter((offset) => offset >= from), to };
}

function offsetsOf({ base, last }: LogBatch): number[] {
  return Array.from({ length: last - base + 1 }, (_, i) => base + i);
}

/** The marker that ends the transaction of a batch, by looking through the whole log. */
function markerOf(log: Partition, batch: LogBatch): LogBatch | undefined {
  return log.batches.find(
    ({ producerId, kind, base }) =>
      producerId === batch.producerId && base > batch.last && (kind === COMMIT_MARKER || kind === ABORT_MARKER),
  );
}

const step = fc.oneof(
  fc.record({ act: fc.constant('plain' as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ act: fc.constant('send' as const), pid: fc.nat(3), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ act: fc.constant('mark' as const), pid: fc.nat(3), commits: fc.boolean() }),
  fc.record({ act: fc.constant('replicate' as const), to: fc.nat(60) }),
);

function play(log: Partition, one: typeof step extends fc.Arbitrary<infer T> ? T : never): void {
  if (one.act === 'plain') log.plain(one.count);
  else if (one.act === 'send') log.send(one.pid, one.count);
  else if (one.act === 'mark') log.mark(one.pid, one.commits);
  else log.replicate(one.to);
}

describe('the last stable offset', () => {
  it('waits at 0 for producer 7, though producer 8 has committed, until the abort at 5 is replicated', () => {
    const log = partition();
    log.send(7, 2);
    log.plain(1);
    log.send(8, 1);
    log.replicate(4);
    expect(log.stable()).toBe(0);

    log.mark(8, true);
    log.replicate(5);
    expect(log.stable()).toBe(0);
    log.mark(7, false);
    expect(log.stable()).toBe(0);
    log.replicate(6);

    expect(log.stable()).toBe(6);
    expect(fetchCommitted(log, 0, 9)).toEqual({ offsets: [2, 3], to: 6 });
  });

  it('is never below the start of the log', () => {
    const log = partition();
    log.send(1, 5);
    log.replicate(5);

    expect(log.stable(3)).toBe(3);
    expect(unstableFrom(log.producers, 5, 3)).toBe(3);
  });

  it('passes no transaction without a replicated marker, holds back nothing else, and never moves back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const log = partition();
        let before = 0;
        for (const one of steps) {
          play(log, one);

          let expected = log.highWatermark();
          for (const batch of log.batches) {
            if (batch.kind !== TRANSACTIONAL_DATA) continue;
            const marker = markerOf(log, batch);
            if (marker === undefined || marker.base >= log.highWatermark()) expected = Math.min(expected, batch.base);
          }
          expect(log.stable()).toBe(expected);
          expect(expected).toBeGreaterThanOrEqual(before);
          before = expected;
        }
      }),
    );
  });
});

describe('a read-committed consumer', () => {
  it('gets every committed record once and in order, and no aborted one, however its fetches are cut', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 50 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 }),
        fc.nat(20),
        (steps, cuts, start) => {
          const log = partition();
          for (const one of steps) play(log, one);
          log.replicate(1000);

          const seen: number[] = [];
          let position = start;
          for (let turn = 0; ; turn++) {
            const { offsets, to } = fetchCommitted(log, position, at(cuts, turn % cuts.length));
            seen.push(...offsets);
            if (to === position) break;
            position = to;
          }

          const expected = log.batches
            .filter(({ last }) => last < log.stable())
            .filter((batch) => {
              if (batch.kind === PLAIN_DATA) return true;
              return batch.kind === TRANSACTIONAL_DATA && markerOf(log, batch)?.kind === COMMIT_MARKER;
            })
            .flatMap(offsetsOf)
            .filter((offset) => offset >= start);
          expect(seen).toEqual(expected);
        },
      ),
    );
  });

  it('differs from a read-uncommitted one, which gets all but the markers', () => {
    expect([PLAIN_DATA, TRANSACTIONAL_DATA, COMMIT_MARKER, ABORT_MARKER].map(passesReadUncommitted)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('keeps its place in forks', () => {
    const filter = createReadCommitted([1, 1], [6, 0]);
    const fork = readCommittedForm.fork(filter);
    passesReadCommitted(filter, 1, TRANSACTIONAL_DATA, 1);

    expect(filter.abortedIds).toEqual([1]);
    expect(fork.abortedIds).toEqual([]);
  });
});

describe('the index of aborted transactions', () => {
  it('forgets the markers that a truncation takes away', () => {
    const log = partition();
    log.send(1, 2);
    log.mark(1, false);
    log.send(1, 2);
    log.mark(1, false);
    const fork = abortedForm.fork(log.aborted);

    truncateAborted(log.aborted, 5);

    expect(log.aborted).toEqual({ producerIds: [1], firstOffsets: [0], lastOffsets: [2], lastStableOffsets: [3] });
    expect(fork.lastOffsets).toEqual([2, 5]);
  });

  it('does not remember a marker that ended nothing', () => {
    const log = partition();
    log.mark(1, false);

    expect(log.aborted.producerIds).toEqual([]);
  });
});
