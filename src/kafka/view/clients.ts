import type { World } from '../../sim/world.ts';
import { batchCount, batchPartition } from '../batches.ts';
import { partitionsToRevoke } from '../client/assignment.ts';
import { type ConsumerState, DOWN, IN_PROCESSING, WAITING_TO_START } from '../client/consumer-state.ts';
import { JOINED, UNJOINED } from '../client/membership-state.ts';
import type { ProducerBatch, ProducerState } from '../client/producer-state.ts';
import type { KafkaState } from '../cluster.ts';
import type { KafkaRequest } from '../protocol/messages.ts';

type KafkaWorld = World<KafkaState>;

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
    for (const slot of queue?.queue ?? []) {
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
          to: self.net.connections.target[request.node] ?? -1,
          slot,
          batch,
          partition: batchPartition(world.state.batches, batch),
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

/** Record batches of the request that a reply on this connection answers; none where it is no producer's. */
export function answeredBatches(
  world: KafkaWorld,
  client: number,
  connection: number,
  correlation: number,
): readonly number[] {
  const self = world.state.actors[client];
  if (self?.actor !== 'producer') return [];
  for (const requests of self.net.connections.inFlight) {
    for (const request of requests) {
      if (request.connection === connection && request.correlation === correlation) return batchesOf(request.message);
    }
  }
  return [];
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
  /** The assignor that its group has chosen, '' = it has joined none yet. */
  readonly assignor: string;
  /** `group.instance.id`, '' = it is no static member. */
  readonly instance: string;
  readonly owned: readonly number[];
  /** Partitions that it has and must give up. */
  readonly leaving: readonly number[];
  /** Partitions that it was given and has not taken yet. */
  readonly coming: readonly number[];
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
    state: memberState(self),
    generation: self.membership.generation,
    partitions: self.assigned.length,
    assignor: self.membership.protocol,
    instance: self.config.instanceId ?? '',
    owned: self.assigned.map(({ partition }) => partition),
    leaving: leavingOf(self),
    coming: comingOf(self),
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

/** An eager member gives up all it has in its next poll, whoever has lost its generation has lost all. */
function leavingOf(self: ConsumerState): readonly number[] {
  const { membership, assigned, config } = self;
  const { arrived } = membership;
  if (arrived !== null) return partitionsToRevoke(self, arrived).map(({ partition }) => partition);
  const givesUpAll = membership.rejoinNeeded === 1 && (!config.cooperative || membership.generation < 0);
  return givesUpAll ? assigned.map(({ partition }) => partition) : [];
}

function comingOf({ membership, assigned }: ConsumerState): readonly number[] {
  const { arrived } = membership;
  if (arrived === null) return [];
  return arrived.filter((partition) => assigned.every((each) => each.partition !== partition));
}

/** 0 down, 1 unjoined, 2 joining, 3 stable. */
function memberState(self: ConsumerState): number {
  if (self.life === DOWN || self.life === WAITING_TO_START) return 0;
  if (self.membership.phase === JOINED) return 3;
  return self.membership.phase === UNJOINED ? 1 : 2;
}

function handlingOf(self: ConsumerState): number {
  return self.waits === IN_PROCESSING ? (self.hand.uids[self.hand.next] ?? -1) : -1;
}
