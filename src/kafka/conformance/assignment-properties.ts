import * as v from 'valibot';
import { type Assignment, GROUP, type Group, type TopicPartitions } from './assignors.ts';

const PARTITIONS = v.record(v.string(), v.array(v.number()));
const ASSIGNMENT = v.record(v.string(), PARTITIONS);
const PROPERTIES = v.strictObject({
  complete: v.optional(v.boolean()),
  maxMinusMin: v.optional(v.number()),
  sortedSizes: v.optional(v.array(v.number())),
  sizes: v.optional(v.record(v.string(), v.number())),
  pairwiseBalanced: v.optional(v.boolean()),
  keeps: v.optional(ASSIGNMENT),
  notTo: v.optional(ASSIGNMENT),
  movedAtMost: v.optional(v.number()),
  perTopicSizes: v.optional(v.record(v.string(), v.number())),
});
type Properties = v.InferOutput<typeof PROPERTIES>;

const EXPECTED = v.object({
  exact: v.optional(v.boolean(), false),
  assignment: v.optional(ASSIGNMENT),
  properties: v.optional(PROPERTIES, {}),
});
const ANSWER = v.object({ assignment: ASSIGNMENT });
const EXPECTED_ROUNDS = v.object({ rounds: v.array(v.object({ properties: PROPERTIES })) });
const ROUNDS = v.object({ rounds: v.array(v.object({ group: GROUP, assignment: ASSIGNMENT })) });
const EXPECTED_COOPERATION = v.object({
  exactFirst: v.optional(v.boolean(), false),
  first: v.optional(ASSIGNMENT),
  withheld: v.optional(PARTITIONS),
  withheldCount: v.optional(v.number()),
  followUpRebalance: v.optional(v.boolean()),
  finalProperties: v.optional(PROPERTIES, {}),
});
const COOPERATION = v.object({
  first: ASSIGNMENT,
  withheld: PARTITIONS,
  withheldCount: v.number(),
  followUpRebalance: v.boolean(),
  final: ASSIGNMENT,
});

/**
 * Whether an assignor's answer is right: the very one that is given where there is only one right one, and with all
 * the properties that are named.
 */
export function isRightAssignment(input: unknown, expected: unknown, actual: unknown): boolean {
  const { exact, assignment, properties } = v.parse(EXPECTED, expected);
  const answer = v.parse(ANSWER, actual);
  if (exact && assignment !== undefined && !isSame(assignment, answer.assignment)) return false;
  return holds(v.parse(GROUP, input), answer.assignment, properties);
}

export function areRightRounds(_input: unknown, expected: unknown, actual: unknown): boolean {
  const { rounds } = v.parse(ROUNDS, actual);
  const wanted = v.parse(EXPECTED_ROUNDS, expected).rounds;
  return (
    rounds.length === wanted.length &&
    rounds.every(({ group, assignment }, i) => {
      const properties = wanted[i]?.properties;
      return properties !== undefined && holds(group, assignment, properties);
    })
  );
}

export function isRightCooperation(input: unknown, expected: unknown, actual: unknown): boolean {
  const group = v.parse(GROUP, input);
  const wanted = v.parse(EXPECTED_COOPERATION, expected);
  const { first, withheld, withheldCount, followUpRebalance, final } = v.parse(COOPERATION, actual);
  if (wanted.exactFirst && wanted.first !== undefined && !isSame(wanted.first, first)) return false;
  if (wanted.withheld !== undefined && !isSamePartitions(wanted.withheld, withheld)) return false;
  if (wanted.withheldCount !== undefined && wanted.withheldCount !== withheldCount) return false;
  if (wanted.followUpRebalance !== undefined && wanted.followUpRebalance !== followUpRebalance) return false;
  return holds(group, first, {}) && holds(group, final, wanted.finalProperties);
}

