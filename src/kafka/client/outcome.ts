import type { Context } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import { addBatch, CODEC_STEP, PLAIN } from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { ACKED, FIRE_AND_FORGET, REFUSED, UNKNOWN } from '../observations.ts';
import {
  KAFKA_STORAGE_ERROR,
  MESSAGE_TOO_LARGE,
  NETWORK_EXCEPTION,
  NONE,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  NOT_LEADER_OR_FOLLOWER,
  REQUEST_TIMED_OUT,
  UNKNOWN_SERVER_ERROR,
} from '../protocol/errors.ts';
import { BATCH_OVERHEAD_BYTES, closedBytes, recordBytes, releaseBatch, singleRecordBound } from './accumulator.ts';
import type { ProducerBatch, ProducerState, WaitingCall } from './producer-state.ts';

/**
 * What the application is told about its calls of send: acked; unknown = it may be in the log; refused = it cannot
 * be; fire-and-forget = acks=0, nobody will ever say.
 */

/** Success, or DUPLICATE_SEQUENCE_NUMBER, which means that it was stored before. */
export function acknowledge(
  self: ProducerState,
  slot: number,
  number: number,
  error: number,
  baseOffset: number,
  from: number,
  ctx: Context,
): void {
  const batch = at(self.batches, slot);
  const { acks } = self.config;
  assert(acks !== 0 && batch.sent > 0, 'what is acknowledged was sent, and an answer was asked for');
  ctx.observe(ACKED, batch.partition, error, baseOffset, batch.sent, acks, from, number);
  self.acked += batch.uids.length;
  self.latencyUs = ctx.now - batch.createdAt;
  releaseBatch(self, slot);
}

/** acks=0: the bytes were handed to the connection, and that is all that will ever be known. */
export function forgetSent(self: ProducerState, slot: number, ctx: Context): void {
  const batch = at(self.batches, slot);
  ctx.observe(FIRE_AND_FORGET, batch.partition, NONE, -1, batch.sent, 0, 0, batch.batch);
  self.forgotten += batch.uids.length;
  releaseBatch(self, slot);
}

/** The calls end with an error. `number` is the batch's in the world's table. */
export function fail(self: ProducerState, slot: number, number: number, error: number, ctx: Context): void {
  const batch = at(self.batches, slot);
  const isUnknown = batch.maybeStored === 1 || batch.onWire >= 0;
  ctx.observe(isUnknown ? UNKNOWN : REFUSED, batch.partition, error, -1, batch.sent, self.config.acks, 0, number);
  if (isUnknown) self.unknown += batch.uids.length;
  else self.refused += batch.uids.length;
  releaseBatch(self, slot);
}

/** The call ends before its record came into a batch: no metadata, no memory, too large, or closed. */
export function refuseCall(
  state: KafkaState,
  self: ProducerState,
  call: WaitingCall,
  partition: number,
  error: number,
  ctx: Context,
): void {
  const bundle = ctx.newBundle([call.uid]);
  const bytes =
    BATCH_OVERHEAD_BYTES + recordBytes(call.keyBytes, Math.max(0, call.size - Math.max(0, call.keyBytes)), 0, 0);
  const batch = addBatch(state.batches, partition, -1, -1, -1, 1, bytes, ctx.now, PLAIN);
  assert(batch === bundle, 'a batch has the number of its bundle');
  ctx.observe(REFUSED, partition, error, -1, 0, self.config.acks, 0, batch);
  self.refused += 1;
}

/** `KafkaProducer#ensureValidRecordSize`: NONE, or MESSAGE_TOO_LARGE (RecordTooLargeException). */
export function checkSize(self: ProducerState, size: number): number {
  const bound = singleRecordBound(size);
  const { maxRequestSizeBytes, bufferMemoryBytes } = self.config;
  return bound > maxRequestSizeBytes || bound > bufferMemoryBytes ? MESSAGE_TOO_LARGE : NONE;
}

/**
 * Whether a batch that was answered so may stand in the log all the same.
 *
 * @remarks With acks=all a leader that lost its role while the write waited answers NOT_LEADER_OR_FOLLOWER too, and
 * what it had appended may have been replicated: `DelayedProduce`.
 */
export function mayBeStored(error: number, acks: number): boolean {
  switch (error) {
    case REQUEST_TIMED_OUT:
    case NETWORK_EXCEPTION:
    case NOT_ENOUGH_REPLICAS_AFTER_APPEND:
    case UNKNOWN_SERVER_ERROR:
    case KAFKA_STORAGE_ERROR:
      return true;
    case NOT_LEADER_OR_FOLLOWER:
      return acks === -1;
    default:
      return false;
  }
}

/** Gives the batch its number in the world's table if it has none: when it is drained, or ends before that. */
export function numberOf(state: KafkaState, batch: ProducerBatch, ctx: Context): number {
  if (batch.batch >= 0) return batch.batch;
  if (batch.onWire >= 0) return batch.onWire;
  return nameBatch(state, batch, ctx);
}

/** Makes the batch an entry of the world's table, with the sequence numbers that it has now. */
export function nameBatch(state: KafkaState, batch: ProducerBatch, ctx: Context): number {
  const { partition, producerId, producerEpoch, baseSequence, uids, bytes, codec, createdAt } = batch;
  const bundle = ctx.newBundle(uids);
  const number = addBatch(
    state.batches,
    partition,
    producerId,
    producerEpoch,
    baseSequence,
    uids.length,
    closedBytes(bytes, codec),
    createdAt,
    PLAIN + codec * CODEC_STEP,
  );
  assert(number === bundle, 'a batch has the number of its bundle');
  batch.batch = number;
  return number;
}
