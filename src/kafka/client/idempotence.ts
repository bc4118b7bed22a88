import type { Context } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { isRetriable, NONE, OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID } from '../protocol/errors.ts';
import { INIT_PRODUCER_ID, type InitProducerIdReply, type InitProducerIdRequest } from '../protocol/messages.ts';
import { enqueueFirst, list } from './accumulator.ts';
import { CLOSED, READY } from './client-state.ts';
import { openConnection, retryBackoff, sendRequest } from './connections.ts';
import { leastLoadedNode } from './metadata.ts';
import { type PartitionQueue, type ProducerBatch, type ProducerState, queueAt } from './producer-state.ts';

/**
 * The idempotent producer: a producer id, an epoch, and sequence numbers for each partition, kept over retries.
 *
 * @remarks Left out: transactions, and the wrap of the 32-bit sequence number, which no run reaches.
 *
 * @see KIP-98, KIP-360; `TransactionManager`, `TxnPartitionEntry` in Apache Kafka
 */
const INIT_PRODUCER_ID_BYTES = 70;
const EPOCH_MAX = 32_767;
const INIT_PRODUCER_ID_REQUEST: InitProducerIdRequest = { type: 'InitProducerIdRequest', api: INIT_PRODUCER_ID };

/** Decides what is unresolved as soon as it can be decided, and raises the epoch where that is due. */
export function settleSequences(self: ProducerState): void {
  if (self.unresolvedCount > 0) resolveSequences(self);
  if (self.epochBumpRequired === 1) raiseEpoch(self);
}

/**
 * Sees to it that there is a producer id to send with: asks for one if there is none.
 *
 * @returns µs at which to look again when it is not there and nothing will tell; 0 = it is there, −1 = wait
 */
export function prepareProducerId(self: ProducerState, ctx: Context): number {
  if (self.producerId >= 0) return 0;
  if (self.askingProducerId === 1) return -1;
  if (ctx.now < self.producerIdAllowedAt) return self.producerIdAllowedAt;
  const node = leastLoadedNode(self.net, ctx);
  if (node < 0) return ctx.now + self.config.network.reconnectBackoffUs;
  const phase = at(self.net.connections.phase, node);
  if (phase === CLOSED) openConnection(self.net, node, ctx);
  else if (phase === READY) {
    self.askingProducerId = 1;
    const timeout = self.config.requestTimeoutUs;
    sendRequest(self.net, node, INIT_PRODUCER_ID_REQUEST, INIT_PRODUCER_ID_BYTES, timeout, 0, ctx);
  }
  return -1;
}

/** Every error of InitProducerId without a transactional id is tried again. */
export function onProducerId(self: ProducerState, reply: InitProducerIdReply, ctx: Context): void {
  if (reply.error !== NONE) {
    producerIdFailed(self, ctx);
    return;
  }
  self.askingProducerId = 0;
  self.producerIdFailures = 0;
  self.producerId = reply.producerId;
  self.producerEpoch = reply.producerEpoch;
  for (const partition of self.partitions) {
    if (partition !== null && partition.producerId >= 0) restartSequences(self, partition);
  }
}

export function producerIdFailed(self: ProducerState, ctx: Context): void {
  self.askingProducerId = 0;
  self.producerIdAllowedAt = ctx.now + retryBackoff(self.net, self.producerIdFailures, ctx);
  self.producerIdFailures += 1;
}

/**
 * Whether the head of a partition's queue must not be sent now.
 *
 * @see `RecordAccumulator#shouldStopDrainBatchesForPartition`
 */
export function mustWait(self: ProducerState, partition: PartitionQueue, batch: ProducerBatch): boolean {
  if (batch.baseSequence < 0) {
    const isStale = partition.producerId !== self.producerId || partition.producerEpoch !== self.producerEpoch;
    return (isStale && partition.sequenced.length > 0) || partition.isUnresolved === 1;
  }
  // A retried batch is sent only when it is the first in flight: nothing behind it can be accepted before.
  return at(partition.sequenced, 0) !== at(partition.queue, 0);
}

/** Gives a batch that is drained for the first time its sequence numbers. */
export function assignSequence(self: ProducerState, partition: PartitionQueue, slot: number): void {
  const batch = at(self.batches, slot);
  if (partition.producerId !== self.producerId || partition.producerEpoch !== self.producerEpoch) {
    restartSequences(self, partition);
  }
  batch.producerId = self.producerId;
  batch.producerEpoch = self.producerEpoch;
  batch.baseSequence = partition.nextSequence;
  partition.nextSequence += batch.uids.length;
  partition.sequenced.push(slot);
}

/** A split batch's parts share its sequence numbers. */
export function assignSplitSequences(self: ProducerState, big: ProducerBatch, slots: readonly number[]): void {
  const partition = queueAt(self, big.place);
  let sequence = big.baseSequence;
  for (const slot of slots) {
    const part = at(self.batches, slot);
    part.producerId = big.producerId;
    part.producerEpoch = big.producerEpoch;
    part.baseSequence = sequence;
    sequence += part.uids.length;
    insertBySequence(self, partition.sequenced, slot);
  }
}

/** Puts a batch back into its queue: in order of sequence among those that have one, before all that have none. */
export function requeueInOrder(self: ProducerState, place: number, slot: number): void {
  const partition = queueAt(self, place);
  const { queue } = partition;
  const head = queue.length === 0 ? null : at(self.batches, at(queue, 0));
  if (head === null || head.baseSequence < 0) {
    enqueueFirst(self, place, slot);
    return;
  }
  insertBySequence(self, queue, slot);
  list(self, place);
}

/**
 * Whether the broker's error may be answered by sending the batch again.
 *
 * @see `TransactionManager#canRetry`
 */
