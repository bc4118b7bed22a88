import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AllocateStrategy, allocate } from '../../../../src/rocketmq/client/rebalance/strategy.ts';
import { nameOf, queuesInRooms, queuesOn, sharesOf, someConsumers } from './group.ts';

const AVG: AllocateStrategy = { name: 'AVG' };
const CIRCLE: AllocateStrategy = { name: 'AVG_BY_CIRCLE' };
const NEARBY: AllocateStrategy = { name: 'MACHINE_ROOM_NEARBY', inner: AVG };
const hash = (virtualNodeCount: number): AllocateStrategy => ({ name: 'CONSISTENT_HASH', virtualNodeCount });

describe.each<[string, AllocateStrategy]>([
  ['AVG', AVG],
  ['AVG_BY_CIRCLE', CIRCLE],
  ['CONSISTENT_HASH', hash(10)],
  ['MACHINE_ROOM_NEARBY-AVG', NEARBY],
  ['MACHINE_ROOM_NEARBY-AVG_BY_CIRCLE', { name: 'MACHINE_ROOM_NEARBY', inner: CIRCLE }],
  ['MACHINE_ROOM of all rooms', { name: 'MACHINE_ROOM', rooms: ['r1', 'r2', 'r3', 'r4', 'r5'] }],
])('%s', (_, strategy) => {
  const queueLists = queuesInRooms(strategy.name === 'MACHINE_ROOM' ? '@' : '-');

  it('gives every queue to exactly one consumer', () => {
    fc.assert(
      fc.property(queueLists, someConsumers, (queues, consumers) => {
        const taken = Object.values(sharesOf(strategy, queues, consumers)).flat();

        expect(taken.sort()).toEqual(queues.map(nameOf).sort());
      }),
    );
  });

  it('gives nothing to a consumer that is not in the list', () => {
    expect(allocate(strategy, queuesOn({ 'r1-b': 2 }), ['r1-0'], 'r1-9')).toEqual([]);
  });

  it('refuses an empty id, no queues and no consumers', () => {
    const queues = queuesOn({ 'r1-b': 2 });

    expect(allocate(strategy, queues, ['r1-0'], '')).toBe('ILLEGAL_ARGUMENT');
    expect(allocate(strategy, [], ['r1-0'], 'r1-0')).toBe('ILLEGAL_ARGUMENT');
    expect(allocate(strategy, queues, [], 'r1-0')).toBe('ILLEGAL_ARGUMENT');
  });
});

describe('AVG and AVG_BY_CIRCLE', () => {
  it('give no consumer more than one queue beyond another', () => {
    fc.assert(
      fc.property(fc.constantFrom(AVG, CIRCLE), queuesInRooms('-'), someConsumers, (strategy, queues, consumers) => {
        const sizes = Object.values(sharesOf(strategy, queues, consumers)).map((own) => own.length);

        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('hand out 8 queues to 3 consumers in blocks, or like cards', () => {
    const queues = queuesOn({ b: 8 });
    const consumers = ['c0', 'c1', 'c2'];

    expect(Object.values(sharesOf(AVG, queues, consumers)).map((own) => own.length)).toEqual([3, 3, 2]);
    expect(sharesOf(AVG, queues, consumers).c1).toEqual(['b/3', 'b/4', 'b/5']);
    expect(sharesOf(CIRCLE, queues, consumers).c1).toEqual(['b/1', 'b/4', 'b/7']);
  });
});

describe('MACHINE_ROOM', () => {
  it('leaves the queues of other rooms to nobody', () => {
    fc.assert(
      fc.property(queuesInRooms('@'), someConsumers, (queues, consumers) => {
        const taken = Object.values(sharesOf({ name: 'MACHINE_ROOM', rooms: ['r1'] }, queues, consumers)).flat();

        expect(taken.sort()).toEqual(
          queues
            .map(nameOf)
            .filter((name) => name.startsWith('r1@'))
            .sort(),
        );
      }),
    );
  });
});

describe('MACHINE_ROOM_NEARBY', () => {
  it('keeps a queue in its room as long as a consumer is there', () => {
    fc.assert(
      fc.property(queuesInRooms('-'), someConsumers, (queues, consumers) => {
        const rooms = new Set(consumers.map((consumer) => consumer.slice(0, 2)));

        for (const [consumer, own] of Object.entries(sharesOf(NEARBY, queues, consumers))) {
          const fromHome = own.filter((name) => rooms.has(name.slice(0, 2)));
          expect(fromHome.every((name) => name.startsWith(consumer.slice(0, 2)))).toBe(true);
        }
      }),
    );
  });

  it('refuses a broker or a consumer without a room', () => {
    expect(allocate(NEARBY, queuesOn({ '-b': 1 }), ['r1-0'], 'r1-0')).toBe('ILLEGAL_ARGUMENT');
    expect(allocate(NEARBY, queuesOn({ 'r1-b': 1 }), ['-0', 'r1-0'], 'r1-0')).toBe('ILLEGAL_ARGUMENT');
  });
});

describe('CONSISTENT_HASH', () => {
  it('moves only the queues of a consumer that leaves', () => {
    fc.assert(
      fc.property(queuesInRooms('-'), someConsumers, fc.nat(), (queues, consumers, pick) => {
        fc.pre(consumers.length > 1);
        const gone = consumers[pick % consumers.length];
        const left = consumers.filter((consumer) => consumer !== gone);

        const before = sharesOf(hash(10), queues, consumers);
        const after = sharesOf(hash(10), queues, left);

        for (const consumer of left) expect(after[consumer]).toEqual(expect.arrayContaining(before[consumer] ?? []));
      }),
    );
  });

  it('gives nothing without points, and refuses fewer than none', () => {
    const queues = queuesOn({ b: 3 });

    expect(allocate(hash(0), queues, ['c'], 'c')).toEqual([]);
    expect(allocate(hash(-1), queues, ['c'], 'c')).toBe('ILLEGAL_ARGUMENT');
    expect(allocate({ name: 'MACHINE_ROOM_NEARBY', inner: hash(-1) }, queues, ['c'], 'other')).toBe('ILLEGAL_ARGUMENT');
  });
});

describe('CONFIG', () => {
  it('gives each consumer its own list, whatever the others have', () => {
    const configured = queuesOn({ b: 2 });

    expect(allocate({ name: 'CONFIG', configured }, queuesOn({ b: 8 }), ['c0', 'c1'], 'stranger')).toEqual(configured);
  });
});
