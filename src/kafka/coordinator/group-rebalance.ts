import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import { numberOf } from '../../sim/config.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import { MEMBER_FENCED } from '../observations.ts';
import { NONE, REBALANCE_IN_PROGRESS, UNKNOWN_MEMBER_ID } from '../protocol/errors.ts';
import {
  COMPLETING_REBALANCE,
  DEAD,
  EMPTY,
  type GroupMember,
  type GroupState,
  INITIAL_DELAY,
  JOIN_DEADLINE,
  PREPARING_REBALANCE,
  RECORD_ONLY,
  STABLE,
  SYNC_DEADLINE,
} from './coordinator-state.ts';
import { writeGroup } from './group-log.ts';
import {
  answerJoin,
  answerSync,
  dropMember,
  extendSession,
  haveAllJoined,
  isParked,
  memberOf,
  moveTo,
  rebalanceTimeout,
  selectProtocol,
} from './group-members.ts';

/**
 * Starts a rebalance, unless one is being prepared already.
 *
 * @remarks The first one of an empty group waits `group.initial.rebalance.delay.ms` for more members (KIP-134);
 * a later one until all known members have rejoined, at most the longest of their rebalance timeouts.
 * @see `GroupMetadataManager#prepareRebalance`
 */
export function prepareRebalance(state: KafkaState, broker: BrokerState, group: GroupState, ctx: Context): void {
  if (group.state === PREPARING_REBALANCE) return;
  if (group.state === COMPLETING_REBALANCE) refuseAssignment(broker, group, REBALANCE_IN_PROGRESS, ctx);
  cancelSyncTimer(group, ctx);
  for (let i = 0; i < group.members.length; i++) at(group.members, i).owesSync = 0;
  const isFirst = group.state === EMPTY;
  moveTo(group, PREPARING_REBALANCE, ctx);
  if (isFirst) {
    const delayUs = numberOf(state.plan.brokerConfig, 'group.initial.rebalance.delay.ms') * 1000;
    group.delaying = 1;
    group.newMemberAdded = 0;
    setJoinTimer(group, INITIAL_DELAY, delayUs, ctx);
    group.delayUs = delayUs;
    group.delayLeftUs = Math.max(rebalanceTimeout(group) - delayUs, 0);
  } else if (haveAllJoined(group)) {
    completeJoin(state, broker, group, ctx);
  } else {
    setJoinTimer(group, JOIN_DEADLINE, rebalanceTimeout(group), ctx);
  }
}

/** After a join or a leave: a rebalance begins, or the one that is prepared may be complete. */
export function rebalanceOrComplete(state: KafkaState, broker: BrokerState, group: GroupState, ctx: Context): void {
  if (group.state === PREPARING_REBALANCE) completeJoinIfReady(state, broker, group, ctx);
  else if (group.state !== DEAD) prepareRebalance(state, broker, group, ctx);
}

/** After a join, or when somebody who was waited for is gone: completes what all are ready for. */
export function completeJoinIfReady(state: KafkaState, broker: BrokerState, group: GroupState, ctx: Context): void {
  if (group.state === PREPARING_REBALANCE && group.delaying === 0 && haveAllJoined(group)) {
    completeJoin(state, broker, group, ctx);
  }
}

/** The initial delay is over: once more if somebody joined meanwhile, within the rebalance timeout. */
export function onInitialDelay(state: KafkaState, broker: BrokerState, group: GroupState, ctx: Context): void {
  group.joinTimer = NO_TIMER;
  if (group.newMemberAdded === 1 && group.delayLeftUs > 0) {
    group.newMemberAdded = 0;
    const next = Math.min(
      numberOf(state.plan.brokerConfig, 'group.initial.rebalance.delay.ms') * 1000,
      group.delayLeftUs,
    );
    group.delayLeftUs = Math.max(group.delayLeftUs - group.delayUs, 0);
    group.delayUs = next;
    setJoinTimer(group, INITIAL_DELAY, next, ctx);
    return;
  }
  completeJoin(state, broker, group, ctx);
}

export function onJoinDeadline(state: KafkaState, broker: BrokerState, group: GroupState, ctx: Context): void {
  group.joinTimer = NO_TIMER;
  completeJoin(state, broker, group, ctx);
}

