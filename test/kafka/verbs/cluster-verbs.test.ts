import { describe, expect, it } from 'vitest';
import { KAFKA } from '../../../src/kafka/index.ts';
import { advance, finishRun, forkRun } from '../../../src/scenario/run.ts';
import { createRun, readScenarioValue } from '../../../src/scenario/systems.ts';
import { type Cluster, cluster, controllerOf, producer, replicaAt, runTo, seenOf } from '../watched-cluster.ts';

const TRAFFIC = {
  producers: [producer({ config: { acks: 'all' }, keys: 10, rate: { count: 100, perUs: 1_000_000 } })],
};

describe('a partition that is moved to a new broker', () => {
  it('is led there once the new replica is in sync, and its old replica is deleted', () => {
    const run = cluster(TRAFFIC);
    runTo(run, 5);
    expect(act(run, 'add-broker')).toBeNull();
    runTo(run, 10);
    const added = run.world.nodes.findIndex((node) => node.name === 'broker-4');

    expect(act(run, 'reassign', { partition: 'orders-0', replicas: ['4', '2', '3'] })).toBeNull();
    runTo(run, 15);

    expect(controllerOf(run).committedPartitions[0]).toMatchObject({
      replicas: [added, 2, 3],
      adding: [],
      removing: [],
      leader: added,
      leaderEpoch: 1,
    });
    expect([...(controllerOf(run).committedPartitions[0]?.isr ?? [])].sort((a, b) => a - b)).toEqual([2, 3, added]);
    expect(replicaAt(run, 1).log.logEnd).toBe(0);
    expect(replicaAt(run, added).log.logEnd).toBeGreaterThan(900);
    expect(seenOf(run, 'reassigned').map(({ fields }) => [fields.replicas, fields.adding, fields.removing])).toEqual([
      [0b1111, 0b1000, 0b0001],
      [0b1110, 0, 0],
    ]);
  });

  it('stays where it was when the move is given up before the new replica is in sync', () => {
    const run = cluster({ ...TRAFFIC, brokers: 4 });
    runTo(run, 5);
    const before = controllerOf(run).committedPartitions[0];

    expect(act(run, 'reassign', { partition: 'orders-0', replicas: ['4'] })).toBeNull();
    expect(act(run, 'reassign', { partition: 'orders-0', cancel: true })).toBeNull();
    runTo(run, 10);

    expect(controllerOf(run).committedPartitions[0]).toMatchObject({
      replicas: before?.replicas,
      leader: 1,
      adding: [],
      removing: [],
    });
    expect(replicaAt(run, 4).log.logEnd).toBe(0);
  });

  it('keeps its leader, in a new epoch, when only a follower is taken away', () => {
    const run = cluster(TRAFFIC);
    runTo(run, 5);

    expect(act(run, 'reassign', { partition: 'orders-0', replicas: ['1', '2'] })).toBeNull();
    runTo(run, 6);

    expect(controllerOf(run).committedPartitions[0]).toMatchObject({ replicas: [1, 2], leader: 1, leaderEpoch: 1 });
    expect(replicaAt(run, 3).log.logEnd).toBe(0);
  });
});

describe('a topic that gets more partitions', () => {
  it('has them led and replicated, and its producer writes to all of them after its next metadata', () => {
    const config = { acks: 'all', 'metadata.max.age.ms': 1000 };
    const run = cluster({ producers: [producer({ config, keys: 20, rate: { count: 100, perUs: 1_000_000 } })] });
    runTo(run, 5);

    expect(act(run, 'add-partitions', { topic: 'orders', count: 4 })).toBeNull();
    runTo(run, 10);

    const leaders = controllerOf(run).committedPartitions.map((one) => one?.leader);
    expect(leaders).toEqual([1, 2, 3, 1]);
    leaders.forEach((leader, partition) => {
      expect(replicaAt(run, leader ?? -1, partition).log.highWatermark).toBeGreaterThan(0);
    });
  });
});

