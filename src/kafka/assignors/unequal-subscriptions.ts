import { at } from '../../sim/column.ts';
import type { Claims } from './claims.ts';
import { type AssignorMember, type AssignorTopic, compareText, partitionsOf, subscribersOf } from './members.ts';

/** An assignment in the making. Members are indexes, partitions the world's numbers. */
interface Draft {
  readonly subscribers: readonly (readonly number[])[];
  readonly topics: readonly AssignorTopic[];
  readonly topicOf: readonly number[];
  /** By partition, −1 = nobody. */
  readonly holderOf: number[];
  /** By partition: who had it before it was moved, −1 = it was not moved. */
  readonly movedFrom: number[];
  readonly sizes: number[];
}

/**
 * The sticky assignor where subscriptions differ: whoever has least takes what is free, then partitions move from
 * fuller members to emptier ones until no such move is left.
 *
 * @remarks
 * Each move is from one member to another that has at least two fewer, so it makes the whole more even and the moves
 * come to an end. The real assignor compares the balance before and after for that reason, and could swap two
 * partitions with a third member in between; here a move is undone only by its own two members.
 *
 * @param owned - by member, what it has
 * @param order - members by id
 * @param subscribed - topics that somebody subscribes, by name
 * @param mustRevoke - somebody has to give up something anyway, so nothing is gained by moving new partitions first
 * @see `AbstractStickyAssignor.GeneralAssignmentBuilder`; `UniformHeterogeneousAssignmentBuilder`
 */
export function assignUnequally(
  members: readonly AssignorMember[],
  topics: readonly AssignorTopic[],
  owned: readonly (readonly number[])[],
  order: readonly number[],
  subscribed: readonly number[],
  topicOf: readonly number[],
  claims: Claims,
  mustRevoke: boolean,
): number[][] {
  const subscribers = topics.map((_, topic) => subscribersOf(members, order, topic));
  const draft: Draft = {
    subscribers,
    topics,
    topicOf,
    holderOf: topicOf.map(() => -1),
    movedFrom: topicOf.map(() => -1),
    sizes: owned.map((own) => own.length),
  };
  for (let index = 0; index < owned.length; index++) {
    for (const partition of at(owned, index)) draft.holderOf[partition] = index;
  }

  const partitions = byFewestSubscribers(subscribed, topics, subscribers).flatMap((topic) =>
    partitionsOf(topics, topic).slice(),
  );
  const free = partitions.filter((partition) => at(draft.holderOf, partition) < 0);
  for (const partition of free) {
    const taker = emptiest(draft, partition);
    draft.holderOf[partition] = taker;
    draft.sizes[taker] = at(draft.sizes, taker) + 1;
  }
  if (!mustRevoke) even(draft, free, claims);
  even(draft, partitions, claims);

  const assignment: number[][] = members.map(() => []);
  for (const partition of partitions) at(assignment, at(draft.holderOf, partition)).push(partition);
  return assignment;
}

/** The topics that fewest subscribe come first: there is least choice about them. */
function byFewestSubscribers(
  subscribed: readonly number[],
  topics: readonly AssignorTopic[],
  subscribers: readonly (readonly number[])[],
): number[] {
  return subscribed
    .slice()
    .sort(
      (a, b) =>
        at(subscribers, a).length - at(subscribers, b).length || compareText(at(topics, a).name, at(topics, b).name),
    );
}

/** Moves these partitions to emptier members until that makes nothing more even. */
function even(draft: Draft, partitions: readonly number[], claims: Claims): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const partition of partitions) {
      const holder = at(draft.holderOf, partition);
      const taker = betterHolder(draft, partition, holder, claims);
      if (taker < 0) continue;
      move(draft, sameWayBack(draft, partition, holder, taker), taker);
      changed = true;
    }
  }
}

/** A subscriber with at least two fewer: first who had the partition in an older generation; −1 = there is none. */
function betterHolder(draft: Draft, partition: number, holder: number, claims: Claims): number {
  const limit = at(draft.sizes, holder) - 1;
  const subscribers = at(draft.subscribers, at(draft.topicOf, partition));
  const previous = at(claims.previousOf, partition);
  if (previous >= 0 && subscribers.includes(previous) && at(draft.sizes, previous) < limit) return previous;
  const taker = emptiest(draft, partition);
  return at(draft.sizes, taker) < limit ? taker : -1;
}

/** A partition of the same topic that was moved the other way before goes back instead. */
function sameWayBack(draft: Draft, partition: number, holder: number, taker: number): number {
  if (at(draft.movedFrom, partition) >= 0) return partition;
  for (const other of partitionsOf(draft.topics, at(draft.topicOf, partition))) {
    if (at(draft.movedFrom, other) === taker && at(draft.holderOf, other) === holder) return other;
  }
  return partition;
}

function move(draft: Draft, partition: number, taker: number): void {
  const { holderOf, movedFrom, sizes } = draft;
  const holder = at(holderOf, partition);
  const origin = at(movedFrom, partition);
  if (origin < 0) movedFrom[partition] = holder;
  else if (origin === taker) movedFrom[partition] = -1;
  holderOf[partition] = taker;
  sizes[holder] = at(sizes, holder) - 1;
  sizes[taker] = at(sizes, taker) + 1;
}

/** The subscriber with the fewest partitions, of several the first by id. */
function emptiest(draft: Draft, partition: number): number {
  let found = -1;
  for (const index of at(draft.subscribers, at(draft.topicOf, partition))) {
    if (found < 0 || at(draft.sizes, index) < at(draft.sizes, found)) found = index;
  }
  return found;
}
