import fc from 'fast-check';
import type { AssignorTopic, OwningMember } from '../../../src/kafka/assignors/members.ts';

/** Members of a group and the topics there are; partitions of all topics are numbered through. */
export interface Subscriptions {
  readonly members: readonly OwningMember[];
  readonly topics: readonly AssignorTopic[];
}

type Assignor = (members: readonly OwningMember[], topics: readonly AssignorTopic[]) => number[][];

/** Topics with these numbers of partitions. */
export function topicsOf(...counts: readonly number[]): AssignorTopic[] {
  let next = 0;
  return counts.map((count, i) => ({ name: `t${i}`, partitions: Array.from({ length: count }, () => next++) }));
}

export function memberOf(memberId: string, topics: readonly number[], owned: readonly number[] = []): OwningMember {
  return { memberId, instanceId: null, topics, owned, generation: owned.length > 0 ? 1 : -1 };
}

/** The members with what an assignment gave them. */
export function owning(members: readonly OwningMember[], assignment: readonly (readonly number[])[]): OwningMember[] {
  return members.map((member, i) => ({ ...member, owned: assignment[i] ?? [], generation: member.generation + 1 }));
}

/** Sorted sizes of an assignment. */
export function sizesOf(assignment: readonly (readonly number[])[]): number[] {
  return assignment.map((own) => own.length).sort((a, b) => a - b);
}

/** Up to six members over up to four topics, all with the same subscription or each with its own. */
export function subscriptions(equal: boolean): fc.Arbitrary<Subscriptions> {
  return fc
    .record({
      counts: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
      wanted: fc.array(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
    })
    .map(({ counts, wanted }) => {
      const topics = topicsOf(...counts);
      const pick = (flags: readonly boolean[]) => topics.map((_, i) => i).filter((i) => flags[i] === true);
      const members = wanted.map((flags, i) => memberOf(`m${i}`, pick(equal ? (wanted[0] ?? []) : flags)));
      return { members, topics };
    });
}

/** The same with claims: any member may say for any generation that it has anything. */
export function claimed(equal: boolean): fc.Arbitrary<Subscriptions> {
  return subscriptions(equal).chain(({ members, topics }) => {
    const all = topics.flatMap((topic) => topic.partitions.slice());
    const claim = fc.record({ owned: fc.subarray(all), generation: fc.integer({ min: -1, max: 3 }) });
    return fc.array(claim, { minLength: members.length, maxLength: members.length }).map((claims) => ({
      topics,
      members: members.map((member, i) => ({ ...member, ...claims[i] })),
    }));
  });
}

/** Every partition that somebody subscribes, with its topic. */
export function subscribedPartitions({ members, topics }: Subscriptions): number[] {
  return topics.flatMap(({ partitions }, topic) =>
    members.some((member) => member.topics.includes(topic)) ? partitions.slice() : [],
  );
}

/** True where nobody has a partition of a topic that it does not subscribe. */
export function isWithinSubscriptions({ members, topics }: Subscriptions, assignment: readonly number[][]): boolean {
  return assignment.every((own, i) =>
    own.every((partition) => members[i]?.topics.some((topic) => topics[topic]?.partitions.includes(partition))),
  );
}

/** Takes part in an assignor's rounds: answers each round's assignment, until nobody loses anything. */
export function rounds(assignor: Assignor, { members, topics }: Subscriptions): number[][][] {
  const played: number[][][] = [];
  let now = members;
  for (let round = 0; round < 20; round++) {
    const assignment = assignor(now, topics);
    played.push(assignment);
    if (now.every((member, i) => member.owned.every((partition) => assignment[i]?.includes(partition)))) break;
    now = owning(now, assignment);
  }
  return played;
}
