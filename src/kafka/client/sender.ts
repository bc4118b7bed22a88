import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import { batchPartition } from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { BATCH_CLOSED, RETRIED, SENT } from '../observations.ts';
import {
  DUPLICATE_SEQUENCE_NUMBER,
  isInvalidMetadata,
  MESSAGE_TOO_LARGE,
  NONE,
  OUT_OF_ORDER_SEQUENCE_NUMBER,
} from '../protocol/errors.ts';
import { PRODUCE, type ProduceReply, type ProduceRequest } from '../protocol/messages.ts';
import {
  arrange,
  closedBytes,
  enqueueFirst,
  expectedBytes,
  isFull,
  learnRatio,
  list,
  noLeader,
  releaseBatch,
  splitBatch,
} from './accumulator.ts';
import { NEVER } from './client-state.ts';
import { canSend, isReady, prepareNode, retryBackoff, sendOneWay, sendRequest } from './connections.ts';
import {
  assignSequence,
  assignSplitSequences,
  forgetSequence,
  mayRetryError,
  mustWait,
  prepareProducerId,
  requeueInOrder,
  sequenceAcked,
  sequenceFailed,
  settleSequences,
  swapBehindNext,
} from './idempotence.ts';
import { adoptLeader, askForMetadata } from './metadata.ts';
import { acknowledge, fail, forgetSent, mayBeStored, nameBatch } from './outcome.ts';
import {
  CLOSING,
  type PartitionQueue,
  type ProducerBatch,
  type ProducerState,
  queueAt,
  REPLACING,
} from './producer-state.ts';

/**
 * Drains batches into requests, one connection a broker, and deals with the answers.
 *
 * @remarks
 * The real sender is a thread that loops over everything; here each event looks at the brokers that it concerns, and
 * one timer wakes for lingering and back-offs. With linger.ms=0 a record leaves as soon as its connection has room;
 * batches form while it has none.
 *
 * @see `Sender#sendProducerData`, `#completeBatch`; `RecordAccumulator#ready`, `#drain`
 */
export const SENDER_TIMER = 3;

const REQUEST_OVERHEAD_BYTES = 90;

/** Looks at all brokers. */
export function pollAll(state: KafkaState, self: ProducerState, ctx: Context): void {
  if (self.arrangedBy !== self.net.metadata.version) arrange(self);
  for (let node = 0; node < self.pending.length - 1; node++) {
    if (at(self.pending, node).length > 0) pollNode(state, self, node, ctx);
  }
  if (at(self.pending, noLeader(self)).length > 0) askForMetadata(self.net, ctx);
}

/** Sends to one broker what is ready, as far as its connection has room; else sees to it that it will be. */
export function pollNode(state: KafkaState, self: ProducerState, node: number, ctx: Context): void {
  const { net, config } = self;
  if (config.idempotent) settleSequences(self);
  while (isAnySendable(self, node, ctx)) {
    const isRoom = canSend(net, node);
    if (config.availabilityTimeoutUs > 0) {
      self.readyAt[node] = ctx.now;
      if (isRoom) self.drainedAt[node] = ctx.now;
    }
    if (config.idempotent) {
      const lookAgain = prepareProducerId(self, ctx);
      if (lookAgain > 0) wakeSender(self, lookAgain, ctx);
      if (lookAgain !== 0) {
        if (!isReady(net, node)) prepareNode(net, node, ctx);
        return;
      }
    }
    if (!isRoom) {
      if (!isReady(net, node)) prepareNode(net, node, ctx);
      return;
    }
    if (!drain(state, self, node, ctx)) return;
  }
}

/** Has the sender wake at `time` at the latest. */
export function wakeSender(self: ProducerState, time: number, ctx: Context): void {
  if (time >= self.senderAt) return;
  if (self.senderTimer !== NO_TIMER) ctx.cancelTimer(self.senderTimer);
  self.senderAt = time;
  self.senderTimer = ctx.setTimer(SENDER_TIMER, Math.max(0, time - ctx.now), 0, 0);
}

export function onSenderTimer(state: KafkaState, self: ProducerState, ctx: Context): void {
  self.senderTimer = NO_TIMER;
  self.senderAt = NEVER;
  pollAll(state, self, ctx);
}

/** An answer, with an outcome for each batch of the request. */
export function onProduceReply(
  state: KafkaState,
  self: ProducerState,
  request: ProduceRequest,
  reply: ProduceReply,
  from: number,
  ctx: Context,
): void {
  assert(reply.errors.length === request.batches.length, 'a produce reply answers each batch');
  for (let i = 0; i < request.batches.length; i++) {
    const number = at(request.batches, i);
    const error = at(reply.errors, i);
    onOutcome(state, self, number, error, at(reply.baseOffsets, i), from, ctx);
    if (error !== NONE) {
      const partition = batchPartition(state.batches, number);
      adoptLeader(self.net, partition, at(reply.leaders, i), at(reply.leaderEpochs, i));
    }
  }
}

