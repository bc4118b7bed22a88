import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { answer } from '../broker/answer.ts';
import { type BrokerState, replicaOf } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import { batchAt, batchTotal } from '../log/log.ts';
import { NOT_COORDINATOR } from '../protocol/errors.ts';
import {
  ACTIVE,
  COMMIT,
  type CoordinatorState,
  createGroup,
  EMPTY,
  type GroupState,
  groupOf,
  LOADING,
  NOT_HERE,
  PARTITION_LOADED,
  STABLE,
} from './coordinator-state.ts';
import { foundGroup } from './group-join.ts';
import { answerJoin, answerSync, endSession, enterState, extendSession } from './group-members.ts';
import { commitFailed, commitReply, setOffset } from './group-offsets.ts';
import {
  commitCount,
  commitGroup,
  commitLeaderEpoch,
  commitOffset,
  commitPartition,
  contentOf,
  type GroupRecord,
  groupRecordAt,
  isGroupRecord,
  type OffsetRecords,
} from './offset-records.ts';

/** A fetch of the log from disk, and what each of its records takes to be read, µs. [model] */
const LOAD_US = 1000;
const LOAD_RECORD_US = 2;

export function phaseOf(coordinator: CoordinatorState, group: number): number {
  return coordinator.phase[group] ?? NOT_HERE;
}

/**
 * This broker leads a partition of `__consumer_offsets`: it reads all of the log before it serves its groups.
 *
 * @see `CoordinatorRuntime#scheduleLoadOperation`
 */
export function beginLoading(state: KafkaState, broker: BrokerState, partition: number, ctx: Context): void {
  setPhase(state, broker.coordinator, partition, LOADING);
  const replica = replicaOf(broker, partition);
  const records = replica === null ? 0 : batchTotal(replica.log);
  ctx.setTimer(PARTITION_LOADED, LOAD_US + LOAD_RECORD_US * records, partition, 0);
}

/** The log has been read: the groups are as the last of its records say, and their members' sessions begin anew. */
export function onPartitionLoaded(state: KafkaState, broker: BrokerState, partition: number, ctx: Context): void {
  const { coordinator } = broker;
  const replica = replicaOf(broker, partition);
  if (replica === null || !hasPhase(state, coordinator, partition, LOADING)) return;
  const { log } = replica;
  for (let i = 0; i < batchTotal(log); i++) {
    replay(state.offsetRecords, coordinator, contentOf(state.batches, batchAt(log, i)));
  }
  setPhase(state, coordinator, partition, ACTIVE);
  for (let i = 0; i < coordinator.groups.length; i++) {
    const group = groupOf(coordinator, i);
    if (group === null || at(state.plan.groups, i).offsetsPartition !== partition) continue;
    enterState(group, group.members.length > 0 ? STABLE : EMPTY, ctx);
    for (const member of group.members) extendSession(group, member, member.sessionTimeoutUs, ctx);
  }
}

/** This broker no longer leads the partition: who waits is sent on, and the groups are forgotten. */
export function unload(state: KafkaState, broker: BrokerState, partition: number, ctx: Context): void {
  const { coordinator } = broker;
  setPhase(state, coordinator, partition, NOT_HERE);
  const { writes } = coordinator;
  coordinator.writes = writes.filter((write) => at(state.plan.groups, write.group).offsetsPartition !== partition);
  for (const write of writes) {
    if (write.kind !== COMMIT || at(state.plan.groups, write.group).offsetsPartition !== partition) continue;
    const { group, record, generation, member } = write;
    const count = commitFailed(state, group, record, generation, member, NOT_COORDINATOR, ctx);
    answer(broker, write.connection, write.correlation, commitReply(count, NOT_COORDINATOR), 40, ctx);
  }
  for (let i = 0; i < coordinator.groups.length; i++) {
    const group = groupOf(coordinator, i);
    if (group === null || at(state.plan.groups, i).offsetsPartition !== partition) continue;
    coordinator.groups[i] = null;
    forget(broker, group, ctx);
  }
}

function forget(broker: BrokerState, group: GroupState, ctx: Context): void {
  for (const member of group.members) {
    answerJoin(broker, group, member, NOT_COORDINATOR, ctx);
    answerSync(broker, group, member, NOT_COORDINATOR, ctx);
    endSession(member, ctx);
  }
  for (const timer of group.pendingTimers) ctx.cancelTimer(timer);
  if (group.joinTimer !== NO_TIMER) ctx.cancelTimer(group.joinTimer);
  if (group.syncTimer !== NO_TIMER) ctx.cancelTimer(group.syncTimer);
}

function replay(records: OffsetRecords, coordinator: CoordinatorState, place: number): void {
  if (isGroupRecord(place)) {
    const record = groupRecordAt(records, place);
    if (record !== undefined) replayGroup(coordinator, record);
    return;
  }
  const group = foundGroup(coordinator, commitGroup(records, place));
  const count = commitCount(records, place);
  for (let i = 0; i < count; i++) {
    const partition = commitPartition(records, place, i);
    if (partition < 0) continue;
    const offset = commitOffset(records, place, i);
    setOffset(group, partition, offset, commitLeaderEpoch(records, place, i));
  }
}

function replayGroup(coordinator: CoordinatorState, record: GroupRecord): void {
  const before = foundGroup(coordinator, record.group);
  const group = createGroup(record.group);
  group.generation = record.generation;
  group.protocolType = record.protocolType;
  group.protocol = record.protocol;
  group.leader = record.leader;
  group.offsets = before.offsets;
  group.offsetEpochs = before.offsetEpochs;
  for (const member of record.members) {
    group.members.push({
      id: member.id,
      name: member.name,
      instanceId: member.instanceId,
      previousId: -1,
      node: member.node,
      sessionTimeoutUs: member.sessionTimeoutUs,
      rebalanceTimeoutUs: member.rebalanceTimeoutUs,
      protocols: member.protocols,
      topics: member.topics,
      owned: member.owned,
      lastAssigned: member.lastAssigned,
      assignment: member.assignment,
      joinConnection: 0,
      joinCorrelation: 0,
      canSkip: 0,
      syncConnection: 0,
      syncCorrelation: 0,
      isNew: 0,
      owesSync: 0,
      sessionTimer: NO_TIMER,
      sessionTimerAt: 0,
      sessionDeadline: 0,
    });
  }
  coordinator.groups[record.group] = group;
}

function hasPhase(state: KafkaState, coordinator: CoordinatorState, partition: number, phase: number): boolean {
  return state.plan.groups.some(
    (group, i) => group.offsetsPartition === partition && phaseOf(coordinator, i) === phase,
  );
}

function setPhase(state: KafkaState, coordinator: CoordinatorState, partition: number, phase: number): void {
  const { groups } = state.plan;
  for (let i = 0; i < groups.length; i++) {
    if (at(groups, i).offsetsPartition !== partition) continue;
    while (coordinator.phase.length <= i) coordinator.phase.push(NOT_HERE);
    coordinator.phase[i] = phase;
  }
}
