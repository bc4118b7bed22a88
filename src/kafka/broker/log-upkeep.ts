import type { Context } from '../../sim/actor.ts';
import type { KafkaState } from '../cluster.ts';
import { retainLog } from '../log/retention.ts';
import { flushIfDue } from '../log/writing.ts';
import { AS_FOLLOWER, AS_LEADER } from '../observations.ts';
import { INITIAL_TASK_DELAY_MS } from '../storage/storage-config.ts';
import { type BrokerState, CLEANER, CLEANING_ROW, FLUSH_CHECK, RETENTION_CHECK } from './broker-state.ts';
import { observeBounds } from './partition-leader.ts';
import { LEADER, type Replica } from './replica.ts';

/**
 * What a broker does for its logs by the clock, each log by itself, whatever the other replicas do.
 *
 * @see `LogManager#startup`
 */
export function startUpkeep(broker: BrokerState, ctx: Context): void {
  ctx.setTimer(RETENTION_CHECK, INITIAL_TASK_DELAY_MS * 1000, 0, 0);
  for (let thread = 0; thread * CLEANING_ROW < broker.cleaning.length; thread++) {
    ctx.setTimer(CLEANER, broker.timing.cleanerBackoffUs, thread, 0);
  }
  if (broker.timing.flushCheckUs > 0) ctx.setTimer(FLUSH_CHECK, INITIAL_TASK_DELAY_MS * 1000, 0, 0);
}

/** @see `LogManager#cleanupLogs` */
export function onRetentionCheck(_state: KafkaState, broker: BrokerState, ctx: Context): void {
  for (const replica of broker.replicas) {
    // The cleaner's threads do it for the logs that they clean.
    if (replica !== null && !replica.log.settings.compacts) retain(broker, replica, ctx);
  }
  ctx.setTimer(RETENTION_CHECK, broker.timing.retentionCheckUs, 0, 0);
}

/** One run of the retention task on a log. */
export function retain(broker: BrokerState, replica: Replica, ctx: Context): void {
  if (retainLog(replica.log, ctx)) tellBounds(broker, replica, ctx);
}

/** Followers tell their fetchers' next requests where their logs begin. */
function tellBounds(broker: BrokerState, replica: Replica, ctx: Context): void {
  const fetcher = replica.leader < 0 ? null : (broker.fetchers[replica.leader] ?? null);
  if (fetcher !== null) fetcher.stale = 1;
  const isLeader = replica.role === LEADER;
  observeBounds(replica, isLeader ? AS_LEADER : AS_FOLLOWER, ctx, isLeader && broker.rules.mutants.lsoIgnoresHw);
}

/** @see `LogManager#flushDirtyLogs` */
export function onFlushCheck(broker: BrokerState, ctx: Context): void {
  for (const replica of broker.replicas) if (replica !== null) flushIfDue(replica.log, ctx);
  ctx.setTimer(FLUSH_CHECK, broker.timing.flushCheckUs, 0, 0);
}
