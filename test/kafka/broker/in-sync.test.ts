import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createFollowerProgress,
  type FollowerProgress,
  highWatermarkCandidate,
  isCaughtUp,
  isUnderMinIsr,
  judgeBrokerEpoch,
  mayJoinIsr,
  outOfSyncReplicas,
  recordFetch,
  resetForNewEpoch,
  resetForNewLeader,
} from '../../../src/kafka/broker/in-sync.ts';
import { NONE, NOT_LEADER_OR_FOLLOWER } from '../../../src/kafka/protocol/errors.ts';
import {
  effectiveMinIsr,
  nodesOfSet,
  replicaSetOf,
  sizeOfSet,
  withoutReplica,
  withReplica,
} from '../../../src/kafka/replica-set.ts';

const LAG_US = 30_000_000;
/** Slots: 0 leads, 1 and 2 follow. */
const ALL = 0b111;
const LEADER_ONLY = 0b001;

/** The progress that a leader has just begun to keep, at time 0. */
function progressWith(isr: number): FollowerProgress {
  const progress = createFollowerProgress(3);
  resetForNewLeader(progress, isr, 0);
  return progress;
}

function fetch(progress: FollowerProgress, slot: number, offset: number, leaderEnd: number, nowUs: number): void {
  recordFetch(progress, slot, offset, 0, leaderEnd, 1, nowUs);
}

const mark = (progress: FollowerProgress, leaderEnd: number, maximalIsr: number, eligible: number, nowUs = 0) =>
  highWatermarkCandidate(progress, 0, leaderEnd, maximalIsr, eligible, nowUs, LAG_US);

describe('a follower', () => {
  it('is caught up at the leader’s end, however long ago it fetched', () => {
    const progress = progressWith(ALL);
    fetch(progress, 1, 20, 20, 0);

    expect(isCaughtUp(progress, 1, 20, 10 * LAG_US, LAG_US)).toBe(true);
  });

  it('is caught up behind the end until exactly the lag limit after it last had everything', () => {
    const progress = progressWith(ALL);
    fetch(progress, 1, 20, 20, 5);

    expect(isCaughtUp(progress, 1, 21, 5 + LAG_US, LAG_US)).toBe(true);
    expect(isCaughtUp(progress, 1, 21, 6 + LAG_US, LAG_US)).toBe(false);
  });

  it('counts as caught up at its previous fetch when it has reached the end of then', () => {
    const progress = progressWith(LEADER_ONLY);
    fetch(progress, 1, 0, 10, 1000);
    fetch(progress, 1, 10, 15, 2000);

    expect(isCaughtUp(progress, 1, 15, 1000 + LAG_US, LAG_US)).toBe(true);
    expect(isCaughtUp(progress, 1, 15, 1001 + LAG_US, LAG_US)).toBe(false);
  });

  it('outside the ISR of a new leader is not caught up, even at time zero', () => {
    const progress = progressWith(0b011);

    expect(isCaughtUp(progress, 1, 5, 0, LAG_US)).toBe(true);
    expect(isCaughtUp(progress, 2, 5, 0, LAG_US)).toBe(false);
  });

  it('is known from before when its leader is confirmed in a new epoch', () => {
    const progress = progressWith(ALL);
    fetch(progress, 1, 7, 20, 5);

    resetForNewEpoch(progress, ALL, 20, 100);

    expect(progress.logEndOffsets[1]).toBe(7);
    expect(isCaughtUp(progress, 1, 20, 100 + LAG_US, LAG_US)).toBe(true);
  });

  it('is refused with the epoch of an earlier life', () => {
    const progress = progressWith(ALL);
    recordFetch(progress, 1, 0, 0, 0, 5, 0);

    expect(judgeBrokerEpoch(progress, 1, 4)).toBe(NOT_LEADER_OR_FOLLOWER);
    expect(judgeBrokerEpoch(progress, 1, 5)).toBe(NONE);
    expect(judgeBrokerEpoch(progress, 1, -1)).toBe(NONE);
  });
});

