import type { Context } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import type { Payloads } from '../../sim/payload.ts';
import { recordTimestamp } from '../batches.ts';
import { modelledBlockSize } from '../records/codec.ts';
import { leaderOf } from './metadata.ts';
import { adaptiveWeights, choosePartition, chooseWeighted, recordSticky } from './partitioner.ts';
import {
  type PartitionQueue,
  type ProducerBatch,
  type ProducerState,
  queueAt,
  type WaitingCall,
} from './producer-state.ts';

/**
 * Where records wait in batches until the sender takes them.
 *
 * @remarks
 * Partitions whose queue is not empty stand in a list of their leader, so that nobody looks at the others. Left out:
 * headers; the processor time that compression takes.
 *
 * @see `RecordAccumulator`, `ProducerBatch`, `BufferPool`, `BuiltInPartitioner`
 */

/** `DefaultRecordBatch.RECORD_BATCH_OVERHEAD`. */
export const BATCH_OVERHEAD_BYTES = 61;
/** `DefaultRecord.MAX_RECORD_OVERHEAD`: the most that a record takes besides key and value. */
export const RECORD_OVERHEAD_BYTES = 21;

/** What a batch with this one record may need at the most. @see `AbstractRecords#estimateSizeInBytesUpperBound` */
export function singleRecordBound(size: number): number {
  return BATCH_OVERHEAD_BYTES + RECORD_OVERHEAD_BYTES + size;
}

/**
 * Bytes of a record in a batch of format 2: lengths and deltas are zigzag varints.
 *
 * @param keyBytes - −1 = no key
 * @param valueBytes - bytes of the value
 * @see `DefaultRecord#sizeInBytes`
 */
export function recordBytes(
  keyBytes: number,
  valueBytes: number,
  offsetDelta: number,
  timestampDeltaMs: number,
): number {
  const key = keyBytes < 0 ? 1 : varintBytes(keyBytes) + keyBytes;
  // Attributes and the count of headers take one byte each.
  const body =
    2 + varintBytes(timestampDeltaMs) + varintBytes(offsetDelta) + key + varintBytes(valueBytes) + valueBytes;
  return varintBytes(body) + body;
}

/** Place of the partition that this call goes to now. Keyless calls go to the sticky partition. */
export function placeOf(self: ProducerState, call: WaitingCall, ctx: Context): number {
  if (call.place >= 0) return call.place;
  if (call.keyHash >= 0 && !self.config.ignoreKeys) return call.keyHash % self.partitions.length;
  if (self.sticky.partition < 0) chooseSticky(self, ctx);
  return self.sticky.partition;
}

/**
 * Puts a record into the newest batch of its partition, or into a new one if that is full.
 *
 * @returns false when buffer.memory has no room for a new batch
 */
export function append(self: ProducerState, call: WaitingCall, ctx: Context): boolean {
  const place = placeOf(self, call, ctx);
  const partition = queueAt(self, place);
  const valueBytes = Math.max(0, call.size - Math.max(0, call.keyBytes));
  let batch = partition.queue.length === 0 ? null : at(self.batches, at(partition.queue, partition.queue.length - 1));
  let bytes = 0;
  if (batch !== null && batch.closed === 0) {
    const deltaMs = recordTimestamp(ctx.payloads, call.uid, batch.createdAt) - Math.floor(batch.createdAt / 1_000);
    bytes = recordBytes(call.keyBytes, valueBytes, batch.uids.length, deltaMs);
    if (expectedBytes(batch) + bytes > batch.limit) {
      batch.closed = 1;
      batch = null;
    }
  } else {
    batch = null;
  }
  if (batch === null) {
    const limit = Math.max(self.config.batchSizeBytes, singleRecordBound(call.size));
    if (limit > self.bufferFree) return false;
    self.bufferFree -= limit;
    const slot = addBatchSlot(self, partition.partition, place, limit, ctx.now);
    batch = at(self.batches, slot);
    enqueueLast(self, place, slot);
    bytes = recordBytes(call.keyBytes, valueBytes, 0, 0);
  }
  batch.bytes += bytes;
  batch.uids.push(call.uid);
  batch.recordBytes.push(bytes);
  if (call.place < 0 && (call.keyHash < 0 || self.config.ignoreKeys)) {
    const appended = batch.uids.length === 1 ? batch.bytes : bytes;
    if (recordSticky(self.sticky, appended, self.config.batchSizeBytes, isFull(batch))) chooseSticky(self, ctx);
  }
  return true;
}

/** Closed, or grown to its limit. @see `ProducerBatch#isFull` */
export function isFull(batch: ProducerBatch): boolean {
  return batch.closed === 1 || expectedBytes(batch) >= batch.limit;
}

