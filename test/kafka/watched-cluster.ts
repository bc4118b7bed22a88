import type { BrokerState } from '../../src/kafka/broker/broker-state.ts';
import type { Replica } from '../../src/kafka/broker/replica.ts';
import type { KafkaState } from '../../src/kafka/cluster.ts';
import type { ControllerState } from '../../src/kafka/controller/controller-state.ts';
import { KAFKA_OBSERVATIONS } from '../../src/kafka/observations.ts';
import { type KafkaSetup, NEWEST, type ProducerSetup, type TopicSetup } from '../../src/kafka/setup.ts';
import { createKafkaWorld, startKafkaWorld } from '../../src/kafka/world.ts';
import { passTime, runWorld } from '../../src/sim/step.ts';
import { FIRST_SYSTEM_KIND, type World } from '../../src/sim/world.ts';

/** Something that was observed, with its integers by name. */
export interface Seen {
  readonly atMs: number;
  readonly node: number;
  readonly kind: string;
  readonly fields: Readonly<Record<string, number>>;
}

export interface Cluster {
  readonly world: World<KafkaState>;
  readonly seen: Seen[];
}

/** A producer that sends by itself only where a test says so. */
export function producer(given: Partial<ProducerSetup> & Pick<ProducerSetup, 'config'>): ProducerSetup {
  return {
    id: 'p',
    topic: 'orders',
    rate: { count: 10, perUs: 1_000_000 },
    startUs: 0,
    stopUs: -1,
    arrivals: 'even',
    keys: 0,
    sizeBytes: 100,
    ...given,
  };
}

export function topic(given: Partial<TopicSetup> = {}): TopicSetup {
  return { name: 'orders', partitions: 1, replicas: [[1, 2, 3]], replicationFactor: 3, config: {}, ...given };
}

/** Three brokers and a topic with one partition on all of them, led by broker 1; started, at time zero. */
export function cluster(given: Partial<KafkaSetup> = {}, seed = 1): Cluster {
  const world = createKafkaWorld(
    {
      brokers: 3,
      config: {},
      boot: false,
      topics: [topic()],
      producers: [],
      groups: [],
      link: { latencyUs: 1000, jitterUs: 0, bandwidth: 0 },
      versions: NEWEST,
      mutants: [],
      ...given,
    },
    seed,
  );
  const seen: Seen[] = [];
  watch(world, seen);
  startKafkaWorld(world);
  return { world, seen };
}

export function watch(world: World<KafkaState>, seen: Seen[]): void {
  world.listener = {
    onObservation: (kind, node, ...rest) => {
      const named = KAFKA_OBSERVATIONS[kind - FIRST_SYSTEM_KIND];
      if (kind < FIRST_SYSTEM_KIND || named === undefined) return;
      const fields: Record<string, number> = {};
      named.fields.forEach((field, i) => {
        fields[field] = rest[i] ?? 0;
      });
      seen.push({ atMs: world.now / 1000, node, kind: named.name, fields });
    },
  };
}

/** Lets the world run to this time, with or without an event there. */
export function runTo(cluster: Cluster, seconds: number): void {
  const until = Math.round(seconds * 1_000_000);
  runWorld(cluster.world, until, 100_000_000);
  passTime(cluster.world, until);
}

/** What was seen of a kind, with these integers. */
export function seenOf(cluster: Cluster, kind: string, match: Readonly<Record<string, number>> = {}): Seen[] {
  return cluster.seen.filter(
    (one) => one.kind === kind && Object.entries(match).every(([field, value]) => one.fields[field] === value),
  );
}

export function brokerOf(cluster: Cluster, node: number): BrokerState {
  const actor = cluster.world.state.actors[node];
  if (actor?.actor !== 'broker') throw new Error(`node ${node} is no broker`);
  return actor;
}

export function controllerOf(cluster: Cluster): ControllerState {
  const actor = cluster.world.state.actors[0];
  if (actor?.actor !== 'controller') throw new Error('node 0 is no controller');
  return actor;
}

export function replicaAt(cluster: Cluster, node: number, partition = 0): Replica {
  const replica = brokerOf(cluster, node).replicas[partition];
  if (replica === null || replica === undefined) throw new Error(`no replica of ${partition} on ${node}`);
  return replica;
}

/** What the committed metadata says of a partition. */
export function partitionOf(cluster: Cluster, partition = 0) {
  const { committedPartitions } = controllerOf(cluster);
  const registration = committedPartitions[partition];
  if (registration === null || registration === undefined) throw new Error(`partition ${partition} is not there`);
  const { leader, isr, elr, lastKnownElr, leaderEpoch, recovering } = registration;
  return { leader, isr, elr, lastKnownElr, leaderEpoch, recovering };
}

/** Log end and high watermark of the replicas on brokers 1, 2, 3. */
export function ends(cluster: Cluster): string[] {
  return [1, 2, 3].map((node) => {
    const { log } = replicaAt(cluster, node);
    return `${log.logEnd}/${log.highWatermark}`;
  });
}
