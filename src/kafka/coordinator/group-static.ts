import type { Context } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { answer } from '../broker/answer.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import { MEMBER_FENCED } from '../observations.ts';
import { FENCED_INSTANCE_ID, NONE } from '../protocol/errors.ts';
import type { JoinGroupRequest } from '../protocol/messages.ts';
import { type GroupMember, type GroupState, STABLE, STATIC_RETURN } from './coordinator-state.ts';
import { UNDER_WAY, writeGroup } from './group-log.ts';
import {
  answerJoin,
  answerSync,
  createMember,
  endSession,
  extendSession,
  isParked,
  joinReply,
  selectProtocol,
} from './group-members.ts';
import { rebalanceOrComplete } from './group-rebalance.ts';

/**
 * A static member comes back without its id: it gets a new one and takes the place of its former self, who is fenced.
 * A stable group stays as it is, unless its assignor would be another one now.
 *
 * @see `GroupMetadataManager#updateStaticMemberThenRebalanceOrCompleteJoin`; KIP-345
 */
export function returnStaticMember(
  state: KafkaState,
  broker: BrokerState,
  group: GroupState,
  before: GroupMember,
  id: number,
  connection: number,
  correlation: number,
  request: JoinGroupRequest,
  ctx: Context,
): void {
  const member = replace(broker, group, before, id, connection, correlation, request, ctx);
  extendSession(group, member, before.sessionTimeoutUs, ctx);
  const isSameProtocol = selectProtocol(group.members.map((each) => each.protocols)) === group.protocol;
  if (group.state !== STABLE || !isSameProtocol) {
    rebalanceOrComplete(state, broker, group, ctx);
    return;
  }
  const error = writeGroup(state, broker, group, STATIC_RETURN, member.node, ctx);
  if (error !== UNDER_WAY) onStaticReturnStored(broker, group, member.node, error, ctx);
}

/**
 * The group with its static member's new id is replicated, or could not be.
 *
 * @remarks If a rebalance has begun meanwhile, its end is the answer. Left out: after an error the real coordinator
 * goes back to the former id; the client comes once more here as it does there, and gets a new id in either case.
 */
export function onStaticReturnStored(
  broker: BrokerState,
  group: GroupState,
  node: number,
  error: number,
  ctx: Context,
): void {
  if (group.state !== STABLE) return;
  for (let i = 0; i < group.members.length; i++) {
    const member = at(group.members, i);
    if (member.node !== node || !isParked(member)) continue;
    if (error !== NONE) answerJoin(broker, group, member, error, ctx);
    else answerReturn(broker, group, member, ctx);
  }
}

function replace(
  broker: BrokerState,
  group: GroupState,
  before: GroupMember,
  id: number,
  connection: number,
  correlation: number,
  request: JoinGroupRequest,
  ctx: Context,
): GroupMember {
  const node = ctx.peer(connection);
  if (node !== before.node) {
    // Somebody else has the same group.instance.id: the former instance will be refused.
    ctx.observe(MEMBER_FENCED, group.group, before.node, group.generation, FENCED_INSTANCE_ID, 0, 0, -1);
  }
  answerJoin(broker, group, before, FENCED_INSTANCE_ID, ctx);
  answerSync(broker, group, before, FENCED_INSTANCE_ID, ctx);
  endSession(before, ctx);
  const member = createMember(id, before.id, node, connection, correlation, request);
  member.assignment = before.assignment;
  member.owesSync = before.owesSync;
  group.members[group.members.indexOf(before)] = member;
  if (group.leader === before.id) group.leader = id;
  return member;
}

/** A leader that cannot skip is told that somebody else leads, so that nobody computes an assignment. @see KIP-814 */
function answerReturn(broker: BrokerState, group: GroupState, member: GroupMember, ctx: Context): void {
  const { joinConnection, joinCorrelation } = member;
  const isLeader = group.leader === member.id;
  const canSkip = member.canSkip === 1;
  const leader = isLeader && !canSkip ? member.previousId : group.leader;
  member.joinConnection = 0;
  answer(
    broker,
    joinConnection,
    joinCorrelation,
    joinReply(group, member, leader, canSkip, isLeader && canSkip),
    100,
    ctx,
  );
}
