import type { Context } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { getInt } from '../../sim/column.ts';
import { bundleCount, bundleMember, type Payloads } from '../../sim/payload.ts';
import {
  type BatchTable,
  batchBytes,
  batchCount,
  isTransactional,
  producerEpochOf,
  producerIdOf,
  sequenceOf,
} from '../batches.ts';
import { assignEpoch, latestEpoch } from '../log/epoch-cache.ts';
import { appendBatch, setHighWatermark, stableOffset } from '../log/log.ts';
import {
  ACCEPTED,
  addSequence,
  DUPLICATE,
  duplicateBaseOffset,
  FROM_CLIENT,
  judgeAppend,
} from '../log/producer-state.ts';
import { needsRecompression, recompress } from '../log/recompression.ts';
import { APPENDED, AS_LEADER, DUPLICATE_RECOGNISED, HW_MOVED, ISR, LEADING, LOG_BOUNDS } from '../observations.ts';
import {
  INVALID_RECORD,
  INVALID_REQUIRED_ACKS,
  MESSAGE_TOO_LARGE,
  NONE,
  NOT_ENOUGH_REPLICAS,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  NOT_LEADER_OR_FOLLOWER,
} from '../protocol/errors.ts';
import { hasReplica, NO_REPLICAS, type ReplicaSet, sizeOfSet, withReplica } from '../replica-set.ts';
import {
  highWatermarkCandidate,
  isUnderMinIsr,
  mayJoinIsr,
  outOfSyncReplicas,
  recordFetch,
  resetForNewEpoch,
  resetForNewLeader,
} from './in-sync.ts';
import { LEADER, type LeaderRules, maximalIsr, NO_CHANGE, type Replica } from './replica.ts';

/**
 * The rules that a partition's leader keeps: what may be appended, how far the high watermark may go, who is in the
 * ISR, when acks=all is fulfilled. They change the replica and tell it; sending is the caller's matter.
 *
 * @see `Partition`, `UnifiedLog`
 */

/** `by` in ISR. */
const BY_LEADER = 0;

/** Results of `appendAsLeader` that are no offset. */
export function refusal(error: number): number {
  return -2 - error;
}

/** The error of a refusal, NONE where the result is an offset. */
export function errorOf(result: number): number {
  return result >= 0 ? NONE : -2 - result;
}

/**
 * Appends a producer's batch, or recognises it.
 *
 * @remarks The checks are made in Kafka's order: acks, leadership, min ISR, size, the producer's epoch and sequence. A
 * refused append consumes no offset. The caller writes to the disk, then calls `moveHighWatermark`. Left out: the
 * bounds of timestamps (`message.timestamp.before.max.ms`, `message.timestamp.after.max.ms`); clients and brokers have one clock here.
 *
 * @returns the base offset (of the first copy, if the batch is a duplicate: then the log end has not moved), or a
 *   `refusal`
 * @see `Partition#appendRecordsToLeader`
 */
export function appendAsLeader(
  replica: Replica,
  table: BatchTable,
  batch: number,
  acks: number,
  rules: LeaderRules,
  ctx: Context,
): number {
  if (acks < -1 || acks > 1) return refusal(INVALID_REQUIRED_ACKS);
  if (replica.role !== LEADER) return refusal(NOT_LEADER_OR_FOLLOWER);
  if (acks === -1 && isUnderMinIsr(replica.isr, replica.minIsr)) return refusal(NOT_ENOUGH_REPLICAS);
  if (batchBytes(table, batch) > replica.maxMessageBytes) return refusal(MESSAGE_TOO_LARGE);
  const { log } = replica;
  if (log.settings.compacts && !hasKeys(ctx.payloads, batch)) return refusal(INVALID_RECORD);
  const count = batchCount(table, batch);
  const producerId = producerIdOf(table, batch);
  if (producerId >= 0 && !rules.mutants.noSeqCheck) {
    const first = sequenceOf(table, batch);
    const last = addSequence(first, count - 1);
    const epoch = producerEpochOf(table, batch);
    const transactional = isTransactional(table, batch);
    const verdict = judgeAppend(log.producers, producerId, epoch, first, last, FROM_CLIENT, transactional);
    if (verdict === DUPLICATE) {
      const base = duplicateBaseOffset(log.producers, producerId, first, last);
      ctx.observe(DUPLICATE_RECOGNISED, replica.partition, base, producerId, first, 0, 0, batch);
      return base;
    }
    if (verdict !== ACCEPTED) return refusal(verdict);
  }
  const base = log.logEnd;
  const before = latestEpoch(log.epochCache);
  const kept = needsRecompression(log, table, batch) ? recompress(log, table, batch, ctx) : batch;
  appendBatch(log, table, kept, base, replica.leaderEpoch);
  ctx.observe(APPENDED, replica.partition, base, replica.leaderEpoch, AS_LEADER, count, before, kept);
  return base;
}

