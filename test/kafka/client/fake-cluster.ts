import {
  batchBytes,
  batchPartition,
  batchTableForm,
  createBatchTable,
  producerEpochOf,
  producerIdOf,
  sequenceOf,
} from '../../../src/kafka/batches.ts';
import {
  producerOnCrash,
  producerOnDisconnect,
  producerOnReply,
  producerOnStart,
  producerOnStop,
  producerOnTimer,
} from '../../../src/kafka/client/producer.ts';
import { createProducer, type ProducerState, producerForm } from '../../../src/kafka/client/producer-state.ts';
import type { ClusterPlan, KafkaState } from '../../../src/kafka/cluster.ts';
import { createOffsetRecords } from '../../../src/kafka/coordinator/offset-records.ts';
import { mutantsOf } from '../../../src/kafka/mutants.ts';
import { KAFKA_OBSERVATIONS } from '../../../src/kafka/observations.ts';
import {
  LEADER_NOT_AVAILABLE,
  NONE,
  NOT_LEADER_OR_FOLLOWER,
  OUT_OF_ORDER_SEQUENCE_NUMBER,
} from '../../../src/kafka/protocol/errors.ts';
import {
  API_VERSIONS,
  INIT_PRODUCER_ID,
  type KafkaReply,
  METADATA,
  PRODUCE,
  type ProduceRequest,
} from '../../../src/kafka/protocol/messages.ts';
import { NEWEST, type ProducerSetup } from '../../../src/kafka/setup.ts';
import type { Context, Message, Model } from '../../../src/sim/actor.ts';
import { at, get } from '../../../src/sim/column.ts';
import type { GivenConfig } from '../../../src/sim/config.ts';
import { mixInt } from '../../../src/sim/hash.ts';
import { startNode } from '../../../src/sim/node-life.ts';
import { bundleCount, bundleMember } from '../../../src/sim/payload.ts';
import { runWorld } from '../../../src/sim/step.ts';
import { addNode, createWorld, FIRST_SYSTEM_KIND, KERNEL_OBSERVATIONS, type World } from '../../../src/sim/world.ts';

/** A batch as a fake broker meets it. */
export interface Arrival {
  /** Of produce requests, from 0. */
  readonly request: number;
  readonly timeMs: number;
  readonly broker: number;
  readonly batch: number;
  readonly partition: number;
  readonly uids: readonly number[];
  readonly bytes: number;
  readonly epoch: number;
  readonly sequence: number;
}

/**
 * What a fake broker does with a batch: an error code; `lost` = carries it out and never answers; `ignore` = does
 * neither; both read nothing more from that connection; `undefined` = what a healthy broker does. `appends` = carries it out and answers the error.
 */
export type Behaviour = number | 'lost' | 'ignore' | { readonly appends: number } | undefined;

export interface FakeOptions {
  readonly brokers?: number;
  readonly partitions?: number;
  readonly config?: GivenConfig;
  readonly setup?: Partial<ProducerSetup>;
  readonly mutants?: readonly string[];
  readonly seed?: number;
  readonly latencyUs?: number;
  readonly produce?: (arrival: Arrival) => Behaviour;
  /** Answers InitProducerId with an error; NONE by default. */
  readonly initError?: (nth: number) => number;
}

export interface Seen {
  readonly timeMs: number;
  readonly kind: string;
  readonly fields: Readonly<Record<string, number>>;
  readonly uids: readonly number[];
  readonly bundle: number;
}

export interface Fake {
  readonly world: World<KafkaState>;
  readonly self: ProducerState;
  readonly node: number;
  readonly seen: Seen[];
  readonly arrivals: Arrival[];
  /** uids by partition, in the order of their offsets. */
  readonly logs: number[][];
  /** Leader (index of a broker) and epoch by partition; −1 = none. */
  readonly leaders: number[];
  readonly epochs: number[];
  readonly initRequests: number;
  readonly metadataRequests: number;
  run(untilMs: number): void;
  of(kind: string): Seen[];
}

