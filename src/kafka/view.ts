import { type FloatColumn, get, getInt } from '../sim/column.ts';
import { bundleCount, bundleMember, createdAt } from '../sim/payload.ts';
import type { World } from '../sim/world.ts';
import { batchBytes, batchCount } from './batches.ts';
import { type BrokerState, replicaOf } from './broker/broker-state.ts';
import { LEADER } from './broker/replica.ts';
import type { ConsumerState } from './client/consumer-state.ts';
import type { ProducerBatch, ProducerState } from './client/producer-state.ts';
import type { KafkaState } from './cluster.ts';
import type { ControllerState } from './controller/controller-state.ts';
import type { GroupState } from './coordinator/coordinator-state.ts';
import { lastStableOffset } from './log/producer-state.ts';
import { API_NAMES, FETCH, type KafkaReply, type KafkaRequest, PRODUCE } from './protocol/messages.ts';

/**
 * What a screen may read of a Kafka world, as plain rows. It reads what the nodes hold; what is true of a message
 * the ledger knows.
 */

type KafkaWorld = World<KafkaState>;

export interface PartitionRow {
  readonly partition: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  /** Masks over the assignment. */
  readonly isr: number;
  readonly elr: number;
  readonly replicas: readonly number[];
}

/** A partition as the controller's committed records have it. */
export function partitionRow(world: KafkaWorld, partition: number): PartitionRow {
  const replicas = world.state.plan.replicas[partition] ?? [];
  const registration = controllerIn(world)?.committedPartitions[partition] ?? null;
  const mask = (nodes: readonly number[]): number =>
    nodes.reduce((sum, node) => sum | (1 << Math.max(0, replicas.indexOf(node))), 0);
  if (registration === null) {
    return { partition, leader: -1, leaderEpoch: -1, partitionEpoch: -1, isr: 0, elr: 0, replicas };
  }
  return {
    partition,
    leader: registration.leader,
    leaderEpoch: registration.leaderEpoch,
    partitionEpoch: registration.partitionEpoch,
    isr: mask(registration.isr),
    elr: mask(registration.elr),
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
  };
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
  const fenced = (controllerIn(world)?.brokers[node]?.fenced ?? 0) !== 0;
  return { dirty, written, leaders, fenced };
}

export interface BatchRow {
  readonly partition: number;
  readonly records: number;
  readonly bytes: number;
  readonly closed: boolean;
  readonly attempt: number;
  readonly createdUs: number;
  readonly dueUs: number;
  readonly firstUid: number;
}

export interface FlightRow {
  readonly to: number;
  readonly slot: number;
  readonly batch: number;
  readonly partition: number;
  readonly records: number;
  readonly attempt: number;
  readonly sentUs: number;
  readonly timeoutUs: number;
}

export interface ProducerRow {
  readonly topic: number;
  readonly session: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly acks: number;
  readonly idempotent: boolean;
  readonly produced: number;
  readonly acked: number;
  readonly unknown: number;
  readonly refused: number;
  readonly waiting: number;
  readonly bufferBytes: number;
  readonly latencyUs: number;
  readonly perSecond: number;
  readonly batching: readonly BatchRow[];
  readonly inFlight: readonly FlightRow[];
}

export function producerRow(world: KafkaWorld, node: number): ProducerRow | null {
  const self = world.state.actors[node];
  if (self?.actor !== 'producer') return null;
  const batching: BatchRow[] = [];
  for (const queue of self.partitions) {
    for (const slot of queue.queue) {
      const batch = self.batches[slot];
      if (batch !== undefined) batching.push(batchRow(self, batch));
    }
  }
  const { rate } = self.setup;
  return {
    topic: self.topic,
    session: self.session,
    producerId: self.producerId,
    producerEpoch: self.producerEpoch,
    acks: self.config.acks,
    idempotent: self.producerId >= 0,
    produced: self.produced,
    acked: self.acked,
    unknown: self.unknown,
    refused: self.refused,
    waiting: self.produced - self.acked - self.unknown - self.refused - self.forgotten,
    bufferBytes: self.config.bufferMemoryBytes - self.bufferFree,
    latencyUs: self.latencyUs,
    perSecond: rate.perUs > 0 ? Math.round((rate.count * 1_000_000) / rate.perUs) : 0,
    batching,
    inFlight: flightsOf(world, self),
  };
}