describe('what Kafka refuses is refused, and nothing is changed', () => {
  const CASES: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
    ['INVALID_PARTITIONS', 'add-partitions', { topic: 'orders', count: 1 }],
    ['INVALID_PARTITIONS', 'add-partitions', { topic: 'orders', count: 0 }],
    ['partitions.too-many', 'add-partitions', { topic: 'orders', count: 1_000_000_000 }],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'add-partitions', { topic: 'order', count: 3 }],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'reassign', { partition: 'orders-9', replicas: ['1'] }],
    ['INVALID_REPLICA_ASSIGNMENT', 'reassign', { partition: 'orders-0', replicas: ['1', '7'] }],
    ['INVALID_REPLICA_ASSIGNMENT', 'reassign', { partition: 'orders-0', replicas: ['1', '1'] }],
    ['INVALID_REPLICA_ASSIGNMENT', 'reassign', { partition: 'orders-0', replicas: [] }],
    ['NO_REASSIGNMENT_IN_PROGRESS', 'reassign', { partition: 'orders-0', cancel: true }],
  ];

  it.each(CASES)('%s: %s %j', (code, verb, values) => {
    const run = cluster();
    runTo(run, 1);
    const before = controllerOf(run).log.length;
    const { plan } = run.world.state;

    expect(act(run, verb, values)?.code).toBe(code);

    expect(controllerOf(run).log.length).toBe(before);
    expect(run.world.state.plan).toBe(plan);
  });
});

describe('moves, new brokers and new partitions among crashes', () => {
  it.each([1, 2, 3, 4])('break no promise with seed %i', (seed) => {
    const text = { en: 'Moves', zh: '迁移' };
    const document = readScenarioValue({
      format: 'mqscope/1',
      id: 'moves',
      title: text,
      system: 'kafka',
      duration: '70s',
      cluster: { brokers: 4 },
      topics: [{ name: 'orders', partitions: 2, replication: 3, config: { 'min.insync.replicas': 2 } }],
      producers: [
        { id: 'p1', topic: 'orders', rate: '50/s', keys: 10, config: { acks: 'all', 'metadata.max.age.ms': 3000 } },
      ],
      groups: [
        {
          id: 'g1',
          topics: ['orders'],
          members: [{ id: 'c1' }, { id: 'c2' }],
          config: { 'auto.offset.reset': 'earliest' },
        },
      ],
      script: [
        { at: '5s', do: 'reassign', partition: 'orders-0', replicas: [4, 2] },
        { at: '5020ms', do: 'crash', node: 'leader(orders-0)', 'restart-after': '12s' },
        { at: '9s', do: 'add-broker' },
        { at: '10s', do: 'add-partitions', topic: 'orders', count: 5 },
        { at: '20s', do: 'reassign', partition: 'orders-1', replicas: [5, 4, 1] },
        { at: `${20 + seed / 100}s`, do: 'crash', node: 'broker-5', 'restart-after': '11s' },
        { at: '25s', do: 'reassign', partition: 'orders-1', cancel: true },
        { at: '32s', do: 'reassign', partition: 'orders-3', replicas: [5, 1, 2] },
        { at: '40s', do: 'power-cut', node: 'leader(orders-3)', 'restart-after': '9s' },
        { at: '41s', do: 'reassign', partition: '__consumer_offsets-0', replicas: [5, 3, 2] },
        { at: '52s', do: 'reassign', partition: 'orders-0', replicas: [1, 3, 5] },
      ],
    });
    if (!document.ok) throw new Error(JSON.stringify(document.mistakes));
    const run = createRun(document.value, { seed });
    if (!run.ok) throw new Error(JSON.stringify(run.mistakes));
    advance(run.value, 15_000_000, Number.POSITIVE_INFINITY);
    const fork = forkRun(run.value);

    const result = finishRun(run.value);

    expect(finishRun(fork)).toEqual(result);

    expect(result.breaches).toEqual([]);
    expect(run.value.stuck).toBe(false);
    expect(result.verdict.acked).toBe(result.verdict.produced);
    expect(result.verdict.ackedLost).toBe(0);
    expect(result.verdict.unprocessed).toBe(0);
  });
});

function act(run: Cluster, verb: string, values: Readonly<Record<string, unknown>> = {}) {
  return KAFKA.begin(run.world, verb, { command: 0, nodes: [], links: [], values: asValues(values) });
}

function asValues(values: Readonly<Record<string, unknown>>) {
  const given: Record<string, string | number | boolean | readonly string[]> = {};
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) given[name] = value.map(String);
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') given[name] = value;
  }
  return given;
}
