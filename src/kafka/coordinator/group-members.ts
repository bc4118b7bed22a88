import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at, numberAt } from '../../sim/column.ts';
import type { OwnedPartitions } from '../assignors/assignor.ts';
import { answer } from '../broker/answer.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import { GROUP_STATE } from '../observations.ts';
import { FENCED_INSTANCE_ID, NONE, UNKNOWN_MEMBER_ID } from '../protocol/errors.ts';
import {
  JOIN_GROUP,
  type JoinGroupReply,
  type JoinGroupRequest,
  SYNC_GROUP,
  type SyncGroupReply,
} from '../protocol/messages.ts';
import {
  EMPTY,
  type GroupMember,
  type GroupState,
  MEMBER_SESSION,
  mayBecome,
  PENDING_MEMBER,
} from './coordinator-state.ts';

const NOBODY: readonly number[] = [];
const NO_NAMES: readonly string[] = [];
const NO_INSTANCES: readonly (string | null)[] = [];
const NO_TOPICS: readonly (readonly number[])[] = [];
const NO_CLAIMS: readonly OwnedPartitions[] = [];

export function memberOf(group: GroupState, id: number): GroupMember | null {
  for (let i = 0; i < group.members.length; i++) {
    const member = at(group.members, i);
    if (member.id === id) return member;
  }
  return null;
}

/** The id as text: client id, or instance id, and a UUID; here its first group only. */
export function memberName(prefix: string, id: number): string {
  return `${prefix}-${id.toString(16).padStart(8, '0')}`;
}

/** A member that waits for the answer to its JoinGroup. */
export function createMember(
  id: number,
  previousId: number,
  node: number,
  connection: number,
  correlation: number,
  request: JoinGroupRequest,
): GroupMember {
  return {
    id,
    name: memberName(request.instanceId ?? request.clientId, id),
    instanceId: request.instanceId,
    previousId,
    node,
    sessionTimeoutUs: request.sessionTimeoutUs,
    rebalanceTimeoutUs: request.rebalanceTimeoutUs,
    protocols: request.protocols,
    topics: request.topics,
    owned: request.owned,
    lastAssigned: request.lastAssigned,
    assignment: NOBODY,
    joinConnection: connection,
    joinCorrelation: correlation,
    canSkip: request.canSkipAssignment ? 1 : 0,
    syncConnection: 0,
    syncCorrelation: 0,
    isNew: 0,
    owesSync: 0,
    sessionTimer: NO_TIMER,
    sessionTimerAt: 0,
    sessionDeadline: 0,
  };
}

export function isParked(member: GroupMember): boolean {
  return member.joinConnection !== 0;
}

/** Every member has (re)joined, and nobody was given an id that has not come back yet. */
export function haveAllJoined(group: GroupState): boolean {
  if (group.pending.length > 0) return false;
  for (let i = 0; i < group.members.length; i++) if (!isParked(at(group.members, i))) return false;
  return true;
}

/** µs: the longest of the members' rebalance timeouts. */
export function rebalanceTimeout(group: GroupState): number {
  let longest = 0;
  for (let i = 0; i < group.members.length; i++) {
    longest = Math.max(longest, at(group.members, i).rebalanceTimeoutUs);
  }
  return longest;
}

/** The static member of an instance; null where the group has none. */
export function memberOfInstance(group: GroupState, instanceId: string): GroupMember | null {
  for (let i = 0; i < group.members.length; i++) {
    const member = at(group.members, i);
    if (member.instanceId === instanceId) return member;
  }
  return null;
}

/**
 * Whether somebody is a member, and the one that its instance is now.
 *
 * @see `ClassicGroup#validateMember`
 */
export function judgeMember(group: GroupState, id: number, instanceId: string | null): number {
  if (instanceId !== null) {
    const known = memberOfInstance(group, instanceId);
    if (known === null) return UNKNOWN_MEMBER_ID;
    if (known.id !== id) return FENCED_INSTANCE_ID;
  }
  return memberOf(group, id) === null ? UNKNOWN_MEMBER_ID : NONE;
}

/**
 * Whoever asks is of the group's kind, and some assignor is supported by all members and by it.
 *
 * @see `ClassicGroup#supportsProtocols`
 */
export function supportsProtocols(group: GroupState, type: string, protocols: readonly string[]): boolean {
  if (group.state === EMPTY) return type !== '' && protocols.length > 0;
  if (type !== group.protocolType) return false;
  for (const protocol of protocols) {
    if (group.members.every((member) => member.protocols.includes(protocol))) return true;
  }
  return false;
}

/** The assignor that all support and most vote for: each member for the first of its list that all support. */
export function selectProtocol(memberProtocols: readonly (readonly string[])[]): string {
  const candidates = (memberProtocols[0] ?? NO_NAMES).filter((name) =>
    memberProtocols.every((list) => list.includes(name)),
  );
  let best = '';
  let most = 0;
  for (const candidate of candidates) {
    let votes = 0;
    for (const list of memberProtocols) {
      if (list.find((name) => candidates.includes(name)) === candidate) votes += 1;
    }
    if (votes > most) {
      most = votes;
      best = candidate;
    }
  }
  return best;
}

