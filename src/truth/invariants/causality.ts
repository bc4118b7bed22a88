import { journalCause } from '../../sim/world.ts';
import { report } from '../breach.ts';
import { eventsIn } from '../cause-chain.ts';
import { deliveriesOf } from '../group-truth.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import { wasAppended } from '../messages.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import type { Invariant } from '../promise.ts';

/** A cause is earlier than what it causes; a delivery follows its append, a processing its delivery. */
export const CAUSALITY: Invariant = { slug: 'causality', promised: 'always' };

/** Something rare happens: the event in progress came of an earlier one. */
export function checkCause(ledger: Ledger, scene: Scene, node: number): void {
  const { journal, cause: seq } = scene;
  if (journal === null || seq < 0 || seq >= eventsIn(journal)) return;
  const cause = journalCause(journal, seq);
  if (cause < seq || seq === 0) return;
  report(ledger, scene, CAUSALITY.slug, true, node, -1, 'cause-is-later', { seq, cause });
}

export function checkDelivery(
  ledger: Ledger,
  scene: Scene,
  node: number,
  part: PartitionTruth,
  uid: number,
  offset: number,
): void {
  if (wasAppended(ledger.messages, uid)) return;
  report(ledger, scene, CAUSALITY.slug, true, node, part.partition, 'delivered-before-append', { uid, offset });
}

/** @param handled - by the group, before */
export function checkProcessing(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  uid: number,
  handled: number,
): void {
  if (deliveriesOf(handled) > 0) return;
  report(ledger, scene, CAUSALITY.slug, true, node, partition, 'processed-before-delivery', { uid });
}
