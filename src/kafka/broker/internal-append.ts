import type { Context } from '../../sim/actor.ts';
import { batchCount } from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { writeLog } from '../log/writing.ts';
import { APPEND_REFUSED, AS_LEADER } from '../observations.ts';
import { KAFKA_STORAGE_ERROR, NONE } from '../protocol/errors.ts';
import { type BrokerState, replicaOf } from './broker-state.ts';
import { haltsForDisk } from './log-dir.ts';
import { errorWithoutReplica } from './metadata-image.ts';
import { appendAsLeader, errorOf, moveHighWatermark, observeStable } from './partition-leader.ts';
import { APPENDED_AT, addWork, MOVED_AT } from './work.ts';
import { addWait, INTERNAL_WRITE } from './write-waits.ts';

/**
 * Appends a coordinator's batch with the meaning of acks=all.
 *
 * @remarks `onInternalCommitted` is called with the token once the batch is decided, never before this returns.
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
  if (replica === null) return errorWithoutReplica(broker.image, partition);
  if (haltsForDisk(broker, ctx)) return KAFKA_STORAGE_ERROR;
  const base = appendAsLeader(replica, state.batches, batch, -1, broker.rules, ctx);
  const error = errorOf(base);
  if (error !== NONE) {
    ctx.observe(APPEND_REFUSED, partition, error, -1, broker.node, 0, 0, batch);
    return error;
  }
  writeLog(replica.log, ctx);
  observeStable(replica, AS_LEADER, ctx);
  addWait(replica, base + batchCount(state.batches, batch), INTERNAL_WRITE, token);
  if (moveHighWatermark(replica, broker.rules, ctx)) addWork(broker, MOVED_AT, partition);
  addWork(broker, APPENDED_AT, partition);
  return NONE;
}