/** Members that owe their SyncGroup are out. @see `GroupMetadataManager#expirePendingSync` */
export function onSyncDeadline(state: KafkaState, broker: BrokerState, group: GroupState, ctx: Context): void {
  group.syncTimer = NO_TIMER;
  if (group.state !== COMPLETING_REBALANCE && group.state !== STABLE) return;
  const late = group.members.filter((member) => member.owesSync === 1);
  if (late.length === 0) return;
  for (const member of late) expel(broker, group, member, ctx);
  prepareRebalance(state, broker, group, ctx);
}

/** The coordinator puts a member out by itself. */
export function expel(broker: BrokerState, group: GroupState, member: GroupMember, ctx: Context): void {
  ctx.observe(MEMBER_FENCED, group.group, member.node, group.generation, UNKNOWN_MEMBER_ID, 0, 0, -1);
  answerJoin(broker, group, member, UNKNOWN_MEMBER_ID, ctx);
  dropMember(group, member, ctx);
}

/** All who wait for an assignment are told to join again. */
export function refuseAssignment(broker: BrokerState, group: GroupState, error: number, ctx: Context): void {
  for (let i = 0; i < group.members.length; i++) {
    const member = at(group.members, i);
    member.assignment = [];
    answerSync(broker, group, member, error, ctx);
  }
}

/**
 * The next generation begins: who did not rejoin is out, the others are answered. A static member stays, since it may
 * be restarting; where nobody has rejoined, it is waited for once more.
 *
 * @see `GroupMetadataManager#completeClassicGroupJoin`
 */
function completeJoin(state: KafkaState, broker: BrokerState, group: GroupState, ctx: Context): void {
  if (group.joinTimer !== NO_TIMER) ctx.cancelTimer(group.joinTimer);
  group.joinTimer = NO_TIMER;
  for (let i = group.members.length - 1; i >= 0; i--) {
    const member = at(group.members, i);
    if (!isParked(member) && member.instanceId === null) expel(broker, group, member, ctx);
  }
  if (group.members.length > 0 && !electJoinedLeader(group)) {
    setJoinTimer(group, JOIN_DEADLINE, rebalanceTimeout(group), ctx);
    return;
  }
  group.delaying = 0;
  cancelSyncTimer(group, ctx);
  group.generation += 1;
  if (group.members.length === 0) {
    group.protocol = '';
    group.leader = -1;
    moveTo(group, EMPTY, ctx);
    writeGroup(state, broker, group, RECORD_ONLY, -1, ctx);
    return;
  }
  group.protocol = selectProtocol(group.members.map((member) => member.protocols));
  assert(group.protocol !== '', 'the members of a group have an assignor in common');
  moveTo(group, COMPLETING_REBALANCE, ctx);
  for (let i = 0; i < group.members.length; i++) {
    const member = at(group.members, i);
    member.isNew = 0;
    member.owesSync = 1;
    answerJoin(broker, group, member, NONE, ctx);
    extendSession(group, member, member.sessionTimeoutUs, ctx);
  }
  group.syncTimer = ctx.setTimer(SYNC_DEADLINE, rebalanceTimeout(group), group.group, 0);
}

/** The leader is one who has rejoined; false where nobody has. @see `ClassicGroup#maybeElectNewJoinedLeader` */
function electJoinedLeader(group: GroupState): boolean {
  const leader = memberOf(group, group.leader);
  if (leader !== null && isParked(leader)) return true;
  for (let i = 0; i < group.members.length; i++) {
    const member = at(group.members, i);
    if (!isParked(member)) continue;
    group.leader = member.id;
    return true;
  }
  return false;
}

export function cancelSyncTimer(group: GroupState, ctx: Context): void {
  if (group.syncTimer === NO_TIMER) return;
  ctx.cancelTimer(group.syncTimer);
  group.syncTimer = NO_TIMER;
}

function setJoinTimer(group: GroupState, kind: number, delayUs: number, ctx: Context): void {
  group.joinTimer = ctx.setTimer(kind, delayUs, group.group, 0);
  group.joinTimerAt = ctx.now + delayUs;
}
