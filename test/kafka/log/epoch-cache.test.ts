import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBatch, createBatchTable, PLAIN } from '../../../src/kafka/batches.ts';
import {
  assignEpoch,
  createEpochCache,
  DIVERGING,
  divergence,
  type EpochCache,
  endEpochFor,
  endOffsetFor,
  epochAt,
  isTruncationComplete,
  judgeLeader,
  judgeLeaderEpoch,
  latestEpoch,
  truncateEpochsFromEnd,
  truncateEpochsFromStart,
  truncationOffset,
} from '../../../src/kafka/log/epoch-cache.ts';
import {
  appendBatch,
  baseOffsetAt,
  batchAt,
  batchEpoch,
  batchTotal,
  createLog,
  type Log,
  truncateLog,
} from '../../../src/kafka/log/log.ts';
import {
  FENCED_LEADER_EPOCH,
  NONE,
  NOT_LEADER_OR_FOLLOWER,
  OFFSET_OUT_OF_RANGE,
  UNKNOWN_LEADER_EPOCH,
} from '../../../src/kafka/protocol/errors.ts';

function cacheWith(...entries: [epoch: number, startOffset: number][]): EpochCache {
  const cache = createEpochCache();
  for (const [epoch, startOffset] of entries) assignEpoch(cache, epoch, startOffset);
  return cache;
}

const entriesOf = (cache: EpochCache) => cache.epochs.map((epoch, i) => [epoch, cache.startOffsets[i]]);

describe('the leader epochs of a log', () => {
  const four = cacheWith([0, 0], [1, 10], [3, 20], [5, 30]);
  const late = cacheWith([2, 5], [4, 9]);

  // What Kafka's own LeaderEpochFileCache answers.
  it.each([
    [four, 40, -1, -1, -1],
    [four, 40, 0, 0, 10],
    [four, 40, 1, 1, 20],
    [four, 40, 2, 1, 20],
    [four, 40, 3, 3, 30],
    [four, 40, 4, 3, 30],
    [four, 40, 5, 5, 40],
    [four, 40, 6, -1, -1],
    [late, 12, 0, 0, 5],
    [late, 12, 1, 1, 5],
    [late, 12, 2, 2, 9],
    [late, 12, 3, 2, 9],
    [late, 12, 4, 4, 12],
    [late, 12, 5, -1, -1],
    [createEpochCache(), 0, 0, -1, -1],
  ])('of %j, log end %i: epoch %i ends as (%i, %i)', (cache, logEnd, requested, epoch, endOffset) => {
    expect([endEpochFor(cache, requested), endOffsetFor(cache, requested, logEnd)]).toEqual([epoch, endOffset]);
  });

  it.each([20, 15])('truncated to %i drop what begins there or later', (offset) => {
    const cache = cacheWith([0, 0], [1, 10], [2, 20]);

    truncateEpochsFromEnd(cache, offset);

    expect(entriesOf(cache)).toEqual([
      [0, 0],
      [1, 10],
    ]);
  });

  it('begin at the new start of the log', () => {
    const cache = cacheWith([0, 0], [1, 10], [2, 20]);

    truncateEpochsFromStart(cache, 15);

    expect(entriesOf(cache)).toEqual([
      [1, 15],
      [2, 20],
    ]);
  });

  it('drop what a newer epoch at the same or a lower offset contradicts', () => {
    expect(entriesOf(cacheWith([0, 0], [2, 20], [4, 20]))).toEqual([
      [0, 0],
      [4, 20],
    ]);
    expect(entriesOf(cacheWith([0, 0], [2, 20], [3, 15]))).toEqual([
      [0, 0],
      [3, 15],
    ]);
  });

  it('name the epoch of each record', () => {
    expect([0, 9, 10, 29, 30, 100].map((offset) => epochAt(four, offset))).toEqual([0, 0, 1, 3, 5, 5]);
    expect(epochAt(late, 4)).toBe(-1);
  });

  it('rise in epoch and in offset, whatever is done to them', () => {
    const op = fc.tuple(fc.constantFrom('assign', 'end', 'start'), fc.nat(10), fc.nat(30));
    fc.assert(
      fc.property(fc.array(op), (ops) => {
        const cache = createEpochCache();
        for (const [what, epoch, offset] of ops) {
          if (what === 'assign') assignEpoch(cache, epoch, offset);
          else if (what === 'end') truncateEpochsFromEnd(cache, offset);
          else truncateEpochsFromStart(cache, offset);
          for (let i = 1; i < cache.epochs.length; i++) {
            expect(cache.epochs[i]).toBeGreaterThan(cache.epochs[i - 1] ?? 0);
            expect(cache.startOffsets[i]).toBeGreaterThan(cache.startOffsets[i - 1] ?? 0);
          }
        }
      }),
    );
  });
});

