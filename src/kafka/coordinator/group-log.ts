import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { numberOf } from '../../sim/config.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import { appendInternal } from '../broker/internal-append.ts';
import type { KafkaState } from '../cluster.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  KAFKA_STORAGE_ERROR,
  NONE,
  NOT_COORDINATOR,
  NOT_ENOUGH_REPLICAS,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  NOT_LEADER_OR_FOLLOWER,
  REQUEST_TIMED_OUT,
  UNKNOWN_TOPIC_OR_PARTITION,
} from '../protocol/errors.ts';
import type { OffsetCommitRequest } from '../protocol/messages.ts';
import {
  COMMIT,
  type CoordinatorState,
  type GroupState,
  type PendingWrite,
  WRITE_DEADLINE,
} from './coordinator-state.ts';
import { bytesAt } from './offset-bytes.ts';
import { addCommit, addGroupRecord, addInternalBatch } from './offset-records.ts';

/** The write is under way; `onInternalCommitted` will tell. */
export const UNDER_WAY = -2;

/**
 * Writes what the group looks like now to its partition of `__consumer_offsets`.
 *
 * @param node - the client that waits for it, −1 = none, or all of the group
 * @returns `UNDER_WAY`, or the error that a client is told, or NONE where the group has no log
 */
export function writeGroup(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  kind: number,
  node: number,
  ctx: Context,
): number {
  const place = addGroupRecord(state.offsetRecords, {
    group: group.group,
    generation: group.generation,
    protocolType: group.protocolType,
    protocol: group.protocol,
    leader: group.leader,
    members: group.members.map((member) => ({
      id: member.id,
      name: member.name,
      instanceId: member.instanceId,
      node: member.node,
      sessionTimeoutUs: member.sessionTimeoutUs,
      rebalanceTimeoutUs: member.rebalanceTimeoutUs,
      protocols: member.protocols,
      topics: member.topics,
      owned: member.owned,
      lastAssigned: member.lastAssigned,
      assignment: member.assignment,
    })),
  });
  return write(state, broker, group, kind, group.generation, node, 0, 0, place, ctx);
}

/** Writes an offset commit; the answers are those of `writeGroup`. */
export function writeCommit(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  request: OffsetCommitRequest,
  connection: number,
  correlation: number,
  ctx: Context,
): { readonly place: number; readonly error: number } {
  const { partitions, offsets, leaderEpochs } = request;
  const place = addCommit(state.offsetRecords, group.group, partitions, offsets, leaderEpochs);
  const member = ctx.peer(connection);
  const { generation } = request;
  const error = write(state, broker, group, COMMIT, generation, member, connection, correlation, place, ctx);
  return { place, error };
}

/** Takes the write of this token out of those under way; null if it was given up meanwhile. */
export function takeWrite(coordinator: CoordinatorState, token: number): PendingWrite | null {
  const { writes } = coordinator;
  for (let i = 0; i < writes.length; i++) {
    const write = at(writes, i);
    if (write.token !== token) continue;
    writes.splice(i, 1);
    return write;
  }
  return null;
}

/** What a client is told when a write to `__consumer_offsets` failed. @see `CoordinatorOperationExceptionHelper` */
export function clientError(error: number): number {
  switch (error) {
    case UNKNOWN_TOPIC_OR_PARTITION:
    case NOT_ENOUGH_REPLICAS:
    case NOT_ENOUGH_REPLICAS_AFTER_APPEND:
    case REQUEST_TIMED_OUT:
      return COORDINATOR_NOT_AVAILABLE;
    case NOT_LEADER_OR_FOLLOWER:
    case KAFKA_STORAGE_ERROR:
      return NOT_COORDINATOR;
    default:
      return error;
  }
}

function write(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  kind: number,
  generation: number,
  member: number,
  connection: number,
  correlation: number,
  place: number,
  ctx: Context,
): number {
  const partition = at(state.plan.groups, group.group).offsetsPartition;
  if (partition < 0) return NONE;
  const { coordinator } = broker;
  ctx.newBundle([]);
  const records = state.offsetRecords;
  const bytes = bytesAt(state.plan, records, place, Math.floor(ctx.now / 1000));
  const batch = addInternalBatch(state.batches, records, partition, place, bytes, ctx.now);
  const token = coordinator.nextToken;
  coordinator.nextToken = token + 1;
  const timeoutUs = numberOf(state.plan.brokerConfig, 'offsets.commit.timeout.ms') * 1000;
  // It must be known before the append: with a single replica the answer comes at once.
  coordinator.writes.push({
    token,
    kind,
    group: group.group,
    generation,
    member,
    connection,
    correlation,
    record: place,
    deadline: ctx.now + timeoutUs,
  });
  const error = appendInternal(state, broker, partition, batch, token, ctx);
  if (error !== NONE) {
    takeWrite(coordinator, token);
    return clientError(error);
  }
  if (coordinator.writes.length > 0 && coordinator.writeTimer === NO_TIMER) {
    coordinator.writeTimer = ctx.setTimer(WRITE_DEADLINE, timeoutUs, 0, 0);
  }
  return UNDER_WAY;
}
