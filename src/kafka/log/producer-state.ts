import { assert } from '../../sim/assert.ts';
import { floatAt, intAt, numberAt } from '../../sim/column.ts';
import {
  INVALID_PRODUCER_EPOCH,
  INVALID_TXN_STATE,
  NONE,
  OUT_OF_ORDER_SEQUENCE_NUMBER,
  TRANSACTION_COORDINATOR_FENCED,
} from '../protocol/errors.ts';
import {
  ABSENT,
  BATCH,
  BATCHES,
  batchOf,
  COORDINATOR_EPOCH,
  ENTRY,
  EPOCH,
  enterEpoch,
  lastSequenceOf,
  NEWEST,
  type PartitionProducers,
  producersForm,
  REMEMBERED,
  RING,
  removeSlot,
  slotOf,
  TXN_FIRST,
  takeSlot,
} from './producer-slots.ts';

const MAX_SEQUENCE = 0x7fff_ffff;

/** Verdicts of `judgeAppend` beside the error codes. */
export const ACCEPTED = NONE;
/** It is in the log already, see `duplicateBaseOffset`. */
export const DUPLICATE = 1;

/** Who appends: a producer, or a coordinator, whose batches carry no sequence. Replicated batches are not judged. */
export const FROM_CLIENT = 0;
export const FROM_COORDINATOR = 1;

/**
 * Decides whether a producer's batch is new, a repeated one, or out of order; changes nothing.
 *
 * @remarks
 * A repeated batch is known by the same epoch and the same first and last sequence among the five remembered, and
 * that is looked for before all else. A duplicate older than those is out of order, not a duplicate.
 *
 * @param firstSequence - sequences count records; after 2^31 − 1 comes 0
 * @returns `ACCEPTED`, `DUPLICATE`, or an error code
 * @see KIP-98; `ProducerAppendInfo#maybeValidateDataBatch`
 */
export function judgeAppend(
  producers: PartitionProducers,
  producerId: number,
  epoch: number,
  firstSequence: number,
  lastSequence: number,
  origin: typeof FROM_CLIENT | typeof FROM_COORDINATOR,
  transactional: boolean,
): number {
  const slot = slotOf(producers, producerId);
  if (slot === ABSENT) {
    return origin === FROM_CLIENT && waitsForLower(producers, producerId, firstSequence)
      ? OUT_OF_ORDER_SEQUENCE_NUMBER
      : ACCEPTED;
  }
  const entry = slot * ENTRY;
  const { entries } = producers;
  const known = intAt(entries, entry + EPOCH);
  if (origin === FROM_CLIENT && epoch === known && batchOf(entries, entry, firstSequence, lastSequence) !== ABSENT) {
    return DUPLICATE;
  }
  if (epoch < known) return INVALID_PRODUCER_EPOCH;
  if (origin === FROM_CLIENT) {
    const last = lastSequenceOf(entries, entry);
    const inOrder = epoch === known ? follows(last, firstSequence) : firstSequence === 0;
    if (!inOrder || waitsForLower(producers, producerId, firstSequence)) return OUT_OF_ORDER_SEQUENCE_NUMBER;
  }
  return !transactional && intAt(entries, entry + TXN_FIRST) !== ABSENT ? INVALID_TXN_STATE : ACCEPTED;
}

/** First offset of the batch that `judgeAppend` called a duplicate. */
export function duplicateBaseOffset(
  producers: PartitionProducers,
  producerId: number,
  firstSequence: number,
  lastSequence: number,
): number {
  const slot = slotOf(producers, producerId);
  assert(slot !== ABSENT, 'a duplicate has a known producer');
  const batch = batchOf(producers.entries, slot * ENTRY, firstSequence, lastSequence);
  assert(batch !== ABSENT, 'a duplicate is among the remembered batches');
  return intAt(producers.entries, batch + 2);
}

/**
 * Remembers a batch that is now in the log, on the leader after `judgeAppend`, on a follower always.
 *
 * @param nowUs - timestamp of the batch, for `expireProducers`
 */
