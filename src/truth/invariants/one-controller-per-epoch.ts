import { numberAt } from '../../sim/column.ts';
import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import type { Invariant } from '../promise.ts';

/**
 * At most one controller was elected in an epoch of the quorum. Two that believe to lead, in different epochs, are
 * normal for as long as the older one has not noticed.
 *
 * @see Election Safety of the Raft paper; SingleLeader in `RaftEventSimulationTest`
 */
export const ONE_CONTROLLER_PER_EPOCH: Invariant = { slug: 'one-controller-per-epoch', promised: 'always' };

export function checkOneController(ledger: Ledger, scene: Scene, node: number, epoch: number): void {
  const { leaders } = ledger.quorum;
  while (leaders.length <= epoch) leaders.push(0);
  const known = numberAt(leaders, epoch) - 1;
  if (known < 0) leaders[epoch] = node + 1;
  if (known < 0 || known === node) return;
  const parameters = { epoch, node, other: known };
  report(ledger, scene, ONE_CONTROLLER_PER_EPOCH.slug, true, node, -1, 'two-controllers', parameters);
}
