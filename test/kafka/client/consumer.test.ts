import { describe, expect, it } from 'vitest';
import { crashNode, startNode, stopNode } from '../../../src/sim/node-life.ts';
import { forkWorld, worldHash } from '../../../src/sim/world.ts';
import {
  AFTER_POLL,
  type ConsumerWorld,
  consumer,
  consumerWorld,
  MANUAL,
  NO_COMMIT,
  nodeOf,
  of,
  runUntil,
  runUntilTold,
  timesProcessed,
} from './consumer-world.ts';

const SHORT_SESSION = { 'session.timeout.ms': 6000 };
const AUTO = { 'enable.auto.commit': true, 'auto.offset.reset': 'earliest', ...SHORT_SESSION };

function crash(one: ConsumerWorld, name: string): void {
  crashNode(one.world, nodeOf(one, name));
}

function restart(one: ConsumerWorld, name: string): void {
  startNode(one.world, nodeOf(one, name));
}

/** Number of requests that a client has sent on the connections it holds. */
function requestsOf(one: ConsumerWorld, name: string): number {
  const node = nodeOf(one, name);
  let sum = 0;
  for (const connection of one.world.connections) {
    if (connection !== null && connection.from === node) sum += connection.nextCorrelation;
  }
  return sum;
}

describe('a group that starts', () => {
  it('of one member has its partitions after 3 s', () => {
    const one = consumerWorld({ partitions: 3 });

    runUntil(one, 4000);

    const assigned = of(one, 'assigned');
    expect(assigned.map(({ partition }) => partition)).toEqual([0, 1, 2]);
    expect(assigned[0]?.at).toBeGreaterThan(3_000_000);
    expect(assigned[0]?.at).toBeLessThan(3_100_000);
  });

  it('of three members has them after 6 s, each its own', () => {
    const one = consumerWorld({ partitions: 3, members: [{ id: 'b-1' }, { id: 'b-2' }, { id: 'b-3' }] });

    runUntil(one, 7000);

    const assigned = of(one, 'assigned');
    expect(assigned.map(({ partition }) => partition).sort()).toEqual([0, 1, 2]);
    expect(assigned.map(({ node }) => node).sort()).toEqual(['b-1', 'b-2', 'b-3']);
    expect(assigned[0]?.at).toBeGreaterThan(6_000_000);
    expect(assigned[0]?.at).toBeLessThan(6_100_000);
  });

  it('processes everything once, in the order of each partition', () => {
    const one = consumerWorld({ partitions: 4, rate: 50, stopUs: 20_000_000, members: [{ id: 'b-1' }, { id: 'b-2' }] });

    runUntil(one, 22_000);

    expect(new Set(timesProcessed(one))).toEqual(new Set([1]));
    for (let partition = 0; partition < 4; partition++) {
      const offsets = of(one, 'processed').flatMap((told) => (told.partition === partition ? [told.offset] : []));
      expect(offsets).toEqual(offsets.map((_, i) => i));
    }
  });
});

describe('a position without a committed offset', () => {
  it('is the end of the log with latest: what was produced before is not read', () => {
    const one = consumerWorld({ rate: 10, group: { 'enable.auto.commit': false } });

    runUntil(one, 10_000);

    const reset = of(one, 'position-reset')[0];
    expect([reset?.why, Number(reset?.offset) > 25]).toEqual([0, true]);
    expect(of(one, 'delivered')[0]?.offset).toBe(reset?.offset);
  });

  it('ends the application with none', () => {
    const one = consumerWorld({ rate: 10, group: { ...MANUAL, 'auto.offset.reset': 'none' } });

    runUntil(one, 10_000);

    expect(of(one, 'client-stopped')).toMatchObject([{ node: 'billing-1', clean: 0 }]);
    expect(of(one, 'delivered')).toEqual([]);
  });

  it('goes on where the group stood, once there is one', () => {
    const one = consumerWorld({ rate: 10, group: { ...MANUAL, ...SHORT_SESSION } });
    runUntil(one, 10_000);
    crash(one, 'billing-1');
    restart(one, 'billing-1');

    runUntil(one, 25_000);

    const resets = of(one, 'position-reset');
    expect(resets.map(({ why }) => why)).toEqual([0, 3]);
    expect(of(one, 'client-started').map(({ session }) => session)).toEqual([0, 0, 1]);
    expect(Math.max(...timesProcessed(one))).toBeLessThanOrEqual(2);
  });
});

