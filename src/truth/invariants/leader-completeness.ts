import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import { type Invariant, isPromised } from '../promise.ts';
import { logEnd, type ReplicaLog } from '../replica-log.ts';

/**
 * A running legitimate leader holds all that was committed before it led.
 *
 * @see LeaderCompleteness in Raft; KIP-966 for the last replica standing
 */
export const LEADER_COMPLETENESS: Invariant = { slug: 'leader-completeness', promised: 'clean-elections' };

/**
 * A leader begins.
 *
 * @param common - up to where its log agrees with the legitimate log before
 * @param reach - how far that log went
 */
export function checkLeader(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  log: ReplicaLog,
  common: number,
  reach: number,
): void {
  const committed = part.trueHighWatermark;
  const held = common < Math.min(committed, reach) ? common : logEnd(log);
  if (held >= committed) return;
  const promised = isPromised(ledger, part, LEADER_COMPLETENESS);
  const parameters = { committed, held, epoch: part.epoch, node: log.node };
  report(ledger, scene, LEADER_COMPLETENESS.slug, promised, log.node, part.partition, 'missing-records', parameters);
}