/** Size on the wire, as far as it is known before the batch is closed: compressed, with 5 % on top to be safe. */
export function expectedBytes({ bytes, codec, ratio }: ProducerBatch): number {
  return codec === 0
    ? bytes
    : BATCH_OVERHEAD_BYTES + Math.ceil(((bytes - BATCH_OVERHEAD_BYTES) * ratio * 105) / 1_000_000);
}

/** Size on the wire of a closed batch. */
export function closedBytes(bytes: number, codec: number): number {
  return codec === 0 ? bytes : BATCH_OVERHEAD_BYTES + modelledBlockSize(codec, bytes - BATCH_OVERHEAD_BYTES);
}

/**
 * A batch has been compressed: the next ones are expected to shrink as much. Good news is believed slowly.
 *
 * @see `CompressionRatioEstimator#updateEstimation`
 */
export function learnRatio(self: ProducerState, { bytes, codec }: ProducerBatch): void {
  const plain = bytes - BATCH_OVERHEAD_BYTES;
  const seen = Math.floor(((closedBytes(bytes, codec) - BATCH_OVERHEAD_BYTES) * 10_000) / Math.max(1, plain));
  self.ratio = seen < self.ratio ? Math.max(self.ratio - 50, seen) : Math.max(self.ratio + 500, seen);
}

/** A new, empty batch; answers its slot. */
export function addBatchSlot(
  self: ProducerState,
  partition: number,
  place: number,
  limit: number,
  createdAt: number,
): number {
  const batch: ProducerBatch = {
    partition,
    place,
    uids: [],
    recordBytes: [],
    bytes: BATCH_OVERHEAD_BYTES,
    limit,
    codec: self.config.codec,
    ratio: self.ratio,
    reserved: limit,
    createdAt,
    closed: 0,
    attempts: 0,
    sent: 0,
    backoffUntil: 0,
    leaderEpoch: -1,
    attemptsAtLeaderChange: 0,
    batch: -1,
    onWire: -1,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    isReset: 0,
    maybeStored: 0,
    isSplit: 0,
    done: 0,
  };
  self.unfinished += 1;
  const free = self.freeSlots.pop();
  if (free !== undefined) {
    self.batches[free] = batch;
    return free;
  }
  self.batches.push(batch);
  return self.batches.length - 1;
}

export function enqueueLast(self: ProducerState, place: number, slot: number): void {
  const partition = queueAt(self, place);
  partition.queue.push(slot);
  partition.isUsed = 1;
  list(self, place);
}

export function enqueueFirst(self: ProducerState, place: number, slot: number): void {
  queueAt(self, place).queue.unshift(slot);
  list(self, place);
}

/** Puts the partition into its leader's list, if it is in none. */
export function list(self: ProducerState, place: number): void {
  const partition = queueAt(self, place);
  if (partition.listedAt >= 0) return;
  const leader = leaderOf(self.net, partition.partition);
  const node = leader < 0 ? noLeader(self) : leader;
  partition.listedAt = node;
  at(self.pending, node).push(place);
}

/** Index of the list of partitions without a known leader. */
export function noLeader(self: ProducerState): number {
  return self.pending.length - 1;
}

/** After leaders have changed: puts every waiting partition into the list of its leader now. */
export function arrange(self: ProducerState): void {
  self.arrangedBy = self.net.metadata.version;
  for (const places of self.pending) places.length = 0;
  for (let place = 0; place < self.partitions.length; place++) {
    const partition = self.partitions[place];
    if (partition === null || partition === undefined) continue;
    partition.listedAt = -1;
    if (partition.queue.length > 0) list(self, place);
  }
}

/** Takes a slot out of its partition's queue, wherever it stands. */
export function removeFromQueue(self: ProducerState, partition: PartitionQueue, slot: number): void {
  const index = partition.queue.indexOf(slot);
  assert(index >= 0, 'the batch waits in the queue of its partition');
  partition.queue.splice(index, 1);
  if (partition.queue.length === 0) unlist(self, partition);
}

/** The batch is over: gives its memory back, and its slot unless an answer may still come for it. */
export function releaseBatch(self: ProducerState, slot: number): void {
  const batch = at(self.batches, slot);
  batch.done = 1;
  self.unfinished -= 1;
  self.bufferFree += batch.reserved;
  batch.reserved = 0;
  if (batch.onWire < 0) self.freeSlots.push(slot);
}

/**
 * Splits a batch that the broker found too large, into batches of batch.size; one that was split before, in half.
 *
 * @returns slots of the new batches, in order
 * @see `RecordAccumulator#splitAndReenqueue`
 */
