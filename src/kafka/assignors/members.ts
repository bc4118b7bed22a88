import { at } from '../../sim/column.ts';

/** A member as an assignor sees it. */
export interface AssignorMember {
  readonly memberId: string;
  /** `group.instance.id` of a static member, else null. */
  readonly instanceId: string | null;
  /** Topics it subscribes. */
  readonly topics: readonly number[];
}

/** A member that says what it has. */
export interface OwningMember extends AssignorMember {
  /** Partitions that it says it has. */
  readonly owned: readonly number[];
  /** The generation it says so for; −1 = none. */
  readonly generation: number;
}

/**
 * A topic as an assignor sees it; partitions of all topics are numbered through. A topic without partitions does not
 * exist.
 */
export interface AssignorTopic {
  readonly name: string;
  readonly partitions: readonly number[];
}

const NOTHING: readonly number[] = [];

/**
 * Indexes of the members in the order of `range` and `roundrobin`: static members by instance id, then the others by
 * member id, as Java compares strings.
 *
 * @see `AbstractPartitionAssignor.MemberInfo#compareTo`
 */
export function orderOfMembers(members: readonly AssignorMember[]): number[] {
  return members
    .map((_, index) => index)
    .sort((a, b) => {
      const left = at(members, a);
      const right = at(members, b);
      if (left.instanceId !== null && right.instanceId !== null) return compareText(left.instanceId, right.instanceId);
      if (left.instanceId !== null) return -1;
      if (right.instanceId !== null) return 1;
      return compareText(left.memberId, right.memberId);
    });
}

/** Indexes of the members by member id alone: the order of the sticky and the uniform assignors. */
export function orderOfIds(members: readonly AssignorMember[]): number[] {
  return members.map((_, index) => index).sort((a, b) => compareText(at(members, a).memberId, at(members, b).memberId));
}

/** By UTF-16 code units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Topics that exist and that somebody subscribes, by name. */
export function subscribedTopics(members: readonly AssignorMember[], topics: readonly AssignorTopic[]): number[] {
  const found: number[] = [];
  for (let topic = 0; topic < topics.length; topic++) {
    if (at(topics, topic).partitions.length === 0) continue;
    if (members.some((member) => member.topics.includes(topic))) found.push(topic);
  }
  return found.sort((a, b) => compareText(at(topics, a).name, at(topics, b).name));
}

/** Indexes of the members that subscribe a topic, in the order given. */
export function subscribersOf(members: readonly AssignorMember[], order: readonly number[], topic: number): number[] {
  return order.filter((index) => at(members, index).topics.includes(topic));
}

export function partitionsOf(topics: readonly AssignorTopic[], topic: number): readonly number[] {
  return topics[topic]?.partitions ?? NOTHING;
}

/** True where all members subscribe the same topics. */
export function areSubscriptionsEqual(members: readonly AssignorMember[]): boolean {
  const first = members[0]?.topics ?? NOTHING;
  return members.every(
    ({ topics }) => topics.length === first.length && first.every((topic) => topics.includes(topic)),
  );
}
