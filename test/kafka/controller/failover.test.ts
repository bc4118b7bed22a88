import { describe, expect, it } from 'vitest';
import { NEWEST } from '../../../src/kafka/setup.ts';
import { crashNode, powerCutNode, startNode, stopNode } from '../../../src/sim/node-life.ts';
import { isRunning } from '../../../src/sim/world.ts';
import {
  type Cluster,
  cluster,
  controllerOf,
  partitionOf,
  producer,
  replicaAt,
  runTo,
  seenOf,
  topic,
} from '../watched-cluster.ts';

const CLEAN = 0;
const ELR = 1;
const LAST_KNOWN = 2;
const UNCLEAN = 3;

function running(one: Cluster, node: number): boolean {
  const state = one.world.nodes[node];
  return state !== undefined && isRunning(state);
}

describe('a broker that is gone', () => {
  it.each([1, 2, 3, 4, 5])(
    'is fenced 7.0 to 10.2 s after a crash, and its partition led by the next replica (seed %i)',
    (seed) => {
      const one = cluster({}, seed);
      runTo(one, 6);

      crashNode(one.world, 1);
      runTo(one, 20);

      const [fenced] = seenOf(one, 'broker-fenced', { broker: 1 });
      expect(fenced?.atMs).toBeGreaterThanOrEqual(6_000 + 7_000);
      expect(fenced?.atMs).toBeLessThanOrEqual(6_000 + 10_200);
      expect(seenOf(one, 'elected', { partition: 0, leader: 2, how: CLEAN, epoch: 1 })).toHaveLength(1);
      expect(seenOf(one, 'leading', { partition: 0, leaderEpoch: 1 })[0]?.node).toBe(2);
      expect(partitionOf(one).isr).toEqual([2, 3]);
    },
  );

  it('is refused as a duplicate while the session of its former life runs, and registered after it', () => {
    const one = cluster();
    runTo(one, 6);

    crashNode(one.world, 3);
    runTo(one, 7);
    startNode(one.world, 3);
    runTo(one, 12);
    const early = seenOf(one, 'broker-registered', { broker: 3 });
    runTo(one, 40);

    expect(early).toHaveLength(0);
    expect(seenOf(one, 'broker-registered', { broker: 3, clean: 0 })).toHaveLength(1);
    expect(seenOf(one, 'broker-unfenced', { broker: 3 })).toHaveLength(1);
    expect(partitionOf(one).isr).toEqual([1, 2, 3]);
  });
});

describe('a controlled shutdown', () => {
  it('moves leaderships at once and waits for no session', () => {
    const one = cluster({ producers: [producer({ config: { acks: 'all' } })] });
    runTo(one, 5);

    stopNode(one.world, 1, 30_000_000);
    runTo(one, 12);

    const [elected] = seenOf(one, 'elected', { partition: 0, leader: 2 });
    expect(elected?.fields.how).toBe(CLEAN);
    expect(elected?.atMs).toBeLessThan(5_100);
    expect(running(one, 1)).toBe(false);
    startNode(one.world, 1);
    runTo(one, 20);
    expect(seenOf(one, 'broker-registered', { broker: 1, clean: 1 })).toHaveLength(1);
    expect(partitionOf(one)).toMatchObject({ leader: 2, isr: [1, 2, 3] });
  });

  it('gives the leadership back by the rebalance after 300 s', () => {
    const one = cluster();
    runTo(one, 5);
    stopNode(one.world, 1, 30_000_000);
    runTo(one, 15);
    startNode(one.world, 1);

    runTo(one, 310);

    expect(seenOf(one, 'elected', { partition: 0, leader: 1, how: 4 })[0]?.atMs).toBeCloseTo(300_025, 0);
  });
});

