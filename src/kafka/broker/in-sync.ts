import { numberAt } from '../../sim/column.ts';
import { NUMBERS, shape } from '../../sim/shape.ts';
import { NONE, NOT_LEADER_OR_FOLLOWER } from '../protocol/errors.ts';
import { hasReplica, type ReplicaSet, sizeOfSet, withReplica } from '../replica-set.ts';

/**
 * What a partition leader knows of its followers from their fetches, by slot (place in the assignment).
 *
 * @remarks The leader's own slot is there too and stays blank: its log says where it is.
 * @see `Replica`, `ReplicaState`
 */
export interface FollowerProgress {
  /** −1 = has not fetched since this leader began. */
  logEndOffsets: number[];
  logStartOffsets: number[];
  lastFetchUs: number[];
  /** The leader's log end at that fetch. */
  lastFetchLeaderLogEndOffsets: number[];
  /** The last moment at which it is known to have had everything. */
  lastCaughtUpUs: number[];
  /** From its fetches (KIP-903); −1 = unknown. */
  brokerEpochs: number[];
}

export const followerProgressForm = shape<FollowerProgress>({
  logEndOffsets: NUMBERS,
  logStartOffsets: NUMBERS,
  lastFetchUs: NUMBERS,
  lastFetchLeaderLogEndOffsets: NUMBERS,
  lastCaughtUpUs: NUMBERS,
  brokerEpochs: NUMBERS,
});

/** Unknown offset or broker epoch. */
export const UNKNOWN = -1;
/** Longer ago than any lag limit, also at time zero, µs. */
export const LONG_AGO_US = -1_000_000_000_000_000;

export function createFollowerProgress(replicaCount: number): FollowerProgress {
  const progress: FollowerProgress = {
    logEndOffsets: [],
    logStartOffsets: [],
    lastFetchUs: [],
    lastFetchLeaderLogEndOffsets: [],
    lastCaughtUpUs: [],
    brokerEpochs: [],
  };
  growFollowerProgress(progress, replicaCount);
  return progress;
}

/** More places, of followers that have not fetched yet. */
export function growFollowerProgress(progress: FollowerProgress, replicaCount: number): void {
  while (progress.logEndOffsets.length < replicaCount) {
    progress.logEndOffsets.push(UNKNOWN);
    progress.logStartOffsets.push(UNKNOWN);
    progress.lastFetchUs.push(LONG_AGO_US);
    progress.lastFetchLeaderLogEndOffsets.push(UNKNOWN);
    progress.lastCaughtUpUs.push(LONG_AGO_US);
    progress.brokerEpochs.push(UNKNOWN);
  }
}

/** A broker begins to lead: it knows nothing but that the members of the ISR were in sync when it was elected. */
export function resetForNewLeader(progress: FollowerProgress, isr: ReplicaSet, nowUs: number): void {
  for (let slot = 0; slot < progress.logEndOffsets.length; slot++) {
    progress.logEndOffsets[slot] = UNKNOWN;
    progress.logStartOffsets[slot] = UNKNOWN;
    progress.lastFetchUs[slot] = LONG_AGO_US;
    progress.lastFetchLeaderLogEndOffsets[slot] = UNKNOWN;
    progress.lastCaughtUpUs[slot] = hasReplica(isr, slot) ? nowUs : LONG_AGO_US;
    progress.brokerEpochs[slot] = UNKNOWN;
  }
}

/** The leader is confirmed in a new epoch: it keeps what it knows of the logs, and the clocks begin anew. */
export function resetForNewEpoch(
  progress: FollowerProgress,
  isr: ReplicaSet,
  leaderLogEndOffset: number,
  nowUs: number,
): void {
  for (let slot = 0; slot < progress.logEndOffsets.length; slot++) {
    const since = hasReplica(isr, slot) ? nowUs : LONG_AGO_US;
    progress.lastFetchUs[slot] = since;
    progress.lastFetchLeaderLogEndOffsets[slot] = leaderLogEndOffset;
    progress.lastCaughtUpUs[slot] = since;
  }
}

/**
 * Refuses the fetch of a broker's earlier life that arrives after one of its later life.
 *
 * @returns NONE or NOT_LEADER_OR_FOLLOWER
 * @see KIP-903; `Replica#updateFetchStateOrThrow`
 */
export function judgeBrokerEpoch(progress: FollowerProgress, slot: number, brokerEpoch: number): number {
  return brokerEpoch !== UNKNOWN && brokerEpoch < numberAt(progress.brokerEpochs, slot) ? NOT_LEADER_OR_FOLLOWER : NONE;
}

/**
 * A follower fetches from `fetchOffset`: it has everything below.
 *
 * @remarks
 * It counts as caught up now if it is at the leader's end, and as caught up at its previous fetch if it has reached
 * the end which the leader had then. So a follower that keeps pace is never late, however much is written.
 *
 * @param leaderLogEndOffset - before the read that answers the fetch
 * @see `Replica#updateFetchStateOrThrow`
 */
