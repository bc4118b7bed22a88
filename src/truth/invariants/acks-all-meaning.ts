import { report } from '../breach.ts';
import { type Ledger, logAt, type Scene, slotOf } from '../ledger-state.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';

/**
 * What was confirmed under acks=all is below the high watermark of the leader that answered.
 *
 * @remarks
 * Seen when the answer arrives, against the highest mark that this leader ever had. Left out: that the ISR had min ISR
 * members when it answered; `strict-min-isr` sees that the mark stood still otherwise.
 * @see `Partition#checkEnoughReplicasReachOffset`
 */
export const ACKS_ALL_MEANING: Invariant = { slug: 'acks-all-meaning', promised: 'always' };

/** A confirmation arrives for records below `end`, from the node `from`. */
export function checkAcksAllMeaning(
  ledger: Ledger,
  scene: Scene,
  node: number,
  part: PartitionTruth,
  end: number,
  from: number,
): void {
  const slot = slotOf(ledger, part.partition, from);
  if (slot < 0) return;
  const { peak } = logAt(ledger, part, slot);
  if (peak >= end) return;
  const parameters = { end, highWatermark: peak, leader: from };
  report(ledger, scene, ACKS_ALL_MEANING.slug, true, node, part.partition, 'above-high-watermark', parameters);
}
