import { getInt } from '../../sim/column.ts';
import { hasNoValue } from '../../sim/payload.ts';
import { report } from '../breach.ts';
import { type Ledger, logAt, partitionAt, type Scene, slotOf } from '../ledger-state.ts';
import { markGone } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';
import { logEnd, uidAt } from '../replica-log.ts';

/**
 * A cleaning takes out a record only where a later one of the same key stands in the log, or a tombstone: so the
 * latest value of each key is never lost.
 *
 * @see KIP-534; `Cleaner#shouldRetainRecord`
 */
export const COMPACTION_KEEPS_LATEST: Invariant = { slug: 'compaction-keeps-latest', promised: 'always' };

/** A replica's cleaner took a record out. @param by - offset of the later record, −1 = it was a tombstone */
export function onCompacted(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  offset: number,
  uid: number,
  by: number,
): void {
  const slot = slotOf(ledger, partition, node);
  if (slot < 0) return;
  const part = partitionAt(ledger, partition);
  const log = logAt(ledger, part, slot);
  markGone(part, offset);
  if (uid < 0) return;
  const { payloads } = scene;
  const later = by > offset && by < logEnd(log) ? uidAt(log, by) : -1;
  const isStale = later >= 0 && getInt(payloads.key, later) === getInt(payloads.key, uid);
  if (isStale || (by < 0 && hasNoValue(payloads, uid))) return;
  report(ledger, scene, COMPACTION_KEEPS_LATEST.slug, true, node, partition, 'latest-removed', { uid, offset, by });
}
