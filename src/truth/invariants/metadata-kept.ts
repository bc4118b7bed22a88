import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import type { Invariant } from '../promise.ts';

/**
 * A controller that is elected holds every metadata record that was ever committed.
 *
 * @see Leader Completeness of the Raft paper; KIP-595
 */
export const METADATA_KEPT: Invariant = { slug: 'metadata-kept', promised: 'always' };

export function checkKept(ledger: Ledger, scene: Scene, node: number, epoch: number): void {
  const { committed, logs } = ledger.quorum;
  const log = logs[node] ?? [];
  for (let offset = 0; offset < committed.length; offset++) {
    if (log[offset] === committed[offset]) continue;
    report(ledger, scene, METADATA_KEPT.slug, true, node, -1, 'metadata-missing', { epoch, offset });
    return;
  }
}
