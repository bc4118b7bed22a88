import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import { type Invariant, isPromised } from '../promise.ts';
import { agreeAt, firstDifference, logEnd, type ReplicaLog } from '../replica-log.ts';

/**
 * Two replicas agree on every offset below the smaller of their high watermarks.
 *
 * @remarks A follower is compared with the legitimate log whenever its high watermark moves; all pairs at the end.
 * @see StrongIsr of the Kafka replication specification; KIP-279, KIP-320
 */
export const LOG_MATCHING: Invariant = { slug: 'log-matching', promised: 'clean-elections' };

/** The high watermark of a follower has moved. */
export function checkLogMatching(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  log: ReplicaLog,
  view: ReplicaLog,
): void {
  const end = Math.min(log.highWatermark, view.highWatermark, logEnd(log), logEnd(view));
  if (end <= log.matched) return;
  const same = firstDifference(log, view, log.matched, end);
  log.matched = Math.max(log.matched, same);
  if (same < end) differ(ledger, scene, part, log, view, same);
}

/** Compares two logs from their beginning. */
export function compareBelowMarks(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  one: ReplicaLog,
  other: ReplicaLog,
): void {
  const end = Math.min(one.highWatermark, other.highWatermark, logEnd(one), logEnd(other));
  for (let offset = 0; offset < end; offset++) {
    if (agreeAt(one, other, offset)) continue;
    differ(ledger, scene, part, one, other, offset);
    return;
  }
}

function differ(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  one: ReplicaLog,
  other: ReplicaLog,
  offset: number,
): void {
  const promised = isPromised(ledger, part, LOG_MATCHING);
  const parameters = { offset, node: one.node, other: other.node };
  report(ledger, scene, LOG_MATCHING.slug, promised, one.node, part.partition, 'logs-differ', parameters);
}
