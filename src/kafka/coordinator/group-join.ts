import type { Context } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { type ConfigValues, numberOf } from '../../sim/config.ts';
import type { OwnedPartitions } from '../assignors/assignor.ts';
import { answer } from '../broker/answer.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  GROUP_MAX_SIZE_REACHED,
  INCONSISTENT_GROUP_PROTOCOL,
  INVALID_GROUP_ID,
  INVALID_SESSION_TIMEOUT,
  MEMBER_ID_REQUIRED,
  NONE,
  UNKNOWN_MEMBER_ID,
} from '../protocol/errors.ts';
import type { JoinGroupRequest } from '../protocol/messages.ts';
import {
  COMPLETING_REBALANCE,
  type CoordinatorState,
  createGroup,
  DEAD,
  EMPTY,
  type GroupMember,
  type GroupState,
  groupOf,
  PREPARING_REBALANCE,
  STABLE,
} from './coordinator-state.ts';
import {
  addPending,
  createMember,
  dropId,
  dropPending,
  extendSession,
  isParked,
  joinRefusal,
  joinReply,
  judgeMember,
  memberOf,
  memberOfInstance,
  supportsProtocols,
} from './group-members.ts';
import { rebalanceOrComplete } from './group-rebalance.ts';
import { returnStaticMember } from './group-static.ts';

/**
 * JoinGroup: who comes without an id is given one and must come again (KIP-394), unless it is a static member
 * (KIP-345); then it waits for the rebalance.
 *
 * @see `GroupMetadataManager#classicGroupJoin`
 */
export function onJoinGroup(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  correlation: number,
  request: JoinGroupRequest,
  ctx: Context,
): void {
  const { coordinator } = broker;
  const refuse = (error: number, member: number) =>
    answer(broker, connection, correlation, joinRefusal(error, member), 60, ctx);
  const mistake = judgeRequest(state, request);
  if (mistake !== NONE) {
    refuse(mistake, request.member);
    return;
  }
  const known = groupOf(coordinator, request.group);
  if (known === null && request.member >= 0) {
    refuse(UNKNOWN_MEMBER_ID, request.member);
    return;
  }
  const group = known ?? foundGroup(coordinator, request.group);
  if (!hasRoom(group, request.member, numberOf(state.plan.brokerConfig, 'group.max.size'))) {
    dropId(group, request.member, ctx);
    refuse(GROUP_MAX_SIZE_REACHED, -1);
    return;
  }
  if (group.state === DEAD) {
    refuse(COORDINATOR_NOT_AVAILABLE, request.member);
    return;
  }
  if (!supportsProtocols(group, request.protocolType, request.protocols)) {
    refuse(INCONSISTENT_GROUP_PROTOCOL, request.member);
    return;
  }
  if (request.member < 0) {
    joinAnew(state, broker, group, connection, correlation, request, ctx);
    return;
  }
  if (dropPending(group, request.member, false, ctx)) {
    addMember(state, broker, group, request.member, connection, correlation, request, ctx);
    return;
  }
  const error = judgeMember(group, request.member, request.instanceId);
  const member = memberOf(group, request.member);
  if (error !== NONE || member === null || group.state === EMPTY) {
    refuse(error === NONE ? UNKNOWN_MEMBER_ID : error, request.member);
    return;
  }
  rejoin(state, broker, group, member, connection, correlation, request, ctx);
}

/** The group as it is known here, or a new one. */
export function foundGroup(coordinator: CoordinatorState, group: number): GroupState {
  const known = groupOf(coordinator, group);
  if (known !== null) return known;
  const made = createGroup(group);
  while (coordinator.groups.length <= group) coordinator.groups.push(null);
  coordinator.groups[group] = made;
  return made;
}

/** What is wrong with the request itself. */
function judgeRequest(state: KafkaState, request: JoinGroupRequest): number {
  if (at(state.plan.groups, request.group).name === '') return INVALID_GROUP_ID;
  return isSessionAllowed(state.plan.brokerConfig, request.sessionTimeoutUs) ? NONE : INVALID_SESSION_TIMEOUT;
}

function isSessionAllowed(config: ConfigValues, sessionTimeoutUs: number): boolean {
  const ms = sessionTimeoutUs / 1000;
  return (
    ms >= numberOf(config, 'group.min.session.timeout.ms') && ms <= numberOf(config, 'group.max.session.timeout.ms')
  );
}

