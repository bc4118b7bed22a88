import { describe, expect, it } from 'vitest';
import { crashNode, startNode, stopNode } from '../../../src/sim/node-life.ts';
import { brokerOf, runTo, seenOf, topic } from '../watched-cluster.ts';
import { CONTROLLERS, controllerAt, leaders, quorumAt, quorumCluster } from './watched-quorum.ts';

const SEEDS = [1, 2, 3, 4, 5];

describe('a quorum of three controllers', () => {
  it('is led by the first of them at time zero, and elects nobody else while that one is heard', () => {
    const one = quorumCluster();
    runTo(one, 60);

    expect(leaders(one)).toEqual([0]);
    expect(seenOf(one, 'controller-elected')).toHaveLength(1);
    expect(CONTROLLERS.map((node) => quorumAt(one, node).epoch)).toEqual([1, 1, 1]);
  });

  it('holds the same log three times, committed to its end', () => {
    const one = quorumCluster();
    runTo(one, 3);
    crashNode(one.world, 3);
    runTo(one, 20);

    const [first, second, third] = CONTROLLERS.map((node) => controllerAt(one, node));

    expect(second?.log).toEqual(first?.log);
    expect(third?.log).toEqual(first?.log);
    expect([first, second, third].map((voter) => voter?.committed)).toEqual(Array(3).fill(first?.log.length));
    expect(seenOf(one, 'broker-fenced', { broker: 3 })).toHaveLength(1);
  });

  it('forms a cluster from nothing: a leader is elected, brokers find it and register', () => {
    const one = quorumCluster({ boot: true });
    runTo(one, 20);

    expect(leaders(one)).toHaveLength(1);
    expect(seenOf(one, 'broker-unfenced')).toHaveLength(3);
    expect(seenOf(one, 'leading', { partition: 0 })).toHaveLength(1);
  });

  it.each([3, 5] as const)('of %i survives the loss of a minority', (controllers) => {
    const one = quorumCluster({ controllers });
    runTo(one, 2);
    for (let n = 0; n < (controllers - 1) / 2; n++) crashNode(one.world, n === 0 ? 0 : 3 + n);
    runTo(one, 15);

    const [elected] = seenOf(one, 'controller-elected').slice(1);
    expect(elected?.fields.epoch).toBeGreaterThanOrEqual(2);
    expect(seenOf(one, 'controller-active').at(-1)?.node).toBe(elected?.node);
  });
});

describe('an active controller that is killed', () => {
  it.each(SEEDS)('is followed by another one within 2 to 6 s, which all brokers find (seed %i)', (seed) => {
    const one = quorumCluster({}, seed);
    runTo(one, 10);

    crashNode(one.world, 0);
    runTo(one, 18);

    const [active] = seenOf(one, 'controller-active').slice(1);
    expect(active?.atMs).toBeGreaterThan(11_500);
    expect(active?.atMs).toBeLessThan(16_000);
    expect([1, 2, 3].map((node) => brokerOf(one, node).controller)).toEqual(Array(3).fill(active?.node));
    expect(seenOf(one, 'broker-fenced')).toEqual([]);
  });

  it.each(SEEDS)('leaves a dead broker a fresh session at the next one (seed %i)', (seed) => {
    const one = quorumCluster({}, seed);
    runTo(one, 10);

    crashNode(one.world, 0);
    runTo(one, 10.5);
    crashNode(one.world, 1);
    runTo(one, 40);

    const [active] = seenOf(one, 'controller-active').slice(1);
    const [fenced] = seenOf(one, 'broker-fenced', { broker: 1 });
    const waited = (fenced?.atMs ?? 0) - (active?.atMs ?? 0);
    expect(waited).toBeGreaterThanOrEqual(9_000);
    expect(waited).toBeLessThanOrEqual(10_400);
    expect(seenOf(one, 'elected', { partition: 0, leader: 2, epoch: 1 })).toHaveLength(1);
  });

  it('follows the next one when it comes back, with the same log', () => {
    const one = quorumCluster();
    runTo(one, 10);
    crashNode(one.world, 0);
    runTo(one, 20);

    startNode(one.world, 0);
    runTo(one, 30);

    const [leader = -1] = leaders(one);
    expect(leader).not.toBe(0);
    expect(controllerAt(one, 0).log).toEqual(controllerAt(one, leader).log);
    expect(quorumAt(one, 0).epoch).toBe(quorumAt(one, leader).epoch);
  });

  it('tells nothing twice: each committed record is observed by one leader', () => {
    const one = quorumCluster({ topics: [topic({ partitions: 3, replicas: null })] });
    runTo(one, 5);
    crashNode(one.world, 3);
    runTo(one, 14.05);
    crashNode(one.world, 0);
    runTo(one, 40);

    const epochs = seenOf(one, 'elected').map(({ fields }) => `${fields.partition} ${fields.epoch}`);
    expect(new Set(epochs).size).toBe(epochs.length);
  });
});

it('an active controller that stops in order hands over without anybody missing it first', () => {
  const one = quorumCluster();
  runTo(one, 10);

  stopNode(one.world, 0, 30_000_000);
  runTo(one, 12);

  const [active] = seenOf(one, 'controller-active').slice(1);
  expect(active?.atMs).toBeLessThan(10_500);
  expect(one.world.nodes[0]?.status).toBe('stopped');
});
