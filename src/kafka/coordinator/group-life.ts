import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { answer } from '../broker/answer.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  ILLEGAL_GENERATION,
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
} from '../protocol/messages.ts';
import {
  COMPLETING_REBALANCE,
  DEAD,
  EMPTY,
  type GroupMember,
  type GroupState,
  groupOf,
  MEMBER_SESSION,
  PREPARING_REBALANCE,
  STABLE,
} from './coordinator-state.ts';
import { dropPending, extendSession, isParked, memberOf } from './group-members.ts';
import { completeJoinIfReady, expel, prepareRebalance, removeMember } from './group-rebalance.ts';

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
  const error = group === null ? UNKNOWN_MEMBER_ID : judgeHeartbeat(group, member, request.generation);
  if (group !== null && member !== null && (error === NONE || error === REBALANCE_IN_PROGRESS)) {
    extendSession(group, member, member.sessionTimeoutUs, ctx);
  }
  answer(broker, connection, correlation, heartbeatReply(error), 20, ctx);
}

export function heartbeatReply(error: number): HeartbeatReply {
  return { type: 'HeartbeatReply', api: HEARTBEAT, error };
}

function judgeHeartbeat(group: GroupState, member: GroupMember | null, generation: number): number {
  if (group.state === DEAD) return COORDINATOR_NOT_AVAILABLE;
  if (member === null || group.state === EMPTY) return UNKNOWN_MEMBER_ID;
  if (generation !== group.generation) return ILLEGAL_GENERATION;
  return group.state === PREPARING_REBALANCE ? REBALANCE_IN_PROGRESS : NONE;
}

/** LeaveGroup: the others rebalance without this member. */
export function onLeaveGroup(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  correlation: number,
  request: LeaveGroupRequest,
  ctx: Context,
): void {
  const group = groupOf(broker.coordinator, request.group);
  const error = group === null ? UNKNOWN_MEMBER_ID : leave(state, broker, group, request.member, ctx);
  answer(broker, connection, correlation, leaveReply(error), 20, ctx);
}

export function leaveReply(error: number): LeaveGroupReply {
  return { type: 'LeaveGroupReply', api: LEAVE_GROUP, error };
}

function leave(state: KafkaState, broker: BrokerState, group: GroupState, id: number, ctx: Context): number {
  if (group.state === DEAD) return COORDINATOR_NOT_AVAILABLE;
  if (dropPending(group, id, false, ctx)) {
    completeJoinIfReady(state, broker, group, ctx);
    return NONE;
  }
  const member = memberOf(group, id);
  if (member === null) return UNKNOWN_MEMBER_ID;
  removeMember(state, broker, group, member, ctx);
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
  if (group.state === STABLE || group.state === COMPLETING_REBALANCE) prepareRebalance(state, broker, group, ctx);
  else completeJoinIfReady(state, broker, group, ctx);
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
