import { report } from '../breach.ts';
import { type Ledger, logAt, type Scene } from '../ledger-state.ts';
import { type PartitionTruth, sizeOfMask } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';

/**
 * A replica that came back without the end of its log is in no ISR and no ELR before it has caught up.
 *
 * @remarks Before eligible leader replicas the last member of an ISR was trusted: there that is a finding.
 * @see KIP-966; `ReplicationControlManager#handleUncleanBrokerShutdown`
 */
export const UNCLEAN_EXCLUDED: Invariant = { slug: 'unclean-excluded', promised: 'always' };

export function checkReturned(ledger: Ledger, scene: Scene, part: PartitionTruth): void {
  const electable = part.isr < 0 ? 0 : part.isr | part.elr;
  for (let slot = 0; slot < part.replicaCount; slot++) {
    if ((electable & (1 << slot)) === 0) continue;
    const log = logAt(ledger, part, slot);
    if (log.returned !== 1) continue;
    const promised = ledger.setup.versions.elr || sizeOfMask(part.isr) > 1;
    const parameters = { isr: part.isr, elr: part.elr, node: log.node };
    report(ledger, scene, UNCLEAN_EXCLUDED.slug, promised, log.node, part.partition, 'lossy-member', parameters);
  }
}
