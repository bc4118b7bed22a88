import { report } from '../breach.ts';
import { type Ledger, logAt, type Scene } from '../ledger-state.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import { type Invariant, isPromised } from '../promise.ts';
import { logEnd, type ReplicaLog } from '../replica-log.ts';

/**
 * Each running member of the ISR, and of the ELR, holds all that is committed: whoever may be elected is complete.
 *
 * @remarks A member that lost its page cache is judged again once the controller has taken it out.
 * @see LeaderCandidateCompletenessProperty of the KIP-966 specification
 */
export const CANDIDATE_COMPLETENESS: Invariant = { slug: 'candidate-completeness', promised: 'clean-elections' };

export function checkCandidates(ledger: Ledger, scene: Scene, part: PartitionTruth): void {
  for (let slot = 0; slot < part.replicaCount; slot++) {
    const log = logAt(ledger, part, slot);
    checkCandidate(ledger, scene, part, log, logEnd(log));
  }
}

/** @param held - where the log of this replica ended */
export function checkCandidate(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  log: ReplicaLog,
  held: number,
): void {
  const committed = part.trueHighWatermark;
  if (held >= committed || part.isr < 0 || log.lossy === 1) return;
  // Without strict min ISR the high watermark passes what an eligible replica outside the ISR has.
  const elr = ledger.setup.versions.strictMinIsr ? part.elr : 0;
  if (((part.isr | elr) & part.running & (1 << log.slot)) === 0) return;
  const promised = isPromised(ledger, part, CANDIDATE_COMPLETENESS);
  const parameters = { committed, held, node: log.node };
  report(ledger, scene, CANDIDATE_COMPLETENESS.slug, promised, log.node, part.partition, 'missing-records', parameters);
}