export function recordAppend(
  producers: PartitionProducers,
  producerId: number,
  epoch: number,
  firstSequence: number,
  lastSequence: number,
  baseOffset: number,
  lastOffset: number,
  transactional: boolean,
  nowUs: number,
): void {
  const slot = takeSlot(producers, producerId);
  const entry = slot * ENTRY;
  const { entries } = producers;
  enterEpoch(entries, entry, epoch);
  const newest = (intAt(entries, entry + NEWEST) + 1) % REMEMBERED;
  entries[entry + NEWEST] = newest;
  if (intAt(entries, entry + BATCHES) < REMEMBERED) entries[entry + BATCHES] = intAt(entries, entry + BATCHES) + 1;
  const batch = entry + RING + newest * BATCH;
  entries[batch] = firstSequence;
  entries[batch + 1] = lastSequence;
  entries[batch + 2] = baseOffset;
  entries[batch + 3] = lastOffset;
  producers.lastUs[slot] = nowUs;
  if (transactional && intAt(entries, entry + TXN_FIRST) === ABSENT) {
    entries[entry + TXN_FIRST] = baseOffset;
    producers.openTransactions++;
  }
}

/**
 * Judges an end-of-transaction marker from a coordinator; a replicated one is not judged.
 *
 * @returns NONE, or an error code: the producer has a newer epoch, or a newer coordinator wrote before
 * @see `ProducerAppendInfo#appendEndTxnMarker`
 */
export function judgeMarker(
  producers: PartitionProducers,
  producerId: number,
  epoch: number,
  coordinatorEpoch: number,
): number {
  const slot = slotOf(producers, producerId);
  if (slot === ABSENT) return NONE;
  const entry = slot * ENTRY;
  if (epoch < intAt(producers.entries, entry + EPOCH)) return INVALID_PRODUCER_EPOCH;
  return coordinatorEpoch < intAt(producers.entries, entry + COORDINATOR_EPOCH) ? TRANSACTION_COORDINATOR_FENCED : NONE;
}

/**
 * Takes in a marker that is now in the log at `offset`.
 *
 * @returns the first offset of the transaction that it ends, or `ABSENT`: there was none
 */
export function recordMarker(
  producers: PartitionProducers,
  producerId: number,
  epoch: number,
  coordinatorEpoch: number,
  offset: number,
  nowUs: number,
): number {
  const slot = takeSlot(producers, producerId);
  const entry = slot * ENTRY;
  const { entries } = producers;
  const first = intAt(entries, entry + TXN_FIRST);
  enterEpoch(entries, entry, epoch);
  entries[entry + COORDINATOR_EPOCH] = coordinatorEpoch;
  producers.lastUs[slot] = nowUs;
  if (first !== ABSENT) {
    entries[entry + TXN_FIRST] = ABSENT;
    producers.openTransactions--;
    producers.endedFirstOffsets.push(first);
    producers.endedMarkerOffsets.push(offset);
  }
  return first;
}

/**
 * The lowest offset of a transaction that is open, or ended by a marker not below the high watermark; else `ABSENT`.
 *
 * @remarks The caller raises it to the log's start. @see `ProducerStateManager#firstUnstableOffset`
 */
export function firstUnstableOffset(producers: PartitionProducers, highWatermark: number): number {
  let first = ABSENT;
  if (producers.openTransactions > 0) {
    for (let slot = 0; slot < producers.count; slot++) {
      const own = intAt(producers.entries, slot * ENTRY + TXN_FIRST);
      if (own !== ABSENT && (first === ABSENT || own < first)) first = own;
    }
  }
  for (let i = 0; i < producers.endedFirstOffsets.length; i++) {
    const own = numberAt(producers.endedFirstOffsets, i);
    if (numberAt(producers.endedMarkerOffsets, i) >= highWatermark && (first === ABSENT || own < first)) first = own;
  }
  return first;
}

/** Where a read-committed reader stops: the first unstable offset, within the high watermark. */
export function lastStableOffset(producers: PartitionProducers, highWatermark: number): number {
  if (producers.openTransactions === 0 && producers.endedFirstOffsets.length === 0) return highWatermark;
  const first = firstUnstableOffset(producers, highWatermark);
  return first === ABSENT ? highWatermark : Math.min(first, highWatermark);
}

