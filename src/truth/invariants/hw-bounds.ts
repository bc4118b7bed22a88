import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';
import { logEnd, type ReplicaLog } from '../replica-log.ts';

/**
 * A high watermark is within its log; a leader's never falls within its epoch; the true one never falls but by an
 * election that is not clean. A follower's, or a new leader's own, may go back.
 *
 * @see `UnifiedLog#updateHighWatermark`; KIP-966
 */
export const HW_BOUNDS: Invariant = { slug: 'hw-bounds', promised: 'always' };

export function checkHighWatermark(ledger: Ledger, scene: Scene, log: ReplicaLog, to: number): void {
  if (to <= logEnd(log)) return;
  broken(ledger, scene, log, 'beyond-log-end', { highWatermark: to, logEnd: logEnd(log) });
}

/** A replica told both in one breath. */
export function checkBounds(ledger: Ledger, scene: Scene, log: ReplicaLog, end: number, highWatermark: number): void {
  if (highWatermark <= end) return;
  broken(ledger, scene, log, 'beyond-log-end', { highWatermark, logEnd: end });
}

/** A leader's high watermark has moved. */
export function checkLeaderMark(ledger: Ledger, scene: Scene, log: ReplicaLog, epoch: number, to: number): void {
  if (log.leaderEpoch === epoch && to < log.leaderHighWatermark) {
    broken(ledger, scene, log, 'fell-in-epoch', { before: log.leaderHighWatermark, after: to, epoch });
  }
  log.leaderEpoch = epoch;
  log.leaderHighWatermark = to;
}

/** After an election that was not clean the true high watermark is lower: a finding. */
export function checkTrueMark(ledger: Ledger, scene: Scene, part: PartitionTruth, before: number): void {
  const parameters = { before, after: part.trueHighWatermark, epoch: part.epoch };
  report(ledger, scene, HW_BOUNDS.slug, false, part.leader, part.partition, 'true-mark-fell', parameters);
}

function broken(
  ledger: Ledger,
  scene: Scene,
  log: ReplicaLog,
  code: string,
  parameters: Readonly<Record<string, number>>,
): void {
  report(ledger, scene, HW_BOUNDS.slug, true, log.node, log.partition, code, parameters);
}
