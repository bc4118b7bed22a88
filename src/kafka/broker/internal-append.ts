import type { Context } from '../../sim/actor.ts';
import { batchCount } from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { APPEND_REFUSED, AS_LEADER } from '../observations.ts';
import { NONE } from '../protocol/errors.ts';
import { type BrokerState, replicaOf } from './broker-state.ts';
import { appendAsLeader, errorOf, observeBounds } from './partition-leader.ts';
import { addWait, errorWithoutReplica, INTERNAL_WRITE, settleAppend } from './produce.ts';

/**
 * Appends a coordinator's batch with the meaning of acks=all.
 *
 * @remarks `onInternalCommitted` is called with the token once the batch is decided, perhaps before this returns.
 * Left out: the wait for a slow disk.
 *
 * @returns NONE, or an error code: then nothing was written and nothing will be called
 */
export function appendInternal(
  state: KafkaState,
  broker: BrokerState,
  partition: number,
  batch: number,
  token: number,
  ctx: Context,
): number {
  const replica = replicaOf(broker, partition);
  if (replica === null) return errorWithoutReplica(broker, partition);
  const base = appendAsLeader(replica, state.batches, batch, -1, broker.rules, ctx);
  const error = errorOf(base);
  if (error !== NONE) {
    ctx.observe(APPEND_REFUSED, partition, error, -1, broker.node, 0, 0, batch);
    return error;
  }
  ctx.write(replica.log.file, replica.log.logEnd);
  observeBounds(replica, AS_LEADER, ctx);
  addWait(replica, base + batchCount(state.batches, batch), INTERNAL_WRITE, token);
  settleAppend(state, broker, replica, ctx);
  return NONE;
}
