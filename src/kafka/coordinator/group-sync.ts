import type { Context } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { answer } from '../broker/answer.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  ILLEGAL_GENERATION,
  INCONSISTENT_GROUP_PROTOCOL,
  NONE,
  REBALANCE_IN_PROGRESS,
  UNKNOWN_MEMBER_ID,
} from '../protocol/errors.ts';
import type { SyncGroupRequest } from '../protocol/messages.ts';
import {
  ASSIGNMENT,
  COMPLETING_REBALANCE,
  DEAD,
  EMPTY,
  type GroupMember,
  type GroupState,
  groupOf,
  PREPARING_REBALANCE,
  STABLE,
} from './coordinator-state.ts';
import { UNDER_WAY, writeGroup } from './group-log.ts';
import { answerSync, extendSession, judgeMember, memberOf, moveTo, syncReply } from './group-members.ts';
import { cancelSyncTimer, prepareRebalance, refuseAssignment } from './group-rebalance.ts';

const NOTHING: readonly number[] = [];

/**
 * SyncGroup: parked until the leader's comes, whose assignment is stored in the log and then given to all.
 *
 * @see `GroupMetadataManager#classicGroupSync`
 */
export function onSyncGroup(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  correlation: number,
  request: SyncGroupRequest,
  ctx: Context,
): void {
  const group = groupOf(broker.coordinator, request.group);
  const error = group === null ? UNKNOWN_MEMBER_ID : judgeSync(group, request);
  const member = group === null ? null : memberOf(group, request.member);
  if (group === null || member === null || error !== NONE) {
    answer(broker, connection, correlation, syncReply(error, NOTHING), 40, ctx);
    return;
  }
  member.owesSync = 0;
  if (nobodyOwesSync(group)) cancelSyncTimer(group, ctx);
  if (group.state === STABLE) {
    extendSession(group, member, member.sessionTimeoutUs, ctx);
    answer(broker, connection, correlation, syncReply(NONE, member.assignment), 60, ctx);
    return;
  }
  member.syncConnection = connection;
  member.syncCorrelation = correlation;
  if (member.id === group.leader) storeAssignment(state, broker, group, request, ctx);
}

/** The assignment of `generation` is replicated, or could not be. */
export function onAssignmentStored(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  generation: number,
  error: number,
  ctx: Context,
): void {
  if (group.state !== COMPLETING_REBALANCE || group.generation !== generation) return;
  if (error !== NONE) {
    refuseAssignment(broker, group, error, ctx);
    prepareRebalance(state, broker, group, ctx);
    return;
  }
  moveTo(group, STABLE, ctx);
  for (let i = 0; i < group.members.length; i++) answerSync(broker, group, at(group.members, i), NONE, ctx);
}

function judgeSync(group: GroupState, request: SyncGroupRequest): number {
  if (group.state === DEAD) return COORDINATOR_NOT_AVAILABLE;
  const error = judgeMember(group, request.member, request.instanceId);
  if (error !== NONE) return error;
  if (request.generation !== group.generation) return ILLEGAL_GENERATION;
  if (isOther(request.protocolType, group.protocolType) || isOther(request.protocol, group.protocol)) {
    return INCONSISTENT_GROUP_PROTOCOL;
  }
  if (group.state === EMPTY) return UNKNOWN_MEMBER_ID;
  return group.state === PREPARING_REBALANCE ? REBALANCE_IN_PROGRESS : NONE;
}

/** Both sides know a name, and not the same. */
function isOther(asked: string | null, own: string): boolean {
  return asked !== null && own !== '' && asked !== own;
}

function storeAssignment(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  request: SyncGroupRequest,
  ctx: Context,
): void {
  for (let i = 0; i < group.members.length; i++) {
    const member = at(group.members, i);
    member.assignment = assignmentOf(request, member);
  }
  const { generation } = group;
  const error = writeGroup(state, broker, group, ASSIGNMENT, -1, ctx);
  if (error !== UNDER_WAY) onAssignmentStored(state, broker, group, generation, error, ctx);
}

/** Members whom the leader left out get nothing. */
function assignmentOf(request: SyncGroupRequest, member: GroupMember): readonly number[] {
  const index = request.assignedMembers.indexOf(member.id);
  return index < 0 ? NOTHING : at(request.assignments, index);
}

function nobodyOwesSync(group: GroupState): boolean {
  for (let i = 0; i < group.members.length; i++) if (at(group.members, i).owesSync === 1) return false;
  return true;
}
