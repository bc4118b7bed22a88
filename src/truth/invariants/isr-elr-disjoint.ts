import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import { type PartitionTruth, sizeOfMask } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';

/**
 * Nobody is in sync and merely eligible at once, and nobody is merely eligible while the ISR has min ISR members.
 *
 * @see ValidControllerIsrAndElr of the KIP-966 specification
 */
export const ISR_ELR_DISJOINT: Invariant = { slug: 'isr-elr-disjoint', promised: 'always' };

export function checkEligible(ledger: Ledger, scene: Scene, part: PartitionTruth): void {
  const { isr, elr, minIsrNow } = part;
  if (!ledger.setup.versions.elr || isr < 0 || elr === 0) return;
  if ((isr & elr) !== 0) broken(ledger, scene, part, 'in-both', { isr, elr });
  if (sizeOfMask(isr) >= minIsrNow) broken(ledger, scene, part, 'eligible-beside-full-isr', { isr, elr, minIsrNow });
}

function broken(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  code: string,
  parameters: Readonly<Record<string, number>>,
): void {
  report(ledger, scene, ISR_ELR_DISJOINT.slug, true, part.leader, part.partition, code, parameters);
}
