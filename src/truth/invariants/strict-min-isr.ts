import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import { type PartitionTruth, sizeOfMask } from '../partition-truth.ts';
import { type Invariant, isPromised } from '../promise.ts';
import type { ReplicaLog } from '../replica-log.ts';

/**
 * The high watermark does not move while the ISR has fewer members than min(min.insync.replicas, replication factor).
 *
 * @remarks The ISR that counts is the one which the leader knows. Before 3.7 it moved: then this is a finding.
 * @see KIP-966; `Partition#maybeIncrementLeaderHW`
 */
export const STRICT_MIN_ISR: Invariant = { slug: 'strict-min-isr', promised: 'strict-min-isr' };

/** A leader's high watermark has moved up. */
export function checkStrictMinIsr(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  log: ReplicaLog,
  epoch: number,
): void {
  if (log.isr < 0 || log.leaderEpoch !== epoch) return;
  const size = sizeOfMask(log.isr);
  if (size >= part.minIsr) return;
  const promised = isPromised(ledger, part, STRICT_MIN_ISR);
  const parameters = { isr: size, minIsr: part.minIsr, highWatermark: log.highWatermark };
  report(ledger, scene, STRICT_MIN_ISR.slug, promised, log.node, part.partition, 'moved-below-min-isr', parameters);
}
