import { report } from '../breach.ts';
import { type Ledger, logAt, type Scene } from '../ledger-state.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';
import { logEnd, type ReplicaLog } from '../replica-log.ts';

/**
 * Nobody is proposed for the ISR who lacks what was there when the leader's epoch began: until the leader's high
 * watermark has come that far, it may lie below what is committed.
 *
 * @remarks Left out: that a listing of offsets waits for the same, which no observation tells.
 * @see KIP-966; `Partition#isFollowerInSync`
 */
export const APPLIED_HW: Invariant = { slug: 'applied-hw', promised: 'always' };

/** @param joining - replicas that the leader proposes and that are not in its ISR yet */
export function checkJoining(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  leader: ReplicaLog,
  joining: number,
): void {
  for (let slot = 0; slot < part.replicaCount; slot++) {
    if ((joining & (1 << slot)) === 0) continue;
    const log = logAt(ledger, part, slot);
    if (logEnd(log) >= leader.epochStart) continue;
    const parameters = { held: logEnd(log), epochStart: leader.epochStart, epoch: leader.leaderEpoch, node: log.node };
    report(ledger, scene, APPLIED_HW.slug, true, leader.node, part.partition, 'joins-below-epoch', parameters);
  }
}
