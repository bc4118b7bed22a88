import type { Context } from '../../sim/actor.ts';
import { numberOf } from '../../sim/config.ts';
import { answer } from '../broker/answer.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  GROUP_MAX_SIZE_REACHED,
  INCONSISTENT_GROUP_PROTOCOL,
  INVALID_SESSION_TIMEOUT,
  MEMBER_ID_REQUIRED,
  NONE,
  UNKNOWN_MEMBER_ID,
} from '../protocol/errors.ts';
import type { JoinGroupRequest } from '../protocol/messages.ts';
import { NEW_MEMBER_JOIN_TIMEOUT_US } from './coordinator-config.ts';
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
  dropPending,
  extendSession,
  joinRefusal,
  joinReply,
  memberOf,
  supportsProtocols,
} from './group-members.ts';
import { completeJoinIfReady, prepareRebalance } from './group-rebalance.ts';

/**
 * JoinGroup: who comes without an id is given one and must come again (KIP-394); then it waits for the rebalance.
 *
 * @see `GroupMetadataManager#classicGroupJoin`. Left out: static members (KIP-345) and other protocol types.
 */
export function onJoinGroup(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  correlation: number,
  request: JoinGroupRequest,
  ctx: Context,
): void {
  const { brokerConfig } = state.plan;
  const { coordinator } = broker;
  const refuse = (error: number, member: number) =>
    answer(broker, connection, correlation, joinRefusal(error, member), 60, ctx);
  const sessionMs = request.sessionTimeoutUs / 1000;
  if (
    sessionMs < numberOf(brokerConfig, 'group.min.session.timeout.ms') ||
    sessionMs > numberOf(brokerConfig, 'group.max.session.timeout.ms')
  ) {
    refuse(INVALID_SESSION_TIMEOUT, request.member);
    return;
  }
  const known = groupOf(coordinator, request.group);
  if (known === null && request.member >= 0) {
    refuse(UNKNOWN_MEMBER_ID, request.member);
    return;
  }
  const group = known ?? foundGroup(coordinator, request.group);
  if (group.state === DEAD) {
    refuse(COORDINATOR_NOT_AVAILABLE, request.member);
    return;
  }
  if (!hasRoom(group, request.member, numberOf(brokerConfig, 'group.max.size'))) {
    refuse(GROUP_MAX_SIZE_REACHED, request.member);
    return;
  }
  if (!supportsProtocols(group, request.protocols)) {
    refuse(INCONSISTENT_GROUP_PROTOCOL, request.member);
    return;
  }
  if (request.member < 0) {
    const id = newMemberId(coordinator, group, ctx);
    addPending(group, id, request.sessionTimeoutUs, ctx);
    refuse(MEMBER_ID_REQUIRED, id);
    return;
  }
  if (dropPending(group, request.member, false, ctx)) {
    addMember(state, broker, group, connection, correlation, request, ctx);
    return;
  }
  const member = memberOf(group, request.member);
  if (member === null || group.state === EMPTY) {
    refuse(UNKNOWN_MEMBER_ID, request.member);
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

/** The id as text: client id and a UUID; here its first group only. */
export function memberName(clientId: string, id: number): string {
  return `${clientId}-${id.toString(16).padStart(8, '0')}`;
}

function addMember(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  connection: number,
  correlation: number,
  request: JoinGroupRequest,
  ctx: Context,
): void {
  const member: GroupMember = {
    id: request.member,
    name: memberName(request.clientId, request.member),
    node: ctx.peer(connection),
    sessionTimeoutUs: request.sessionTimeoutUs,
    rebalanceTimeoutUs: request.rebalanceTimeoutUs,
    protocols: request.protocols,
    topics: request.topics,
    assignment: [],
    joinConnection: connection,
    joinCorrelation: correlation,
    syncConnection: 0,
    syncCorrelation: 0,
    isNew: 1,
    owesSync: 0,
    sessionTimer: 0,
    sessionTimerAt: 0,
    sessionDeadline: 0,
  };
  group.members.push(member);
  if (group.leader < 0) group.leader = member.id;
  extendSession(group, member, NEW_MEMBER_JOIN_TIMEOUT_US, ctx);
  if (group.delaying === 1) group.newMemberAdded = 1;
  prepareRebalance(state, broker, group, ctx);
  completeJoinIfReady(state, broker, group, ctx);
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
  const isUnchanged = sameTexts(member.protocols, request.protocols) && sameNumbers(member.topics, request.topics);
  const mayKeep = group.state === COMPLETING_REBALANCE || (group.state === STABLE && group.leader !== member.id);
  if (group.state !== PREPARING_REBALANCE && isUnchanged && mayKeep) {
    const withMembers = group.state === COMPLETING_REBALANCE;
    answer(broker, connection, correlation, joinReply(group, member, NONE, withMembers), 100, ctx);
    return;
  }
  member.protocols = request.protocols;
  member.topics = request.topics;
  member.sessionTimeoutUs = request.sessionTimeoutUs;
  member.rebalanceTimeoutUs = request.rebalanceTimeoutUs;
  member.joinConnection = connection;
  member.joinCorrelation = correlation;
  prepareRebalance(state, broker, group, ctx);
  completeJoinIfReady(state, broker, group, ctx);
}

/** @see `GroupMetadataManager#acceptJoiningMember` */
function hasRoom(group: GroupState, id: number, maxSize: number): boolean {
  if (id >= 0 && (group.pending.includes(id) || memberOf(group, id) !== null)) return true;
  return group.members.length + group.pending.length < maxSize;
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

function sameNumbers(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}
