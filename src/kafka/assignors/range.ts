import { at } from '../../sim/column.ts';
import {
  type AssignorMember,
  type AssignorTopic,
  orderOfMembers,
  partitionsOf,
  subscribedTopics,
  subscribersOf,
} from './members.ts';

/**
 * The range assignor: topic by topic each member gets a run of partitions, the first members one more. The broker's
 * assignor of this name answers the same.
 *
 * @remarks Left out: racks (KIP-881), which change nothing where no member names one.
 *
 * @param topics - by topic; one that a member subscribes may be missing
 * @returns the partitions of each member, topic by topic, parallel to `members`
 * @see `RangeAssignor` of the clients and of the group coordinator
 */
export function assignRange(members: readonly AssignorMember[], topics: readonly AssignorTopic[]): number[][] {
  const assignment: number[][] = members.map(() => []);
  const order = orderOfMembers(members);
  for (const topic of subscribedTopics(members, topics)) {
    const all = partitionsOf(topics, topic);
    const takers = subscribersOf(members, order, topic);
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
