import { intAt } from '../sim/column.ts';
import type { PartitionTruth } from './partition-truth.ts';

/**
 * Confirmed messages that exist on one running node only, and of which no copy is under way: what a kill of that
 * node would cost now.
 *
 * @remarks
 * Confirmed messages are counted by the set of slots that hold them. So a crash changes the sum without a look at
 * any message, and each copy moves one message from one set to another.
 */
const SLOTS = 0xff;
const UNDER_WAY = 0xff00;

/** A confirmed message is counted in. `copies` as in `Messages`. */
export function countConfirmed(part: PartitionTruth, copies: number): void {
  const set = setOf(part, copies);
  part.holders[set] = intAt(part.holders, set) + 1;
  if (isAtRisk(part, set)) part.atRisk += 1;
}

/** The copies of a confirmed message have changed. */
export function moveConfirmed(part: PartitionTruth, before: number, after: number): void {
  const from = setOf(part, before);
  const to = setOf(part, after);
  if (from === to) return;
  part.holders[from] = intAt(part.holders, from) - 1;
  part.holders[to] = intAt(part.holders, to) + 1;
  if (isAtRisk(part, from)) part.atRisk -= 1;
  if (isAtRisk(part, to)) part.atRisk += 1;
}

/** Another set of nodes runs: the sum is taken anew. */
export function recountRisk(part: PartitionTruth): void {
  let sum = 0;
  for (let set = 0; set < part.holders.length; set++) {
    if (isAtRisk(part, set)) sum += intAt(part.holders, set);
  }
  part.atRisk = sum;
}

/** Confirmed messages of which no disk holds a copy. */
export function confirmedNowhere(part: PartitionTruth): number {
  return intAt(part.holders, 0) + intAt(part.holders, 1 << part.replicaCount);
}

/** True where a message with these copies is at risk, once it is confirmed. */
export function wouldBeAtRisk(part: PartitionTruth, copies: number): boolean {
  return isAtRisk(part, setOf(part, copies));
}

function setOf(part: PartitionTruth, copies: number): number {
  const slots = copies & SLOTS;
  return (copies & UNDER_WAY) === 0 ? slots : slots | (1 << part.replicaCount);
}

function isAtRisk(part: PartitionTruth, set: number): boolean {
  if (set >= 1 << part.replicaCount) return false;
  const running = set & part.running;
  return running !== 0 && (running & (running - 1)) === 0;
}