function batchRow(self: ProducerState, batch: ProducerBatch): BatchRow {
  return {
    partition: batch.partition,
    records: batch.uids.length,
    bytes: batch.bytes,
    closed: batch.closed === 1,
    attempt: batch.sent,
    createdUs: batch.createdAt,
    dueUs: Math.max(batch.backoffUntil, batch.createdAt + self.config.lingerUs),
    firstUid: batch.uids[0] ?? -1,
  };
}

function flightsOf(world: KafkaWorld, self: ProducerState): FlightRow[] {
  const rows: FlightRow[] = [];
  for (const requests of self.net.connections.inFlight) {
    let slot = 0;
    for (const request of requests) {
      const carried = batchesOf(request.message);
      if (carried.length === 0) continue;
      for (const batch of carried) {
        const own = self.batches.find((one) => one.onWire === batch || one.batch === batch);
        rows.push({
          to: request.node,
          slot,
          batch,
          partition: getInt(world.state.batches.partition, batch),
          records: batchCount(world.state.batches, batch),
          attempt: own?.sent ?? 1,
          sentUs: request.sentAt,
          timeoutUs: request.deadline,
        });
      }
      slot += 1;
    }
  }
  return rows;
}

/** Record batches that a Produce request carries. */
function batchesOf(message: object): readonly number[] {
  const request: Partial<KafkaRequest> = message;
  return request.type === 'ProduceRequest' ? (request.batches ?? []) : [];
}

export interface MemberRow {
  readonly node: number;
  readonly group: number;
  readonly state: number;
  readonly generation: number;
  readonly partitions: number;
  readonly buffered: number;
  readonly handling: number;
  readonly polledUs: number;
  readonly heartbeatUs: number;
  readonly auto: boolean;
  readonly how: string;
  readonly when: string;
  readonly positions: readonly { readonly partition: number; readonly position: number }[];
}

export function memberRow(world: KafkaWorld, node: number): MemberRow | null {
  const self = world.state.actors[node];
  if (self?.actor !== 'consumer') return null;
  return {
    node,
    group: self.group,
    state: self.life === 0 ? 0 : self.membership.generation < 0 ? 1 : self.assigned.length === 0 ? 2 : 3,
    generation: self.membership.generation,
    partitions: self.assigned.length,
    buffered: self.buffer.length,
    handling: handlingOf(self),
    polledUs: self.polledAt,
    heartbeatUs: self.membership.heartbeatAt,
    auto: self.config.autoCommit,
    how: self.setup.commit.how,
    when: self.setup.commit.when,
    positions: self.assigned.map(({ partition, position }) => ({ partition, position })),
  };
}

function handlingOf(self: ConsumerState): number {
  return self.waits === 2 ? (self.hand.uids[self.hand.next] ?? -1) : -1;
}

export interface GroupRow {
  readonly coordinator: number;
  readonly state: number;
  readonly generation: number;
  readonly members: number;
  readonly dueUs: number;
  /** By partition, −1 = none. */
  readonly committed: readonly number[];
}

/** A group as its coordinator has it: the leader of its partition of `__consumer_offsets`. */
export function groupRow(world: KafkaWorld, group: number): GroupRow {
  const plan = world.state.plan.groups[group];
  const coordinator = plan === undefined ? -1 : partitionRow(world, plan.offsetsPartition).leader;
  const state: GroupState | null | undefined = brokerIn(world, coordinator)?.coordinator.groups[group];
  if (state === null || state === undefined) {
    return { coordinator, state: 0, generation: -1, members: 0, dueUs: -1, committed: [] };
  }
  return {
    coordinator,
    state: state.state,
    generation: state.generation,
    members: state.members.length,
    dueUs: state.state === 1 ? state.joinTimerAt : -1,
    committed: state.offsets,
  };
}

