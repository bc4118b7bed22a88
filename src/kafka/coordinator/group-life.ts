import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { answer } from '../broker/answer.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  GROUP_ID_NOT_FOUND,
  ILLEGAL_GENERATION,
  NON_EMPTY_GROUP,
  NONE,
  REBALANCE_IN_PROGRESS,
  UNKNOWN_MEMBER_ID,
} from '../protocol/errors.ts';
import {
  HEARTBEAT,
  type HeartbeatReply,
  type HeartbeatRequest,
  LEAVE_GROUP,
  type LeaveGroupReply,
  type LeaveGroupRequest,
  type LeavingMember,
} from '../protocol/messages.ts';
import {
  DEAD,
  EMPTY,
  type GroupMember,
  type GroupState,
  groupOf,
  MEMBER_SESSION,
  PREPARING_REBALANCE,
} from './coordinator-state.ts';
import {
  answerJoin,
  dropMember,
  dropPending,
  extendSession,
  isParked,
  judgeMember,
  memberOf,
  memberOfInstance,
} from './group-members.ts';
import { completeJoinIfReady, expel, rebalanceOrComplete } from './group-rebalance.ts';

/** Heartbeat: fine also while the assignment is awaited; it tells of a rebalance while one is prepared. */
export function onHeartbeat(
  broker: BrokerState,
  connection: number,
  correlation: number,
  request: HeartbeatRequest,
  ctx: Context,
): void {
  const group = groupOf(broker.coordinator, request.group);
  const member = group === null ? null : memberOf(group, request.member);
  const error = group === null ? UNKNOWN_MEMBER_ID : judgeHeartbeat(group, request);
  if (group !== null && member !== null && (error === NONE || error === REBALANCE_IN_PROGRESS)) {
    extendSession(group, member, member.sessionTimeoutUs, ctx);
  }
  answer(broker, connection, correlation, heartbeatReply(error), 20, ctx);
}

export function heartbeatReply(error: number): HeartbeatReply {
  return { type: 'HeartbeatReply', api: HEARTBEAT, error };
}

function judgeHeartbeat(group: GroupState, request: HeartbeatRequest): number {
  if (group.state === DEAD) return COORDINATOR_NOT_AVAILABLE;
  const error = judgeMember(group, request.member, request.instanceId);
  if (error !== NONE) return error;
  if (request.generation !== group.generation) return ILLEGAL_GENERATION;
  if (group.state === EMPTY) return UNKNOWN_MEMBER_ID;
  return group.state === PREPARING_REBALANCE ? REBALANCE_IN_PROGRESS : NONE;
}

/**
 * LeaveGroup: the others rebalance without those who leave (KIP-345: several at once, and static members by instance).
 *
 * @see `GroupMetadataManager#classicGroupLeave`
 */
export function onLeaveGroup(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  correlation: number,
  request: LeaveGroupRequest,
  ctx: Context,
): void {
  const group = groupOf(broker.coordinator, request.group);
  const { members } = request;
  if (group === null || group.state === DEAD) {
    const error = group === null ? UNKNOWN_MEMBER_ID : COORDINATOR_NOT_AVAILABLE;
    answer(broker, connection, correlation, leaveRefusal(error, members), 20, ctx);
    return;
  }
  const errors: number[] = [];
  for (let i = 0; i < members.length; i++) errors.push(takeOut(broker, group, at(members, i), ctx));
  if (errors.includes(NONE) && group.state !== EMPTY) rebalanceOrComplete(state, broker, group, ctx);
  answer(broker, connection, correlation, leaveReply(NONE, errors), 20, ctx);
}

/** An error that concerns all. */
export function leaveRefusal(error: number, members: readonly LeavingMember[]): LeaveGroupReply {
  return leaveReply(
    error,
    members.map(() => error),
  );
}

function leaveReply(error: number, errors: readonly number[]): LeaveGroupReply {
  return { type: 'LeaveGroupReply', api: LEAVE_GROUP, error, errors };
}

function takeOut(broker: BrokerState, group: GroupState, leaving: LeavingMember, ctx: Context): number {
  const { instanceId } = leaving;
  // An administrator names the instance only; a member names itself.
  const known = leaving.member < 0 && instanceId !== null ? memberOfInstance(group, instanceId) : null;
  const id = known === null ? leaving.member : known.id;
  if (dropPending(group, id, false, ctx)) return NONE;
  const error = judgeMember(group, id, instanceId);
  const member = memberOf(group, id);
  if (error !== NONE || member === null) return leaving.member < 0 ? UNKNOWN_MEMBER_ID : error;
  answerJoin(broker, group, member, UNKNOWN_MEMBER_ID, ctx);
  dropMember(group, member, ctx);
  return NONE;
}

/** A member's session timer fired: it may have been heard of since, and who waits for an answer is excused. */
export function onSessionTimer(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  member: GroupMember,
  ctx: Context,
): void {
  member.sessionTimer = NO_TIMER;
  if (member.sessionDeadline > ctx.now) {
    member.sessionTimerAt = member.sessionDeadline;
    member.sessionTimer = ctx.setTimer(MEMBER_SESSION, member.sessionDeadline - ctx.now, group.group, member.id);
    return;
  }
  if (member.isNew === 0 && (isParked(member) || member.syncConnection !== 0)) return;
  expel(broker, group, member, ctx);
  rebalanceOrComplete(state, broker, group, ctx);
}

/** An id that was handed out was not used in time. */
export function onPendingTimer(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  id: number,
  ctx: Context,
): void {
  dropPending(group, id, true, ctx);
  completeJoinIfReady(state, broker, group, ctx);
}

/**
 * DeleteGroups: only a group without members may be deleted; its committed offsets go with it.
 *
 * @remarks Left out: the tombstones in the log.
 * @returns NONE or the error
 * @see `ClassicGroup#validateDeleteGroup`
 */
export function deleteGroup(broker: BrokerState, group: number, ctx: Context): number {
  const known = groupOf(broker.coordinator, group);
  if (known === null || known.state === DEAD) return GROUP_ID_NOT_FOUND;
  if (known.state !== EMPTY) return NON_EMPTY_GROUP;
  for (const id of known.pending.slice()) dropPending(known, id, false, ctx);
  broker.coordinator.groups[group] = null;
  return NONE;
}