/** Forgets ended transactions whose marker is below the high watermark; call it when that has moved. */
export function forgetReplicatedTransactions(producers: PartitionProducers, highWatermark: number): void {
  const { endedFirstOffsets, endedMarkerOffsets } = producers;
  let kept = 0;
  for (let i = 0; i < endedFirstOffsets.length; i++) {
    if (numberAt(endedMarkerOffsets, i) < highWatermark) continue;
    endedFirstOffsets[kept] = numberAt(endedFirstOffsets, i);
    endedMarkerOffsets[kept] = numberAt(endedMarkerOffsets, i);
    kept++;
  }
  endedFirstOffsets.length = kept;
  endedMarkerOffsets.length = kept;
}

/**
 * Drops producers that have been idle for `expirationUs` or longer and have no open transaction.
 *
 * @param expirationUs - `producer.id.expiration.ms`
 */
export function expireProducers(producers: PartitionProducers, nowUs: number, expirationUs: number): void {
  for (let slot = producers.count - 1; slot >= 0; slot--) {
    const open = intAt(producers.entries, slot * ENTRY + TXN_FIRST) !== ABSENT;
    if (!open && nowUs - floatAt(producers.lastUs, slot) >= expirationUs) removeSlot(producers, slot);
  }
}

/** What a snapshot file holds: of each producer only the newest batch, and where an open transaction began. */
export function snapshotProducers(producers: PartitionProducers): PartitionProducers {
  const snapshot = producersForm.fork(producers);
  for (let slot = 0; slot < snapshot.count; slot++) {
    const entry = slot * ENTRY;
    if (intAt(snapshot.entries, entry + BATCHES) > 1) snapshot.entries[entry + BATCHES] = 1;
  }
  snapshot.endedFirstOffsets.length = 0;
  snapshot.endedMarkerOffsets.length = 0;
  snapshot.verifyingIds.length = 0;
  snapshot.verifyingEpochs.length = 0;
  snapshot.verifyingSequences.length = 0;
  return snapshot;
}

/** The memory of a replica that starts from a snapshot; producers that have expired meanwhile are left out. */
export function reloadProducers(snapshot: PartitionProducers, nowUs: number, expirationUs: number): PartitionProducers {
  const producers = producersForm.fork(snapshot);
  expireProducers(producers, nowUs, expirationUs);
  return producers;
}

/**
 * Notes that a transactional batch waits for the coordinator's word. Until `endVerification`, a batch of this
 * producer with a higher sequence is out of order, so it cannot overtake.
 *
 * @see KIP-890; `VerificationStateEntry`
 */
export function startVerification(
  producers: PartitionProducers,
  producerId: number,
  epoch: number,
  firstSequence: number,
): void {
  const { verifyingEpochs, verifyingSequences } = producers;
  const entry = verificationOf(producers, producerId);
  if (entry === ABSENT) {
    producers.verifyingIds.push(producerId);
    verifyingEpochs.push(epoch);
    verifyingSequences.push(firstSequence);
  } else if (epoch > numberAt(verifyingEpochs, entry)) {
    verifyingEpochs[entry] = epoch;
    verifyingSequences[entry] = firstSequence;
  } else if (epoch === numberAt(verifyingEpochs, entry) && firstSequence < numberAt(verifyingSequences, entry)) {
    verifyingSequences[entry] = firstSequence;
  }
}

/** The place of this producer in the `verifying…` lists, or `ABSENT`. */
export function verificationOf(producers: PartitionProducers, producerId: number): number {
  for (let i = 0; i < producers.verifyingIds.length; i++) {
    if (numberAt(producers.verifyingIds, i) === producerId) return i;
  }
  return ABSENT;
}

export function endVerification(producers: PartitionProducers, producerId: number): void {
  const entry = verificationOf(producers, producerId);
  if (entry === ABSENT) return;
  producers.verifyingIds.splice(entry, 1);
  producers.verifyingEpochs.splice(entry, 1);
  producers.verifyingSequences.splice(entry, 1);
}

/** `sequence` + `increment` on the ring 0 … 2^31 − 1; `increment` may be negative. */
export function addSequence(sequence: number, increment: number): number {
  return (sequence + increment) & MAX_SEQUENCE;
}

function follows(last: number, next: number): boolean {
  return last === MAX_SEQUENCE ? next === 0 : next === last + 1;
}

function waitsForLower(producers: PartitionProducers, producerId: number, firstSequence: number): boolean {
  if (producers.verifyingIds.length === 0) return false;
  const entry = verificationOf(producers, producerId);
  return entry !== ABSENT && firstSequence > numberAt(producers.verifyingSequences, entry);
}
