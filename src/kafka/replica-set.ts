import { numberAt } from '../sim/column.ts';

/**
 * A set of a partition's replicas as one number: bit i is the i-th replica of its assignment, of at most 31.
 */
export type ReplicaSet = number;

export const NO_REPLICAS: ReplicaSet = 0;

export function hasReplica(set: ReplicaSet, slot: number): boolean {
  return ((set >>> slot) & 1) === 1;
}

export function withReplica(set: ReplicaSet, slot: number): ReplicaSet {
  return set | (1 << slot);
}

export function withoutReplica(set: ReplicaSet, slot: number): ReplicaSet {
  return set & ~(1 << slot);
}

export function sizeOfSet(set: ReplicaSet): number {
  let size = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) size++;
  return size;
}

/** The members as a set; nodes that are not in the assignment are left out. */
export function replicaSetOf(replicas: readonly number[], members: readonly number[]): ReplicaSet {
  let set = NO_REPLICAS;
  for (let slot = 0; slot < replicas.length; slot++) {
    if (members.includes(numberAt(replicas, slot))) set = withReplica(set, slot);
  }
  return set;
}

/** The nodes of a set, in the order of the assignment. */
export function nodesOfSet(replicas: readonly number[], set: ReplicaSet): number[] {
  const nodes: number[] = [];
  for (let slot = 0; slot < replicas.length; slot++) {
    if (hasReplica(set, slot)) nodes.push(numberAt(replicas, slot));
  }
  return nodes;
}

/** `min.insync.replicas`, but never more than there are replicas. @see `Partition#effectiveMinIsr` */
export function effectiveMinIsr(minInSyncReplicas: number, replicaCount: number): number {
  return Math.min(minInSyncReplicas, replicaCount);
}