/** A compacted log takes no record without a key. @see `LogValidator#validateKey` */
function hasKeys(payloads: Payloads, batch: number): boolean {
  for (let i = 0; i < bundleCount(payloads, batch); i++) {
    if (getInt(payloads.key, bundleMember(payloads, batch, i)) < 0) return false;
  }
  return true;
}

/**
 * After an append: tells the ends of the log where they do not follow from what was told of appends and high
 * watermarks, that is where the last stable offset is not the high watermark.
 */
export function observeStable(replica: Replica, role: number, ctx: Context, ignoresHighWatermark = false): void {
  if (stableOffset(replica.log, ignoresHighWatermark) === replica.log.highWatermark) return;
  observeBounds(replica, role, ctx, ignoresHighWatermark);
}

/** @param ignoresHighWatermark - mutant `lso-ignores-hw`, of a leader */
export function observeBounds(replica: Replica, role: number, ctx: Context, ignoresHighWatermark = false): void {
  const { log } = replica;
  const stable = stableOffset(log, ignoresHighWatermark);
  ctx.observe(LOG_BOUNDS, replica.partition, log.logStart, stable, log.logEnd, log.highWatermark, role, -1);
}

/**
 * Moves the high watermark to what every replica of the maximal ISR has. Never back, and not while the ISR is
 * smaller than min ISR.
 *
 * @returns true if it moved
 * @see KIP-966; `Partition#maybeIncrementLeaderHW`
 */
export function moveHighWatermark(replica: Replica, rules: LeaderRules, ctx: Context): boolean {
  const { log } = replica;
  const from = log.highWatermark;
  if (from >= log.logEnd) return false;
  const { mutants } = rules;
  if (rules.strictMinIsr && !mutants.hwBelowMinIsr && isUnderMinIsr(replica.isr, replica.minIsr)) return false;
  const counted = mutants.noMaximalIsr ? replica.isr : maximalIsr(replica);
  const eligible = mutants.noMaximalIsr ? NO_REPLICAS : replica.eligible;
  const to = highWatermarkCandidate(
    replica.progress,
    replica.slot,
    log.logEnd,
    counted,
    eligible,
    ctx.now,
    rules.lagUs,
  );
  if (to <= from || !setHighWatermark(log, to)) return false;
  assert(log.highWatermark > from, 'a leader never moves its high watermark back');
  ctx.observe(HW_MOVED, replica.partition, replica.leaderEpoch, from, log.highWatermark, AS_LEADER, 0, -1);
  return true;
}

/** What `onFollowerFetch` brought about, as bits. */
export const HIGH_WATERMARK_MOVED = 1;
export const ISR_PROPOSED = 2;

/**
 * Takes in what a follower's fetch says: it has everything below `fetchOffset`.
 *
 * @remarks Called when the fetch arrives, not when it is answered. Its epochs were judged before.
 * @returns bits of `HIGH_WATERMARK_MOVED` and `ISR_PROPOSED`
 * @see `Partition#updateFollowerFetchState`
 */
export function onFollowerFetch(
  replica: Replica,
  slot: number,
  fetchOffset: number,
  followerLogStart: number,
  brokerEpoch: number,
  rules: LeaderRules,
  ctx: Context,
): number {
  const { log, progress } = replica;
  const before = progress.logEndOffsets[slot];
  recordFetch(progress, slot, fetchOffset, followerLogStart, log.logEnd, brokerEpoch, ctx.now);
  let outcome = 0;
  if (!hasReplica(replica.isr, slot) && replica.pendingIsr === NO_CHANGE) {
    const epochStart = rules.mutants.expandBelowLeso ? 0 : replica.leaderEpochStartOffset;
    if (mayJoinIsr(progress, slot, replica.isr, replica.eligible, log.highWatermark, epochStart)) {
      proposeIsr(replica, withReplica(replica.isr, slot), ctx);
      outcome = ISR_PROPOSED;
    }
  }
  if (before !== fetchOffset && moveHighWatermark(replica, rules, ctx)) outcome |= HIGH_WATERMARK_MOVED;
  return outcome;
}

