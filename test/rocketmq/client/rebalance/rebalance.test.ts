import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queuesFor, sortView } from '../../../../src/rocketmq/client/rebalance/rebalance.ts';
import { nameOf, queuesInRooms, queuesOn, someConsumers } from './group.ts';

const AVG = { name: 'AVG' } as const;

/** What a consumer takes whose view has the lists in the given order. */
function taken(consumer: string, view: Parameters<typeof sortView>[0]): string[] {
  const queues = queuesFor(consumer, sortView(view), 'CLUSTERING', AVG);
  return queues === 'ILLEGAL_ARGUMENT' ? [] : queues.map(nameOf);
}

describe('a rebalance', () => {
  it('shares out without a coordinator, in whatever order each consumer learnt of queues and members', () => {
    const views = fc.tuple(queuesInRooms('-'), someConsumers).chain(([queues, consumers]) =>
      fc.record({
        queues: fc.constant(queues),
        consumers: fc.constant(consumers),
        views: fc.array(
          fc.record({
            queues: fc.shuffledSubarray(queues, { minLength: queues.length }),
            consumers: fc.shuffledSubarray(consumers, { minLength: consumers.length }),
          }),
          { minLength: consumers.length, maxLength: consumers.length },
        ),
      }),
    );

    fc.assert(
      fc.property(views, ({ queues, consumers, views }) => {
        const all = views.flatMap((view, i) => taken(consumers[i] ?? '', view));

        expect(all.sort()).toEqual(queues.map(nameOf).sort());
      }),
    );
  });

  it('leaves a queue with two owners, and another with none, while two views differ', () => {
    const queues = queuesOn({ b: 4 });

    expect(taken('c0', { queues, consumers: ['c0'] })).toEqual(['b/0', 'b/1', 'b/2', 'b/3']);
    expect(taken('c1', { queues, consumers: ['c0', 'c1'] })).toEqual(['b/2', 'b/3']);
    expect(taken('c1', { queues, consumers: ['c0', 'c1', 'c2', 'c3'] })).toEqual(['b/1']);
  });

  it('gives all queues to each member of a broadcasting group', () => {
    const view = { queues: queuesOn({ b: 3 }), consumers: ['c0', 'c1'] };

    expect(queuesFor('c1', view, 'BROADCASTING', AVG)).toEqual(view.queues);
  });
});
