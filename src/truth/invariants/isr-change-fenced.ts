import { report } from '../breach.ts';
import { type Ledger, partitionAt, type Scene } from '../ledger-state.ts';
import type { Invariant } from '../promise.ts';

/**
 * A change of an ISR is accepted from the current leader only, made with the current state of the partition, and for
 * each member with its current broker epoch.
 *
 * @remarks Compared with what is committed: a controller may know more than that, but never less.
 * @see KIP-497, KIP-903; ValidateAlterPartitionRequest of the KIP-966 specification
 */
export const ISR_CHANGE_FENCED: Invariant = { slug: 'isr-change-fenced', promised: 'always' };

/** A controller took a proposal; one call for each member of it. @param memberEpoch - −1 = not given */
export function checkAccepted(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  leader: number,
  leaderEpoch: number,
  partitionEpoch: number,
  member: number,
  memberEpoch: number,
): void {
  const part = partitionAt(ledger, partition);
  const broken = (code: string, parameters: Readonly<Record<string, number>>): void =>
    report(ledger, scene, ISR_CHANGE_FENCED.slug, true, node, partition, code, parameters);
  if (leaderEpoch < part.epoch || (leaderEpoch === part.epoch && leader !== part.leader)) {
    broken('not-the-leader', { leader, leaderEpoch, current: part.leader, epoch: part.epoch });
  }
  if (partitionEpoch < part.partitionEpoch) {
    broken('stale-partition', { leader, partitionEpoch, current: part.partitionEpoch });
  }
  const current = ledger.brokerEpochs[member] ?? -1;
  if (memberEpoch !== -1 && memberEpoch < current) broken('stale-member', { leader, member, memberEpoch, current });
}
