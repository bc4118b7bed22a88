import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at, numberAt } from '../../sim/column.ts';
import { assignBy, NOTHING_OWNED } from '../assignors/assignor.ts';
import {
  COORDINATOR_LOAD_IN_PROGRESS,
  COORDINATOR_NOT_AVAILABLE,
  FENCED_INSTANCE_ID,
  GROUP_MAX_SIZE_REACHED,
  ILLEGAL_GENERATION,
  INCONSISTENT_GROUP_PROTOCOL,
  INVALID_SESSION_TIMEOUT,
  MEMBER_ID_REQUIRED,
  NONE,
  NOT_COORDINATOR,
  REBALANCE_IN_PROGRESS,
  UNKNOWN_MEMBER_ID,
} from '../protocol/errors.ts';
import {
  HEARTBEAT,
  type HeartbeatReply,
  type HeartbeatRequest,
  JOIN_GROUP,
  type JoinGroupReply,
  type JoinGroupRequest,
  LEAVE_GROUP,
  type LeaveGroupRequest,
  SYNC_GROUP,
  type SyncGroupReply,
  type SyncGroupRequest,
} from '../protocol/messages.ts';
import { retryBackoff, wakeBy } from './connections.ts';
import type { ConsumerState } from './consumer-state.ts';
import { findCoordinator, isCoordinatorReady, isMember, sendToCoordinator } from './coordinator-link.ts';
import { COMPLETING, JOINED, PREPARING, UNJOINED } from './membership-state.ts';
import { knownPartitions } from './metadata.ts';
import { HEARTBEAT_TAG, JOIN_TAG, LEAVE_TAG, SYNC_TAG } from './request-tags.ts';

/**
 * Membership of a classic group: join, sync, heartbeat, leave. What a member gets it has from the group's leader, who
 * computes it with the assignor that the coordinator found to have the most votes.
 *
 * @see `AbstractCoordinator`, `ConsumerCoordinator`
 */

/** Timer kinds of a consumer, beside `NETWORK_TIMER`. */
export const HEARTBEAT_TIMER = 2;

const JOIN_BYTES = 200;
const SYNC_BYTES = 100;
const SYNC_MEMBER_BYTES = 80;
const HEARTBEAT_BYTES = 100;
/** JoinGroup may be parked for the whole rebalance, and its request waits this much longer, µs. */
const JOIN_SLACK_US = 5_000_000;

/** What consumers call their kind of group. */
const PROTOCOL_TYPE = 'consumer';

const NOBODY: readonly number[] = [];
const NO_LISTS: readonly (readonly number[])[] = [];

/** Sends JoinGroup if it is time; what must be given up before was given up. */
export function join(self: ConsumerState, ctx: Context): void {
  const { membership, config } = self;
  if (membership.joinAt > ctx.now) {
    wakeBy(self.net, membership.joinAt, ctx);
    return;
  }
  membership.phase = PREPARING;
  const request: JoinGroupRequest = {
    type: 'JoinGroupRequest',
    api: JOIN_GROUP,
    group: self.group,
    member: membership.memberId,
    instanceId: config.instanceId,
    clientId: self.setup.id,
    takesMemberId: true,
    canSkipAssignment: true,
    sessionTimeoutUs: config.sessionTimeoutUs,
    rebalanceTimeoutUs: config.maxPollIntervalUs,
    protocolType: PROTOCOL_TYPE,
    protocols: config.assignors,
    topics: self.topics,
    owned: { partitions: self.assigned.map(({ partition }) => partition), generation: membership.generation },
    lastAssigned: config.assignors.includes('sticky') ? membership.lastAssigned : NOTHING_OWNED,
  };
  const timeoutUs = Math.max(config.requestTimeoutUs, config.maxPollIntervalUs + JOIN_SLACK_US);
  sendToCoordinator(self, request, JOIN_BYTES, timeoutUs, JOIN_TAG, ctx);
}

/** @returns an error with which no member can go on, else NONE */
export function onJoinReply(self: ConsumerState, reply: JoinGroupReply, ctx: Context): number {
  const { membership } = self;
  if (membership.phase !== PREPARING) return NONE;
  switch (reply.error) {
    case NONE:
      membership.memberId = reply.member;
      membership.generation = reply.generation;
      membership.protocol = reply.protocol;
      membership.phase = COMPLETING;
      membership.rejoinNeeded = 0;
      heardFromCoordinator(self, ctx);
      beginHeartbeats(self, ctx);
      sync(self, reply, ctx);
      return NONE;
    case MEMBER_ID_REQUIRED:
      membership.phase = UNJOINED;
      membership.memberId = reply.member;
      return NONE;
    case UNKNOWN_MEMBER_ID:
      resetMember(self, true);
      return NONE;
    case ILLEGAL_GENERATION:
      resetMember(self, false);
      return NONE;
    case FENCED_INSTANCE_ID:
    case INCONSISTENT_GROUP_PROTOCOL:
    case INVALID_SESSION_TIMEOUT:
    case GROUP_MAX_SIZE_REACHED:
      membership.phase = UNJOINED;
      return reply.error;
    default:
      joinFailed(self, ctx);
      return NONE;
  }
}

