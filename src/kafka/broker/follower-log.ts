import type { Context } from '../../sim/actor.ts';
import { numberAt } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { truncationOffset } from '../log/epoch-cache.ts';
import {
  AFTER_UNCLEAN,
  BY_EPOCH,
  BY_HIGH_WATERMARK,
  setHighWatermark,
  truncateFully,
  truncateLog,
} from '../log/log.ts';
import { AS_FOLLOWER, HW_MOVED, TRUNCATED } from '../observations.ts';
import type { BrokerState } from './broker-state.ts';
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
  const unclean = numberAt(broker.image.recovering, replica.partition) === 1;
  truncate(state, replica, to, unclean ? AFTER_UNCLEAN : BY_EPOCH, ctx);
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

/** Before leader epochs a new follower dropped everything above its own high watermark. Mutant `truncate-hw`. */
export function truncateToHighWatermark(state: KafkaState, replica: Replica, ctx: Context): void {
  truncate(state, replica, replica.log.highWatermark, BY_HIGH_WATERMARK, ctx);
}
