import { numberAt } from '../../sim/column.ts';
import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';

/**
 * At most one node has acted as leader of a partition in an epoch. Two believed leaders with different epochs are
 * normal.
 *
 * @see NeverTwoLeadersInSameEpoch of the Kafka replication specification; KIP-101
 */
export const ONE_LEADER_PER_EPOCH: Invariant = { slug: 'one-leader-per-epoch', promised: 'always' };

/** `node` acts as leader in this epoch. */
export function checkOneLeader(ledger: Ledger, scene: Scene, node: number, part: PartitionTruth, epoch: number): void {
  const { actedAsLeader } = part;
  if (epoch < 0) return;
  while (actedAsLeader.length <= epoch) actedAsLeader.push(0);
  const known = numberAt(actedAsLeader, epoch) - 1;
  if (known === node) return;
  if (known < 0) {
    actedAsLeader[epoch] = node + 1;
    return;
  }
  const parameters = { epoch, node, other: known };
  report(ledger, scene, ONE_LEADER_PER_EPOCH.slug, true, node, part.partition, 'two-leaders', parameters);
}