/** The member was heard of: its session ends `timeoutUs` from now. */
export function extendSession(group: GroupState, member: GroupMember, timeoutUs: number, ctx: Context): void {
  const deadline = ctx.now + timeoutUs;
  member.sessionDeadline = deadline;
  if (member.sessionTimer !== NO_TIMER) {
    if (member.sessionTimerAt <= deadline) return;
    ctx.cancelTimer(member.sessionTimer);
  }
  member.sessionTimerAt = deadline;
  member.sessionTimer = ctx.setTimer(MEMBER_SESSION, timeoutUs, group.group, member.id);
}

export function endSession(member: GroupMember, ctx: Context): void {
  if (member.sessionTimer === NO_TIMER) return;
  ctx.cancelTimer(member.sessionTimer);
  member.sessionTimer = NO_TIMER;
}

/** Takes an id out of the group, whether it is a member's or was only handed out. @see `ClassicGroup#remove` */
export function dropId(group: GroupState, id: number, ctx: Context): void {
  dropPending(group, id, false, ctx);
  const member = memberOf(group, id);
  if (member !== null) dropMember(group, member, ctx);
}

/** Takes a member out of the group's lists; what follows from that is the caller's. */
export function dropMember(group: GroupState, member: GroupMember, ctx: Context): void {
  endSession(member, ctx);
  const index = group.members.indexOf(member);
  if (index >= 0) group.members.splice(index, 1);
  if (group.leader === member.id) group.leader = group.members[0]?.id ?? -1;
}

/** Remembers an id that was handed out, until it is used or `timeoutUs` is over. */
export function addPending(group: GroupState, id: number, timeoutUs: number, ctx: Context): void {
  group.pending.push(id);
  group.pendingTimers.push(ctx.setTimer(PENDING_MEMBER, timeoutUs, group.group, id));
}

/** Forgets an id that was handed out; false if there is none. `fired`: its timer has just fired. */
export function dropPending(group: GroupState, id: number, fired: boolean, ctx: Context): boolean {
  const index = group.pending.indexOf(id);
  if (index < 0) return false;
  if (!fired) ctx.cancelTimer(numberAt(group.pendingTimers, index));
  group.pending.splice(index, 1);
  group.pendingTimers.splice(index, 1);
  return true;
}

/** Answers the parked JoinGroup of a member with the generation of now, or with an error. */
export function answerJoin(
  broker: BrokerState,
  group: GroupState,
  member: GroupMember,
  error: number,
  ctx: Context,
): void {
  const { joinConnection, joinCorrelation } = member;
  if (joinConnection === 0) return;
  member.joinConnection = 0;
  const reply = error === NONE ? joinReply(group, member, group.leader, true, false) : joinRefusal(error, member.id);
  answer(broker, joinConnection, joinCorrelation, reply, 100, ctx);
}

/**
 * The answer to a JoinGroup that succeeded.
 *
 * @param leader - whom it names as leader
 * @param withMembers - the leader is told who is in the group
 * @param skip - it is told to leave the assignment as it is
 */
export function joinReply(
  group: GroupState,
  member: GroupMember,
  leader: number,
  withMembers: boolean,
  skip: boolean,
): JoinGroupReply {
  const tell = withMembers && member.id === group.leader;
  return {
    type: 'JoinGroupReply',
    api: JOIN_GROUP,
    error: NONE,
    generation: group.generation,
    protocol: group.protocol,
    leader,
    member: member.id,
    skipAssignment: skip,
    members: tell ? group.members.map((each) => each.id) : NOBODY,
    memberNames: tell ? group.members.map((each) => each.name) : NO_NAMES,
    memberInstances: tell ? group.members.map((each) => each.instanceId) : NO_INSTANCES,
    memberTopics: tell ? group.members.map((each) => each.topics) : NO_TOPICS,
    memberOwned: tell ? group.members.map((each) => each.owned) : NO_CLAIMS,
    memberLastAssigned: tell ? group.members.map((each) => each.lastAssigned) : NO_CLAIMS,
  };
}

export function joinRefusal(error: number, member: number): JoinGroupReply {
  return {
    type: 'JoinGroupReply',
    api: JOIN_GROUP,
    error,
    generation: -1,
    protocol: '',
    leader: -1,
    member,
    skipAssignment: false,
    members: NOBODY,
    memberNames: NO_NAMES,
    memberInstances: NO_INSTANCES,
    memberTopics: NO_TOPICS,
    memberOwned: NO_CLAIMS,
    memberLastAssigned: NO_CLAIMS,
  };
}

/** Answers the parked SyncGroup of a member, if it has one. */
export function answerSync(
  broker: BrokerState,
  group: GroupState,
  member: GroupMember,
  error: number,
  ctx: Context,
): void {
  const { syncConnection, syncCorrelation } = member;
  if (syncConnection === 0) return;
  member.syncConnection = 0;
  extendSession(group, member, member.sessionTimeoutUs, ctx);
  answer(
    broker,
    syncConnection,
    syncCorrelation,
    syncReply(error, error === NONE ? member.assignment : NOBODY),
    60,
    ctx,
  );
}

export function syncReply(error: number, assignment: readonly number[]): SyncGroupReply {
  return { type: 'SyncGroupReply', api: SYNC_GROUP, error, assignment };
}

export function moveTo(group: GroupState, state: number, ctx: Context): void {
  assert(mayBecome(group.state, state), 'a group changes its state as a classic group may');
  enterState(group, state, ctx);
}

/** The same where the state was read from the log. */
export function enterState(group: GroupState, state: number, ctx: Context): void {
  group.state = state;
  ctx.observe(GROUP_STATE, group.group, state, group.generation, group.members.length, 0, 0, -1);
}
