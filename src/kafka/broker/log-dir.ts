import type { Context } from '../../sim/actor.ts';
import { LOG_DIR_FAILED } from '../observations.ts';
import type { BrokerState } from './broker-state.ts';
import { SHUTTING_DOWN } from './broker-state.ts';

/**
 * Looks whether the disk takes writes. If not, the log directory goes offline, and as a broker here has one directory
 * only, its process halts.
 *
 * @remarks Left out: more than one `log.dirs`, where only the replicas of the failed one go offline (KIP-112).
 * @returns true if the broker halts: then nothing is written and nobody is answered
 * @see `LogDirFailureChannel`, `ReplicaManager#handleLogDirFailure`, `Exit#halt`
 */
export function haltsForDisk(broker: BrokerState, ctx: Context): boolean {
  const fault = ctx.diskFault();
  if (fault === 0) return false;
  if (broker.lifecycle.phase !== SHUTTING_DOWN) {
    broker.lifecycle.phase = SHUTTING_DOWN;
    ctx.observe(LOG_DIR_FAILED, fault - 1, 0, 0, 0, 0, 0, -1);
    ctx.halt();
  }
  return true;
}
