import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import { messageCount, OPEN, outcomeOf, sumAll } from '../messages.ts';
import type { Invariant } from '../promise.ts';
import { logEnd, type ReplicaLog } from '../replica-log.ts';

/**
 * Nothing appears or vanishes without a word: each call ends once, produced = all outcomes + open, and a log grows at its end.
 */
export const CONSERVATION: Invariant = { slug: 'conservation', promised: 'always' };

/** A call ended. Answers false where it had ended before. */
export function checkOneOutcome(
  ledger: Ledger,
  scene: Scene,
  node: number,
  uid: number,
  fate: number,
  outcome: number,
): boolean {
  const before = outcomeOf(fate);
  if (before === OPEN) return true;
  report(ledger, scene, CONSERVATION.slug, true, node, -1, 'second-outcome', { uid, before, after: outcome });
  return false;
}

/** Messages are called in the order of their uids. */
export function checkKnown(ledger: Ledger, scene: Scene, node: number, uid: number): void {
  const { produced } = ledger.messages;
  const known = messageCount(ledger.messages);
  if (uid === known - 1 && produced === known) return;
  report(ledger, scene, CONSERVATION.slug, true, node, -1, 'uid-skipped', { uid, produced, known });
}

/** A batch is appended. Answers false where its place is taken. */
export function checkContiguous(ledger: Ledger, scene: Scene, log: ReplicaLog, baseOffset: number): boolean {
  if (baseOffset >= logEnd(log)) return true;
  const parameters = { baseOffset, logEnd: logEnd(log) };
  report(ledger, scene, CONSERVATION.slug, true, log.node, log.partition, 'appended-twice', parameters);
  return false;
}

/** The sums of the ledger. */
export function checkSums(ledger: Ledger, scene: Scene): void {
  const { messages } = ledger;
  let sum = 0;
  for (let outcome = OPEN; outcome < 8; outcome++) sum += sumAll(messages.total, outcome);
  if (sum === messages.produced) return;
  report(ledger, scene, CONSERVATION.slug, true, -1, -1, 'sums-differ', { produced: messages.produced, sum });
}
