import { report } from '../breach.ts';
import { type Ledger, type Scene, slotOf } from '../ledger-state.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';

/**
 * The ISR is a part of the assignment, and the leader, if there is one, is a member of it. With eligible leader
 * replicas the ISR may be empty.
 *
 * @see `ReplicationControlManager#alterPartition`
 */
export const ISR_WITHIN_REPLICAS: Invariant = { slug: 'isr-within-replicas', promised: 'always' };

export function checkMembers(ledger: Ledger, scene: Scene, part: PartitionTruth): void {
  const { isr, leader, epoch } = part;
  if (isr < 0) return;
  if ((isr & ~part.assigned) !== 0) broken(ledger, scene, part, 'outside-assignment', { isr, leader, epoch });
  if (leader < 0) return;
  const slot = slotOf(ledger, part.partition, leader);
  if (slot < 0 || (isr & (1 << slot)) === 0) broken(ledger, scene, part, 'leader-outside', { isr, leader, epoch });
}

function broken(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  code: string,
  parameters: Readonly<Record<string, number>>,
): void {
  report(ledger, scene, ISR_WITHIN_REPLICAS.slug, true, part.leader, part.partition, code, parameters);
}