/** Whether an assignment has the properties, and those that every assignment has. */
export function holds(group: Group, assignment: Assignment, wanted: Properties): boolean {
  const ids = Object.keys(group.members);
  const sizes = ids.map((id) => sizeOf(assignment[id] ?? {}));
  const sorted = sizes.slice().sort((a, b) => a - b);
  if (!ids.every((id) => assignment[id] !== undefined && isSubscribed(group, id, assignment[id]))) return false;
  if (isAnythingTwice(assignment)) return false;
  if (wanted.complete === true && !isComplete(group, assignment)) return false;
  if (wanted.maxMinusMin !== undefined && Math.max(...sizes) - Math.min(...sizes) > wanted.maxMinusMin) return false;
  if (wanted.sortedSizes !== undefined && !isSameList(wanted.sortedSizes, sorted)) return false;
  if (wanted.pairwiseBalanced === true && !isPairwiseBalanced(ids, assignment)) return false;
  if (wanted.movedAtMost !== undefined && movedCount(group, assignment) > wanted.movedAtMost) return false;
  const sizesHold = Object.entries(wanted.sizes ?? {}).every(([id, size]) => sizeOf(assignment[id] ?? {}) === size);
  const perTopicHold = Object.entries(wanted.perTopicSizes ?? {}).every(([topic, size]) =>
    ids.every((id) => (assignment[id]?.[topic]?.length ?? 0) === size),
  );
  const keeps = everyPartition(wanted.keeps ?? {}, (id, topic, index) => has(assignment, id, topic, index));
  const without = everyPartition(wanted.notTo ?? {}, (id, topic, index) => !has(assignment, id, topic, index));
  return sizesHold && perTopicHold && keeps && without;
}

function isComplete({ topics, members }: Group, assignment: Assignment): boolean {
  const ids = Object.keys(members);
  return Object.entries(topics).every(([topic, count]) => {
    if (!ids.some((id) => members[id]?.topics.includes(topic))) return true;
    return ids.reduce((sum, id) => sum + (assignment[id]?.[topic]?.length ?? 0), 0) === count;
  });
}

/** No topic of a member that has at least two more than another is also with that other. */
function isPairwiseBalanced(ids: readonly string[], assignment: Assignment): boolean {
  return ids.every((more) =>
    ids.every((fewer) => {
      const [one, other] = [assignment[more] ?? {}, assignment[fewer] ?? {}];
      if (sizeOf(one) < sizeOf(other) + 2) return true;
      return Object.keys(one).every((topic) => other[topic] === undefined);
    }),
  );
}

/** Partitions that a member says it has, and that somebody else gets. */
function movedCount({ members }: Group, assignment: Assignment): number {
  let moved = 0;
  for (const [id, { owned }] of Object.entries(members)) {
    everyPartition({ [id]: owned }, (_, topic, index) => {
      if (Object.keys(assignment).some((other) => other !== id && has(assignment, other, topic, index))) moved += 1;
      return true;
    });
  }
  return moved;
}

function isSubscribed({ topics, members }: Group, id: string, own: TopicPartitions): boolean {
  return Object.entries(own).every(([topic, partitions]) => {
    const count = topics[topic] ?? 0;
    return members[id]?.topics.includes(topic) && partitions.every((index) => index >= 0 && index < count);
  });
}

function isAnythingTwice(assignment: Assignment): boolean {
  const all: string[] = [];
  everyPartition(assignment, (_, topic, index) => all.push(`${topic}-${index}`) > 0);
  return new Set(all).size < all.length;
}

function everyPartition(assignment: Assignment, claim: (id: string, topic: string, index: number) => boolean): boolean {
  return Object.entries(assignment).every(([id, own]) =>
    Object.entries(own).every(([topic, partitions]) => partitions.every((index) => claim(id, topic, index))),
  );
}

function has(assignment: Assignment, id: string, topic: string, index: number): boolean {
  return assignment[id]?.[topic]?.includes(index) ?? false;
}

function sizeOf(own: TopicPartitions): number {
  return Object.values(own).reduce((sum, partitions) => sum + partitions.length, 0);
}

function isSame(one: Assignment, other: Assignment): boolean {
  const ids = Object.keys(one);
  return (
    ids.length === Object.keys(other).length &&
    ids.every((id) => other[id] !== undefined && isSamePartitions(one[id] ?? {}, other[id]))
  );
}

/** The same sets, whatever topics there are none of. */
function isSamePartitions(one: TopicPartitions, other: TopicPartitions): boolean {
  return [...Object.keys(one), ...Object.keys(other)].every((topic) =>
    isSameList(ascending(one[topic] ?? []), ascending(other[topic] ?? [])),
  );
}

function isSameList(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}

function ascending(list: readonly number[]): number[] {
  return list.slice().sort((a, b) => a - b);
}
