import { describe, expect, it } from 'vitest';
import { producerNamed } from '../../../src/kafka/clients.ts';
import type { KafkaState } from '../../../src/kafka/cluster.ts';
import { KAFKA_OBSERVATIONS } from '../../../src/kafka/observations.ts';
import { NEWEST, type ProducerSetup } from '../../../src/kafka/setup.ts';
import { KAFKA_VERBS } from '../../../src/kafka/verbs/index.ts';
import { createKafkaWorld, startKafkaWorld } from '../../../src/kafka/world.ts';
import { at } from '../../../src/sim/column.ts';
import type { VerbArguments } from '../../../src/sim/faults/verb.ts';
import { crashNode } from '../../../src/sim/node-life.ts';
import { bundleCount, bundleMember } from '../../../src/sim/payload.ts';
import { runWorld } from '../../../src/sim/step.ts';
import { FIRST_SYSTEM_KIND, nodeNamed, type World } from '../../../src/sim/world.ts';

const SETUP: ProducerSetup = {
  id: 'checkout',
  topic: 'orders',
  rate: { count: 10, perUs: 1_000_000 },
  startUs: 0,
  stopUs: -1,
  arrivals: 'even',
  keys: 5,
  sizeBytes: 100,
  config: {},
};

interface Watched {
  readonly world: World<KafkaState>;
  readonly lines: { readonly kind: string; readonly node: number; readonly uids: readonly number[] }[];
  run(untilMs: number): void;
  begin(verb: string, values: VerbArguments['values']): string | undefined;
}

/** Three real brokers, one topic of three partitions, one producer. */
function cluster(): Watched {
  const world = createKafkaWorld(
    {
      brokers: 3,
      config: {},
      boot: false,
      topics: [{ name: 'orders', partitions: 3, replicas: null, replicationFactor: 3, config: {} }],
      producers: [SETUP],
      groups: [],
      link: { latencyUs: 500, jitterUs: 100, bandwidth: 0 },
      versions: NEWEST,
      mutants: [],
    },
    7,
  );
  const lines: Watched['lines'] = [];
  world.listener = {
    onObservation: (kind, node, a, _b, _c, _d, _e, _f, bundle) => {
      if (kind < FIRST_SYSTEM_KIND) return;
      const { name, fields } = at(KAFKA_OBSERVATIONS, kind - FIRST_SYSTEM_KIND);
      const uids: number[] = fields[0] === 'uid' ? [a] : [];
      for (let i = 0; bundle >= 0 && i < bundleCount(world.payloads, bundle); i++) {
        uids.push(bundleMember(world.payloads, bundle, i));
      }
      lines.push({ kind: name, node, uids });
    },
  };
  startKafkaWorld(world);
  return {
    world,
    lines,
    run: (untilMs) => {
      runWorld(world, untilMs * 1_000, 10_000_000);
      world.now = Math.max(world.now, untilMs * 1_000);
    },
    begin: (name, values) => {
      const verb = KAFKA_VERBS.find((one) => one.name === name);
      return verb?.begin(world, { command: 0, nodes: [], links: [], values })?.code;
    },
  };
}

const acked = ({ lines }: Watched) => lines.filter((one) => one.kind === 'acked').flatMap((one) => one.uids);
const produced = ({ lines }: Watched) => lines.filter((one) => one.kind === 'produced');

describe('send', () => {
  it('sends one record with its key and value, which is acknowledged as any other', () => {
    const here = cluster();
    here.run(1_050);

    expect(here.begin('send', { producer: 'checkout', key: 'mine', value: 'hello', count: 1 })).toBeUndefined();
    const uid = produced(here).length - 1;
    here.run(1_090);

    expect(acked(here)).toContain(uid);
    expect(here.world.texts.list).toContain('hello');
  });

  it('is refused for an unknown producer, a partition that is not there, and a process that is down', () => {
    const here = cluster();
    here.run(100);

    expect(here.begin('send', { producer: 'nobody' })).toBe('producer.unknown');
    expect(here.begin('send', { producer: 'checkout', partition: 3 })).toBe('partition.unknown');
    crashNode(here.world, nodeNamed(here.world, 'checkout'));
    expect(here.begin('send', { producer: 'producer(checkout)' })).toBe('producer.not-running');
  });
});

describe('add-producer and remove-producer', () => {
  it('adds a copy with another id, which sends from now on, and takes it away after a flush', () => {
    const here = cluster();
    here.run(1_000);

    expect(here.begin('add-producer', { rate: '100/s', config: ['acks=1'] })).toBeUndefined();
    here.run(2_005);
    expect(here.begin('remove-producer', { producer: 'checkout-2', flush: true })).toBeUndefined();
    here.run(4_000);

    const node = nodeNamed(here.world, 'checkout-2');
    expect(producerNamed(here.world.state, 'checkout-2')).toMatchObject({ produced: 101, acked: 101 });
    expect(here.world.nodes[node]?.status).toBe('stopped');
    expect(here.begin('remove-producer', { producer: 'checkout-2' })).toBe('producer.not-running');
  });

  it('refuses a taken name and settings that contradict each other', () => {
    const here = cluster();

    expect(here.begin('add-producer', { id: 'checkout' })).toBe('node.name-taken');
    expect(here.begin('add-producer', { config: ['max.in.flight.requests.per.connection=9'] })).toBe('config.conflict');
    expect(here.begin('add-producer', { rate: 'often' })).toBe('rate.bad');
  });
});

describe('set-config of a producer', () => {
  it('closes the client in order and begins a new instance with the new value', () => {
    const here = cluster();
    here.run(1_050);

    expect(here.begin('set-config', { target: 'producer(checkout)', key: 'acks', value: '1' })).toBeUndefined();
    here.run(3_050);

    const self = producerNamed(here.world.state, 'checkout');
    expect(self).toMatchObject({ session: 1, produced: 31, acked: 31, unknown: 0, refused: 0, producerId: -1 });
    expect(self?.config.acks).toBe(1);
    expect(here.lines.filter((one) => one.kind.startsWith('client-')).map((one) => one.kind)).toEqual([
      'client-started',
      'client-stopped',
      'client-started',
    ]);
  });

  it('is refused where the process is down', () => {
    const here = cluster();
    here.run(1_000);
    crashNode(here.world, nodeNamed(here.world, 'checkout'));

    const code = here.begin('set-config', { target: 'producer(checkout)', key: 'linger.ms', value: 50 });

    expect(code).toBe('fault.not-running');
  });
});
