import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { answer } from '../broker/answer.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import { COORDINATOR_LOAD_IN_PROGRESS, NONE, NOT_COORDINATOR, REQUEST_TIMED_OUT } from '../protocol/errors.ts';
import {
  type HeartbeatRequest,
  type JoinGroupRequest,
  type KafkaReply,
  type LeaveGroupRequest,
  OFFSET_FETCH,
  type OffsetCommitRequest,
  type OffsetFetchRequest,
  type SyncGroupRequest,
} from '../protocol/messages.ts';
import {
  ACTIVE,
  ASSIGNMENT,
  COMMIT,
  groupOf,
  INITIAL_DELAY,
  JOIN_DEADLINE,
  LOADING,
  MEMBER_SESSION,
  PARTITION_LOADED,
  PENDING_MEMBER,
  type PendingWrite,
  STATIC_RETURN,
  SYNC_DEADLINE,
  WRITE_DEADLINE,
} from './coordinator-state.ts';
import { onJoinGroup } from './group-join.ts';
import {
  heartbeatReply,
  leaveRefusal,
  onHeartbeat,
  onLeaveGroup,
  onPendingTimer,
  onSessionTimer,
} from './group-life.ts';
import { beginLoading, onPartitionLoaded, phaseOf, unload } from './group-load.ts';
import { clientError, takeWrite } from './group-log.ts';
import { joinRefusal, memberOf, syncReply } from './group-members.ts';
import { commitFailed, commitReply, onOffsetCommit, onOffsetFetch, takeCommit } from './group-offsets.ts';
import { onInitialDelay, onJoinDeadline, onSyncDeadline } from './group-rebalance.ts';
import { onStaticReturnStored } from './group-static.ts';
import { onAssignmentStored, onSyncGroup } from './group-sync.ts';

/** The requests that a coordinator of groups serves. */
export type GroupRequest =
  | JoinGroupRequest
  | SyncGroupRequest
  | HeartbeatRequest
  | LeaveGroupRequest
  | OffsetCommitRequest
  | OffsetFetchRequest;

/**
 * The coordinator of a group is the broker that leads the group's partition of `__consumer_offsets`. What it knows
 * of its groups is in that log, so a new leader goes on where the old one's replicated records end.
 *
 * @see `GroupCoordinatorService`, `GroupMetadataManager`, `OffsetMetadataManager`
 */
export function handleGroupRequest(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  correlation: number,
  request: GroupRequest,
  ctx: Context,
): void {
  const phase = phaseOf(broker.coordinator, request.group);
  if (phase !== ACTIVE) {
    refuse(broker, connection, correlation, request, phase, ctx);
    return;
  }
  switch (request.type) {
    case 'JoinGroupRequest':
      onJoinGroup(state, broker, connection, correlation, request, ctx);
      break;
    case 'SyncGroupRequest':
      onSyncGroup(state, broker, connection, correlation, request, ctx);
      break;
    case 'HeartbeatRequest':
      onHeartbeat(broker, connection, correlation, request, ctx);
      break;
    case 'LeaveGroupRequest':
      onLeaveGroup(state, broker, connection, correlation, request, ctx);
      break;
    case 'OffsetCommitRequest':
      onOffsetCommit(state, broker, connection, correlation, request, ctx);
      break;
    case 'OffsetFetchRequest':
      onOffsetFetch(broker, connection, correlation, request, ctx);
      break;
  }
}

/** A timer of the broker whose kind is `FIRST_COORDINATOR_TIMER` or above. */
export function coordinatorOnTimer(
  state: KafkaState,
  broker: BrokerState,
  kind: number,
  a: number,
  b: number,
  ctx: Context,
): void {
  if (kind === WRITE_DEADLINE) {
    onWriteDeadline(state, broker, ctx);
    return;
  }
  if (kind === PARTITION_LOADED) {
    onPartitionLoaded(state, broker, a, ctx);
    return;
  }
  const group = groupOf(broker.coordinator, a);
  if (group === null) return;
  switch (kind) {
    case MEMBER_SESSION: {
      const member = memberOf(group, b);
      if (member !== null) onSessionTimer(state, broker, group, member, ctx);
      break;
    }
    case PENDING_MEMBER:
      onPendingTimer(state, broker, group, b, ctx);
      break;
    case INITIAL_DELAY:
      onInitialDelay(state, broker, group, ctx);
      break;
    case JOIN_DEADLINE:
      onJoinDeadline(state, broker, group, ctx);
      break;
    case SYNC_DEADLINE:
      onSyncDeadline(state, broker, group, ctx);
      break;
  }
}