/**
 * The assignment is there; the application's thread takes it in its next poll.
 *
 * @returns an error with which no member can go on, else NONE
 */
export function onSyncReply(self: ConsumerState, reply: SyncGroupReply, ctx: Context): number {
  const { membership } = self;
  if (membership.phase !== COMPLETING) return NONE;
  switch (reply.error) {
    case NONE:
      membership.phase = JOINED;
      membership.prepareNeeded = 1;
      heardFromCoordinator(self, ctx);
      membership.arrived = reply.assignment;
      return NONE;
    case REBALANCE_IN_PROGRESS:
      membership.phase = UNJOINED;
      membership.rejoinNeeded = 1;
      return NONE;
    case UNKNOWN_MEMBER_ID:
      resetMember(self, true);
      return NONE;
    case ILLEGAL_GENERATION:
      resetMember(self, false);
      return NONE;
    case FENCED_INSTANCE_ID:
    case INCONSISTENT_GROUP_PROTOCOL:
      membership.phase = UNJOINED;
      return reply.error;
    default:
      joinFailed(self, ctx);
      return NONE;
  }
}

/** A join or sync came to nothing: once more after the back-off. */
export function joinFailed(self: ConsumerState, ctx: Context): void {
  const { membership } = self;
  membership.phase = UNJOINED;
  membership.rejoinNeeded = 1;
  membership.joinAt = ctx.now + retryBackoff(self.net, 0, ctx);
}

/** Whether an error says that the coordinator is elsewhere or out of order. */
export function isCoordinatorGone(error: number): boolean {
  return error === NOT_COORDINATOR || error === COORDINATOR_NOT_AVAILABLE;
}

/** The coordinator does not know this member, or not in this generation: it must join anew. */
export function resetMember(self: ConsumerState, withId: boolean): void {
  const { membership } = self;
  membership.phase = UNJOINED;
  membership.generation = -1;
  membership.protocol = '';
  membership.arrived = null;
  membership.revoking = 0;
  membership.rejoinNeeded = 1;
  // What it had is lost, and that is told before it joins again.
  membership.prepareNeeded = 1;
  if (withId) membership.memberId = -1;
}

/** The background thread: a heartbeat is due. */
export function onHeartbeatTimer(self: ConsumerState, ctx: Context): void {
  const { membership, config } = self;
  membership.heartbeatTimer = NO_TIMER;
  if (!isMember(self)) return;
  if (membership.heartbeating === 1) {
    heartbeatIn(self, config.network.retryBackoffUs, ctx);
    return;
  }
  if (membership.coordinator < 0) findCoordinator(self, ctx);
  if (!isCoordinatorReady(self, ctx)) {
    heartbeatIn(self, config.network.retryBackoffUs, ctx);
    return;
  }
  const request: HeartbeatRequest = {
    type: 'HeartbeatRequest',
    api: HEARTBEAT,
    group: self.group,
    generation: membership.generation,
    member: membership.memberId,
    instanceId: config.instanceId,
  };
  membership.heartbeating = 1;
  sendToCoordinator(self, request, HEARTBEAT_BYTES, config.requestTimeoutUs, HEARTBEAT_TAG, ctx);
  heartbeatIn(self, config.heartbeatUs, ctx);
}

/** True where the coordinator has been silent for a whole session. */
export function isSessionOver(self: ConsumerState, ctx: Context): boolean {
  const { membership } = self;
  return isMember(self) && membership.coordinator >= 0 && membership.sessionDeadline <= ctx.now;
}

