import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignRange } from '../../../src/kafka/assignors/range.ts';
import { assignRoundRobin } from '../../../src/kafka/assignors/round-robin.ts';
import {
  assignCooperatively,
  assignSticky,
  assignUniform,
  knowsAllTopics,
} from '../../../src/kafka/assignors/sticky.ts';
import {
  claimed,
  isWithinSubscriptions,
  memberOf,
  owning,
  rounds,
  sizesOf,
  subscribedPartitions,
  subscriptions,
  topicsOf,
} from './worlds.ts';

const ascending = (list: readonly number[]) => list.slice().sort((a, b) => a - b);
const ASSIGNORS = [
  ['range', assignRange],
  ['roundrobin', assignRoundRobin],
  ['sticky', assignSticky],
  ['uniform', assignUniform],
] as const;

describe.each(ASSIGNORS)('the %s assignor', (_, assign) => {
  it.each([true, false])('gives every subscribed partition to one of its subscribers (equal: %s)', (equal) => {
    fc.assert(
      fc.property(claimed(equal), (group) => {
        const assignment = assign(group.members, group.topics);

        expect(ascending(assignment.flat())).toEqual(ascending(subscribedPartitions(group)));
        expect(isWithinSubscriptions(group, assignment)).toBe(true);
      }),
    );
  });

  it('answers the same for the same members, in whatever order they are listed', () => {
    fc.assert(
      fc.property(subscriptions(false), ({ members, topics }) => {
        const backwards = assign(members.slice().reverse(), topics).reverse();

        expect(backwards.map(ascending)).toEqual(assign(members, topics).map(ascending));
      }),
    );
  });
});

describe.each([
  ['sticky', assignSticky],
  ['uniform', assignUniform],
] as const)('the %s assignor', (_, assign) => {
  it('makes sizes differ by one at most where all subscribe the same', () => {
    fc.assert(
      fc.property(claimed(true), ({ members, topics }) => {
        const sizes = sizesOf(assign(members, topics));

        expect((sizes.at(-1) ?? 0) - (sizes[0] ?? 0)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('leaves no partition with a member that has two more than another of its subscribers', () => {
    fc.assert(
      fc.property(claimed(false), ({ members, topics }) => {
        const assignment = assign(members, topics);

        for (const [i, own] of assignment.entries()) {
          for (const [j, other] of assignment.entries()) {
            if (own.length < other.length + 2) continue;
            const wanted = members[j]?.topics.flatMap((topic) => topics[topic]?.partitions.slice() ?? []);
            expect(
              own.filter((partition) => wanted?.includes(partition)),
              `${i} to ${j}`,
            ).toEqual([]);
          }
        }
      }),
    );
  });

  it.each([true, false])('changes nothing when nothing has changed (equal: %s)', (equal) => {
    fc.assert(
      fc.property(subscriptions(equal), ({ members, topics }) => {
        const first = assign(members, topics);

        const second = assign(owning(members, first), topics);

        expect(second.map(ascending)).toEqual(first.map(ascending));
      }),
    );
  });

  it('takes from those who stay nothing, when one of several equal members leaves', () => {
    fc.assert(
      fc.property(subscriptions(true), ({ members, topics }) => {
        const stay = owning(members, assign(members, topics)).slice(1);
        const total = subscribedPartitions({ members, topics }).length;
        fc.pre(stay.length > 0 && total >= stay.length);

        const after = assign(stay, topics);

        for (const [i, { owned }] of stay.entries()) expect(after[i]).toEqual(expect.arrayContaining(owned.slice()));
      }),
    );
  });

  it('moves no more than a newcomer takes, when all are equal', () => {
    fc.assert(
      fc.property(subscriptions(true), ({ members, topics }) => {
        const before = owning(members, assign(members, topics));
        const newcomer = memberOf('n', members[0]?.topics ?? []);

        const after = assign([...before, newcomer], topics);

        const lost = before.flatMap(({ owned }, i) => owned.filter((partition) => !after[i]?.includes(partition)));
        expect(ascending(lost)).toEqual(ascending(after.at(-1) ?? []));
      }),
    );
  });
});

describe('the sticky assignor', () => {
  it('believes the newer of two claims', () => {
    const [topic] = topicsOf(2);
    const members = [
      { ...memberOf('a', [0], [0]), generation: 8 },
      { ...memberOf('b', [0], [0]), generation: 9 },
    ];

    expect(assignSticky(members, topic === undefined ? [] : [topic])).toEqual([[1], [0]]);
  });

  it('gives back the highest numbers first, when a member has too much', () => {
    const members = [memberOf('a', [0], [0, 1, 2, 3, 4, 5]), memberOf('b', [0])];

    expect(assignSticky(members, topicsOf(6))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });
});

describe('the cooperative sticky assignor', () => {
  it('withholds what moves, and gives it out in the next round', () => {
    const members = [memberOf('a', [0], [0, 2, 4]), memberOf('b', [0], [1, 3, 5]), memberOf('c', [0])];

    expect(rounds(assignCooperatively, { members, topics: topicsOf(6) })).toEqual([
      [[0, 2], [1, 3], []],
      [
        [0, 2],
        [1, 3],
        [4, 5],
      ],
    ]);
  });

  it.each([true, false])('gives nobody a partition that another has not given up yet (equal: %s)', (equal) => {
    fc.assert(
      fc.property(subscriptions(equal), subscriptions(equal), ({ members, topics }, later) => {
        const had = owning(members, assignSticky(members, topics));
        // Others subscribe other topics now, some are gone and some are new.
        const wanted = later.members.map((member) => member.topics.filter((topic) => topic < topics.length));
        const now = wanted.map((own, i) => ({ ...(had[i] ?? memberOf(`m${i}`, own)), topics: own }));

        const first = assignCooperatively(now, topics);

        for (const [i, own] of first.entries()) {
          for (const [j, { owned }] of now.entries()) {
            if (i !== j) expect(own.filter((partition) => owned.includes(partition))).toEqual([]);
          }
        }
      }),
    );
  });

  it.each([true, false])('comes to rest with the sticky assignor’s balance (equal: %s)', (equal) => {
    fc.assert(
      fc.property(claimed(equal), (group) => {
        const played = rounds(assignCooperatively, group);
        const final = played.at(-1) ?? [];

        expect(played.length).toBeLessThan(20);
        expect(ascending(final.flat())).toEqual(ascending(subscribedPartitions(group)));
        if (equal) expect(sizesOf(final)).toEqual(sizesOf(assignSticky(group.members, group.topics)));
      }),
    );
  });
});

describe('the uniform assignor', () => {
  // What the group coordinator's own class answers.
  it('gives out runs, the left-over partition to the last member', () => {
    const members = ['a', 'b', 'c'].map((id) => memberOf(id, [0]));

    expect(assignUniform(members, topicsOf(7))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5, 6],
    ]);
  });

  it('takes from those who have too much, and from nobody else', () => {
    const members = [memberOf('a', [0], [0, 1, 2]), memberOf('b', [0], [3, 4, 5]), memberOf('c', [0])];

    expect(assignUniform(members, topicsOf(6))).toEqual([
      [0, 1],
      [3, 4],
      [2, 5],
    ]);
  });

  it('is not to be asked about a topic that does not exist', () => {
    expect(knowsAllTopics([memberOf('a', [0, 1])], topicsOf(2))).toBe(false);
    expect(knowsAllTopics([memberOf('a', [0])], topicsOf(2))).toBe(true);
  });
});
