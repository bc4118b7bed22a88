import { report } from '../breach.ts';
import type { Ledger, Scene } from '../ledger-state.ts';
import { baseSequenceOf, producerIdOf } from '../messages.ts';
import type { PartitionTruth } from '../partition-truth.ts';
import { IN_ORDER, noteSequence } from '../producer-sequences.ts';
import { type Invariant, isPromised } from '../promise.ts';

/**
 * In the legitimate log the sequences of a producer id are contiguous, and each batch stands once.
 *
 * @remarks A producer id that the log has not met may begin with any sequence; a new epoch begins at 0.
 * @see KIP-98, KIP-360; `ProducerAppendInfo`
 */
export const BATCH_ONCE: Invariant = { slug: 'batch-once', promised: 'clean-elections' };

/** A batch was appended to the legitimate log. */
export function checkBatchOnce(
  ledger: Ledger,
  scene: Scene,
  node: number,
  part: PartitionTruth,
  batch: number,
  baseOffset: number,
  records: number,
): void {
  const { messages } = ledger;
  const expected = noteSequence(part, messages, batch, records);
  if (expected === IN_ORDER) return;
  const sequence = baseSequenceOf(messages, batch);
  const code = sequence < expected ? 'twice' : 'gap';
  const parameters = { producerId: producerIdOf(messages, batch), sequence, expected, baseOffset };
  const promised = isPromised(ledger, part, BATCH_ONCE);
  report(ledger, scene, BATCH_ONCE.slug, promised, node, part.partition, code, parameters);
}