/** @returns an error with which no member can go on, else NONE */
export function onHeartbeatReply(
  self: ConsumerState,
  request: HeartbeatRequest,
  reply: HeartbeatReply,
  ctx: Context,
): number {
  const { membership } = self;
  membership.heartbeating = 0;
  switch (reply.error) {
    case NONE:
      heardFromCoordinator(self, ctx);
      break;
    case REBALANCE_IN_PROGRESS:
      heardFromCoordinator(self, ctx);
      if (membership.phase === JOINED) membership.rejoinNeeded = 1;
      break;
    case UNKNOWN_MEMBER_ID:
    case ILLEGAL_GENERATION:
      if (isMember(self) && request.generation === membership.generation) {
        resetMember(self, reply.error === UNKNOWN_MEMBER_ID);
      }
      break;
    case FENCED_INSTANCE_ID:
      return FENCED_INSTANCE_ID;
    case COORDINATOR_LOAD_IN_PROGRESS:
    case NOT_COORDINATOR:
    case COORDINATOR_NOT_AVAILABLE:
      break;
  }
  return NONE;
}

/** Says goodbye; `false` where there is nobody to say it to, and for a static member, which may be restarting (KIP-345). */
export function leave(self: ConsumerState, ctx: Context): boolean {
  const { membership } = self;
  if (self.config.instanceId !== null) return false;
  if (membership.memberId < 0 || membership.coordinator < 0 || !isCoordinatorReady(self, ctx)) return false;
  const request: LeaveGroupRequest = {
    type: 'LeaveGroupRequest',
    api: LEAVE_GROUP,
    group: self.group,
    members: [{ member: membership.memberId, instanceId: null }],
  };
  sendToCoordinator(self, request, HEARTBEAT_BYTES, self.config.requestTimeoutUs, LEAVE_TAG, ctx);
  return true;
}

export function endHeartbeats(self: ConsumerState, ctx: Context): void {
  const { membership } = self;
  if (membership.heartbeatTimer !== NO_TIMER) ctx.cancelTimer(membership.heartbeatTimer);
  membership.heartbeatTimer = NO_TIMER;
}

function heardFromCoordinator(self: ConsumerState, ctx: Context): void {
  self.membership.heartbeatAt = ctx.now;
  self.membership.sessionDeadline = ctx.now + self.config.sessionTimeoutUs;
}

function beginHeartbeats(self: ConsumerState, ctx: Context): void {
  endHeartbeats(self, ctx);
  heartbeatIn(self, self.config.heartbeatUs, ctx);
}

function heartbeatIn(self: ConsumerState, delayUs: number, ctx: Context): void {
  self.membership.heartbeatTimer = ctx.setTimer(HEARTBEAT_TIMER, delayUs, 0, 0);
}

/** The leader of the group sends the assignment of all with its own SyncGroup. */
function sync(self: ConsumerState, reply: JoinGroupReply, ctx: Context): void {
  const { membership } = self;
  const isLeader = reply.leader === reply.member && reply.members.length > 0 && !reply.skipAssignment;
  membership.assignedOf = isLeader ? countKnown(self) : -1;
  const request: SyncGroupRequest = {
    type: 'SyncGroupRequest',
    api: SYNC_GROUP,
    group: self.group,
    generation: membership.generation,
    member: membership.memberId,
    instanceId: self.config.instanceId,
    protocolType: PROTOCOL_TYPE,
    protocol: membership.protocol,
    assignedMembers: isLeader ? reply.members : NOBODY,
    assignments: isLeader ? assignmentsOf(self, reply) : NO_LISTS,
  };
  const bytes = SYNC_BYTES + SYNC_MEMBER_BYTES * request.assignedMembers.length;
  sendToCoordinator(self, request, bytes, self.config.requestTimeoutUs, SYNC_TAG, ctx);
}

/** Over the partitions that the leader's metadata knows. Left out: topics that only others subscribe are known to all. */
function assignmentsOf(self: ConsumerState, reply: JoinGroupReply): readonly (readonly number[])[] {
  const members = reply.members.map((_, i) => ({
    memberId: at(reply.memberNames, i),
    instanceId: at(reply.memberInstances, i),
    topics: at(reply.memberTopics, i),
    owned: at(reply.memberOwned, i),
    lastAssigned: at(reply.memberLastAssigned, i),
  }));
  const topics = self.plan.topics.map((topic, number) =>
    self.topics.includes(number)
      ? { ...topic, partitions: topic.partitions.slice(0, knownPartitions(self.net, number)) }
      : topic,
  );
  return assignBy(reply.protocol, members, topics);
}

function countKnown(self: ConsumerState): number {
  let count = 0;
  for (let i = 0; i < self.topics.length; i++) count += knownPartitions(self.net, numberAt(self.topics, i));
  return count;
}

/** The group's leader sees more partitions than it has assigned: the group must share them out. */
export function noticeNewPartitions(self: ConsumerState): void {
  const { membership } = self;
  if (membership.phase !== JOINED || membership.assignedOf < 0) return;
  if (countKnown(self) !== membership.assignedOf) membership.rejoinNeeded = 1;
}