describe('the high watermark', () => {
  it('may go to the end of the slowest member of the ISR', () => {
    const progress = progressWith(ALL);
    fetch(progress, 1, 3, 5, 0);
    fetch(progress, 2, 4, 5, 0);

    expect(mark(progress, 5, ALL, ALL)).toBe(3);
  });

  it('is held by a member that has not fetched since the election', () => {
    const progress = progressWith(ALL);
    fetch(progress, 1, 5, 5, 0);

    expect(mark(progress, 5, ALL, ALL)).toBe(-1);
  });

  it('waits for a replica outside the ISR that is caught up and may join', () => {
    const progress = progressWith(LEADER_ONLY);
    fetch(progress, 1, 2, 2, 0);

    expect(mark(progress, 4, LEADER_ONLY, ALL)).toBe(2);
    expect(mark(progress, 4, LEADER_ONLY, withoutReplica(ALL, 1))).toBe(4);
    expect(mark(progress, 4, LEADER_ONLY, ALL, 1 + LAG_US)).toBe(4);
  });

  it('covers whoever a change in flight would add', () => {
    const progress = progressWith(LEADER_ONLY);
    fetch(progress, 1, 2, 5, 0);

    expect(mark(progress, 5, withReplica(LEADER_ONLY, 1), 0)).toBe(2);
  });

  it('never passes the end of a member, nor of the leader', () => {
    const ends = fc.array(fc.integer({ min: -1, max: 30 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(ends, fc.nat(30), fc.nat(7), fc.nat(7), (followers, leaderEnd, isr, eligible) => {
        const progress = progressWith(ALL);
        followers.forEach((end, i) => {
          progress.logEndOffsets[i + 1] = end;
        });

        const candidate = mark(progress, leaderEnd, isr | 1, eligible);

        expect(candidate).toBeLessThanOrEqual(leaderEnd);
        followers.forEach((end, i) => {
          if ((isr >> (i + 1)) & 1) expect(candidate).toBeLessThanOrEqual(end);
        });
      }),
    );
  });

  it('stands still while the confirmed ISR is below min ISR, which is at most the number of replicas', () => {
    expect(isUnderMinIsr(LEADER_ONLY, effectiveMinIsr(2, 3))).toBe(true);
    expect(isUnderMinIsr(0b101, effectiveMinIsr(2, 3))).toBe(false);
    expect(isUnderMinIsr(LEADER_ONLY, effectiveMinIsr(3, 1))).toBe(false);
  });
});

describe('the ISR', () => {
  it('takes a replica in that has all that is committed and all from before the leader’s epoch', () => {
    const progress = progressWith(LEADER_ONLY);
    const joins = (offset: number, highWatermark: number, epochStart: number) => {
      fetch(progress, 1, offset, 10, 0);
      return mayJoinIsr(progress, 1, LEADER_ONLY, ALL, highWatermark, epochStart);
    };

    expect(joins(5, 5, 5)).toBe(true);
    expect(joins(4, 5, 0)).toBe(false);
    expect(joins(4, 0, 5)).toBe(false);
  });

  it('takes nobody in who is inside, fenced or shutting down', () => {
    const progress = progressWith(LEADER_ONLY);
    fetch(progress, 1, 10, 10, 0);

    expect(mayJoinIsr(progress, 1, 0b011, ALL, 0, 0)).toBe(false);
    expect(mayJoinIsr(progress, 1, LEADER_ONLY, withoutReplica(ALL, 1), 0, 0)).toBe(false);
  });

  it('loses those who are late, never its leader', () => {
    const progress = progressWith(ALL);
    fetch(progress, 1, 10, 10, 0);
    fetch(progress, 2, 9, 10, 0);

    expect(outOfSyncReplicas(progress, 0, ALL, 10, LAG_US, LAG_US)).toBe(0);
    expect(outOfSyncReplicas(progress, 0, ALL, 10, 1 + LAG_US, LAG_US)).toBe(0b100);
    expect(outOfSyncReplicas(progress, 0, 0b011, 11, 1 + LAG_US, LAG_US)).toBe(0b010);
  });
});

describe('a set of replicas', () => {
  it('is the same as the list of its nodes, in the order of the assignment', () => {
    const replicas = [4, 2, 7];

    expect(nodesOfSet(replicas, replicaSetOf(replicas, [7, 4, 9]))).toEqual([4, 7]);
    expect(sizeOfSet(replicaSetOf(replicas, [7, 4, 9]))).toBe(2);
  });
});
