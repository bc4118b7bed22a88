import { describe, expect, it } from 'vitest';
import { FENCED_INSTANCE_ID } from '../../../src/kafka/protocol/errors.ts';
import { memberRow } from '../../../src/kafka/view/clients.ts';
import { crashNode, startNode } from '../../../src/sim/node-life.ts';
import { endExited } from '../../../src/sim/step.ts';
import {
  type ConsumerWorld,
  type ConsumerWorldOptions,
  consumer,
  consumerWorld,
  MANUAL,
  nodeOf,
  of,
  runUntil,
  runUntilTold,
  timesProcessed,
} from './consumer-world.ts';

const COOPERATIVE = { ...MANUAL, 'partition.assignment.strategy': 'cooperative-sticky' };
const LATE = 10_000_000;
const SLOW_PAIR = [
  { id: 'm-1', processingUs: 200_000 },
  { id: 'm-2', processingUs: 200_000 },
  { id: 'm-3', startUs: LATE },
];

/** Two members from the start and one that joins at 10 s. */
function threeMembers(strategy: string, options: ConsumerWorldOptions = {}): ConsumerWorld {
  return consumerWorld({
    partitions: 6,
    rate: 60,
    stopUs: 25_000_000,
    members: [{ id: 'm-1' }, { id: 'm-2' }, { id: 'm-3', startUs: LATE }],
    ...options,
    group: { ...MANUAL, 'partition.assignment.strategy': strategy, ...options.group },
  });
}

function owned(one: ConsumerWorld, name: string): number[] {
  return consumer(one, name)
    .assigned.map(({ partition }) => partition)
    .sort((a, b) => a - b);
}

function since(one: ConsumerWorld, name: string, us: number) {
  return of(one, name).filter(({ at }) => at >= us);
}