describe('auto-commit', () => {
  it('happens inside poll, 5 s after the last, and covers what earlier polls returned', () => {
    const one = consumerWorld({ rate: 20, group: AUTO, members: [{ id: 'billing-1', processingUs: 20_000 }] });

    runUntil(one, 30_000);

    const commits = of(one, 'position-committed');
    expect(commits.length).toBeGreaterThanOrEqual(4);
    for (const { at, offset } of commits) {
      const done = of(one, 'processed').filter((told) => told.at <= at).length;
      expect(done).toBeGreaterThanOrEqual(Number(offset));
    }
    const gaps = commits.slice(1).map(({ at }, i) => at - (commits[i]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4_990_000);
  });

  it('loses nothing when the member is killed, and repeats at most the last 5 s and a batch', () => {
    const one = consumerWorld({ rate: 20, group: AUTO, members: [{ id: 'billing-1', processingUs: 20_000 }] });
    runUntil(one, 12_000);
    crash(one, 'billing-1');
    runUntil(one, 14_000);
    restart(one, 'billing-1');

    runUntil(one, 60_000);

    const times = timesProcessed(one).slice(0, 1000);
    expect(times.filter((count) => count === 0)).toEqual([]);
    expect(times.filter((count) => count > 1).length).toBeGreaterThan(0);
    expect(times.filter((count) => count > 1).length).toBeLessThanOrEqual(20 * 5 + 20);
  });

  it('happens in close too: an orderly stop leaves nothing to repeat', () => {
    const one = consumerWorld({ rate: 20, group: AUTO, members: [{ id: 'billing-1', processingUs: 20_000 }] });
    runUntil(one, 12_000);
    stopNode(one.world, nodeOf(one, 'billing-1'), 30_000_000);
    runUntil(one, 14_000);
    restart(one, 'billing-1');

    runUntil(one, 40_000);

    expect(of(one, 'client-stopped')).toMatchObject([{ node: 'billing-1', clean: 1 }]);
    expect(Math.max(...timesProcessed(one))).toBe(1);
  });
});

describe('a member that is killed', () => {
  it('after processing and before its commit: its records are processed again, none is missed', () => {
    const one = consumerWorld({ rate: 50, stopUs: 15_000_000, group: { ...MANUAL, ...SHORT_SESSION } });
    runUntilTold(one, 'processed', 15_000, ({ uid }) => uid === 250);
    crash(one, 'billing-1');
    runUntil(one, 16_000);
    restart(one, 'billing-1');

    runUntil(one, 40_000);

    const times = timesProcessed(one);
    expect(Math.min(...times)).toBe(1);
    expect(times.filter((count) => count > 1).length).toBeGreaterThan(0);
  });

  it('after its commit and before processing: its records are never processed, none twice', () => {
    const commit = { how: 'sync', when: 'before', every: 'poll' } as const;
    const one = consumerWorld({
      rate: 50,
      stopUs: 15_000_000,
      group: { ...MANUAL, ...SHORT_SESSION },
      members: [{ id: 'billing-1', commit, processingUs: 1000 }],
    });
    runUntilTold(one, 'position-committed', 15_000);
    crash(one, 'billing-1');
    runUntil(one, 16_000);
    restart(one, 'billing-1');

    runUntil(one, 40_000);

    const times = timesProcessed(one);
    expect(Math.max(...times)).toBe(1);
    expect(times.filter((count) => count === 0).length).toBeGreaterThan(0);
  });

  it('is missed after its session, and the other takes its partitions', () => {
    const one = consumerWorld({
      partitions: 2,
      rate: 20,
      group: { ...MANUAL, ...SHORT_SESSION },
      members: [{ id: 'b-1' }, { id: 'b-2' }],
    });
    runUntil(one, 12_000);
    crash(one, 'b-1');

    const fenced = runUntilTold(one, 'member-fenced', 30_000);
    const assigned = runUntilTold(one, 'assigned', 30_000, ({ partition }) => partition === 1);

    expect(fenced.at).toBeGreaterThan(14_900_000);
    expect(fenced.at).toBeLessThan(18_100_000);
    expect(assigned).toMatchObject({ node: 'b-2', generation: 2 });
  });
});

describe('a member that stops in order', () => {
  it('leaves, and the other has everything within a heartbeat', () => {
    const one = consumerWorld({ partitions: 2, rate: 20, members: [{ id: 'b-1' }, { id: 'b-2' }] });
    runUntil(one, 12_000);
    stopNode(one.world, nodeOf(one, 'b-1'), 30_000_000);

    runUntil(one, 15_100);

    expect(of(one, 'revoked').filter(({ node }) => node === 'b-1')).toMatchObject([{ partition: 0, lost: 0 }]);
    expect(of(one, 'assigned').slice(-2)).toMatchObject([
      { node: 'b-2', partition: 0, generation: 2 },
      { node: 'b-2', partition: 1, generation: 2 },
    ]);
    expect(Math.max(...timesProcessed(one))).toBe(1);
  });
});

describe('a batch that takes longer than max.poll.interval.ms', () => {
  it('costs the member its group: it leaves by itself, its commit is refused, and it processes again', () => {
    const one = consumerWorld({
      rate: 10,
      stopUs: 2_500_000,
      group: { ...MANUAL, 'max.poll.interval.ms': 10_000 },
      members: [{ id: 'billing-1', processingUs: 1_000_000 }],
    });

    const polled = runUntilTold(one, 'delivered', 10_000);
    const empty = runUntilTold(one, 'group-state', 30_000, ({ state, generation }) => state === 0 && generation === 2);
    const refused = runUntilTold(one, 'commit-refused', 60_000);
    const lost = runUntilTold(one, 'revoked', 60_000);
    runUntil(one, 70_000);

    expect(empty.at - polled.at).toBeGreaterThan(9_990_000);
    expect(empty.at - polled.at).toBeLessThan(10_100_000);
    expect(refused).toMatchObject({ node: 'billing-1', error: 25 });
    expect(lost).toMatchObject({ lost: 1 });
    expect(timesProcessed(one).filter((count) => count > 1).length).toBeGreaterThan(0);
  });
});

describe('a coordinator that is killed', () => {
  it('is replaced by the next leader of the offsets partition, which knows members and offsets', () => {
    const one = consumerWorld({ rate: 20, broker: { 'broker.session.timeout.ms': 6000 } });
    runUntil(one, 12_000);
    crash(one, 'broker-1');

    runUntil(one, 40_000);

    const states = of(one, 'group-state').slice(-1);
    expect(states).toMatchObject([{ node: 'broker-2', state: 3, generation: 1 }]);
    expect(of(one, 'position-committed').slice(-1)).toMatchObject([{ node: 'broker-2' }]);
    expect(of(one, 'assigned')).toHaveLength(1);
    const times = timesProcessed(one).slice(0, 700);
    expect([Math.min(...times), Math.max(...times)]).toEqual([1, 1]);
  });

  it('and all members with it: the next instance goes on from the replicated offsets', () => {
    const one = consumerWorld({ rate: 20, stopUs: 20_000_000, group: { ...MANUAL, ...SHORT_SESSION } });
    runUntil(one, 12_000);
    const before = of(one, 'position-committed').at(-1);
    crash(one, 'broker-1');
    crash(one, 'billing-1');
    runUntil(one, 14_000);
    restart(one, 'billing-1');

    const reset = runUntilTold(one, 'position-reset', 60_000);
    runUntil(one, 60_000);

    expect(reset).toMatchObject({ why: 3, offset: before?.offset });
    expect(Math.min(...timesProcessed(one))).toBe(1);
  });
});

describe('a commit', () => {
  it('counts once it is replicated; commitSync tries again until then', () => {
    const one = consumerWorld({
      rate: 10,
      stopUs: 12_500_000,
      broker: { 'min.insync.replicas': 2 },
      producer: { acks: '1', 'enable.idempotence': false },
    });
    runUntil(one, 12_000);
    crash(one, 'broker-2');
    crash(one, 'broker-3');
    runUntil(one, 45_000);
    const whileAlone = of(one, 'position-committed').filter(({ at }) => at > 12_100_000);
    restart(one, 'broker-2');
    restart(one, 'broker-3');

    runUntil(one, 90_000);

    expect(whileAlone).toEqual([]);
    expect(of(one, 'commit-refused').map(({ error }) => error)).toContain(15);
    expect(of(one, 'position-committed').at(-1)?.offset).toBe(125);
  });
});

describe('a consumer that waits', () => {
  it('costs a Fetch each 500 ms to each leader, and a heartbeat each 3 s', () => {
    const one = consumerWorld({ partitions: 3 });
    runUntil(one, 10_000);
    const before = requestsOf(one, 'billing-1');

    runUntil(one, 70_000);

    const sent = requestsOf(one, 'billing-1') - before;
    expect(sent).toBeGreaterThan(3 * 115 + 19);
    expect(sent).toBeLessThanOrEqual(3 * 120 + 21);
  });
});

describe('commits of each record', () => {
  it.each(['sync', 'async'] as const)('%s: every offset is committed once', (how) => {
    const one = consumerWorld({
      rate: 20,
      stopUs: 8_000_000,
      members: [{ id: 'billing-1', commit: { how, when: 'after', every: 'record' } }],
    });

    runUntil(one, 15_000);

    const offsets = of(one, 'position-committed').map(({ offset }) => offset);
    expect(offsets).toEqual(Array.from({ length: 160 }, (_, i) => i + 1));
  });
});

describe('a world with consumers', () => {
  it('goes on the same in a fork', () => {
    const one = consumerWorld({ partitions: 2, rate: 30, members: [{ id: 'b-1', commit: NO_COMMIT }, { id: 'b-2' }] });
    runUntil(one, 9000);
    const fork = { world: forkWorld(one.world), told: [] };

    for (const each of [one, fork]) {
      crash(each, 'broker-2');
      runUntil(each, 25_000);
    }

    expect(worldHash(fork.world)).toBe(worldHash(one.world));
    expect(consumer(one, 'b-1').membership.generation).toBe(1);
    expect(AFTER_POLL.how).toBe('sync');
  });
});