/** A real world with one real producer and brokers that only pretend: no replication, a sequence check, a script. */
export function fakeCluster(options: FakeOptions = {}): Fake {
  const brokers = options.brokers ?? 1;
  const partitions = options.partitions ?? 1;
  const setup: ProducerSetup = {
    id: 'p',
    topic: 'orders',
    rate: { count: 0, perUs: 1_000_000 },
    startUs: 0,
    stopUs: -1,
    arrivals: 'even',
    keys: 0,
    sizeBytes: 100,
    config: options.config ?? {},
    ...options.setup,
  };
  const plan = planOf(brokers, partitions, options.mutants ?? []);
  const self = createProducer(plan, brokers, setup, 0, 0);
  const actors: KafkaState['actors'] = [];
  for (let i = 0; i < brokers; i++) actors.push(null);
  actors.push(self);
  const state: KafkaState = {
    plan,
    batches: createBatchTable(),
    offsetRecords: createOffsetRecords(),
    committed: null,
    actors,
  };
  const counts = { produce: 0, init: 0, metadata: 0 };
  const logs: number[][] = [];
  const next: number[] = [];
  const epochs: number[] = [];
  const leaders: number[] = [];
  const lastSequences: Map<string, { epoch: number; first: number; last: number }[]>[] = [];
  const muted = new Set<number>();
  for (let i = 0; i < partitions; i++) {
    logs.push([]);
    next.push(0);
    epochs.push(0);
    leaders.push(i % brokers);
    lastSequences.push(new Map());
  }
  const arrivals: Arrival[] = [];

  const answerBatch = ({ batches }: KafkaState, batch: number, broker: number, ctx: Context): Behaviour => {
    const partition = batchPartition(batches, batch);
    const uids: number[] = [];
    for (let i = 0; i < bundleCount(ctx.payloads, batch); i++) uids.push(bundleMember(ctx.payloads, batch, i));
    const epoch = producerEpochOf(batches, batch);
    const sequence = sequenceOf(batches, batch);
    const arrival: Arrival = {
      request: counts.produce,
      timeMs: ctx.now / 1_000,
      broker,
      batch,
      partition,
      uids,
      bytes: batchBytes(batches, batch),
      epoch,
      sequence,
    };
    arrivals.push(arrival);
    if (leaders[partition] !== broker) return NOT_LEADER_OR_FOLLOWER;
    const scripted = options.produce?.(arrival);
    if (typeof scripted === 'number' || scripted === 'ignore') return scripted;
    const id = producerIdOf(batches, batch);
    if (id >= 0) {
      const kept = at(lastSequences, partition).get(String(id)) ?? [];
      const last = sequence + uids.length - 1;
      if (kept.some((one) => one.epoch === epoch && one.first === sequence && one.last === last))
        return scripted ?? NONE;
      const newest = kept[kept.length - 1];
      const expected = newest === undefined || newest.epoch !== epoch ? 0 : newest.last + 1;
      if (sequence !== expected) return OUT_OF_ORDER_SEQUENCE_NUMBER;
      at(lastSequences, partition).set(String(id), [...kept.slice(-4), { epoch, first: sequence, last }]);
    }
    at(logs, partition).push(...uids);
    if (typeof scripted === 'object') return scripted.appends;
    return scripted ?? NONE;
  };

  const produce = (
    current: KafkaState,
    node: number,
    connection: number,
    correlation: number,
    request: ProduceRequest,
    ctx: Context,
  ): void => {
    if (muted.has(connection)) return;
    const { batches } = current;
    const outcomes = request.batches.map((batch) => answerBatch(current, batch, node, ctx));
    counts.produce += 1;
    if (outcomes.includes('lost') || outcomes.includes('ignore')) muted.add(connection);
    if (request.acks === 0 || outcomes.includes('lost') || outcomes.includes('ignore')) return;
    reply(ctx, connection, correlation, {
      type: 'ProduceReply',
      api: PRODUCE,
      errors: outcomes.map((outcome) => (typeof outcome === 'number' ? outcome : NONE)),
      baseOffsets: request.batches.map((batch, i) => {
        const partition = batchPartition(batches, batch);
        return outcomes[i] === NONE ? at(logs, partition).indexOf(bundleMember(ctx.payloads, batch, 0)) : -1;
      }),
      leaders: request.batches.map((batch, i) =>
        outcomes[i] === NOT_LEADER_OR_FOLLOWER ? at(leaders, batchPartition(batches, batch)) : -1,
      ),
      leaderEpochs: request.batches.map((batch) => at(epochs, batchPartition(batches, batch))),
    });
  };

  const model: Model<KafkaState> = {
    name: 'fake-kafka',
    observations: KAFKA_OBSERVATIONS,
    fork: (old) => ({
      plan: old.plan,
      batches: batchTableForm.fork(old.batches),
      offsetRecords: old.offsetRecords,
      committed: null,
      actors: old.actors.map((actor) => (actor?.actor === 'producer' ? producerForm.fork(actor) : actor)),
    }),
    hash: (hash, old) => {
      batchTableForm.hash(hash, old.batches);
      for (const actor of old.actors) {
        if (actor?.actor === 'producer') producerForm.hash(hash, actor);
        else mixInt(hash, 0);
      }
    },
    onStart: (current, ctx) => onProducer(current, ctx, (producer) => producerOnStart(current, producer, ctx)),
    onRequest: (current, connection, correlation, message, ctx) => {
      switch (message.api) {
        case API_VERSIONS:
          reply(ctx, connection, correlation, { type: 'ApiVersionsReply', api: API_VERSIONS, error: NONE });
          break;
        case METADATA:
          counts.metadata += 1;
          reply(ctx, connection, correlation, {
            type: 'MetadataReply',
            api: METADATA,
            brokers: plan.brokers,
            topics: [0],
            topicErrors: [NONE],
            partitions: leaders.map((leader, partition) => ({
              partition,
              error: leader < 0 ? LEADER_NOT_AVAILABLE : NONE,
              leader,
              leaderEpoch: at(epochs, partition),
              replicas: plan.brokers,
              isr: plan.brokers,
            })),
          });
          break;
        case INIT_PRODUCER_ID: {
          const error = options.initError?.(counts.init) ?? NONE;
          counts.init += 1;
          reply(ctx, connection, correlation, {
            type: 'InitProducerIdReply',
            api: INIT_PRODUCER_ID,
            error,
            producerId: error === NONE ? 999 + counts.init : -1,
            producerEpoch: error === NONE ? 0 : -1,
          });
          break;
        }
        default:
          if (isProduce(message)) produce(current, ctx.node, connection, correlation, message, ctx);
      }
    },
    onReply: (current, connection, correlation, message, ctx) =>
      onProducer(current, ctx, (producer) => {
        if (isReply(message)) producerOnReply(current, producer, connection, correlation, message, ctx);
      }),
    onDisconnect: (current, connection, ctx) =>
      onProducer(current, ctx, (producer) => producerOnDisconnect(current, producer, connection, ctx)),
    onTimer: (current, kind, a, b, ctx) =>
      onProducer(current, ctx, (producer) => producerOnTimer(current, producer, kind, a, b, ctx)),
    onStop: (current, grace, ctx) =>
      onProducer(current, ctx, (producer) => producerOnStop(current, producer, grace, ctx)),
    onCrash: (current, powerLost, ctx) =>
      onProducer(current, ctx, (producer) => producerOnCrash(current, producer, powerLost, ctx)),
  };

  const link = { latencyUs: options.latencyUs ?? 500, jitterUs: 0, bandwidth: 0 };
  const world = createWorld(model, state, options.seed ?? 1, link);
  for (let i = 0; i < brokers; i++) addNode(world, `broker-${i + 1}`, 'server');
  const node = addNode(world, 'p', 'client');
  const seen: Seen[] = [];
  world.listener = {
    onObservation: (kind, _node, a, b, c, d, e, f, bundle) => {
      const row =
        kind < FIRST_SYSTEM_KIND ? at(KERNEL_OBSERVATIONS, kind) : at(KAFKA_OBSERVATIONS, kind - FIRST_SYSTEM_KIND);
      const values = [a, b, c, d, e, f];
      const uids: number[] = [];
      for (let i = 0; bundle >= 0 && i < bundleCount(world.payloads, bundle); i++) {
        uids.push(bundleMember(world.payloads, bundle, i));
      }
      seen.push({
        timeMs: world.now / 1_000,
        kind: row.name,
        fields: Object.fromEntries(row.fields.map((name, i) => [name, at(values, i)])),
        uids,
        bundle,
      });
    },
  };
  for (let i = 0; i <= brokers; i++) startNode(world, i);

  return {
    world,
    self,
    node,
    seen,
    arrivals,
    logs,
    leaders,
    epochs,
    get initRequests() {
      return counts.init;
    },
    get metadataRequests() {
      return counts.metadata;
    },
    run: (untilMs) => {
      runWorld(world, untilMs * 1_000, 10_000_000);
      world.now = Math.max(world.now, untilMs * 1_000);
    },
    of: (kind) => seen.filter((one) => one.kind === kind),
  };
}