/** Somebody without an id: a new member, or a static one that was away. */
function joinAnew(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  connection: number,
  correlation: number,
  request: JoinGroupRequest,
  ctx: Context,
): void {
  const id = newMemberId(broker.coordinator, group, ctx);
  const before = request.instanceId === null ? null : memberOfInstance(group, request.instanceId);
  if (before !== null) {
    returnStaticMember(state, broker, group, before, id, connection, correlation, request, ctx);
  } else if (request.instanceId === null && request.takesMemberId) {
    addPending(group, id, request.sessionTimeoutUs, ctx);
    answer(broker, connection, correlation, joinRefusal(MEMBER_ID_REQUIRED, id), 60, ctx);
  } else {
    addMember(state, broker, group, id, connection, correlation, request, ctx);
  }
}

function addMember(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  id: number,
  connection: number,
  correlation: number,
  request: JoinGroupRequest,
  ctx: Context,
): void {
  const member = createMember(id, -1, ctx.peer(connection), connection, correlation, request);
  member.isNew = 1;
  if (group.members.length === 0) group.protocolType = request.protocolType;
  group.members.push(member);
  if (group.leader < 0) group.leader = id;
  extendSession(group, member, broker.coordinator.newMemberTimeoutUs, ctx);
  if (group.delaying === 1) group.newMemberAdded = 1;
  rebalanceOrComplete(state, broker, group, ctx);
}

function rejoin(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  member: GroupMember,
  connection: number,
  correlation: number,
  request: JoinGroupRequest,
  ctx: Context,
): void {
  const isUnchanged =
    sameTexts(member.protocols, request.protocols) &&
    sameNumbers(member.topics, request.topics) &&
    sameClaim(member.owned, request.owned) &&
    sameClaim(member.lastAssigned, request.lastAssigned);
  const mayKeep = group.state === COMPLETING_REBALANCE || (group.state === STABLE && group.leader !== member.id);
  if (group.state !== PREPARING_REBALANCE && isUnchanged && mayKeep) {
    const withMembers = group.state === COMPLETING_REBALANCE;
    answer(broker, connection, correlation, joinReply(group, member, group.leader, withMembers, false), 100, ctx);
    return;
  }
  member.protocols = request.protocols;
  member.topics = request.topics;
  member.owned = request.owned;
  member.lastAssigned = request.lastAssigned;
  member.sessionTimeoutUs = request.sessionTimeoutUs;
  member.rebalanceTimeoutUs = request.rebalanceTimeoutUs;
  member.joinConnection = connection;
  member.joinCorrelation = correlation;
  member.canSkip = request.canSkipAssignment ? 1 : 0;
  rebalanceOrComplete(state, broker, group, ctx);
}

/**
 * While a rebalance is prepared those count who wait for it, so that the last to rejoin are sent away where the group
 * is larger than it may be.
 *
 * @see `GroupMetadataManager#acceptJoiningMember`; KIP-389
 */
function hasRoom(group: GroupState, id: number, maxSize: number): boolean {
  if (group.state === EMPTY || group.state === DEAD) return true;
  const member = memberOf(group, id);
  if (group.state !== PREPARING_REBALANCE) return member !== null || group.members.length < maxSize;
  if (member !== null && isParked(member)) return true;
  let waiting = 0;
  for (let i = 0; i < group.members.length; i++) if (isParked(at(group.members, i))) waiting++;
  return waiting < maxSize;
}

/** An id that no member of any time has: a UUID of the real broker, here 31 bits of it. */
function newMemberId(coordinator: CoordinatorState, group: GroupState, ctx: Context): number {
  if (coordinator.memberIdStream < 0) coordinator.memberIdStream = ctx.openStream('member-id', ctx.node);
  for (;;) {
    const id = ctx.intInclusive(coordinator.memberIdStream, 0, 0x7fff_ffff);
    if (memberOf(group, id) === null && !group.pending.includes(id)) return id;
  }
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}

function sameClaim(one: OwnedPartitions, other: OwnedPartitions): boolean {
  return one.generation === other.generation && sameNumbers(one.partitions, other.partitions);
}

function sameNumbers(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}
