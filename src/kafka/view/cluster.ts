import type { World } from '../../sim/world.ts';
import { type BrokerState, replicaOf } from '../broker/broker-state.ts';
import { LEADER } from '../broker/replica.ts';
import type { KafkaState } from '../cluster.ts';
import { committedPartition, isFenced } from '../controller/active-controller.ts';
import { type GroupState, PREPARING_REBALANCE } from '../coordinator/coordinator-state.ts';
import { lastStableOffset } from '../log/producer-state.ts';

type KafkaWorld = World<KafkaState>;

export interface PartitionRow {
  readonly partition: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  /** Masks over the assignment. */
  readonly isr: number;
  readonly elr: number;
  /** Of those that hold it now. */
  readonly assigned: number;
  /** Nodes by slot. */
  readonly replicas: readonly number[];
}

/** A partition as the controller's committed records have it. */
export function partitionRow(world: KafkaWorld, partition: number): PartitionRow {
  const replicas = world.state.plan.replicas[partition] ?? [];
  const registration = committedPartition(world.state, partition);
  const mask = (nodes: readonly number[]): number =>
    nodes.reduce((sum, node) => sum | (1 << Math.max(0, replicas.indexOf(node))), 0);
  if (registration === null) {
    return { partition, leader: -1, leaderEpoch: -1, partitionEpoch: -1, isr: 0, elr: 0, assigned: 0, replicas };
  }
  return {
    partition,
    leader: registration.leader,
    leaderEpoch: registration.leaderEpoch,
    partitionEpoch: registration.partitionEpoch,
    isr: mask(registration.isr),
    elr: mask(registration.elr),
    assigned: mask(registration.replicas),
    replicas,
  };
}

export interface ReplicaRow {
  readonly node: number;
  readonly slot: number;
  readonly believesLeader: boolean;
  readonly leaderEpoch: number;
  readonly logStart: number;
  readonly logEnd: number;
  readonly highWatermark: number;
  readonly flushed: number;
  readonly lastStable: number;
  /** When its leader last knew it to have everything, µs; −1 = it knows of no such time, or nobody leads. */
  readonly caughtUpUs: number;
}

/** A replica as its own broker has it. */
export function replicaRow(world: KafkaWorld, partition: number, node: number): ReplicaRow | null {
  const broker = brokerIn(world, node);
  const replica = broker === null ? null : replicaOf(broker, partition);
  if (replica === null) return null;
  const { log } = replica;
  return {
    node,
    slot: replica.slot,
    believesLeader: replica.role === LEADER,
    leaderEpoch: replica.leaderEpoch,
    logStart: log.logStart,
    logEnd: log.logEnd,
    highWatermark: log.highWatermark,
    flushed: world.nodes[node]?.files[log.file]?.flushed ?? 0,
    lastStable: lastStableOffset(log.producers, log.highWatermark),
    caughtUpUs: replica.role === LEADER ? world.now : caughtUpUs(world, partition, replica.slot),
  };
}

/** Where a replica's log ends; 0 where there is none. */
export function logEndAt(world: KafkaWorld, partition: number, node: number): number {
  const broker = brokerIn(world, node);
  return (broker === null ? null : replicaOf(broker, partition))?.log.logEnd ?? 0;
}

/** As the leader that the controller names keeps it. */
function caughtUpUs(world: KafkaWorld, partition: number, slot: number): number {
  const leader = brokerIn(world, committedLeader(world, partition));
  const leading = leader === null ? null : replicaOf(leader, partition);
  if (leading === null || leading.role !== LEADER) return -1;
  return Math.max(-1, leading.progress.lastCaughtUpUs[slot] ?? -1);
}

function committedLeader(world: KafkaWorld, partition: number): number {
  return committedPartition(world.state, partition)?.leader ?? -1;
}

/** Records of a broker that are in its page cache only, all that it holds, and how many partitions it leads. */
export function brokerRow(
  world: KafkaWorld,
  node: number,
): { readonly dirty: number; readonly written: number; readonly leaders: number; readonly fenced: boolean } {
  const broker = brokerIn(world, node);
  let dirty = 0;
  let written = 0;
  let leaders = 0;
  for (const replica of broker?.replicas ?? []) {
    if (replica === null) continue;
    const flushed = world.nodes[node]?.files[replica.log.file]?.flushed ?? 0;
    dirty += Math.max(0, replica.log.logEnd - flushed);
    written += replica.log.logEnd;
    if (replica.role === LEADER) leaders += 1;
  }
  return { dirty, written, leaders, fenced: isFenced(world.state, node) };
}

export interface GroupRow {
  readonly coordinator: number;
  readonly state: number;
  readonly generation: number;
  readonly members: number;
  /** Assignor in use, '' = none. */
  readonly assignor: string;
  readonly dueUs: number;
  /** By partition, −1 = none. */
  readonly committed: readonly number[];
}

/** A group as its coordinator has it: the leader of its partition of `__consumer_offsets`. */
export function groupRow(world: KafkaWorld, group: number): GroupRow {
  const plan = world.state.plan.groups[group];
  const coordinator = plan === undefined ? -1 : committedLeader(world, plan.offsetsPartition);
  const state: GroupState | null | undefined = brokerIn(world, coordinator)?.coordinator.groups[group];
  if (state === null || state === undefined) {
    return { coordinator, state: 0, generation: -1, members: 0, assignor: '', dueUs: -1, committed: [] };
  }
  return {
    coordinator,
    state: state.state,
    generation: state.generation,
    members: state.members.length,
    assignor: state.protocol,
    dueUs: state.state === PREPARING_REBALANCE ? state.joinTimerAt : -1,
    committed: state.offsets,
  };
}

/** Kind of a node on the screen: 0 broker, 1 controller, 2 producer, 3 consumer. */
export function nodeKind(world: KafkaWorld, node: number): number {
  switch (world.state.actors[node]?.actor) {
    case 'broker':
      return 0;
    case 'controller':
      return 1;
    case 'producer':
      return 2;
    default:
      return 3;
  }
}

function brokerIn(world: KafkaWorld, node: number): BrokerState | null {
  const actor = world.state.actors[node];
  return actor?.actor === 'broker' ? actor : null;
}
