import { report } from '../breach.ts';
import { type Ledger, logAt, type Scene } from '../ledger-state.ts';
import { type PartitionTruth, sizeOfMask } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';

/**
 * A fenced broker is in no ISR. Without eligible leader replicas the last member stays, fenced or not.
 *
 * @see ValidControllerState of the KIP-966 specification; `ReplicationControlManager#handleBrokerFenced`
 */
export const FENCED_NOT_IN_ISR: Invariant = { slug: 'fenced-not-in-isr', promised: 'always' };

export function checkFenced(ledger: Ledger, scene: Scene, part: PartitionTruth): void {
  const { isr } = part;
  if (isr < 0 || (!ledger.setup.versions.elr && sizeOfMask(isr) <= 1)) return;
  for (let slot = 0; slot < part.replicaCount; slot++) {
    const { node } = logAt(ledger, part, slot);
    if ((isr & (1 << slot)) === 0 || ledger.fenced[node] !== 1) continue;
    report(ledger, scene, FENCED_NOT_IN_ISR.slug, true, node, part.partition, 'fenced-member', { isr, node });
  }
}