export function recordFetch(
  progress: FollowerProgress,
  slot: number,
  fetchOffset: number,
  followerLogStartOffset: number,
  leaderLogEndOffset: number,
  brokerEpoch: number,
  nowUs: number,
): void {
  const caughtUpUs = numberAt(progress.lastCaughtUpUs, slot);
  if (fetchOffset >= leaderLogEndOffset) {
    progress.lastCaughtUpUs[slot] = Math.max(caughtUpUs, nowUs);
  } else if (fetchOffset >= numberAt(progress.lastFetchLeaderLogEndOffsets, slot)) {
    progress.lastCaughtUpUs[slot] = Math.max(caughtUpUs, numberAt(progress.lastFetchUs, slot));
  }
  progress.logEndOffsets[slot] = fetchOffset;
  progress.logStartOffsets[slot] = followerLogStartOffset;
  progress.lastFetchLeaderLogEndOffsets[slot] = leaderLogEndOffset;
  progress.lastFetchUs[slot] = nowUs;
  progress.brokerEpochs[slot] = brokerEpoch;
}

/** @param lagUs - `replica.lag.time.max.ms`; exactly at the limit still counts. @see `ReplicaState#isCaughtUp` */
export function isCaughtUp(
  progress: FollowerProgress,
  slot: number,
  leaderLogEndOffset: number,
  nowUs: number,
  lagUs: number,
): boolean {
  return (
    numberAt(progress.logEndOffsets, slot) === leaderLogEndOffset ||
    nowUs - numberAt(progress.lastCaughtUpUs, slot) <= lagUs
  );
}

/**
 * Up to where the leader may move its high watermark, as far as the log ends go.
 *
 * @remarks
 * Counted are the members of `maximalIsr`, and who is caught up and may join: otherwise the mark would run away from a
 * replica that is about to join. It may be below the present mark; the caller never moves back, and not at all
 * while `isUnderMinIsr`.
 *
 * @param maximalIsr - the confirmed ISR and whoever a change in flight would add
 * @param eligible - replicas that are neither fenced nor shutting down, and whose broker epoch is the known one
 * @see `Partition#maybeIncrementLeaderHW`
 */
export function highWatermarkCandidate(
  progress: FollowerProgress,
  leaderSlot: number,
  leaderLogEndOffset: number,
  maximalIsr: ReplicaSet,
  eligible: ReplicaSet,
  nowUs: number,
  lagUs: number,
): number {
  let candidate = leaderLogEndOffset;
  for (let slot = 0; slot < progress.logEndOffsets.length; slot++) {
    const end = numberAt(progress.logEndOffsets, slot);
    if (slot === leaderSlot || end >= candidate) continue;
    const counts =
      hasReplica(maximalIsr, slot) ||
      (hasReplica(eligible, slot) && isCaughtUp(progress, slot, leaderLogEndOffset, nowUs, lagUs));
    if (counts) candidate = end;
  }
  return candidate;
}

/**
 * The confirmed ISR is too small: the high watermark stands still, and acks=all is refused.
 *
 * @param minIsr - `effectiveMinIsr`
 * @see KIP-966; `Partition#isUnderMinIsr`
 */
export function isUnderMinIsr(isr: ReplicaSet, minIsr: number): boolean {
  return sizeOfSet(isr) < minIsr;
}

/**
 * A replica may be proposed for the ISR: it is outside, eligible, and has all that is committed and all that was
 * there when this leader's epoch began. Not asked while another change is in flight.
 *
 * @see KIP-966 for the epoch's start; `Partition#maybeExpandIsr`
 */
export function mayJoinIsr(
  progress: FollowerProgress,
  slot: number,
  isr: ReplicaSet,
  eligible: ReplicaSet,
  highWatermark: number,
  leaderEpochStartOffset: number,
): boolean {
  const end = numberAt(progress.logEndOffsets, slot);
  return !hasReplica(isr, slot) && hasReplica(eligible, slot) && end >= highWatermark && end >= leaderEpochStartOffset;
}

/**
 * Members of the ISR that are not caught up; asked every half `replica.lag.time.max.ms` and not while a change is in
 * flight.
 *
 * @see `Partition#maybeShrinkIsr`, `#getOutOfSyncReplicas`
 */
export function outOfSyncReplicas(
  progress: FollowerProgress,
  leaderSlot: number,
  isr: ReplicaSet,
  leaderLogEndOffset: number,
  nowUs: number,
  lagUs: number,
): ReplicaSet {
  let late = 0;
  for (let slot = 0; slot < progress.logEndOffsets.length; slot++) {
    if (slot === leaderSlot || !hasReplica(isr, slot)) continue;
    if (!isCaughtUp(progress, slot, leaderLogEndOffset, nowUs, lagUs)) late = withReplica(late, slot);
  }
  return late;
}
