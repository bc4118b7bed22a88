import { at } from '../../sim/column.ts';
import type { AssignorMember, AssignorTopic } from './members.ts';
import { assignRange } from './range.ts';
import { assignRoundRobin } from './round-robin.ts';
import { assignCooperatively, assignSticky } from './sticky.ts';

/** The assignors of the client, by the names that members exchange. */
export const CLIENT_ASSIGNORS = ['range', 'roundrobin', 'sticky', 'cooperative-sticky'] as const;

/** Partitions that somebody says it has, and the generation it says so for. */
export interface OwnedPartitions {
  readonly partitions: readonly number[];
  /** −1 = none. */
  readonly generation: number;
}

export const NOTHING_OWNED: OwnedPartitions = { partitions: [], generation: -1 };

/** A member as the leader of its group sees it. */
export interface GroupSubscription extends AssignorMember {
  /** What it has as it joins (KIP-429, KIP-792). */
  readonly owned: OwnedPartitions;
  /** What it was given last; only the sticky assignor tells. */
  readonly lastAssigned: OwnedPartitions;
}

/**
 * What the leader of a group computes with the assignor that the group has chosen.
 *
 * @remarks An eager member has given everything up as it joins, so the sticky assignor remembers by itself what its
 * member was given last, and sends that along as user data; the cooperative one reads what members really have.
 *
 * @returns the partitions of each member, parallel to `members`
 * @see `ConsumerCoordinator#onLeaderElected`, `StickyAssignor#memberData`, `CooperativeStickyAssignor#memberData`
 */
export function assignBy(
  assignor: string,
  members: readonly GroupSubscription[],
  topics: readonly AssignorTopic[],
): readonly (readonly number[])[] {
  switch (assignor) {
    case 'roundrobin':
      return assignRoundRobin(members, topics);
    case 'sticky':
      return assignSticky(
        members.map((_, i) => withClaim(members, i, at(members, i).lastAssigned)),
        topics,
      );
    case 'cooperative-sticky':
      return assignCooperatively(
        members.map((_, i) => withClaim(members, i, at(members, i).owned)),
        topics,
      );
    default:
      return assignRange(members, topics);
  }
}

/** A member that speaks the cooperative protocol: all of its assignors do. @see `ConsumerCoordinator#protocol` */
export function isCooperative(assignors: readonly string[]): boolean {
  return assignors.length > 0 && assignors.every((name) => name === 'cooperative-sticky');
}

function withClaim(members: readonly GroupSubscription[], index: number, claim: OwnedPartitions) {
  const { memberId, instanceId, topics } = at(members, index);
  return { memberId, instanceId, topics, owned: claim.partitions, generation: claim.generation };
}