describe('the assignor of a group', () => {
  it('is range where nothing is given, though all could be cooperative', () => {
    const one = threeMembers('range,cooperative-sticky');

    runUntil(one, 20_000);

    expect(consumer(one, 'm-1').membership.protocol).toBe('range');
    expect(since(one, 'revoked', LATE)).toHaveLength(6);
  });

  it('is what the members have in common, and most prefer', () => {
    const config = (list: string) => ({ 'partition.assignment.strategy': list });
    const one = consumerWorld({
      partitions: 6,
      members: [
        { id: 'm-1', config: config('range,roundrobin,sticky') },
        { id: 'm-2', config: config('roundrobin,sticky') },
        { id: 'm-3', config: config('sticky,roundrobin') },
      ],
    });

    runUntil(one, 10_000);

    expect(consumer(one, 'm-1').membership.protocol).toBe('roundrobin');
    expect(owned(one, 'm-1')).toHaveLength(2);
  });

  it('refuses a member that has none in common with the others', () => {
    const config = { 'partition.assignment.strategy': 'cooperative-sticky' };
    const one = consumerWorld({
      partitions: 2,
      members: [
        { id: 'm-1', config: { 'partition.assignment.strategy': 'range' } },
        { id: 'm-2', startUs: LATE, config },
      ],
    });

    runUntil(one, 15_000);
    endExited(one.world);

    expect(of(one, 'client-stopped')).toMatchObject([{ node: 'm-2', clean: 0 }]);
    expect(owned(one, 'm-1')).toEqual([0, 1]);
  });

  it.each([
    ['range', 6],
    ['roundrobin', 6],
    ['sticky', 6],
    ['cooperative-sticky', 2],
  ])('%s takes %i partitions away when a third member comes', (strategy, revoked) => {
    const one = threeMembers(strategy);

    runUntil(one, 24_000);

    expect(since(one, 'revoked', LATE)).toHaveLength(revoked);
    expect([...owned(one, 'm-1'), ...owned(one, 'm-2'), ...owned(one, 'm-3')].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(owned(one, 'm-3')).toHaveLength(2);
    runUntil(one, 35_000);
    expect(new Set(timesProcessed(one))).toEqual(new Set([1]));
  });

  it('sticky gives members back what they had, also after they gave it up; range does not', () => {
    const stays = (strategy: string) => {
      const one = threeMembers(strategy);
      runUntil(one, 9_000);
      const before = ['m-1', 'm-2'].map((name) => owned(one, name));
      runUntil(one, 20_000);
      return ['m-1', 'm-2'].flatMap((name, i) => owned(one, name).filter((each) => before[i]?.includes(each)));
    };

    expect(stays('sticky')).toHaveLength(4);
    expect(stays('range').length).toBeLessThan(4);
  });
});

describe('a cooperative member (KIP-429)', () => {
  it('keeps what does not move, and processes it while the group rebalances', () => {
    const one = threeMembers('cooperative-sticky');
    runUntilTold(one, 'group-state', 20_000, ({ at, state }) => at > LATE && state === 1);
    const began = one.world.now;
    runUntilTold(one, 'group-state', 20_000, ({ at, state }) => at > began && state === 3);
    const ended = one.world.now;

    const worked = of(one, 'processed').filter(({ at }) => at > began + 500_000 && at < ended);
    expect(ended - began).toBeGreaterThan(1_000_000);
    expect(worked.length).toBeGreaterThan(30);
  });

  it('gives up what it is to lose, and in a second rebalance the new member gets it', () => {
    const one = threeMembers('cooperative-sticky');
    runUntil(one, 20_000);

    const revoked = since(one, 'revoked', LATE);
    const assigned = since(one, 'assigned', LATE);
    expect(new Set(assigned.map(({ node }) => node))).toEqual(new Set(['m-3']));
    expect(assigned.map(({ partition }) => partition).sort()).toEqual(revoked.map(({ partition }) => partition).sort());
    expect(Math.min(...assigned.map(({ at }) => at))).toBeGreaterThan(Math.max(...revoked.map(({ at }) => at)));
    expect(consumer(one, 'm-3').membership.generation - Number(of(one, 'assigned')[0]?.generation)).toBe(2);
  });

  it('shows what it must give up from the answer of the group until its next poll', () => {
    const one = consumerWorld({
      partitions: 6,
      rate: 6,
      group: COOPERATIVE,
      members: SLOW_PAIR,
    });
    const revoked = runUntilTold(one, 'revoked', 40_000, ({ at }) => at > LATE);
    const again = consumerWorld({ partitions: 6, rate: 6, group: COOPERATIVE, members: SLOW_PAIR });

    runUntil(again, Number(revoked.at) / 1000 - 0.002);
    const row = memberRow(again.world, nodeOf(again, String(revoked.node)));

    expect(row?.leaving).toContain(revoked.partition);
    expect(row?.owned).toContain(revoked.partition);
    expect(row?.coming).toEqual([]);
    expect(row?.assignor).toBe('cooperative-sticky');
  });

  it('has lost what it had where the coordinator does not know it any more', () => {
    const one = threeMembers('cooperative-sticky', { group: { 'max.poll.interval.ms': 10_000 } });
    runUntil(one, 8_000);
    consumer(one, 'm-1').processingUs = 12_000_000;

    const lost = runUntilTold(one, 'revoked', 40_000, (told) => told.lost === 1);

    expect(lost.node).toBe('m-1');
  });

  it('never has a partition that another member has, in whatever order members come and go', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const one = consumerWorld({
        seed,
        partitions: 5,
        rate: 50,
        group: { ...COOPERATIVE, 'session.timeout.ms': 6000, 'heartbeat.interval.ms': 1000 },
        members: [{ id: 'm-1' }, { id: 'm-2', startUs: 5_000_000 + seed * 300_000 }, { id: 'm-3', startUs: 8_000_000 }],
      });
      runUntil(one, 9_000 + 250 * seed);
      crashNode(one.world, nodeOf(one, 'm-1'));
      runUntil(one, 12_000 + 500 * seed);
      startNode(one.world, nodeOf(one, 'm-1'));
      runUntil(one, 40_000);

      expect(doublyOwned(one)).toEqual([]);
      expect(['m-1', 'm-2', 'm-3'].flatMap((name) => owned(one, name)).sort()).toEqual([0, 1, 2, 3, 4]);
    }
  });

  it('may live with eager members while a group is upgraded, and nothing is owned twice', () => {
    const list = (strategy: string) => ({ 'partition.assignment.strategy': strategy });
    const one = consumerWorld({
      partitions: 6,
      rate: 60,
      members: [
        { id: 'm-1', config: list('range,cooperative-sticky') },
        { id: 'm-2', config: list('cooperative-sticky') },
        { id: 'm-3', startUs: LATE, config: list('cooperative-sticky') },
      ],
    });

    runUntil(one, 25_000);

    expect(consumer(one, 'm-1').membership.protocol).toBe('cooperative-sticky');
    expect(doublyOwned(one)).toEqual([]);
    expect(['m-1', 'm-2', 'm-3'].flatMap((name) => owned(one, name)).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

/** Partitions that were assigned while somebody else had them; who crashed has nothing. */
function doublyOwned(one: ConsumerWorld): number[] {
  const owner = new Map<number, string>();
  const twice: number[] = [];
  for (const told of one.told) {
    const partition = Number(told.partition);
    if (told.name === 'assigned') {
      if (owner.has(partition) && owner.get(partition) !== told.node) twice.push(partition);
      owner.set(partition, told.node);
    } else if (told.name === 'revoked' && owner.get(partition) === told.node) {
      owner.delete(partition);
    } else if (told.name === 'client-stopped') {
      for (const [each, node] of owner) if (node === told.node) owner.delete(each);
    }
  }
  return twice;
}

describe('a static member (KIP-345)', () => {
  const instance = (id: string) => ({ 'group.instance.id': id });
  const pair = (session: number) =>
    consumerWorld({
      partitions: 4,
      rate: 40,
      stopUs: 40_000_000,
      group: { ...MANUAL, 'session.timeout.ms': session },
      members: [
        { id: 'm-1', config: instance('i-1') },
        { id: 'm-2', config: instance('i-2') },
        { id: 'm-3', startUs: 60_000_000, config: instance('i-1') },
      ],
    });

  it('restarts within its session without a rebalance, and has the same partitions', () => {
    const one = pair(20_000);
    runUntil(one, 10_000);
    const before = owned(one, 'm-1');
    crashNode(one.world, nodeOf(one, 'm-1'));
    runUntil(one, 18_000);
    startNode(one.world, nodeOf(one, 'm-1'));
    runUntil(one, 30_000);

    expect(owned(one, 'm-1')).toEqual(before);
    expect(since(one, 'group-state', LATE)).toEqual([]);
    expect(since(one, 'revoked', LATE)).toEqual([]);
    expect(consumer(one, 'm-1').membership.generation).toBe(1);
  });

  it('costs the others a rebalance when it stays away longer', () => {
    const one = pair(6_000);
    runUntil(one, 10_000);
    crashNode(one.world, nodeOf(one, 'm-1'));
    runUntil(one, 25_000);

    expect(owned(one, 'm-2')).toEqual([0, 1, 2, 3]);
    expect(since(one, 'member-fenced', LATE)).toHaveLength(1);
  });

  it('does not leave the group when it closes', () => {
    const one = pair(20_000);
    runUntil(one, 10_000);
    const before = since(one, 'group-state', 0).length;
    consumer(one, 'm-1').life = 2;
    runUntil(one, 15_000);
    endExited(one.world);

    expect(of(one, 'client-stopped')).toMatchObject([{ node: 'm-1', clean: 1 }]);
    expect(of(one, 'group-state')).toHaveLength(before);
  });

  it('is fenced when a second instance comes with its id, and stops', () => {
    const one = pair(45_000);
    runUntil(one, 59_000);
    const before = owned(one, 'm-1');
    runUntil(one, 70_000);
    endExited(one.world);

    expect(of(one, 'member-fenced')).toMatchObject([{ error: FENCED_INSTANCE_ID }]);
    expect(of(one, 'client-stopped')).toMatchObject([{ node: 'm-1', clean: 0 }]);
    expect(owned(one, 'm-3')).toEqual(before);
    expect(since(one, 'group-state', 59_000_000)).toEqual([]);
  });
});
