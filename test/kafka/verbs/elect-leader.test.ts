import { describe, expect, it } from 'vitest';
import { KAFKA } from '../../../src/kafka/system.ts';
import { crashNode, startNode, stopNode } from '../../../src/sim/node-life.ts';
import { type Cluster, cluster, partitionOf, producer, runTo, seenOf } from '../watched-cluster.ts';

const PREFERRED = 4;
const UNCLEAN = 3;

function elect(one: Cluster, type: 'preferred' | 'unclean', partition = 'orders-0') {
  return KAFKA.begin(one.world, 'elect-leader', { command: 0, nodes: [], links: [], values: { partition, type } });
}

/** Broker 1 was stopped in order and is back; broker 2 leads. */
function afterRestart(): Cluster {
  const one = cluster({
    config: { 'auto.leader.rebalance.enable': false },
    producers: [producer({ config: { acks: 'all' } })],
  });
  runTo(one, 2);
  stopNode(one.world, 1, 30_000_000);
  runTo(one, 5);
  startNode(one.world, 1);
  return one;
}

describe('an election by hand', () => {
  it('gives the leadership back to the first replica of the assignment', () => {
    const one = afterRestart();
    runTo(one, 8);
    const before = partitionOf(one);

    expect(elect(one, 'preferred')).toBeNull();
    runTo(one, 9);

    expect(before).toMatchObject({ leader: 2, leaderEpoch: 1 });
    expect(partitionOf(one)).toMatchObject({ leader: 1, leaderEpoch: 2, isr: [1, 2, 3] });
    expect(seenOf(one, 'elected', { partition: 0, leader: 1, how: PREFERRED })).toHaveLength(1);
  });

  it('is refused where the preferred replica leads already', () => {
    const one = cluster();
    runTo(one, 1);

    expect(elect(one, 'preferred')).toEqual({
      code: 'election.refused',
      parameters: { partition: 'orders-0', error: 'ELECTION_NOT_NEEDED' },
    });
  });

  it('is refused where the preferred replica is not in the ISR', () => {
    const one = cluster({ config: { 'auto.leader.rebalance.enable': false } });
    runTo(one, 2);
    stopNode(one.world, 1, 30_000_000);
    runTo(one, 5);

    expect(elect(one, 'preferred')?.parameters).toEqual({
      partition: 'orders-0',
      error: 'PREFERRED_LEADER_NOT_AVAILABLE',
    });
    expect(partitionOf(one).leader).toBe(2);
  });

  it('takes a live replica outside the ISR when it is unclean, though the topic forbids that', () => {
    const one = cluster({ versions: { strictMinIsr: true, elr: false, truncation: 'on-fetch' } });
    runTo(one, 2);
    crashNode(one.world, 2);
    runTo(one, 14);
    crashNode(one.world, 3);
    runTo(one, 26);
    crashNode(one.world, 1);
    runTo(one, 27);
    startNode(one.world, 3);
    runTo(one, 40);
    const before = partitionOf(one);

    expect(elect(one, 'unclean')).toBeNull();
    runTo(one, 41);

    expect(before.leader).toBe(-1);
    expect(partitionOf(one)).toMatchObject({ leader: 3, isr: [3] });
    expect(seenOf(one, 'elected', { partition: 0, leader: 3, how: UNCLEAN })).toHaveLength(1);
  });

  it('needs a partition and a controller', () => {
    const one = cluster();
    runTo(one, 1);

    expect(elect(one, 'preferred', 'orders-7')?.code).toBe('election.unknown-partition');
    crashNode(one.world, 0);
    expect(elect(one, 'preferred')?.code).toBe('election.no-controller');
  });
});
