import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import { type Invariant, isPromised } from '../promise.ts';
import { agreeAt, epochAt, firstDifference, logEnd, type ReplicaLog } from '../replica-log.ts';

/**
 * If two logs hold a record with the same offset and leader epoch, they agree on it and on all before it.
 *
 * @remarks A follower is compared with the legitimate log at each append; all pairs at the end.
 * @see KIP-101, KIP-320; the Log Matching Property of Raft
 */
export const PREFIX_BY_EPOCH: Invariant = { slug: 'prefix-by-epoch', promised: 'leader-epochs' };

/** A follower appended `records` at `base`: where the legitimate log has them in the same epoch, all before is equal. */
export function checkPrefix(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  log: ReplicaLog,
  view: ReplicaLog,
  base: number,
  records: number,
): void {
  const end = base + records;
  if (records === 0 || logEnd(view) < end || epochAt(view, base) !== epochAt(log, base)) return;
  const same = firstDifference(log, view, Math.min(log.matched, base), end);
  if (same < end) broken(ledger, scene, part, log, view, same, base);
  else log.matched = end;
}

/** Compares two logs from the last record on which their epochs agree. */
export function comparePrefixes(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  one: ReplicaLog,
  other: ReplicaLog,
): void {
  let last = Math.min(logEnd(one), logEnd(other)) - 1;
  while (last >= 0 && (epochAt(one, last) !== epochAt(other, last) || epochAt(one, last) < 0)) last--;
  for (let offset = 0; offset <= last; offset++) {
    if (agreeAt(one, other, offset)) continue;
    broken(ledger, scene, part, one, other, offset, last);
    return;
  }
}

function broken(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  one: ReplicaLog,
  other: ReplicaLog,
  offset: number,
  shared: number,
): void {
  const promised = isPromised(ledger, part, PREFIX_BY_EPOCH);
  const parameters = { offset, shared, epoch: epochAt(one, shared), node: one.node, other: other.node };
  report(ledger, scene, PREFIX_BY_EPOCH.slug, promised, one.node, part.partition, 'lineage-differs', parameters);
}
