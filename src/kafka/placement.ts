import { at } from '../sim/column.ts';

/**
 * Where the replicas of new partitions go: partition i gets the brokers i, i + 1, … of the list, round and round.
 *
 * @remarks The real placer begins at a random broker, and begins anew at random after each round.
 * @param first - number of the first new partition in its topic
 * @see `StripedReplicaPlacer`
 */
export function placeReplicas(brokers: readonly number[], first: number, count: number, factor: number): number[][] {
  const assignment: number[][] = [];
  for (let partition = first; partition < first + count; partition++) {
    const nodes: number[] = [];
    for (let i = 0; i < factor; i++) nodes.push(at(brokers, (partition + i) % brokers.length));
    assignment.push(nodes);
  }
  return assignment;
}