/** What a message on a wire is about: its partition, record batches and error; −1 and none where it has none. */
export function messageRow(
  world: KafkaWorld,
  payload: object,
): { readonly partition: number; readonly records: number; readonly batch: number; readonly error: number } {
  const message: Partial<KafkaRequest | KafkaReply> = payload;
  switch (message.type) {
    case 'ProduceRequest': {
      const batch = message.batches?.[0] ?? -1;
      if (batch < 0) break;
      const records = (message.batches ?? []).reduce((sum, one) => sum + batchCount(world.state.batches, one), 0);
      return { partition: getInt(world.state.batches.partition, batch), records, batch, error: 0 };
    }
    case 'ProduceReply':
      return {
        partition: -1,
        records: message.errors?.length ?? 0,
        batch: -1,
        error: message.errors?.find((one) => one !== 0) ?? 0,
      };
    case 'FetchReply': {
      const batch = message.batches?.[0] ?? -1;
      const records = (message.batches ?? []).reduce((sum, one) => sum + batchCount(world.state.batches, one), 0);
      return {
        partition: message.partitions?.[0] ?? -1,
        records,
        batch,
        error: message.errors?.find((one) => one !== 0) ?? 0,
      };
    }
    case 'FetchRequest':
      return { partition: message.partitions?.[0] ?? -1, records: 0, batch: -1, error: 0 };
    default:
      break;
  }
  return { partition: -1, records: 0, batch: -1, error: 0 };
}

/** Producer id, epoch, first sequence and bytes of a record batch. */
export function batchFacts(
  world: KafkaWorld,
  batch: number,
): {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly bytes: number;
  readonly createdUs: number;
} {
  const { batches } = world.state;
  return {
    producerId: getInt(batches.producerId, batch),
    producerEpoch: getInt(batches.producerEpoch, batch),
    baseSequence: getInt(batches.baseSequence, batch),
    bytes: batchBytes(batches, batch),
    createdUs: get(batches.baseTime, batch),
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

export function isDataApi(api: number): boolean {
  return api === PRODUCE || api === FETCH;
}

export function apiName(api: number): string {
  return API_NAMES[api] ?? String(api);
}

function brokerIn(world: KafkaWorld, node: number): BrokerState | null {
  const actor = world.state.actors[node];
  return actor?.actor === 'broker' ? actor : null;
}

function controllerIn(world: KafkaWorld): ControllerState | null {
  const actor = world.state.actors[world.state.plan.controller];
  return actor?.actor === 'controller' ? actor : null;
}

/** First message of a record batch, −1 where it has none. */
export function firstUidOf(world: KafkaWorld, bundle: number): number {
  return bundleCount(world.payloads, bundle) > 0 ? bundleMember(world.payloads, bundle, 0) : -1;
}

/** µs at which the application called send. */
export function createdOf(world: KafkaWorld, uid: number): number {
  return createdAt(world.payloads, uid);
}

/** Texts and numbers of a message. */
export function messageFacts(world: KafkaWorld, uid: number): { readonly sender: number; readonly key: number; readonly value: number; readonly size: number; readonly topic: number; readonly callIndex: number } {
  const { payloads } = world;
  return {
    sender: getInt(payloads.sender, uid),
    key: getInt(payloads.key, uid),
    value: getInt(payloads.value, uid),
    size: getInt(payloads.size, uid),
    topic: getInt(payloads.destination, uid),
    callIndex: getInt(payloads.callIndex, uid),
  };
}

/** Messages of a record batch. */
export function uidsOf(world: KafkaWorld, bundle: number): readonly number[] {
  const uids: number[] = [];
  for (let i = 0; i < bundleCount(world.payloads, bundle); i++) uids.push(bundleMember(world.payloads, bundle, i));
  return uids;
}

/** A time out of a column, µs. */
export function timeAt(column: FloatColumn, index: number): number {
  return get(column, index);
}
