import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import { producerIdOf } from '../messages.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import { type Invariant, isPromised } from '../promise.ts';

/**
 * What one idempotent producer sends to one partition stands there in the order of its calls.
 *
 * @see KIP-98; KAFKA-5494
 */
export const SESSION_ORDER: Invariant = { slug: 'session-order', promised: 'clean-elections' };

/** A batch was appended to the legitimate log, and a message of it stands behind a later call. */
export function checkSessionOrder(
  ledger: Ledger,
  scene: Scene,
  node: number,
  part: PartitionTruth,
  batch: number,
  baseOffset: number,
): void {
  const { messages } = ledger;
  const producerId = producerIdOf(messages, batch);
  if (producerId < 0) return;
  const promised = isPromised(ledger, part, SESSION_ORDER);
  const parameters = { producerId, baseOffset, batch };
  report(ledger, scene, SESSION_ORDER.slug, promised, node, part.partition, 'behind-later-call', parameters);
}
