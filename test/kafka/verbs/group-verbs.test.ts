import { describe, expect, it } from 'vitest';
import { KAFKA_VERBS } from '../../../src/kafka/verbs/index.ts';
import type { VerbArguments } from '../../../src/sim/faults/verb.ts';
import { endExited } from '../../../src/sim/step.ts';
import {
  type ConsumerWorld,
  consumer,
  consumerWorld,
  MANUAL,
  nodeOf,
  of,
  runUntil,
  timesProcessed,
} from '../client/consumer-world.ts';

function perform(one: ConsumerWorld, name: string, values: VerbArguments['values'], nodes: readonly string[] = []) {
  const verb = KAFKA_VERBS.find((each) => each.name === name);
  if (verb === undefined) throw new Error(`there is no verb ${name}`);
  const refusal = verb.begin(one.world, {
    command: 0,
    nodes: nodes.map((each) => nodeOf(one, each)),
    links: [],
    values,
  });
  endExited(one.world);
  return refusal;
}

describe('add-member', () => {
  it('makes a copy of a member, which joins the group and gets its share', () => {
    const one = consumerWorld({ partitions: 4, rate: 40, members: [{ id: 'billing-1', processingUs: 3000 }] });
    runUntil(one, 10_000);

    expect(perform(one, 'add-member', { group: 'billing' })).toBeNull();
    runUntil(one, 20_000);

    expect(consumer(one, 'billing-2').processingUs).toBe(3000);
    expect(consumer(one, 'billing-2').assigned.map(({ partition }) => partition)).toEqual([2, 3]);
    expect(consumer(one, 'billing-1').assigned.map(({ partition }) => partition)).toEqual([0, 1]);
    expect(Math.max(...timesProcessed(one))).toBe(1);
  });

  it('gives a copy of a static member an instance id of its own, or the one that is asked for', () => {
    const one = consumerWorld({ members: [{ id: 'm-1', config: { 'group.instance.id': 'pod-0' } }] });

    perform(one, 'add-member', { group: 'billing', id: 'm-2' });
    perform(one, 'add-member', { group: 'billing', id: 'm-3', instance: 'pod-0' });

    expect(consumer(one, 'm-2').config.instanceId).toBe('m-2');
    expect(consumer(one, 'm-3').config.instanceId).toBe('pod-0');
  });

  it('is refused for a group that is not there', () => {
    const one = consumerWorld();

    expect(perform(one, 'add-member', { group: 'bilings' })).toEqual({
      code: 'group.unknown',
      parameters: { group: 'bilings' },
    });
  });
});

describe('remove-member', () => {
  it('closes the client in order', () => {
    const one = consumerWorld({ partitions: 2, rate: 40, members: [{ id: 'b-1' }, { id: 'b-2' }] });
    runUntil(one, 10_000);

    perform(one, 'remove-member', {}, ['b-2']);
    runUntil(one, 15_000);

    expect(of(one, 'client-stopped')).toMatchObject([{ node: 'b-2', clean: 1 }]);
    expect(consumer(one, 'b-1').assigned.map(({ partition }) => partition)).toEqual([0, 1]);
    expect(Math.max(...timesProcessed(one))).toBe(1);
  });
});

describe('set-config of a group', () => {
  it('makes every member leave and come again with the new setting', () => {
    const one = consumerWorld({ partitions: 2, rate: 40, stopUs: 25_000_000, members: [{ id: 'b-1' }, { id: 'b-2' }] });
    runUntil(one, 10_000);

    expect(perform(one, 'set-config', { target: 'group(billing)', key: 'max.poll.records', value: 10 })).toBeNull();
    runUntil(one, 30_000);

    expect(consumer(one, 'b-1').config.maxPollRecords).toBe(10);
    expect(of(one, 'client-started').filter(({ session }) => session === 1)).toHaveLength(2);
    expect(new Set(timesProcessed(one))).toEqual(new Set([1]));
  });

  it('rolls a new assignor out, member by member, and the last one switches the group to it', () => {
    const both = { 'partition.assignment.strategy': 'range,cooperative-sticky' };
    const one = consumerWorld({
      partitions: 4,
      rate: 40,
      stopUs: 30_000_000,
      members: [
        { id: 'b-1', config: both },
        { id: 'b-2', config: both },
      ],
    });
    const key = 'partition.assignment.strategy';
    runUntil(one, 10_000);

    perform(one, 'set-config', { target: 'member(b-1)', key, value: 'cooperative-sticky' });
    runUntil(one, 18_000);
    expect(consumer(one, 'b-1').membership.protocol).toBe('cooperative-sticky');
    expect(consumer(one, 'b-2').config.cooperative).toBe(false);
    perform(one, 'set-config', { target: 'member(b-2)', key, value: 'cooperative-sticky' });
    runUntil(one, 35_000);

    expect(consumer(one, 'b-2').config.cooperative).toBe(true);
    expect(consumer(one, 'b-1').assigned.length + consumer(one, 'b-2').assigned.length).toBe(4);
    expect(new Set(timesProcessed(one))).toEqual(new Set([1]));
  });

  it('changes when the application commits', () => {
    const one = consumerWorld({ rate: 40 });
    runUntil(one, 10_000);

    perform(one, 'set-config', { target: 'group(billing)', key: 'commit.when', value: 'before' });
    runUntil(one, 15_000);

    expect(consumer(one, 'billing-1').setup.commit).toEqual({ how: 'sync', when: 'before', every: 'poll' });
  });

  it('is refused where the real client would refuse', () => {
    const one = consumerWorld();

    const refusal = perform(one, 'set-config', { target: 'group(billing)', key: 'session.timeout.ms', value: 1000 });

    expect(refusal).toMatchObject({
      code: 'config.conflict',
      parameters: { key: 'session.timeout.ms', repair: '6000' },
    });
  });
});

describe('stuck-consumer', () => {
  const PAIR = [{ id: 'b-1', processingUs: 2000 }, { id: 'b-2' }];
  const GROUP = { ...MANUAL, 'max.poll.interval.ms': 10_000 };

  it('stops the work and not the heartbeats, until max.poll.interval.ms is over; then the commit is refused', () => {
    const one = consumerWorld({ partitions: 2, rate: 40, stopUs: 40_000_000, members: PAIR, group: GROUP });
    const stuck = KAFKA_VERBS.find(({ name }) => name === 'stuck-consumer');
    const given = { command: 0, nodes: [nodeOf(one, 'b-1')], links: [], values: {} };
    runUntil(one, 12_000);

    stuck?.begin(one.world, given);
    runUntil(one, 21_000);
    expect(of(one, 'processed').filter(({ at, node }) => node === 'b-1' && at > 12_100_000)).toEqual([]);
    expect(consumer(one, 'b-1').membership.heartbeatAt).toBeGreaterThan(17_000_000);
    expect(of(one, 'group-state').filter(({ at }) => at > 12_000_000)).toEqual([]);
    runUntil(one, 34_000);
    expect(consumer(one, 'b-2').assigned).toHaveLength(2);
    stuck?.end?.(one.world, given);
    runUntil(one, 50_000);

    expect(of(one, 'commit-refused').some(({ node }) => node === 'b-1')).toBe(true);
    expect(Math.max(...timesProcessed(one))).toBe(2);
    expect(Math.min(...timesProcessed(one))).toBe(1);
  });
});
