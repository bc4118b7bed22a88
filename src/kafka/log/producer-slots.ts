import { floatAt, intAt } from '../../sim/column.ts';
import { constant, FLOAT_ARRAY, INT_ARRAY, NUMBER, NUMBERS, shape } from '../../sim/shape.ts';

/**
 * What one replica of a partition remembers of the producers that wrote to it.
 *
 * @remarks
 * It is a function of the log: each replica builds its own by taking every batch in (`recordAppend`,
 * `recordMarker`), and after a truncation by `clearProducers` and taking in again what is left.
 *
 * Producers lie in slots 0 … `count` − 1, in no particular order; `entries` has `ENTRY` numbers for each.
 * Left out: `producer.id.expiration.ms` is not kept here, it comes in with `expireProducers`.
 *
 * @see KIP-98; `ProducerStateManager`, `ProducerStateEntry`, `ProducerAppendInfo`
 */
export interface PartitionProducers {
  count: number;
  /** By slot. */
  producerIds: Int32Array;
  entries: Int32Array;
  /** Timestamp of the newest batch or marker by slot, µs. */
  lastUs: Float64Array;
  /** Slot of the last look-up: a shortcut, not state. */
  recent: number;
  /** Transactions without an end marker. */
  openTransactions: number;
  /** First offset and marker offset of ended transactions whose marker may not be below the high watermark. */
  endedFirstOffsets: number[];
  endedMarkerOffsets: number[];
  /** Verifications under way: the producer, its epoch, and the lowest sequence that waits. */
  verifyingIds: number[];
  verifyingEpochs: number[];
  verifyingSequences: number[];
}

export const producersForm = shape<PartitionProducers>({
  count: NUMBER,
  producerIds: INT_ARRAY,
  entries: INT_ARRAY,
  lastUs: FLOAT_ARRAY,
  recent: constant(),
  openTransactions: NUMBER,
  endedFirstOffsets: NUMBERS,
  endedMarkerOffsets: NUMBERS,
  verifyingIds: NUMBERS,
  verifyingEpochs: NUMBERS,
  verifyingSequences: NUMBERS,
});

export function createProducers(): PartitionProducers {
  return {
    count: 0,
    producerIds: new Int32Array(2),
    entries: new Int32Array(2 * ENTRY),
    lastUs: new Float64Array(2),
    recent: 0,
    openTransactions: 0,
    endedFirstOffsets: [],
    endedMarkerOffsets: [],
    verifyingIds: [],
    verifyingEpochs: [],
    verifyingSequences: [],
  };
}

/** Batches remembered of each producer; therefore five may be in flight. */
export const REMEMBERED = 5;

// An entry: epoch, epoch of the transaction coordinator, first offset of the open transaction, number of batches
// remembered, place of the newest in the ring, then the ring itself.
export const EPOCH = 0;
export const COORDINATOR_EPOCH = 1;
export const TXN_FIRST = 2;
export const BATCHES = 3;
export const NEWEST = 4;
export const RING = 5;
/** A batch of the ring: first sequence, last sequence, first offset, last offset. */
export const BATCH = 4;
export const ENTRY = RING + REMEMBERED * BATCH;

/** Nothing there: no producer, no epoch, no sequence, no offset. */
export const ABSENT = -1;

/** Forgets everything, before a log is read again from its start; verifications under way stay. */
export function clearProducers(producers: PartitionProducers): void {
  producers.count = 0;
  producers.producerIds.fill(0);
  producers.entries.fill(0);
  producers.lastUs.fill(0);
  producers.recent = 0;
  producers.openTransactions = 0;
  producers.endedFirstOffsets.length = 0;
  producers.endedMarkerOffsets.length = 0;
}

/** What is known of one producer, for the screen and for tests; `ABSENT` where there is nothing. */
export interface ProducerEntry {
  readonly epoch: number;
  readonly coordinatorEpoch: number;
  readonly currentTxnFirstOffset: number;
  /** Batches remembered, 0 … 5. */
  readonly batches: number;
  /** Of the oldest batch remembered. */
  readonly firstSequence: number;
  readonly firstDataOffset: number;
  /** Of the newest. */
  readonly lastSequence: number;
  readonly lastDataOffset: number;
}