export function splitBatch(self: ProducerState, slot: number, payloads: Payloads): number[] {
  const big = at(self.batches, slot);
  self.ratio = 10_000;
  const bigMs = baseTimestamp(big, payloads);
  let target = self.config.batchSizeBytes;
  if (big.isSplit === 1) {
    target = big.bytes >> 1;
    for (const bytes of big.recordBytes) target = Math.max(target, BATCH_OVERHEAD_BYTES + bytes);
  }
  const slots: number[] = [];
  let part: ProducerBatch | null = null;
  for (let i = 0; i < big.uids.length; i++) {
    const timestampMs = recordTimestamp(payloads, at(big.uids, i), big.createdAt);
    const plain = at(big.recordBytes, i);
    let bytes =
      part === null
        ? 0
        : movedBytes(plain, i, timestampMs - bigMs, part.uids.length, timestampMs - baseTimestamp(part, payloads));
    if (part === null || part.bytes + bytes > target) {
      const added = addBatchSlot(self, big.partition, big.place, 0, big.createdAt);
      slots.push(added);
      part = at(self.batches, added);
      part.closed = 1;
      part.isSplit = 1;
      part.sent = big.sent;
      part.maybeStored = big.maybeStored;
      bytes = movedBytes(plain, i, timestampMs - bigMs, 0, 0);
    }
    part.uids.push(at(big.uids, i));
    part.recordBytes.push(bytes);
    part.bytes += bytes;
  }
  return slots;
}

/** Timestamp from which the records of a batch count, ms: that of its first one. */
function baseTimestamp(batch: ProducerBatch, payloads: Payloads): number {
  return recordTimestamp(payloads, at(batch.uids, 0), batch.createdAt);
}

/** Bytes that a record needs at another place of a batch. */
function movedBytes(bytes: number, index: number, deltaMs: number, toIndex: number, toDeltaMs: number): number {
  let body = bytes - 1;
  while (varintBytes(body) + body > bytes) body--;
  const moved = body - varintBytes(index) - varintBytes(deltaMs) + varintBytes(toIndex) + varintBytes(toDeltaMs);
  return varintBytes(moved) + moved;
}

function unlist(self: ProducerState, partition: PartitionQueue): void {
  if (partition.listedAt < 0) return;
  const places = at(self.pending, partition.listedAt);
  for (let i = 0; i < places.length; i++) {
    if (queueAt(self, at(places, i)) === partition) {
      places.splice(i, 1);
      break;
    }
  }
  partition.listedAt = -1;
}

/**
 * Chooses the next sticky partition: weighted by waiting batches once every partition has had one, else any with a
 * leader, each equally likely.
 */
function chooseSticky(self: ProducerState, ctx: Context): void {
  const random = ctx.intInclusive(self.net.stream, 0, 0x7fff_ffff);
  const available: number[] = [];
  const sizes: number[] = [];
  const { partitions } = at(self.plan.topics, self.topic);
  let allUsed = self.config.adaptive;
  for (let place = 0; place < self.partitions.length; place++) {
    const queue = self.partitions[place];
    if (queue === null || queue === undefined || queue.isUsed === 0) allUsed = false;
    if (leaderOf(self.net, at(partitions, place)) < 0) continue;
    available.push(place);
    sizes.push(queue?.queue.length ?? 0);
  }
  if (allUsed) {
    const open = self.config.availabilityTimeoutUs > 0 ? responsive(self, available) : available;
    const openSizes = open === available ? sizes : open.map((place) => queueAt(self, place).queue.length);
    const weights = adaptiveWeights(openSizes, self.partitions.length);
    if (weights !== null) {
      chooseWeighted(self.sticky, open, weights, random);
      return;
    }
  }
  const candidates = available.length > 0 ? available : self.partitions.map((_, place) => place);
  choosePartition(self.sticky, candidates, random);
}

/** Without the partitions whose broker could not take data for longer than partitioner.availability.timeout.ms. */
function responsive(self: ProducerState, places: number[]): number[] {
  return places.filter((place) => {
    const leader = leaderOf(self.net, queueAt(self, place).partition);
    return at(self.readyAt, leader) - at(self.drainedAt, leader) <= self.config.availabilityTimeoutUs;
  });
}

function varintBytes(value: number): number {
  const zigzag = value * 2;
  if (zigzag < 0x80) return 1;
  if (zigzag < 0x4000) return 2;
  if (zigzag < 0x20_0000) return 3;
  return zigzag < 0x1000_0000 ? 4 : 5;
}
