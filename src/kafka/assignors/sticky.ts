import { at } from '../../sim/column.ts';
import { type Claims, CONTESTED, ownedBy, readClaims } from './claims.ts';
import { assignEqually, assignUniformly } from './equal-subscriptions.ts';
import {
  type AssignorTopic,
  areSubscriptionsEqual,
  type OwningMember,
  orderOfIds,
  partitionsOf,
  subscribedTopics,
} from './members.ts';
import { assignUnequally } from './unequal-subscriptions.ts';

/**
 * The sticky assignor: as even as subscriptions allow, and members keep what they have as far as that allows.
 *
 * @returns the partitions of each member, parallel to `members`
 * @see `StickyAssignor`, `AbstractStickyAssignor`; KIP-54, KIP-341. Left out: racks
 */
export function assignSticky(members: readonly OwningMember[], topics: readonly AssignorTopic[]): number[][] {
  return assignKeeping(members, topics, readClaims(members, topics), assignEqually);
}

/**
 * The cooperative sticky assignor: the sticky assignment without the partitions that change hands. Whoever has one of
 * those gives it up and the members rejoin; only then it is free.
 *
 * @see `CooperativeStickyAssignor`; KIP-429
 */
export function assignCooperatively(members: readonly OwningMember[], topics: readonly AssignorTopic[]): number[][] {
  const claims = readClaims(members, topics);
  return assignKeeping(members, topics, claims, assignEqually).map((own, index) =>
    own.filter((partition) => {
      const owner = at(claims.ownerOf, partition);
      // Where two claim it, both have to give it up first, also if one of them is to get it.
      return owner !== CONTESTED && (owner < 0 || owner === index);
    }),
  );
}

/**
 * The broker's uniform assignor. A subscribed topic that does not exist is an error: see `knowsAllTopics`.
 *
 * @see `UniformAssignor`; KIP-848
 */
export function assignUniform(members: readonly OwningMember[], topics: readonly AssignorTopic[]): number[][] {
  return assignKeeping(members, topics, readClaims(members, topics), assignUniformly);
}

/**
 * Whether all subscribed topics exist: the assignors of the broker refuse to work otherwise, those of the clients go
 * on with the rest.
 *
 * @see `PartitionAssignorException`
 */
export function knowsAllTopics(members: readonly OwningMember[], topics: readonly AssignorTopic[]): boolean {
  return members.every((member) => member.topics.every((topic) => partitionsOf(topics, topic).length > 0));
}

function assignKeeping(
  members: readonly OwningMember[],
  topics: readonly AssignorTopic[],
  claims: Claims,
  assignEqualSubscriptions: typeof assignEqually,
): number[][] {
  if (members.length === 0) return [];
  const order = orderOfIds(members);
  const subscribed = subscribedTopics(members, topics);
  const { topicOf, indexOf } = numberPartitions(topics);
  const partitions = subscribed.flatMap((topic) => partitionsOf(topics, topic).slice());
  if (!areSubscriptionsEqual(members)) {
    const owned = ownedBy(members, claims, partitions, topicOf);
    const mustRevoke = members.some(({ owned: own, topics: wanted }) =>
      own.some((partition) => (topicOf[partition] ?? -1) >= 0 && !wanted.includes(at(topicOf, partition))),
    );
    return assignUnequally(members, topics, owned, order, subscribed, topicOf, claims, mustRevoke);
  }
  // The highest numbers are given up first, of all topics alike.
  const byIndex = partitions.slice().sort((a, b) => at(indexOf, a) - at(indexOf, b));
  return assignEqualSubscriptions(ownedBy(members, claims, byIndex, topicOf), order, partitions);
}

/** Topic, and number within it, of each partition of the world; −1 where there is none. */
function numberPartitions(topics: readonly AssignorTopic[]): {
  readonly topicOf: number[];
  readonly indexOf: number[];
} {
  const topicOf: number[] = [];
  const indexOf: number[] = [];
  for (let topic = 0; topic < topics.length; topic++) {
    const { partitions } = at(topics, topic);
    for (let index = 0; index < partitions.length; index++) {
      const partition = at(partitions, index);
      while (topicOf.length <= partition) {
        topicOf.push(-1);
        indexOf.push(-1);
      }
      topicOf[partition] = topic;
      indexOf[partition] = index;
    }
  }
  return { topicOf, indexOf };
}
