import type { Context } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { ISR_ACCEPTED } from '../observations.ts';
import {
  FENCED_LEADER_EPOCH,
  INELIGIBLE_REPLICA,
  INVALID_REQUEST,
  INVALID_UPDATE_VERSION,
  NEW_LEADER_ELECTED,
  NONE,
  NOT_CONTROLLER,
  STALE_BROKER_EPOCH,
  UNKNOWN_TOPIC_OR_PARTITION,
} from '../protocol/errors.ts';
import {
  ALTER_PARTITION,
  type AlterPartitionItem,
  type AlterPartitionReply,
  type AlterPartitionRequest,
} from '../protocol/messages.ts';
import { respondWhenCommitted } from './connections.ts';
import { brokerOf, type ControllerState, registrationOf } from './controller-state.ts';
import { ONLINE, UNCLEAN } from './election.ts';
import type { PartitionRegistration } from './partition-change.ts';
import { change } from './partitions.ts';

const NOBODY: readonly number[] = [];

/**
 * A leader asks for another ISR, for some of its partitions.
 *
 * @see KIP-497, KIP-841, KIP-903; `ReplicationControlManager#alterPartition`
 */
export function onAlterPartition(
  state: KafkaState,
  controller: ControllerState,
  connection: number,
  correlation: number,
  request: AlterPartitionRequest,
  ctx: Context,
): void {
  const node = ctx.peer(connection);
  const stale = brokerOf(controller, node).brokerEpoch !== request.brokerEpoch;
  const errors: number[] = [];
  const after: (PartitionRegistration | null)[] = [];
  const items = stale ? [] : request.items;
  for (const item of items) {
    const error = judge(state, controller, node, item);
    errors.push(error === NONE ? alter(state, controller, node, item, ctx) : error);
    after.push(registrationOf(controller, item.partition));
  }
  const reply: AlterPartitionReply = {
    type: 'AlterPartitionReply',
    api: ALTER_PARTITION,
    error: stale ? STALE_BROKER_EPOCH : NONE,
    partitions: items.map((item) => item.partition),
    errors,
    leaders: after.map((partition) => partition?.leader ?? -1),
    leaderEpochs: after.map((partition) => partition?.leaderEpoch ?? -1),
    partitionEpochs: after.map((partition) => partition?.partitionEpoch ?? -1),
    isrs: after.map((partition) => partition?.isr ?? NOBODY),
  };
  respondWhenCommitted(controller, connection, correlation, reply, 60 + 40 * items.length, ctx);
}

/** In Kafka's order. @see `ReplicationControlManager#validateAlterPartitionData` */
function judge(state: KafkaState, controller: ControllerState, node: number, item: AlterPartitionItem): number {
  const partition = registrationOf(controller, item.partition);
  if (partition === null) return UNKNOWN_TOPIC_OR_PARTITION;
  if (item.leaderEpoch > partition.leaderEpoch || item.partitionEpoch > partition.partitionEpoch) return NOT_CONTROLLER;
  if (item.leaderEpoch < partition.leaderEpoch) return FENCED_LEADER_EPOCH;
  if (node !== partition.leader) return INVALID_REQUEST;
  const { mutants } = state.plan;
  if (item.partitionEpoch < partition.partitionEpoch && !mutants.noPartitionEpoch) return INVALID_UPDATE_VERSION;
  if (item.isr.some((member) => !partition.replicas.includes(member))) return INVALID_REQUEST;
  if (!item.isr.includes(partition.leader) && !mutants.isrWithoutLeader) return INVALID_REQUEST;
  if (item.recovering && (item.isr.length > 1 || !partition.recovering)) return INVALID_REQUEST;
  for (let i = 0; i < item.isr.length; i++) {
    const brokerEpoch = mutants.noBrokerEpoch ? -1 : at(item.brokerEpochs, i);
    if (!isEligible(controller, at(item.isr, i), brokerEpoch)) return INELIGIBLE_REPLICA;
  }
  return NONE;
}

function isEligible(controller: ControllerState, node: number, brokerEpoch: number): boolean {
  const known = brokerOf(controller, node).brokerEpoch;
  return controller.active[node] === 1 && (brokerEpoch === -1 || brokerEpoch === known);
}

function alter(
  state: KafkaState,
  controller: ControllerState,
  node: number,
  item: AlterPartitionItem,
  ctx: Context,
): number {
  const { partition, isr } = item;
  for (let i = 0; i < isr.length; i++) {
    const { leaderEpoch, partitionEpoch } = item;
    ctx.observe(ISR_ACCEPTED, partition, node, leaderEpoch, partitionEpoch, at(isr, i), at(item.brokerEpochs, i), -1);
  }
  const before = registrationOf(controller, partition);
  const topic = at(state.plan.partitionTopic, partition);
  const election = at(controller.uncleanEnabled, topic) === 1 ? UNCLEAN : ONLINE;
  const after = change(state, controller, partition, isr, election, NOBODY, !item.recovering, ctx);
  return after !== null && after.leader !== before?.leader ? NEW_LEADER_ELECTED : NONE;
}