/** The write of this token is replicated (NONE), or will not be. */
export function onInternalCommitted(
  state: KafkaState,
  broker: BrokerState,
  token: number,
  error: number,
  ctx: Context,
): void {
  const write = takeWrite(broker.coordinator, token);
  if (write !== null) endWrite(state, broker, write, clientError(error), ctx);
}

/** This broker became leader of a partition of `__consumer_offsets`. */
export function onCoordinatorElected(state: KafkaState, broker: BrokerState, partition: number, ctx: Context): void {
  beginLoading(state, broker, partition, ctx);
}

/** It is leader no longer. */
export function onCoordinatorResigned(state: KafkaState, broker: BrokerState, partition: number, ctx: Context): void {
  unload(state, broker, partition, ctx);
}

/** The process is gone, and with it everything that is not in the log. */
export function coordinatorOnCrash(broker: BrokerState): void {
  const { coordinator } = broker;
  coordinator.phase = [];
  coordinator.groups = [];
  coordinator.writes = [];
  coordinator.writeTimer = NO_TIMER;
}

function endWrite(state: KafkaState, broker: BrokerState, write: PendingWrite, error: number, ctx: Context): void {
  const group = groupOf(broker.coordinator, write.group);
  if (group === null) return;
  if (write.kind === ASSIGNMENT) {
    onAssignmentStored(state, broker, group, write.generation, error, ctx);
  } else if (write.kind === STATIC_RETURN) {
    onStaticReturnStored(broker, group, write.member, error, ctx);
  } else if (write.kind === COMMIT) {
    const { record, generation, member } = write;
    const records = state.offsetRecords;
    const count =
      error === NONE
        ? takeCommit(records, group, record, generation, member, ctx)
        : commitFailed(state, write.group, record, generation, member, error, ctx);
    answer(broker, write.connection, write.correlation, commitReply(count, error), 40, ctx);
  }
}

/** @see `offsets.commit.timeout.ms` */
function onWriteDeadline(state: KafkaState, broker: BrokerState, ctx: Context): void {
  const { coordinator } = broker;
  coordinator.writeTimer = NO_TIMER;
  while (coordinator.writes.length > 0) {
    const oldest = at(coordinator.writes, 0);
    if (oldest.deadline > ctx.now) {
      coordinator.writeTimer = ctx.setTimer(WRITE_DEADLINE, oldest.deadline - ctx.now, 0, 0);
      return;
    }
    coordinator.writes.shift();
    endWrite(state, broker, oldest, clientError(REQUEST_TIMED_OUT), ctx);
  }
}

/** The group is not here, or not yet. A heartbeat is answered kindly while the log is being read. */
function refuse(
  broker: BrokerState,
  connection: number,
  correlation: number,
  request: GroupRequest,
  phase: number,
  ctx: Context,
): void {
  const error = phase === LOADING ? COORDINATOR_LOAD_IN_PROGRESS : NOT_COORDINATOR;
  answer(broker, connection, correlation, refusal(request, error), 40, ctx);
}

function refusal(request: GroupRequest, error: number): KafkaReply {
  switch (request.type) {
    case 'JoinGroupRequest':
      return joinRefusal(error, request.member);
    case 'SyncGroupRequest':
      return syncReply(error, []);
    case 'HeartbeatRequest':
      return heartbeatReply(error === COORDINATOR_LOAD_IN_PROGRESS ? NONE : error);
    case 'LeaveGroupRequest':
      return leaveRefusal(error, request.members);
    case 'OffsetCommitRequest':
      return commitReply(request.partitions.length, error);
    case 'OffsetFetchRequest':
      return { type: 'OffsetFetchReply', api: OFFSET_FETCH, error, partitions: [], offsets: [], leaderEpochs: [] };
  }
}