/** The request's connection is gone, or it waited too long. */
export function onProduceFailed(
  state: KafkaState,
  self: ProducerState,
  request: ProduceRequest,
  error: number,
  from: number,
  ctx: Context,
): void {
  for (const number of request.batches) onOutcome(state, self, number, error, -1, from, ctx);
}

/** Ends a batch that is not on the wire any more, or whose time is over: the application is told the error. */
export function failBatch(
  self: ProducerState,
  slot: number,
  number: number,
  error: number,
  isCertain: boolean,
  ctx: Context,
): void {
  if (self.config.idempotent) sequenceFailed(self, slot, isCertain);
  fail(self, slot, number, error, ctx);
}

/** Whether anything for this broker may be sent now; if not, wakes the sender when something will be. */
function isAnySendable(self: ProducerState, node: number, ctx: Context): boolean {
  const places = at(self.pending, node);
  let due = NEVER;
  for (let i = 0; i < places.length; i++) {
    const partition = queueAt(self, at(places, i));
    if (partition.muted === 1) continue;
    const batch = at(self.batches, at(partition.queue, 0));
    if (self.config.idempotent && mustWait(self, partition, batch)) continue;
    const time = sendableAt(self, partition, batch);
    if (time <= ctx.now) return true;
    if (time < due) due = time;
  }
  if (due !== NEVER) wakeSender(self, due, ctx);
  return false;
}

/** When the head of a queue may be sent, µs. @see `RecordAccumulator#batchReady` */
function sendableAt(self: ProducerState, partition: PartitionQueue, batch: ProducerBatch): number {
  if (batch.attempts > 0) return backoffEnd(self, batch);
  if (isFull(batch) || partition.queue.length > 1 || isFlushing(self)) return 0;
  return batch.createdAt + self.config.lingerUs;
}

/** Closing flushes everything; so does a buffer that calls wait for. */
function isFlushing(self: ProducerState): boolean {
  return self.life === CLOSING || self.life === REPLACING || self.waitingHead < self.waiting.length;
}

/** 0 where the leader has changed since the batch failed: the new one is tried at once (KIP-951). */
function backoffEnd(self: ProducerState, batch: ProducerBatch): number {
  noteLeaderEpoch(self, batch);
  return batch.attempts === batch.attemptsAtLeaderChange ? 0 : batch.backoffUntil;
}

/** @see `ProducerBatch#maybeUpdateLeaderEpoch` */
function noteLeaderEpoch(self: ProducerState, batch: ProducerBatch): void {
  const epoch = at(self.net.metadata.leaderEpochs, batch.partition);
  if (epoch <= batch.leaderEpoch) return;
  batch.leaderEpoch = epoch;
  batch.attemptsAtLeaderChange = batch.attempts;
}

/** Packs one batch of each partition of this broker into a request, whether or not it has lingered. */
function drain(state: KafkaState, self: ProducerState, node: number, ctx: Context): boolean {
  const { config } = self;
  const places = at(self.pending, node);
  const chosen: number[] = [];
  let bytes = 0;
  let kept = 0;
  let again: number[] | null = null;
  let isFullRequest = false;
  for (let i = 0; i < places.length; i++) {
    const place = at(places, i);
    const partition = queueAt(self, place);
    const slot = at(partition.queue, 0);
    const batch = at(self.batches, slot);
    if (!isFullRequest && bytes > 0 && bytes + expectedBytes(batch) > config.maxRequestSizeBytes) isFullRequest = true;
    if (isFullRequest || !isDrainable(self, partition, batch, ctx)) {
      places[kept] = place;
      kept += 1;
      continue;
    }
    partition.queue.shift();
    if (partition.queue.length === 0) partition.listedAt = -1;
    else if (again === null) again = [place];
    else again.push(place);
    if (config.guaranteeOrder) partition.muted = 1;
    closeBatch(state, self, partition, slot, ctx);
    bytes += closedBytes(batch.bytes, batch.codec);
    chosen.push(slot);
  }
  while (places.length > kept) places.pop();
  if (again !== null) for (const place of again) places.push(place);
  if (chosen.length > 0) send(self, node, chosen, bytes, ctx);
  return chosen.length > 0;
}

function isDrainable(self: ProducerState, partition: PartitionQueue, batch: ProducerBatch, ctx: Context): boolean {
  if (partition.muted === 1) return false;
  if (batch.attempts > 0 && backoffEnd(self, batch) > ctx.now) return false;
  return !self.config.idempotent || !mustWait(self, partition, batch);
}

function closeBatch(
  state: KafkaState,
  self: ProducerState,
  partition: PartitionQueue,
  slot: number,
  ctx: Context,
): void {
  const batch = at(self.batches, slot);
  batch.closed = 1;
  batch.isReset = 0;
  noteLeaderEpoch(self, batch);
  if (self.config.idempotent && batch.baseSequence < 0) assignSequence(self, partition, slot);
  if (batch.batch >= 0) return;
  nameBatch(state, batch, ctx);
  if (batch.codec > 0) learnRatio(self, batch);
  ctx.observe(
    BATCH_CLOSED,
    batch.partition,
    batch.producerId,
    batch.producerEpoch,
    batch.baseSequence,
    batch.uids.length,
    closedBytes(batch.bytes, batch.codec),
    batch.batch,
  );
}

