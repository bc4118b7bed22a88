import { numberAt } from '../../sim/column.ts';
import { hasReplica } from '../replica-set.ts';
import type { Replica } from './replica.ts';

/**
 * The replica to which a leader sends a consumer: none if the leader itself is in the consumer's rack, else the one
 * there that has got furthest, among those of the ISR that hold the offset.
 *
 * @param racks - by node
 * @param alive - 1 by node: not fenced, as far as this broker knows
 * @returns a node; −1 = read here
 * @see KIP-392; `ReplicaManager#findPreferredReadReplica`, `RackAwareReplicaSelector`
 */
export function preferredReadReplica(
  racks: readonly string[],
  replica: Replica,
  alive: readonly number[],
  rack: string,
  offset: number,
): number {
  const { isr, nodes, progress, slot: own } = replica;
  if (racks[numberAt(nodes, own)] === rack) return -1;
  let best = -1;
  for (let slot = 0; slot < nodes.length; slot++) {
    const node = numberAt(nodes, slot);
    if (slot === own || racks[node] !== rack || !hasReplica(isr, slot) || alive[node] !== 1) continue;
    const end = numberAt(progress.logEndOffsets, slot);
    if (end < offset || numberAt(progress.logStartOffsets, slot) > offset) continue;
    const isFurther =
      best < 0 ||
      end > numberAt(progress.logEndOffsets, best) ||
      (end === numberAt(progress.logEndOffsets, best) && isFresher(replica, slot, best));
    if (isFurther) best = slot;
  }
  return best < 0 ? -1 : numberAt(nodes, best);
}

function isFresher({ progress }: Replica, slot: number, than: number): boolean {
  return numberAt(progress.lastCaughtUpUs, slot) > numberAt(progress.lastCaughtUpUs, than);
}

/** Verdicts on a fetch that is to be sent to another node: below every other verdict. */
const ELSEWHERE = -1_000_000;

export function elsewhereAt(node: number): number {
  return ELSEWHERE - node;
}

/** The node of such a verdict, −1 where it is another one. */
export function elsewhereOf(verdict: number): number {
  return verdict <= ELSEWHERE ? ELSEWHERE - verdict : -1;
}