describe('the leader epoch of a request', () => {
  it('is refused when it is older or newer than the replica’s, and none is let pass', () => {
    expect(judgeLeaderEpoch(5, 4)).toBe(FENCED_LEADER_EPOCH);
    expect(judgeLeaderEpoch(5, 6)).toBe(UNKNOWN_LEADER_EPOCH);
    expect(judgeLeaderEpoch(5, 5)).toBe(NONE);
    expect(judgeLeaderEpoch(5, -1)).toBe(NONE);
  });

  it('is judged before leadership', () => {
    expect(judgeLeader(false, 5, 4)).toBe(FENCED_LEADER_EPOCH);
    expect(judgeLeader(false, 5, 5)).toBe(NOT_LEADER_OR_FOLLOWER);
    expect(judgeLeader(true, 5, -1)).toBe(NONE);
  });
});

describe('a follower’s truncation', () => {
  it('goes to the leader’s end of an epoch that both know', () => {
    const own = cacheWith([0, 0], [1, 10]);

    expect(truncationOffset(own, 20, 0, 1, 15)).toBe(15);
    expect(isTruncationComplete(own, 1, 15)).toBe(true);
  });

  it('goes to the end of the next lower epoch, and is not complete, where the leader’s is unknown', () => {
    const own = cacheWith([3, 0], [5, 120]);

    expect(truncationOffset(own, 200, 198, 4, 155)).toBe(120);
    expect(isTruncationComplete(own, 4, 155)).toBe(false);
  });

  it('goes to where it wanted to go on when the leader knows nothing', () => {
    expect(truncationOffset(cacheWith([0, 0]), 20, 7, -1, -1)).toBe(7);
    expect(isTruncationComplete(cacheWith([0, 0]), -1, -1)).toBe(true);
  });
});

describe('a fetch that names the epoch of the follower’s last record', () => {
  const cache = cacheWith([0, 0], [3, 2], [4, 8]);

  it('diverges where the leader’s epoch ended earlier, or does not exist', () => {
    expect(divergence(cache, 0, 12, 0, 3)).toBe(DIVERGING);
    expect(divergence(cache, 0, 12, 2, 2)).toBe(DIVERGING);
    expect(divergence(cache, 0, 12, 4, 13)).toBe(DIVERGING);
    expect(divergence(cache, 0, 12, 3, 8)).toBe(NONE);
  });

  it('is out of range below the log’s start, and in an epoch that is newer than any', () => {
    expect(divergence(cache, 5, 12, 3, 4)).toBe(OFFSET_OUT_OF_RANGE);
    expect(divergence(cache, 0, 12, 5, 4)).toBe(OFFSET_OUT_OF_RANGE);
  });
});

// Two replicas lead in turn, each in a new epoch, writing and partly replicating; every record is a batch of its own.
const term = fc.record({
  leader: fc.constantFrom(0, 1),
  fetchesBefore: fc.nat(4),
  writes: fc.nat(3),
  fetchesAfter: fc.nat(4),
});

describe('two replicas that led in turn', () => {
  it('hold the same records once one has fetched from the other until nothing comes', () => {
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 12 }), (terms) => {
        const table = createBatchTable();
        const logs = [createLog(0), createLog(0)];
        let leader = createLog(0);
        let follower = createLog(0);
        const fetch = () => fetchOnce(leader, follower, table);
        terms.forEach(({ leader: slot, fetchesBefore, writes, fetchesAfter }, epoch) => {
          leader = logs[slot] ?? leader;
          follower = logs[1 - slot] ?? follower;
          assignEpoch(leader.epochCache, epoch, leader.logEnd);
          for (let i = 0; i < fetchesBefore; i++) fetch();
          for (let i = 0; i < writes; i++) {
            appendBatch(leader, table, addBatch(table, 0, -1, -1, -1, 1, 100, 0, PLAIN), leader.logEnd, epoch);
          }
          for (let i = 0; i < fetchesAfter; i++) fetch();
        });

        let steps = 0;
        while (fetch()) expect(++steps).toBeLessThan(200);

        expect(recordsOf(follower)).toEqual(recordsOf(leader));
        recordsOf(follower).forEach(({ epoch }, offset) => {
          expect(epochAt(follower.epochCache, offset)).toBe(epoch);
        });
      }),
      { numRuns: 500 },
    );
  });
});

/** One fetch of at most one record, and what the follower does about the answer; false where it has everything. */
function fetchOnce(leader: Log, follower: Log, table: ReturnType<typeof createBatchTable>): boolean {
  const last = latestEpoch(follower.epochCache);
  const verdict = divergence(leader.epochCache, leader.logStart, leader.logEnd, last, follower.logEnd);
  if (verdict === DIVERGING) {
    const epoch = endEpochFor(leader.epochCache, last);
    const end = endOffsetFor(leader.epochCache, last, leader.logEnd);
    truncateLog(follower, table, truncationOffset(follower.epochCache, follower.logEnd, 0, epoch, end));
    return true;
  }
  expect(verdict).toBe(NONE);
  if (follower.logEnd === leader.logEnd) return false;
  const index = follower.logEnd;
  appendBatch(follower, table, batchAt(leader, index), index, batchEpoch(leader, index));
  return true;
}

function recordsOf(log: Log): { batch: number; epoch: number }[] {
  const records: { batch: number; epoch: number }[] = [];
  for (let i = 0; i < batchTotal(log); i++) {
    records.push({ batch: batchAt(log, i), epoch: batchEpoch(log, baseOffsetAt(log, i)) });
  }
  return records;
}