describe('a partition without a living ISR', () => {
  const strict = { topics: [topic({ config: { 'min.insync.replicas': 2 } })] };

  it('is led again by an eligible leader replica outside the ISR', () => {
    const one = cluster(strict);
    runTo(one, 5);
    for (const node of [1, 2, 3]) {
      stopNode(one.world, node, 30_000_000);
      runTo(one, 5 + node * 10);
    }
    const dead = partitionOf(one);

    startNode(one.world, 2);
    runTo(one, 60);

    expect(dead).toMatchObject({ leader: -1, isr: [], elr: [2, 3] });
    expect(seenOf(one, 'elected', { partition: 0, leader: 2, how: ELR })).toHaveLength(1);
    expect(partitionOf(one)).toMatchObject({ leader: 2, isr: [2], elr: [3], recovering: false });
  });

  it('is led by its last known leader when nobody is eligible any more', () => {
    const one = cluster(strict);
    runTo(one, 5);
    for (const node of [1, 2, 3]) {
      crashNode(one.world, node);
      runTo(one, 5 + node * 15);
    }
    for (const node of [2, 3]) startNode(one.world, node);
    runTo(one, 80);

    expect(seenOf(one, 'elected', { partition: 0, leader: 3, how: LAST_KNOWN })).toHaveLength(1);
    expect(partitionOf(one)).toMatchObject({ leader: 3, recovering: false });
  });

  it('stays without a leader where unclean elections are forbidden and ELR is off', () => {
    const one = cluster({ versions: { ...NEWEST, elr: false } });
    runTo(one, 5);
    for (const node of [1, 2, 3]) {
      crashNode(one.world, node);
      runTo(one, 5 + node * 15);
    }

    startNode(one.world, 1);
    runTo(one, 80);
    const waiting = partitionOf(one);
    startNode(one.world, 3);
    runTo(one, 110);

    expect(waiting).toMatchObject({ leader: -1, isr: [3] });
    expect(partitionOf(one)).toMatchObject({ leader: 3 });
  });

  it('is led by any replica where unclean elections are allowed, and the others truncate to it', () => {
    const one = cluster({
      versions: { ...NEWEST, elr: false },
      topics: [topic({ config: { 'unclean.leader.election.enable': true } })],
      producers: [producer({ config: { acks: '1', 'enable.idempotence': false }, stopUs: 55_000_000 })],
    });
    runTo(one, 5);
    crashNode(one.world, 1);
    runTo(one, 20);
    crashNode(one.world, 2);
    runTo(one, 35);
    crashNode(one.world, 3);
    runTo(one, 50);
    const before = replicaAt(one, 3).log.logEnd;

    startNode(one.world, 1);
    runTo(one, 70);
    startNode(one.world, 3);
    runTo(one, 100);

    expect(seenOf(one, 'elected', { partition: 0, leader: 1, how: UNCLEAN })).toHaveLength(1);
    const [truncated] = seenOf(one, 'truncated', { partition: 0 });
    expect(truncated?.node).toBe(3);
    expect(truncated?.fields.to).toBe(before);
    expect(replicaAt(one, 3).log.epochCache).toEqual(replicaAt(one, 1).log.epochCache);
  });
});

describe('a loss of power', () => {
  it('takes what was not flushed; the replica fetches it again', () => {
    const one = cluster({ producers: [producer({ config: { acks: 'all' }, rate: { count: 100, perUs: 1_000_000 } })] });
    runTo(one, 10);

    powerCutNode(one.world, 3);
    const lost = replicaAt(one, 3).log.logEnd;
    runTo(one, 30);
    startNode(one.world, 3);
    runTo(one, 60);

    expect(lost).toBe(0);
    expect(seenOf(one, 'log-lost', { partition: 0, from: 0 })).toHaveLength(1);
    expect(partitionOf(one).isr).toEqual([1, 2, 3]);
    expect(replicaAt(one, 1).log.logEnd - replicaAt(one, 3).log.logEnd).toBeLessThan(5);
  });
});

describe('the controller', () => {
  it('forgets what it had not committed, reads its log again, and gives all sessions a fresh start', () => {
    const one = cluster();
    runTo(one, 5);
    const before = controllerOf(one).committed;

    crashNode(one.world, 0);
    runTo(one, 30);
    startNode(one.world, 0);
    runTo(one, 60);

    expect(controllerOf(one).committed).toBe(before);
    expect(seenOf(one, 'broker-fenced')).toHaveLength(0);
    expect(partitionOf(one)).toMatchObject({ leader: 1, isr: [1, 2, 3] });
  });

  it('forms a cold cluster: brokers register, are unfenced, and topics are created', () => {
    const one = cluster({ boot: true });

    runTo(one, 10);

    expect(seenOf(one, 'broker-unfenced')).toHaveLength(3);
    expect(partitionOf(one)).toMatchObject({ leader: 1, isr: [1, 2, 3], leaderEpoch: 0 });
    expect(replicaAt(one, 2).leader).toBe(1);
  });
});
