import type { ConsumerState } from '../../../src/kafka/client/consumer-state.ts';
import type { KafkaState } from '../../../src/kafka/cluster.ts';
import { kafkaModel } from '../../../src/kafka/model.ts';
import { type CommitStyle, type KafkaSetup, type MemberSetup, NEWEST } from '../../../src/kafka/setup.ts';
import { createKafkaWorld, startKafkaWorld } from '../../../src/kafka/world.ts';
import type { GivenConfig } from '../../../src/sim/config.ts';
import { bundleCount } from '../../../src/sim/payload.ts';
import { runWorld } from '../../../src/sim/step.ts';
import type { World } from '../../../src/sim/world.ts';
import { nodeNamed } from '../../../src/sim/world.ts';

/** One observation: when, whose, its name, and its integers by name. */
export interface Told {
  readonly at: number;
  readonly node: string;
  readonly name: string;
  readonly [field: string]: number | string;
}

export interface ConsumerWorld {
  readonly world: World<KafkaState>;
  readonly told: Told[];
}

export interface ConsumerWorldOptions {
  readonly brokers?: number;
  readonly partitions?: number;
  readonly members?: readonly (Partial<MemberSetup> & { readonly id: string })[];
  /** Records per second of the producer. */
  readonly rate?: number;
  readonly stopUs?: number;
  readonly broker?: GivenConfig;
  readonly topic?: GivenConfig;
  readonly group?: GivenConfig;
  readonly producer?: GivenConfig;
  readonly seed?: number;
}

export const MANUAL: GivenConfig = { 'enable.auto.commit': false, 'auto.offset.reset': 'earliest' };
export const AFTER_POLL: CommitStyle = { how: 'sync', when: 'after', every: 'poll' };
export const NO_COMMIT: CommitStyle = { how: 'none', when: 'after', every: 'poll' };

/** A cluster, a producer `p` and the members of group `billing` on the topic `orders`, started. */
export function consumerWorld(options: ConsumerWorldOptions = {}): ConsumerWorld {
  const members = options.members ?? [{ id: 'billing-1' }];
  const setup: KafkaSetup = {
    brokers: options.brokers ?? 3,
    config: { 'offsets.topic.num.partitions': 1, ...options.broker },
    boot: false,
    topics: [
      {
        name: 'orders',
        partitions: options.partitions ?? 1,
        replicas: null,
        replicationFactor: Math.min(3, options.brokers ?? 3),
        config: options.topic ?? {},
      },
    ],
    producers: [
      {
        id: 'p',
        topic: 'orders',
        rate: { count: options.rate ?? 0, perUs: 1_000_000 },
        startUs: 0,
        stopUs: options.stopUs ?? -1,
        arrivals: 'even',
        keys: 0,
        sizeBytes: 100,
        config: options.producer ?? {},
      },
    ],
    groups: [
      {
        id: 'billing',
        topics: ['orders'],
        members: members.map(({ id, startUs, processingUs, commit, config }) => ({
          id,
          startUs: startUs ?? 0,
          processingUs: processingUs ?? 0,
          commit: commit ?? AFTER_POLL,
          config: config ?? {},
        })),
        config: options.group ?? MANUAL,
      },
    ],
    link: { latencyUs: 1000, jitterUs: 500, bandwidth: 0 },
    versions: NEWEST,
    mutants: [],
  };
  const world = createKafkaWorld(setup, options.seed ?? 7);
  const told: Told[] = [];
  listen(world, told);
  startKafkaWorld(world);
  return { world, told };
}

export function listen(world: World<KafkaState>, told: Told[]): void {
  world.listener = {
    onObservation: (kind, node, a, b, c, d, e, f, bundle) => {
      const row = kafkaModel.observations[kind];
      if (row === undefined) return;
      const integers = [a, b, c, d, e, f];
      const entry: Record<string, number | string> = { at: world.now, name: row.name, bundle };
      row.fields.forEach((field, i) => {
        entry[field] = integers[i] ?? 0;
      });
      if (bundle >= 0) entry.records = bundleCount(world.payloads, bundle);
      told.push({ at: world.now, name: row.name, ...entry, node: world.nodes[node]?.name ?? '' });
    },
  };
}

/** Runs until `ms` of simulated time. */
export function runUntil({ world }: ConsumerWorld, ms: number): void {
  runWorld(world, ms * 1000, Number.MAX_SAFE_INTEGER);
}

/** Runs until something is told, at most until `ms`; answers it. */
export function runUntilTold(
  one: ConsumerWorld,
  name: string,
  ms: number,
  which: (told: Told) => boolean = () => true,
): Told {
  let looked = one.told.length;
  for (;;) {
    while (looked < one.told.length) {
      const told = one.told[looked++];
      if (told !== undefined && told.name === name && which(told)) return told;
    }
    if (runWorld(one.world, ms * 1000, 1) === 0) throw new Error(`${name} was not told until ${ms} ms`);
  }
}

export function of(one: ConsumerWorld, name: string): Told[] {
  return one.told.filter((told) => told.name === name);
}

export function nodeOf({ world }: ConsumerWorld, name: string): number {
  return nodeNamed(world, name);
}

export function consumer(one: ConsumerWorld, name: string): ConsumerState {
  const actor = one.world.state.actors[nodeOf(one, name)];
  if (actor?.actor !== 'consumer') throw new Error(`${name} is a consumer`);
  return actor;
}

/** How often each record was processed, by uid. */
export function timesProcessed(one: ConsumerWorld): number[] {
  const times: number[] = [];
  for (const { uid } of of(one, 'produced')) times[Number(uid)] = 0;
  for (const { uid } of of(one, 'processed')) times[Number(uid)] = (times[Number(uid)] ?? 0) + 1;
  return times;
}
