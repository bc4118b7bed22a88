import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import type { Invariant } from '../promise.ts';

/**
 * The logs of two controllers agree on every record below the smaller of their high watermarks: each agrees with
 * what was committed first.
 *
 * @see State Machine Safety of the Raft paper; KIP-595
 */
export const QUORUM_LOG: Invariant = { slug: 'quorum-log', promised: 'always' };

/** A voter's high watermark rises over these offsets. */
export function checkQuorumLog(ledger: Ledger, scene: Scene, node: number, from: number, to: number): void {
  const { committed, logs } = ledger.quorum;
  const log = logs[node] ?? [];
  const end = Math.min(to, committed.length);
  for (let offset = from; offset < end; offset++) {
    if (log[offset] === committed[offset]) continue;
    report(ledger, scene, QUORUM_LOG.slug, true, node, -1, 'metadata-differs', { offset });
    return;
  }
}