function send(self: ProducerState, node: number, slots: readonly number[], bytes: number, ctx: Context): void {
  const { config, net } = self;
  const batches: number[] = [];
  for (const slot of slots) batches.push(at(self.batches, slot).batch);
  const request: ProduceRequest = {
    type: 'ProduceRequest',
    api: PRODUCE,
    acks: config.acks,
    timeoutUs: config.requestTimeoutUs,
    batches,
  };
  const size = REQUEST_OVERHEAD_BYTES + bytes;
  const correlation =
    config.acks === 0
      ? sendOneWay(net, node, request, size, ctx)
      : sendRequest(net, node, request, size, config.requestTimeoutUs, 0, ctx);
  const connection = at(net.connections.connection, node);
  for (const slot of slots) {
    const batch = at(self.batches, slot);
    batch.sent += 1;
    ctx.observe(SENT, batch.partition, batch.sent, node, connection, correlation, config.acks, batch.batch);
    if (config.acks === 0) {
      queueAt(self, batch.place).muted = 0;
      forgetSent(self, slot, ctx);
    } else {
      batch.onWire = batch.batch;
      queueAt(self, batch.place).onWire.push(slot);
    }
  }
}

/** @see `Sender#completeBatch` */
function onOutcome(
  state: KafkaState,
  self: ProducerState,
  number: number,
  error: number,
  baseOffset: number,
  from: number,
  ctx: Context,
): void {
  const partition = queueAt(self, at(self.plan.partitionIndex, batchPartition(state.batches, number)));
  const slot = takeFromWire(self, partition, number);
  const batch = at(self.batches, slot);
  partition.muted = 0;
  if (isInvalidMetadata(error)) askForMetadata(self.net, ctx);
  if (batch.done === 1) {
    // It had expired on the wire; the application was told so.
    self.freeSlots.push(slot);
    return;
  }
  if (error === NONE) {
    if (self.config.idempotent) sequenceAcked(self, slot);
    acknowledge(self, slot, number, error, baseOffset, from, ctx);
    return;
  }
  if (mayBeStored(error, self.config.acks)) batch.maybeStored = 1;
  if (error === MESSAGE_TOO_LARGE && batch.uids.length > 1) split(self, partition, slot, ctx);
  else if (mayRetry(self, batch, error, ctx)) retry(self, slot, number, error, ctx);
  else if (error === DUPLICATE_SEQUENCE_NUMBER) {
    if (self.config.idempotent) sequenceAcked(self, slot);
    acknowledge(self, slot, number, error, -1, from, ctx);
  } else {
    failBatch(self, slot, number, error, batch.attempts < self.config.retries, ctx);
  }
}

function mayRetry(self: ProducerState, batch: ProducerBatch, error: number, ctx: Context): boolean {
  return (
    ctx.now - batch.createdAt < self.config.deliveryTimeoutUs &&
    batch.attempts < self.config.retries &&
    mayRetryError(self, batch, error)
  );
}

function retry(self: ProducerState, slot: number, number: number, error: number, ctx: Context): void {
  const batch = at(self.batches, slot);
  const backoff = retryBackoff(self.net, batch.attempts, ctx);
  batch.attempts += 1;
  batch.backoffUntil = ctx.now + backoff;
  ctx.observe(RETRIED, batch.partition, error, batch.attempts, backoff, 0, 0, number);
  if (!self.config.idempotent) enqueueFirst(self, batch.place, slot);
  else if (
    self.plan.mutants.retryBehindNext &&
    error !== OUT_OF_ORDER_SEQUENCE_NUMBER &&
    batch.attempts === 1 &&
    swapBehindNext(self, slot)
  ) {
    queueAt(self, batch.place).queue.splice(1, 0, slot);
    list(self, batch.place);
  } else {
    requeueInOrder(self, batch.place, slot);
  }
}

/** No attempt is counted for a batch that was split. */
function split(self: ProducerState, partition: PartitionQueue, slot: number, ctx: Context): void {
  const batch = at(self.batches, slot);
  const slots = splitBatch(self, slot, ctx.payloads);
  if (self.config.idempotent) {
    forgetSequence(partition, slot);
    assignSplitSequences(self, batch, slots);
    for (const part of slots) requeueInOrder(self, batch.place, part);
  } else {
    for (let i = slots.length - 1; i >= 0; i--) enqueueFirst(self, batch.place, at(slots, i));
  }
  releaseBatch(self, slot);
}

function takeFromWire(self: ProducerState, partition: PartitionQueue, number: number): number {
  const slots = partition.onWire;
  for (let i = 0; i < slots.length; i++) {
    const slot = at(slots, i);
    const batch = at(self.batches, slot);
    if (batch.onWire !== number) continue;
    if (i === 0) slots.shift();
    else slots.splice(i, 1);
    batch.onWire = -1;
    return slot;
  }
  assert(false, 'an answered batch is on the wire');
}