/** µs at which the application called send. */
export function createdMs(fake: Fake, uid: number): number {
  return get(fake.world.payloads.created, uid) / 1_000;
}

const OUTCOMES = ['acked', 'unknown', 'refused', 'fire-and-forget'];

/** Outcomes told of each record, by uid. */
export function outcomesByUid(fake: Fake): string[][] {
  const outcomes: string[][] = fake.of('produced').map(() => []);
  for (const one of fake.seen) {
    if (OUTCOMES.includes(one.kind)) for (const uid of one.uids) at(outcomes, uid).push(one.kind);
  }
  return outcomes;
}

function planOf(brokers: number, partitions: number, mutants: readonly string[]): ClusterPlan {
  const nodes = Array.from({ length: brokers }, (_, i) => i);
  const numbers = Array.from({ length: partitions }, (_, i) => i);
  return {
    controller: -1,
    controllers: [-1],
    brokers: nodes,
    topics: [{ name: 'orders', partitions: numbers, internal: false, config: {} }],
    partitionTopic: numbers.map(() => 0),
    partitionIndex: numbers,
    replicas: numbers.map((i) => nodes.map((_, j) => (i + j) % brokers)),
    groups: [],
    brokerConfig: {},
    racks: [],
    versions: NEWEST,
    mutants: mutantsOf(mutants),
  };
}

function onProducer(state: KafkaState, ctx: Context, act: (producer: ProducerState) => void): void {
  const actor = state.actors[ctx.node];
  if (actor?.actor === 'producer') act(actor);
}

function reply(ctx: Context, connection: number, correlation: number, message: KafkaReply): void {
  ctx.reply(connection, correlation, message, 100);
}

function isProduce(message: Message): message is ProduceRequest {
  return message.api === PRODUCE;
}

function isReply(message: Message): message is KafkaReply {
  return 'type' in message;
}