export function mayRetryError(self: ProducerState, batch: ProducerBatch, error: number): boolean {
  if (!self.config.idempotent) return isRetriable(error);
  const partition = queueAt(self, batch.place);
  if (error === OUT_OF_ORDER_SEQUENCE_NUMBER) {
    const isNext = batch.baseSequence === partition.lastAckedSequence + 1;
    // Something before it is still under way: its turn will come. Else there is a gap, and only a new epoch helps.
    if (partition.isUnresolved === 1 || (batch.isReset === 0 && isNext)) requestEpochBump(self, partition);
    return true;
  }
  if (error === UNKNOWN_PRODUCER_ID) {
    if (batch.isReset === 0) requestEpochBump(self, partition);
    return true;
  }
  return isRetriable(error);
}

export function sequenceAcked(self: ProducerState, slot: number): void {
  const batch = at(self.batches, slot);
  const partition = queueAt(self, batch.place);
  const last = batch.baseSequence + batch.uids.length - 1;
  partition.lastAckedSequence = Math.max(partition.lastAckedSequence, last);
  forgetSequence(partition, slot);
}

/**
 * @param isCertain - the batch did not run out of retries or time, so its sequence numbers are known to be unused
 * @see `TransactionManager#handleFailedBatch`
 */
export function sequenceFailed(self: ProducerState, slot: number, isCertain: boolean): void {
  const partition = queueAt(self, at(self.batches, slot).place);
  forgetSequence(partition, slot);
  if (isCertain) requestEpochBump(self, partition);
}

/** A batch that had been sent has expired: nothing new for this partition until the rest in flight is decided. */
export function sequenceUnresolved(self: ProducerState, batch: ProducerBatch): void {
  const partition = queueAt(self, batch.place);
  if (partition.isUnresolved === 1) return;
  partition.isUnresolved = 1;
  self.unresolvedCount += 1;
}

export function forgetSequence(partition: PartitionQueue, slot: number): void {
  const { sequenced } = partition;
  if (sequenced[0] === slot) {
    sequenced.shift();
    return;
  }
  const index = sequenced.indexOf(slot);
  if (index >= 0) sequenced.splice(index, 1);
}

/**
 * `retryBehindNext`: the batch gives its sequence numbers to those behind it, and takes new ones when it is sent.
 *
 * @returns false when nothing stands behind it, and it keeps its place
 */
export function swapBehindNext(self: ProducerState, slot: number): boolean {
  const batch = at(self.batches, slot);
  const partition = queueAt(self, batch.place);
  const index = partition.sequenced.indexOf(slot);
  if (index < 0 || (partition.queue.length === 0 && index === partition.sequenced.length - 1)) return false;
  partition.sequenced.splice(index, 1);
  for (let i = index; i < partition.sequenced.length; i++) {
    const behind = at(self.batches, at(partition.sequenced, i));
    renumber(behind, behind.producerId, behind.producerEpoch, behind.baseSequence - batch.uids.length);
  }
  partition.nextSequence -= batch.uids.length;
  batch.baseSequence = -1;
  batch.batch = -1;
  return true;
}

function requestEpochBump(self: ProducerState, partition: PartitionQueue): void {
  self.epochBumpRequired = 1;
  partition.restarts = 1;
}

/** @see `TransactionManager#bumpIdempotentProducerEpoch` */
function raiseEpoch(self: ProducerState): void {
  self.epochBumpRequired = 0;
  if (self.producerEpoch === EPOCH_MAX) {
    self.producerId = -1;
    self.producerEpoch = -1;
  } else {
    self.producerEpoch += 1;
  }
  for (const partition of self.partitions) {
    if (partition === null || partition.restarts === 0) continue;
    partition.restarts = 0;
    if (partition.isUnresolved === 1) {
      partition.isUnresolved = 0;
      self.unresolvedCount -= 1;
    }
    if (self.producerId >= 0) restartSequences(self, partition);
  }
}

/** Counts a partition's sequence numbers from 0 in the present epoch, beginning with what is in flight. */
function restartSequences(self: ProducerState, partition: PartitionQueue): void {
  partition.producerId = self.producerId;
  partition.producerEpoch = self.producerEpoch;
  partition.lastAckedSequence = -1;
  partition.nextSequence = 0;
  for (const slot of partition.sequenced) {
    const batch = at(self.batches, slot);
    renumber(batch, self.producerId, self.producerEpoch, partition.nextSequence);
    partition.nextSequence += batch.uids.length;
  }
}

/** A batch with other sequence numbers is another batch; what is on the wire stays as it was sent. */
function renumber(batch: ProducerBatch, producerId: number, producerEpoch: number, baseSequence: number): void {
  batch.producerId = producerId;
  batch.producerEpoch = producerEpoch;
  batch.baseSequence = baseSequence;
  batch.batch = -1;
  batch.isReset = 1;
}

/** @see `TransactionManager#maybeResolveSequences` */
function resolveSequences(self: ProducerState): void {
  for (const partition of self.partitions) {
    if (partition === null || partition.isUnresolved === 0 || partition.sequenced.length > 0) continue;
    partition.isUnresolved = 0;
    self.unresolvedCount -= 1;
    if (partition.nextSequence !== partition.lastAckedSequence + 1) requestEpochBump(self, partition);
  }
}

function insertBySequence(self: ProducerState, slots: number[], slot: number): void {
  const { baseSequence } = at(self.batches, slot);
  let index = 0;
  while (index < slots.length) {
    const other = at(self.batches, at(slots, index)).baseSequence;
    if (other < 0 || other > baseSequence) break;
    index += 1;
  }
  slots.splice(index, 0, slot);
}
