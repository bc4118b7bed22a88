import { report } from '../breach.ts';
import { type Ledger, logAt, type Scene, slotOf } from '../ledger-state.ts';
import { type PartitionTruth, sizeOfMask } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';
import { logEnd, type ReplicaLog } from '../replica-log.ts';

/**
 * The leader's maximal ISR (what is confirmed and what it proposed) covers the controller's ISR and ELR, whenever the
 * ISR has at least min ISR members, and its high watermark waits for all of them: nobody may be elected who lacks what
 * is committed.
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

/** The high watermark of the legitimate leader has moved: everybody in its maximal ISR has what is below. */
export function checkMarkWaits(ledger: Ledger, scene: Scene, part: PartitionTruth, leader: ReplicaLog): void {
  if (leader.maximalIsr < 0 || leader.leaderEpoch !== part.epoch) return;
  const committed = leader.highWatermark;
  for (let slot = 0; slot < part.replicaCount; slot++) {
    if ((leader.maximalIsr & (1 << slot)) === 0) continue;
    const log = logAt(ledger, part, slot);
    if (logEnd(log) >= committed || log.lossy === 1) continue;
    const parameters = { committed, held: logEnd(log), node: log.node, maximalIsr: leader.maximalIsr };
    report(
      ledger,
      scene,
      REPLICATION_COVERS_ELECTION.slug,
      true,
      leader.node,
      part.partition,
      'mark-did-not-wait',
      parameters,
    );
  }
}
