import type { Context } from '../../sim/actor.ts';
import { numberAt } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { isTruncationComplete, latestEpoch, truncationOffset, UNDEFINED } from '../log/epoch-cache.ts';
import {
  AFTER_UNCLEAN,
  BY_EPOCH,
  BY_HIGH_WATERMARK,
  setHighWatermark,
  truncateFully,
  truncateLog,
} from '../log/log.ts';
import { AS_FOLLOWER, HW_MOVED, TRUNCATED } from '../observations.ts';
import { type BrokerState, BY_END_OFFSET, ON_FETCH, TO_HIGH_WATERMARK } from './broker-state.ts';
import { observeBounds } from './partition-leader.ts';
import type { Replica } from './replica.ts';

/** What becomes of a follower's log by its leader's word. */

/** A follower's high watermark is its leader's, as far as its own log reaches. It may fall under a new leader. */
export function followHighWatermark(replica: Replica, leaders: number, beyondLogEnd: boolean, ctx: Context): void {
  const { log } = replica;
  const from = log.highWatermark;
  if (beyondLogEnd && leaders > log.logEnd) log.highWatermark = leaders;
  else if (from === leaders || !setHighWatermark(log, leaders)) return;
  if (log.highWatermark === from) return;
  ctx.observe(HW_MOVED, replica.partition, replica.leaderEpoch, from, log.highWatermark, AS_FOLLOWER, 0, -1);
}

export function restartAt(replica: Replica, offset: number, ctx: Context): void {
  const { log } = replica;
  const end = log.logEnd;
  const start = log.logStart;
  truncateFully(log, offset);
  ctx.write(log.file, 0);
  ctx.write(log.file, offset);
  if (end > start) ctx.observe(TRUNCATED, replica.partition, start, end, BY_EPOCH, replica.leaderEpoch, 0, -1);
  observeBounds(replica, AS_FOLLOWER, ctx);
}

/** The leader says that `epoch` ends at `end` in its log: what this replica has beyond is not the leader's. */
export function truncateToLeader(
  state: KafkaState,
  broker: BrokerState,
  replica: Replica,
  epoch: number,
  end: number,
  ctx: Context,
): void {
  const { log } = replica;
  const to = truncationOffset(log.epochCache, log.logEnd, log.highWatermark, epoch, end);
  truncate(state, replica, to, reasonOf(broker, replica), ctx);
}

function reasonOf(broker: BrokerState, replica: Replica): number {
  return numberAt(broker.image.recovering, replica.partition) === 1 ? AFTER_UNCLEAN : BY_EPOCH;
}

export function truncate(state: KafkaState, replica: Replica, offset: number, reason: number, ctx: Context): void {
  const { log } = replica;
  const end = log.logEnd;
  const highWatermark = log.highWatermark;
  const dropped = truncateLog(log, state.batches, offset);
  if (dropped < 0) return;
  ctx.write(log.file, log.logEnd);
  ctx.observe(TRUNCATED, replica.partition, dropped, end, reason, replica.leaderEpoch, 0, -1);
  if (log.highWatermark !== highWatermark) {
    ctx.observe(HW_MOVED, replica.partition, replica.leaderEpoch, highWatermark, log.highWatermark, AS_FOLLOWER, 0, -1);
  }
  observeBounds(replica, AS_FOLLOWER, ctx);
}

/**
 * A follower of a new leader, or in a new epoch: before leader epochs it dropped at once what was above its own high
 * watermark; until 2.7 it asked the leader before it fetched; now it fetches, and the answer says what to drop.
 *
 * @see KIP-101, KIP-279, KIP-595; `ReplicaManager#makeFollowers`, `AbstractFetcherThread#maybeTruncate`
 */
export function beginTruncation(state: KafkaState, truncation: number, replica: Replica, ctx: Context): void {
  if (truncation === ON_FETCH) return;
  const { log } = replica;
  if (truncation === TO_HIGH_WATERMARK || latestEpoch(log.epochCache) === UNDEFINED) {
    truncate(state, replica, log.highWatermark, BY_HIGH_WATERMARK, ctx);
  } else replica.truncating = 1;
}

/**
 * The leader has answered where an epoch ends. Up to KIP-101 the answer names no epoch, and the follower takes the
 * end as that of its own; since KIP-279 it may take several questions.
 *
 * @see `AbstractFetcherThread#maybeTruncateToEpochEndOffsets`
 */
export function truncateByAnswer(
  state: KafkaState,
  broker: BrokerState,
  replica: Replica,
  epoch: number,
  end: number,
  ctx: Context,
): void {
  const { log } = replica;
  if (end === UNDEFINED) {
    replica.truncating = 0;
    truncate(state, replica, log.highWatermark, BY_HIGH_WATERMARK, ctx);
  } else if (broker.following.truncation === BY_END_OFFSET) {
    replica.truncating = 0;
    truncate(state, replica, Math.min(end, log.logEnd), reasonOf(broker, replica), ctx);
  } else {
    if (isTruncationComplete(log.epochCache, epoch, end)) replica.truncating = 0;
    truncateToLeader(state, broker, replica, epoch, end, ctx);
  }
}