/**
 * The periodic look for members of the ISR that are late. @returns true if a smaller ISR was proposed
 * @see `Partition#maybeShrinkIsr`
 */
export function shrinkIsr(replica: Replica, rules: LeaderRules, ctx: Context): boolean {
  if (replica.role !== LEADER || replica.pendingIsr !== NO_CHANGE) return false;
  const { progress, slot, isr, log } = replica;
  // Mutant: the leader is no exception, and it never fetches from itself.
  const excepted = rules.mutants.isrWithoutLeader ? -1 : slot;
  const late = outOfSyncReplicas(progress, excepted, isr, log.logEnd, ctx.now, rules.lagUs);
  if (late === NO_REPLICAS) return false;
  proposeIsr(replica, isr & ~late, ctx);
  return true;
}

function proposeIsr(replica: Replica, isr: ReplicaSet, ctx: Context): void {
  assert(replica.pendingIsr === NO_CHANGE, 'one change of the ISR at a time');
  replica.pendingIsr = isr;
  observeIsr(replica, ctx);
}

/**
 * The controller has another ISR on record: it confirmed a proposal, or changed it by itself. What is in flight
 * is settled by that. The caller then calls `moveHighWatermark`.
 */
export function adoptIsr(replica: Replica, isr: ReplicaSet, partitionEpoch: number, ctx: Context): void {
  assert(partitionEpoch >= replica.partitionEpoch, 'a partition epoch never falls');
  const changed = isr !== replica.isr || replica.pendingIsr !== NO_CHANGE;
  replica.isr = isr;
  replica.pendingIsr = NO_CHANGE;
  replica.partitionEpoch = partitionEpoch;
  if (changed) observeIsr(replica, ctx);
}

/** The controller refused a member: back to what is confirmed. */
export function rollBackIsr(replica: Replica, ctx: Context): void {
  replica.pendingIsr = NO_CHANGE;
  observeIsr(replica, ctx);
}

function observeIsr(replica: Replica, ctx: Context): void {
  const { partition, isr, partitionEpoch, leaderEpoch } = replica;
  ctx.observe(ISR, partition, isr, BY_LEADER, partitionEpoch, leaderEpoch, maximalIsr(replica), -1);
}

/** An acks=all write that still waits. */
export const WAITS = -1;

/**
 * How an acks=all write stands that needs the high watermark at `required`.
 *
 * @returns `WAITS`, NONE or an error code
 * @see `Partition#checkEnoughReplicasReachOffset`
 */
export function judgeWrite(replica: Replica, required: number): number {
  if (replica.role !== LEADER) return NOT_LEADER_OR_FOLLOWER;
  if (replica.log.highWatermark < required) return WAITS;
  return sizeOfSet(maximalIsr(replica)) >= replica.minIsr ? NONE : NOT_ENOUGH_REPLICAS_AFTER_APPEND;
}

/**
 * Begins to lead in a new epoch. Nothing is truncated; the high watermark is the replica's own, perhaps behind.
 *
 * @remarks The epoch goes into the cache even before anything is written. Then the caller tries to move the high
 * watermark.
 * @see `Partition#makeLeader`
 */
export function lead(
  replica: Replica,
  leaderEpoch: number,
  partitionEpoch: number,
  isr: ReplicaSet,
  rules: LeaderRules,
  ctx: Context,
): void {
  const wasLeader = replica.role === LEADER;
  const { log } = replica;
  replica.role = LEADER;
  replica.leader = ctx.node;
  replica.leaderEpoch = leaderEpoch;
  replica.partitionEpoch = partitionEpoch;
  replica.isr = isr;
  replica.pendingIsr = NO_CHANGE;
  replica.leaderEpochStartOffset = log.logEnd;
  replica.fetchAfter = 0;
  assignEpoch(log.epochCache, leaderEpoch, log.logEnd);
  if (wasLeader) resetForNewEpoch(replica.progress, isr, log.logEnd, ctx.now);
  else if (!rules.mutants.keepFollowerState) resetForNewLeader(replica.progress, isr, ctx.now);
  ctx.observe(LEADING, replica.partition, leaderEpoch, log.logEnd, log.highWatermark, partitionEpoch, 0, -1);
  observeIsr(replica, ctx);
}
