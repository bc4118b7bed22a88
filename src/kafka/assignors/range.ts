import { at } from '../../sim/column.ts';

/** A member as an assignor sees it. */
export interface AssignorMember {
  readonly memberId: string;
  /** `group.instance.id` of a static member, else null. */
  readonly instanceId: string | null;
  /** Topics it subscribes. */
  readonly topics: readonly number[];
}

/**
 * The range assignor: topic by topic each member gets a run of partitions, the first members one more.
 *
 * @remarks Left out: racks (KIP-881), which change nothing where no member names one.
 *
 * @param partitions - of each topic, by topic; an unknown topic may be missing
 * @returns the partitions of each member, topic by topic, parallel to `members`
 * @see `RangeAssignor`
 */
export function assignRange(
  members: readonly AssignorMember[],
  partitions: { readonly [topic: number]: readonly number[] },
): number[][] {
  const assignment: number[][] = members.map(() => []);
  const order = orderOfMembers(members);
  for (const topic of topicsOf(members)) {
    const all = partitions[topic] ?? [];
    const takers = order.filter((index) => at(members, index).topics.includes(topic));
    const share = Math.floor(all.length / takers.length);
    const extra = all.length % takers.length;
    let next = 0;
    for (let i = 0; i < takers.length; i++) {
      const end = next + share + (i < extra ? 1 : 0);
      const own = at(assignment, at(takers, i));
      for (; next < end; next++) own.push(at(all, next));
    }
  }
  return assignment;
}

/**
 * Indexes of the members in the order of every client-side assignor: static members by instance id, then the
 * others by member id, as Java compares strings.
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

/** By UTF-16 code units. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Every topic that somebody subscribes, in the order of first mention; topics do not influence each other. */
function topicsOf(members: readonly AssignorMember[]): number[] {
  const topics: number[] = [];
  for (const member of members) {
    for (const topic of member.topics) if (!topics.includes(topic)) topics.push(topic);
  }
  return topics;
}
