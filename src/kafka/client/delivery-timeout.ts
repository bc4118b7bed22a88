import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { REQUEST_TIMED_OUT } from '../protocol/errors.ts';
import { removeFromQueue } from './accumulator.ts';
import { NEVER } from './client-state.ts';
import { sequenceUnresolved } from './idempotence.ts';
import { numberOf, refuseCall } from './outcome.ts';
import type { PartitionQueue, ProducerState } from './producer-state.ts';
import { failBatch } from './sender.ts';

/**
 * The two clocks of a record: max.block.ms while its call of send waits, delivery.timeout.ms from the creation of its
 * batch on. Both end with a TimeoutException, whose code is REQUEST_TIMED_OUT.
 *
 * @remarks One timer, set for the oldest; it is not moved when that one ends well, but looks again when it fires.
 *
 * @see KIP-91; `RecordAccumulator#expiredBatches`, `Sender#getExpiredInflightBatches`
 */
export const EXPIRY_TIMER = 4;

/** Has the timer fire at `time` at the latest. */
export function expireBy(self: ProducerState, time: number, ctx: Context): void {
  if (time >= self.expiryAt) return;
  if (self.expiryTimer !== NO_TIMER) ctx.cancelTimer(self.expiryTimer);
  self.expiryAt = time;
  self.expiryTimer = ctx.setTimer(EXPIRY_TIMER, Math.max(0, time - ctx.now), 0, 0);
}

/** Ends every call and every batch whose time is over. The caller polls the sender afterwards. */
export function onExpiryTimer(state: KafkaState, self: ProducerState, ctx: Context): void {
  self.expiryTimer = NO_TIMER;
  self.expiryAt = NEVER;
  while (self.waitingHead < self.waiting.length) {
    const call = at(self.waiting, self.waitingHead);
    if (call.deadline > ctx.now) {
      expireBy(self, call.deadline, ctx);
      break;
    }
    self.waitingHead += 1;
    refuseCall(state, self, call, -1, REQUEST_TIMED_OUT, ctx);
  }
  for (const partition of self.partitions) {
    if (partition === null) continue;
    expireWaiting(state, self, partition, ctx);
    expireOnWire(state, self, partition, ctx);
  }
}

function expireWaiting(state: KafkaState, self: ProducerState, partition: PartitionQueue, ctx: Context): void {
  while (partition.queue.length > 0) {
    const slot = at(partition.queue, 0);
    const deadline = at(self.batches, slot).createdAt + self.config.deliveryTimeoutUs;
    if (deadline > ctx.now) {
      expireBy(self, deadline, ctx);
      return;
    }
    removeFromQueue(self, partition, slot);
    expire(state, self, slot, ctx);
  }
}

/** What is on the wire may still be written; its answer will come too late. */
function expireOnWire(state: KafkaState, self: ProducerState, partition: PartitionQueue, ctx: Context): void {
  for (let i = 0; i < partition.onWire.length; i++) {
    const slot = at(partition.onWire, i);
    const batch = at(self.batches, slot);
    if (batch.done === 1) continue;
    const deadline = batch.createdAt + self.config.deliveryTimeoutUs;
    if (deadline > ctx.now) expireBy(self, deadline, ctx);
    else expire(state, self, slot, ctx);
  }
}

/** @see `Sender#failBatch`, `TransactionManager#markSequenceUnresolved` */
function expire(state: KafkaState, self: ProducerState, slot: number, ctx: Context): void {
  const batch = at(self.batches, slot);
  const number = numberOf(state, batch, ctx);
  if (self.config.idempotent && batch.baseSequence >= 0) sequenceUnresolved(self, batch);
  failBatch(self, slot, number, REQUEST_TIMED_OUT, false, ctx);
}
