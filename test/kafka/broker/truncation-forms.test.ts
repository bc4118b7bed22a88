import { describe, expect, it } from 'vitest';
import { NEWEST, TRUNCATIONS, type Truncation } from '../../../src/kafka/setup.ts';
import { crashNode, powerCutNode, startNode } from '../../../src/sim/node-life.ts';
import { type Cluster, cluster, producer, replicaAt, runTo, seenOf, topic } from '../watched-cluster.ts';

const BY_HIGH_WATERMARK = 1;

function clusterOf(truncation: Truncation, seed = 1): Cluster {
  return cluster(
    {
      versions: { ...NEWEST, truncation },
      topics: [topic({ config: { 'unclean.leader.election.enable': true } })],
      producers: [
        producer({ rate: { count: 100, perUs: 1_000_000 }, config: { acks: '1', 'enable.idempotence': false } }),
      ],
    },
    seed,
  );
}

function ends(one: Cluster): number[] {
  return [1, 2, 3].map((node) => replicaAt(one, node).log.logEnd);
}

describe('a follower', () => {
  it.each(TRUNCATIONS)('has its leader’s log again after failovers, with truncation %s', (truncation) => {
    const one = clusterOf(truncation);
    runTo(one, 5);
    crashNode(one.world, 1);
    runTo(one, 20);
    startNode(one.world, 1);
    runTo(one, 30);
    crashNode(one.world, 2);
    runTo(one, 45);
    startNode(one.world, 2);
    runTo(one, 60);

    const [first = 0, ...others] = ends(one);
    expect(first).toBeGreaterThan(1000);
    for (const end of others) expect(Math.abs(end - first)).toBeLessThan(20);
    expect(seenOf(one, 'isr', { partition: 0, mask: 7 }).at(-1)?.atMs).toBeGreaterThan(45_000);
  });

  it('drops everything above its own high watermark before 0.11, and by the epoch since then', () => {
    const reasons = TRUNCATIONS.map((truncation) => {
      const one = clusterOf(truncation);
      runTo(one, 7);
      crashNode(one.world, 1);
      runTo(one, 40);
      return seenOf(one, 'truncated', { partition: 0, reason: BY_HIGH_WATERMARK }).length > 0;
    });

    expect(reasons).toEqual([true, false, false, false, false]);
  });

  it.each(TRUNCATIONS)('asks for the end of its epoch from 0.11 to 2.6 only (%s)', (truncation) => {
    const one = clusterOf(truncation);
    let asked = 0;
    runTo(one, 5);
    crashNode(one.world, 1);
    for (let ms = 5_000; ms < 20_000; ms++) {
      runTo(one, ms / 1000);
      const actor = one.world.state.actors[3];
      if (
        actor?.actor === 'broker' &&
        actor.fetchers.some((fetcher) => fetcher !== null && fetcher.epochRequest !== null)
      ) {
        asked += 1;
      }
    }

    expect(asked > 0).toBe(truncation === 'kip101' || truncation === 'kip279' || truncation === 'kip320');
  });

  it.each(['kip101', 'kip279', 'kip320'] as const)(
    'asks again when the leader was lost with the question (%s)',
    (truncation) => {
      const one = clusterOf(truncation);
      runTo(one, 5);
      powerCutNode(one.world, 1);
      for (let ms = 12_000; ms < 18_000 && seenOf(one, 'leading', { leaderEpoch: 1 }).length === 0; ms++) {
        runTo(one, ms / 1000);
      }
      const leader = seenOf(one, 'leading', { leaderEpoch: 1 })[0]?.node ?? 0;
      crashNode(one.world, leader);
      runTo(one, 40);
      startNode(one.world, 1);
      startNode(one.world, leader);
      runTo(one, 70);

      expect(Math.max(...ends(one)) - Math.min(...ends(one))).toBeLessThan(20);
    },
  );
});
