import type { Context } from '../../sim/actor.ts';
import { numberAt } from '../../sim/column.ts';
import { answer } from '../broker/answer.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import { COMMIT_REFUSED, POSITION_COMMITTED } from '../observations.ts';
import { zeros } from '../protocol/constant-lists.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  ILLEGAL_GENERATION,
  NONE,
  REBALANCE_IN_PROGRESS,
  UNKNOWN_MEMBER_ID,
} from '../protocol/errors.ts';
import {
  OFFSET_COMMIT,
  OFFSET_FETCH,
  type OffsetCommitReply,
  type OffsetCommitRequest,
  type OffsetFetchReply,
  type OffsetFetchRequest,
} from '../protocol/messages.ts';
import {
  COMPLETING_REBALANCE,
  DEAD,
  EMPTY,
  type GroupState,
  groupOf,
  PREPARING_REBALANCE,
  STABLE,
} from './coordinator-state.ts';
import { foundGroup } from './group-join.ts';
import { UNDER_WAY, writeCommit } from './group-log.ts';
import { extendSession, judgeMember, memberOf } from './group-members.ts';
import { commitCount, commitLeaderEpoch, commitOffset, commitPartition, type OffsetRecords } from './offset-records.ts';

/** OffsetCommit: who may is judged, then the offsets go to the log; they count once they are replicated. */
export function onOffsetCommit(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  correlation: number,
  request: OffsetCommitRequest,
  ctx: Context,
): void {
  const known = groupOf(broker.coordinator, request.group);
  const verdict = judgeCommit(known, request.member, request.instanceId, request.generation, false);
  if (verdict !== NONE) {
    refuse(broker, request.group, request, verdict, connection, correlation, ctx);
    return;
  }
  const group = known ?? foundGroup(broker.coordinator, request.group);
  const member = memberOf(group, request.member);
  if (member !== null && (group.state === STABLE || group.state === PREPARING_REBALANCE)) {
    extendSession(group, member, member.sessionTimeoutUs, ctx);
  }
  const { place, error } = writeCommit(state, broker, group, request, connection, correlation, ctx);
  if (error === UNDER_WAY) return;
  if (error === NONE) {
    takeCommit(state.offsetRecords, group, place, request.generation, ctx.peer(connection), ctx);
    answer(broker, connection, correlation, commitReply(request.partitions.length, NONE), 40, ctx);
  } else {
    refuse(broker, request.group, request, error, connection, correlation, ctx);
  }
}

/**
 * Who may commit: membership and generation count, not ownership.
 *
 * @param member - −1 with generation −1: somebody who is no member commits, such as a tool
 * @param isTransactional - TxnOffsetCommit: a producer that knows nothing of the group may commit at any time (KIP-447)
 * @see `ClassicGroup#validateOffsetCommit`
 */
export function judgeCommit(
  group: GroupState | null,
  member: number,
  instanceId: string | null,
  generation: number,
  isTransactional: boolean,
): number {
  if (group === null) return generation < 0 ? NONE : ILLEGAL_GENERATION;
  if (group.state === DEAD) return COORDINATOR_NOT_AVAILABLE;
  if (generation < 0 && group.state === EMPTY) return NONE;
  if (generation >= 0 || member >= 0 || instanceId !== null) {
    const error = judgeMember(group, member, instanceId);
    if (error !== NONE) return error;
    if (generation !== group.generation) return ILLEGAL_GENERATION;
  } else if (!isTransactional) {
    return UNKNOWN_MEMBER_ID;
  }
  return !isTransactional && group.state === COMPLETING_REBALANCE ? REBALANCE_IN_PROGRESS : NONE;
}

/** The offsets of a commit are the group's from now on; answers how many partitions it named. */
export function takeCommit(
  records: OffsetRecords,
  group: GroupState,
  place: number,
  generation: number,
  node: number,
  ctx: Context,
): number {
  const count = commitCount(records, place);
  for (let i = 0; i < count; i++) {
    const partition = commitPartition(records, place, i);
    const offset = commitOffset(records, place, i);
    const epoch = commitLeaderEpoch(records, place, i);
    setOffset(group, partition, offset, epoch);
    ctx.observe(POSITION_COMMITTED, group.group, partition, offset, generation, node, epoch, -1);
  }
  return count;
}

export function setOffset(group: GroupState, partition: number, offset: number, leaderEpoch: number): void {
  while (group.offsets.length <= partition) {
    group.offsets.push(-1);
    group.offsetEpochs.push(-1);
  }
  group.offsets[partition] = offset;
  group.offsetEpochs[partition] = leaderEpoch;
}

/** A commit that was accepted could not be replicated; answers how many partitions it named. */
export function commitFailed(
  state: KafkaState,
  group: number,
  place: number,
  generation: number,
  node: number,
  error: number,
  ctx: Context,
): number {
  const records = state.offsetRecords;
  const count = commitCount(records, place);
  for (let i = 0; i < count; i++) {
    const partition = commitPartition(records, place, i);
    const offset = commitOffset(records, place, i);
    ctx.observe(COMMIT_REFUSED, group, partition, offset, generation, node, error, -1);
  }
  return count;
}

export function commitReply(count: number, error: number): OffsetCommitReply {
  const errors = error === NONE ? zeros(count) : new Array<number>(count).fill(error);
  return { type: 'OffsetCommitReply', api: OFFSET_COMMIT, errors };
}

export function onOffsetFetch(
  broker: BrokerState,
  connection: number,
  correlation: number,
  request: OffsetFetchRequest,
  ctx: Context,
): void {
  const group = groupOf(broker.coordinator, request.group);
  const offsets: number[] = [];
  const leaderEpochs: number[] = [];
  for (let i = 0; i < request.partitions.length; i++) {
    const partition = numberAt(request.partitions, i);
    offsets.push(group?.offsets[partition] ?? -1);
    leaderEpochs.push(group?.offsetEpochs[partition] ?? -1);
  }
  const { partitions } = request;
  const reply: OffsetFetchReply = {
    type: 'OffsetFetchReply',
    api: OFFSET_FETCH,
    error: NONE,
    partitions,
    offsets,
    leaderEpochs,
  };
  answer(broker, connection, correlation, reply, 40 + 30 * offsets.length, ctx);
}

function refuse(
  broker: BrokerState,
  group: number,
  request: OffsetCommitRequest,
  error: number,
  connection: number,
  correlation: number,
  ctx: Context,
): void {
  const node = ctx.peer(connection);
  for (let i = 0; i < request.partitions.length; i++) {
    const partition = numberAt(request.partitions, i);
    const offset = numberAt(request.offsets, i);
    ctx.observe(COMMIT_REFUSED, group, partition, offset, request.generation, node, error, -1);
  }
  answer(broker, connection, correlation, commitReply(request.partitions.length, error), 40, ctx);
}
