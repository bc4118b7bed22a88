import { at } from '../../sim/column.ts';
import type { AssignorTopic, OwningMember } from './members.ts';

/** `ownerOf` a partition that nobody claims. */
export const UNCLAIMED = -1;
/** Two members claim it for the same generation: it is not known whose it is. */
export const CONTESTED = -2;

/** What the members say they have, sorted out. Lists by partition are indexed with the world's numbers. */
export interface Claims {
  /** By partition: the member (index) whose claim counts, `UNCLAIMED` or `CONTESTED`. */
  readonly ownerOf: readonly number[];
  /** By partition: the member whose claim of an older generation was overruled, −1 = none. */
  readonly previousOf: readonly number[];
}

/**
 * Whose partition is whose: the claim of the newest generation counts; of two in the same generation neither does.
 *
 * @remarks Claims of partitions that do not exist are dropped, and those of topics which their member does not
 * subscribe any more are kept: it has them until it gives them up.
 * @see `AbstractStickyAssignor#allSubscriptionsEqual`, KIP-792
 */
export function readClaims(members: readonly OwningMember[], topics: readonly AssignorTopic[]): Claims {
  const ownerOf: number[] = [];
  const previousOf: number[] = [];
  const generationOf: number[] = [];
  const previousGeneration: number[] = [];
  for (const { partitions } of topics) {
    for (const partition of partitions) {
      while (ownerOf.length <= partition) {
        ownerOf.push(UNCLAIMED);
        previousOf.push(-1);
        generationOf.push(-1);
        previousGeneration.push(-2);
      }
    }
  }
  const known = ownerOf.map(() => false);
  for (const { partitions } of topics) for (const partition of partitions) known[partition] = true;
  for (let index = 0; index < members.length; index++) {
    const { owned, generation } = at(members, index);
    for (const partition of owned) {
      if (known[partition] !== true) continue;
      const owner = at(ownerOf, partition);
      const newest = at(generationOf, partition);
      if (owner === UNCLAIMED || generation > newest) {
        if (owner >= 0) previousOf[partition] = owner;
        if (owner >= 0) previousGeneration[partition] = newest;
        ownerOf[partition] = index;
        generationOf[partition] = generation;
      } else if (generation === newest) {
        if (owner !== index) ownerOf[partition] = CONTESTED;
      } else if (generation > at(previousGeneration, partition)) {
        previousOf[partition] = index;
        previousGeneration[partition] = generation;
      }
    }
  }
  return { ownerOf, previousOf };
}

/** The partitions of each member whose claim counts and that it still subscribes, in the order of `partitions`. */
export function ownedBy(
  members: readonly OwningMember[],
  claims: Claims,
  partitions: readonly number[],
  topicOf: readonly number[],
): number[][] {
  const owned: number[][] = members.map(() => []);
  for (const partition of partitions) {
    const owner = at(claims.ownerOf, partition);
    if (owner < 0 || !at(members, owner).topics.includes(at(topicOf, partition))) continue;
    at(owned, owner).push(partition);
  }
  return owned;
}
