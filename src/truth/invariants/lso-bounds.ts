import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import type { Invariant } from '../promise.ts';
import type { ReplicaLog } from '../replica-log.ts';

/**
 * Log start ≤ last stable offset ≤ high watermark ≤ log end.
 *
 * @remarks Left out: that the last stable offset is the first of the oldest open transaction; there are none yet.
 * @see `UnifiedLog#fetchLastStableOffsetMetadata`; KIP-98
 */
export const LSO_BOUNDS: Invariant = { slug: 'lso-bounds', promised: 'always' };

export function checkStableOffset(
  ledger: Ledger,
  scene: Scene,
  log: ReplicaLog,
  logStart: number,
  lastStableOffset: number,
  end: number,
  highWatermark: number,
): void {
  if (logStart <= lastStableOffset && lastStableOffset <= highWatermark && highWatermark <= end) return;
  const parameters = { logStart, lastStableOffset, highWatermark, logEnd: end };
  report(ledger, scene, LSO_BOUNDS.slug, true, log.node, log.partition, 'out-of-order', parameters);
}