export function producerEntry(producers: PartitionProducers, producerId: number): ProducerEntry | null {
  const slot = slotOf(producers, producerId);
  if (slot === ABSENT) return null;
  const { entries } = producers;
  const entry = slot * ENTRY;
  const batches = intAt(entries, entry + BATCHES);
  const oldest = entry + RING + ((intAt(entries, entry + NEWEST) + REMEMBERED + 1 - batches) % REMEMBERED) * BATCH;
  const newest = entry + RING + intAt(entries, entry + NEWEST) * BATCH;
  return {
    epoch: intAt(entries, entry + EPOCH),
    coordinatorEpoch: intAt(entries, entry + COORDINATOR_EPOCH),
    currentTxnFirstOffset: intAt(entries, entry + TXN_FIRST),
    batches,
    firstSequence: batches === 0 ? ABSENT : intAt(entries, oldest),
    firstDataOffset: batches === 0 ? ABSENT : intAt(entries, oldest + 2),
    lastSequence: batches === 0 ? ABSENT : intAt(entries, newest + 1),
    lastDataOffset: batches === 0 ? ABSENT : intAt(entries, newest + 3),
  };
}

/** The slot of a producer, or `ABSENT`. */
export function slotOf(producers: PartitionProducers, producerId: number): number {
  const { count, producerIds, recent } = producers;
  if (recent < count && intAt(producerIds, recent) === producerId) return recent;
  for (let slot = 0; slot < count; slot++) {
    if (intAt(producerIds, slot) === producerId) {
      producers.recent = slot;
      return slot;
    }
  }
  return ABSENT;
}

/** The slot of a producer, a new one if it has none. */
export function takeSlot(producers: PartitionProducers, producerId: number): number {
  const known = slotOf(producers, producerId);
  if (known !== ABSENT) return known;
  const slot = producers.count;
  if (slot === producers.producerIds.length) grow(producers);
  producers.count = slot + 1;
  producers.recent = slot;
  producers.producerIds[slot] = producerId;
  const entry = slot * ENTRY;
  producers.entries[entry + EPOCH] = ABSENT;
  producers.entries[entry + COORDINATOR_EPOCH] = ABSENT;
  producers.entries[entry + TXN_FIRST] = ABSENT;
  producers.entries[entry + BATCHES] = 0;
  producers.entries[entry + NEWEST] = 0;
  return slot;
}

function grow(producers: PartitionProducers): void {
  const { producerIds, entries, lastUs } = producers;
  producers.producerIds = new Int32Array(producerIds.length * 2);
  producers.producerIds.set(producerIds);
  producers.entries = new Int32Array(entries.length * 2);
  producers.entries.set(entries);
  producers.lastUs = new Float64Array(lastUs.length * 2);
  producers.lastUs.set(lastUs);
}

/** The last slot moves into the gap, and what it leaves is blank, so that the hash sees no remains. */
export function removeSlot(producers: PartitionProducers, slot: number): void {
  const last = producers.count - 1;
  const { producerIds, entries, lastUs } = producers;
  producerIds[slot] = intAt(producerIds, last);
  lastUs[slot] = floatAt(lastUs, last);
  entries.copyWithin(slot * ENTRY, last * ENTRY, (last + 1) * ENTRY);
  producerIds[last] = 0;
  lastUs[last] = 0;
  entries.fill(0, last * ENTRY, (last + 1) * ENTRY);
  producers.count = last;
}

/** Last sequence of the newest batch in the entry, or `ABSENT`. */
export function lastSequenceOf(entries: Int32Array, entry: number): number {
  if (intAt(entries, entry + BATCHES) === 0) return ABSENT;
  return intAt(entries, entry + RING + intAt(entries, entry + NEWEST) * BATCH + 1);
}

/** Index of the remembered batch with exactly these sequences, or `ABSENT`. */
export function batchOf(entries: Int32Array, entry: number, firstSequence: number, lastSequence: number): number {
  let place = intAt(entries, entry + NEWEST);
  for (let left = intAt(entries, entry + BATCHES); left > 0; left--) {
    const batch = entry + RING + place * BATCH;
    if (intAt(entries, batch) === firstSequence && intAt(entries, batch + 1) === lastSequence) return batch;
    place = place === 0 ? REMEMBERED - 1 : place - 1;
  }
  return ABSENT;
}

/** Another epoch than before, also a lower one on a replica, begins with an empty memory. */
export function enterEpoch(entries: Int32Array, entry: number, epoch: number): void {
  if (intAt(entries, entry + EPOCH) === epoch) return;
  entries[entry + EPOCH] = epoch;
  entries[entry + BATCHES] = 0;
}
