import { report } from '../breach.ts';
import { type Ledger, logAt, type Scene, slotOf } from '../ledger-state.ts';
import { type PartitionTruth, sizeOfMask } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';

/**
 * The leader's maximal ISR (what is confirmed and what it proposed) covers the controller's ISR and ELR, whenever the
 * ISR has at least min ISR members: nobody may be elected whom the high watermark does not wait for.
 *
 * @see ReplicationQuorumSuperset of the KIP-966 specification; KIP-497
 */
export const REPLICATION_COVERS_ELECTION: Invariant = { slug: 'replication-covers-election', promised: 'always' };

export function checkElectionCover(ledger: Ledger, scene: Scene, part: PartitionTruth): void {
  const slot = part.defined === 1 ? slotOf(ledger, part.partition, part.leader) : -1;
  if (slot < 0 || part.isr < 0 || sizeOfMask(part.isr) < part.minIsr) return;
  const log = logAt(ledger, part, slot);
  if (log.leaderEpoch !== part.epoch || log.maximalIsr < 0) return;
  const electable = part.isr | part.elr;
  if ((electable & ~log.maximalIsr) === 0) return;
  const parameters = { electable, maximalIsr: log.maximalIsr, epoch: part.epoch };
  report(ledger, scene, REPLICATION_COVERS_ELECTION.slug, true, log.node, part.partition, 'not-covered', parameters);
}
