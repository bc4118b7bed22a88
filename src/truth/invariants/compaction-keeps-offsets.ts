import { bundleCount, bundleMember } from '../../sim/payload.ts';
import { report } from '../breach.ts';
import { type Ledger, logAt, partitionAt, type Scene, slotOf } from '../ledger-state.ts';
import type { Invariant } from '../promise.ts';
import { uidAt } from '../replica-log.ts';

/**
 * A cleaning never renumbers: what it leaves stands at the offset that it always had.
 *
 * @see KIP-71; `MemoryRecords#filterTo`
 */
export const COMPACTION_KEEPS_OFFSETS: Invariant = { slug: 'compaction-keeps-offsets', promised: 'always' };

/** A replica's cleaner wrote a batch anew. */
export function onRewritten(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  baseOffset: number,
  bundle: number,
): void {
  const slot = slotOf(ledger, partition, node);
  if (slot < 0) return;
  const log = logAt(ledger, partitionAt(ledger, partition), slot);
  for (let i = 0; i < bundleCount(scene.payloads, bundle); i++) {
    const uid = bundleMember(scene.payloads, bundle, i);
    const offset = baseOffset + i;
    if (uid < 0 || uid === uidAt(log, offset)) continue;
    report(ledger, scene, COMPACTION_KEEPS_OFFSETS.slug, true, node, partition, 'moved', { uid, offset });
    return;
  }
}
