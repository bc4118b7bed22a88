import { at } from '../../sim/column.ts';

/**
 * The sticky assignor where all members subscribe the same topics: sizes differ by one at most, and nothing moves that
 * need not.
 *
 * @remarks Kafka goes through its members in the order of a hash map when it gives away who may keep one more; here
 * that order is the one of their ids.
 *
 * @param owned - by member, what it may keep, the partitions it is to lose last first
 * @param order - members by id
 * @param partitions - all partitions, in the order in which they are dealt
 * @returns the partitions of each member
 * @see `AbstractStickyAssignor.ConstrainedAssignmentBuilder`
 */
export function assignEqually(
  owned: readonly (readonly number[])[],
  order: readonly number[],
  partitions: readonly number[],
): number[][] {
  const assignment: number[][] = owned.map(() => []);
  const least = Math.floor(partitions.length / order.length);
  let spare = partitions.length % order.length;
  const short: number[] = [];
  const mayTakeOneMore: number[] = [];
  for (const index of order) {
    const own = at(owned, index);
    const keepsOneMore = own.length > least && spare > 0;
    if (keepsOneMore) spare--;
    assignment[index] = own.slice(0, least + (keepsOneMore ? 1 : 0));
    if (own.length < least) short.push(index);
    else if (!keepsOneMore) mayTakeOneMore.push(index);
  }

  const free = withoutAssigned(partitions, assignment);
  let next = 0;
  // In turn, until each has the least that everybody has.
  while (short.length > 0) {
    for (let i = 0; i < short.length; i++) {
      const index = at(short, i);
      at(assignment, index).push(at(free, next++));
      if (at(assignment, index).length < least) continue;
      short.splice(i--, 1);
      mayTakeOneMore.push(index);
    }
  }
  for (let i = 0; next < free.length; i++) at(assignment, at(mayTakeOneMore, i)).push(at(free, next++));
  return assignment;
}

/**
 * The broker's uniform assignor where all members subscribe the same topics: as sticky, but free partitions are given
 * out in runs, and what is left over goes to the members that come last by id.
 *
 * @see `UniformHomogeneousAssignmentBuilder`
 */
export function assignUniformly(
  owned: readonly (readonly number[])[],
  order: readonly number[],
  partitions: readonly number[],
): number[][] {
  const assignment: number[][] = owned.map(() => []);
  const quotas: number[] = owned.map(() => 0);
  const least = Math.floor(partitions.length / order.length);
  let spare = partitions.length % order.length;
  let left = order.length;
  for (const index of order) {
    const own = at(owned, index);
    const takesOneMore = spare > 0 && (own.length > least || left === spare);
    if (takesOneMore) spare--;
    left--;
    quotas[index] = least + (takesOneMore ? 1 : 0);
    assignment[index] = own.slice(0, at(quotas, index));
  }

  const free = withoutAssigned(partitions, assignment);
  let next = 0;
  for (const index of order) {
    const own = at(assignment, index);
    while (own.length < at(quotas, index)) own.push(at(free, next++));
  }
  return assignment;
}

function withoutAssigned(partitions: readonly number[], assignment: readonly (readonly number[])[]): number[] {
  const taken = new Set(assignment.flat());
  return partitions.filter((partition) => !taken.has(partition));
}
