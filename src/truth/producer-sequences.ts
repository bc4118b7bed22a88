import { numberAt } from '../sim/column.ts';
import { baseSequenceOf, type Messages, producerEpochOf, producerIdOf } from './messages.ts';
import type { PartitionTruth } from './partition-truth.ts';

/** What `noteSequence` found: in order, or what was expected instead. */
export const IN_ORDER = -1;

/** Triples of `PartitionTruth.producers`. */
const ENTRY = 3;

/**
 * A batch stands next in the legitimate log: remembers where its producer goes on.
 *
 * @returns `IN_ORDER` also for a batch without producer id; else the sequence that should have stood there
 */
export function noteSequence(part: PartitionTruth, messages: Messages, batch: number, records: number): number {
  const producerId = producerIdOf(messages, batch);
  if (producerId < 0) return IN_ORDER;
  const epoch = producerEpochOf(messages, batch);
  const first = baseSequenceOf(messages, batch);
  const { producers } = part;
  let place = producers.length - ENTRY;
  while (place >= 0 && numberAt(producers, place) !== producerId) place -= ENTRY;
  if (place < 0) {
    producers.push(producerId, epoch, first + records);
    return IN_ORDER;
  }
  const expected = numberAt(producers, place + 1) === epoch ? numberAt(producers, place + 2) : 0;
  producers[place + 1] = epoch;
  producers[place + 2] = first + records;
  return first === expected ? IN_ORDER : expected;
}
