import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AssignorMember, orderOfMembers } from '../../../src/kafka/assignors/members.ts';
import { assignRange } from '../../../src/kafka/assignors/range.ts';

const member = (memberId: string, topics: readonly number[] = [0], instanceId: string | null = null) => ({
  memberId,
  instanceId,
  topics,
});
const numbers = (count: number, first = 0) => Array.from({ length: count }, (_, i) => first + i);
const topicOf = (count: number, first = 0) => ({ name: `t${first}`, partitions: numbers(count, first) });

describe('the range assignor', () => {
  // What Kafka's own RangeAssignor answers.
  it.each([
    [
      'six partitions, two members',
      6,
      'AB',
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
    [
      'seven partitions, three members',
      7,
      'ABC',
      [
        [0, 1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    [
      'six partitions, three members',
      6,
      'ABC',
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    ],
    ['seven partitions, four members', 7, 'ABCD', [[0, 1], [2, 3], [4, 5], [6]]],
    ['one partition, two members', 1, 'AB', [[0], []]],
  ])('gives runs of partitions: %s', (_, count, members, assignment) => {
    expect(
      assignRange(
        [...members].map((id) => member(id)),
        [topicOf(count)],
      ),
    ).toEqual(assignment);
  });

  it('gives the first members the extra partition of every topic', () => {
    const members = [member('A', [0, 1]), member('B', [0, 1])];

    expect(assignRange(members, [topicOf(3), topicOf(3, 3)])).toEqual([
      [0, 1, 3, 4],
      [2, 5],
    ]);
  });

  it('gives a topic to those who subscribe it', () => {
    const members = [member('A', [0]), member('B', [0, 1])];

    expect(assignRange(members, [topicOf(2), topicOf(2, 2)])).toEqual([[0], [1, 2, 3]]);
    expect(assignRange([member('A', [7])], [topicOf(2)])).toEqual([[]]);
  });

  it('orders static members first, by instance, then the others by id as text', () => {
    const members = [
      member('m2'),
      member('m10'),
      member('z', [0], 'i2'),
      member('a', [0], 'i3'),
      member('b', [0], 'i1'),
    ];

    expect(orderOfMembers(members).map((index) => members[index]?.memberId)).toEqual(['b', 'z', 'a', 'm10', 'm2']);
  });

  it('gives each partition to one subscriber, sizes at most one apart, whatever the order of the list', () => {
    const ids = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(ids, fc.nat(20), (names, count) => {
        const members: AssignorMember[] = names.map((id) => member(id));
        const assignment = assignRange(members, [topicOf(count)]);

        expect(assignment.flat().sort((a, b) => a - b)).toEqual(numbers(count));
        const sizes = assignment.map((own) => own.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(assignRange(members.slice().reverse(), [topicOf(count)]).reverse()).toEqual(assignment);
      }),
    );
  });
});
