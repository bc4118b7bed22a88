import { at } from '../../sim/column.ts';
import { type AssignorMember, type AssignorTopic, orderOfMembers, partitionsOf, subscribedTopics } from './members.ts';

/**
 * The round robin assignor: the partitions of all topics, by topic and number, are dealt to the members in a circle. A
 * member that does not subscribe the topic is passed over, and its turn is gone.
 *
 * @returns the partitions of each member, parallel to `members`
 * @see `RoundRobinAssignor`
 */
export function assignRoundRobin(members: readonly AssignorMember[], topics: readonly AssignorTopic[]): number[][] {
  const assignment: number[][] = members.map(() => []);
  const circle = orderOfMembers(members);
  let turn = 0;
  for (const topic of subscribedTopics(members, topics)) {
    for (const partition of partitionsOf(topics, topic)) {
      // Somebody subscribes the topic, so the circle is not gone round for ever.
      while (!at(members, at(circle, turn % circle.length)).topics.includes(topic)) turn++;
      at(assignment, at(circle, turn % circle.length)).push(partition);
      turn++;
    }
  }
  return assignment;
}
