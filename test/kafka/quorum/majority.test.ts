import { describe, expect, it } from 'vitest';
import { crashNode, startNode } from '../../../src/sim/node-life.ts';
import { isRunning } from '../../../src/sim/world.ts';
import { brokerOf, controllerOf, runTo, seenOf } from '../watched-cluster.ts';
import { controllerAt, cutOff, heal, leaders, quorumAt, quorumCluster, setMinIsr } from './watched-quorum.ts';

const SEEDS = [1, 2, 3, 4, 5];

describe('a quorum without a majority', () => {
  it('fences nobody and elects no leaders until there is one again', () => {
    const one = quorumCluster();
    runTo(one, 5);
    crashNode(one.world, 4);
    crashNode(one.world, 5);
    runTo(one, 6);
    crashNode(one.world, 1);
    runTo(one, 40);
    const before = seenOf(one, 'broker-fenced').length + seenOf(one, 'elected', { epoch: 1 }).length;

    startNode(one.world, 4);
    runTo(one, 70);

    expect(before).toBe(0);
    expect(seenOf(one, 'broker-fenced', { broker: 1 })).toHaveLength(1);
    expect(seenOf(one, 'elected', { partition: 0, leader: 2, epoch: 1 })).toHaveLength(1);
  });
});

describe('an active controller that is cut off from the others', () => {
  it.each(SEEDS)('resigns within 3 s of the last fetch of a majority, and another one is active (seed %i)', (seed) => {
    const one = quorumCluster({}, seed);
    runTo(one, 10);

    cutOff(one, 0, 'controller', 1);
    runTo(one, 20);

    const [resigned] = seenOf(one, 'controller-resigned');
    expect(resigned?.fields.cause).toBe(0);
    expect(resigned?.atMs).toBeGreaterThan(12_400);
    expect(resigned?.atMs).toBeLessThan(13_100);
    const [leader = -1] = leaders(one);
    expect([4, 5]).toContain(leader);
    expect([1, 2, 3].map((node) => brokerOf(one, node).controller)).toEqual([leader, leader, leader]);
  });

  it('loses what it wrote and could not commit, and takes over what the next one wrote', () => {
    const one = quorumCluster();
    runTo(one, 10);
    cutOff(one, 0, 'controller', 1);
    runTo(one, 10.5);

    expect(setMinIsr(one, 2)).toBe('');
    runTo(one, 10.6);
    const written = controllerAt(one, 0).log.at(-1);
    runTo(one, 20);
    heal(one, 0, 'controller', 1);
    runTo(one, 40);

    expect(written?.type).toBe('Config');
    expect(seenOf(one, 'metadata-truncated')).toHaveLength(1);
    expect(seenOf(one, 'config-changed')).toHaveLength(0);
    expect(controllerAt(one, 0).log).toEqual(controllerAt(one, leaders(one)[0] ?? -1).log);
    expect(controllerOf(one).minIsrs).toEqual([1]);
  });

  it('without check-quorum goes on for as long as the cut lasts, and its brokers stay with it', () => {
    const one = quorumCluster({ mutants: ['no-check-quorum'] });
    runTo(one, 10);

    cutOff(one, 0, 'controller', 1);
    runTo(one, 30);

    expect(leaders(one)).toHaveLength(2);
    expect([1, 2, 3].map((node) => brokerOf(one, node).controller)).toEqual([0, 0, 0]);
  });
});

it('a controller that is cut off does not raise the epoch, and disturbs nobody when it is back (KIP-996)', () => {
  const one = quorumCluster();
  runTo(one, 5);
  cutOff(one, 5, 'all', 1);
  runTo(one, 40);
  heal(one, 5, 'all', 1);
  runTo(one, 60);

  expect(leaders(one)).toEqual([0]);
  expect(quorumAt(one, 5).epoch).toBe(1);
  expect(seenOf(one, 'controller-elected')).toHaveLength(1);
  expect(one.world.nodes.every(isRunning)).toBe(true);
});
