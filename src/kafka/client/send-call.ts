import type { Context } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { NO_VALUE } from '../../sim/payload.ts';
import { utf8 } from '../../sim/utf8.ts';
import type { KafkaState } from '../cluster.ts';
import { PRODUCED } from '../observations.ts';
import { NONE } from '../protocol/errors.ts';
import { append, isFull, noLeader, placeOf } from './accumulator.ts';
import { expireBy } from './delivery-timeout.ts';
import { askForMetadata, isTopicKnown } from './metadata.ts';
import { checkSize, refuseCall } from './outcome.ts';
import { murmur2 } from './partitioner.ts';
import { type ProducerState, queueAt, RUNNING, type WaitingCall } from './producer-state.ts';
import { pollNode, wakeSender } from './sender.ts';

/**
 * The application's calls of send, up to the batch that takes the record.
 *
 * @remarks
 * Each call is one of its own, as in a server with many threads: one that waits for metadata or memory does not keep
 * the next from being made, but they are served in order.
 *
 * @see `KafkaProducer#doSend`
 */

/** What somebody sends by hand. */
export interface HandRecord {
  /** null = no key. */
  readonly key: string | null;
  /** null = only the size counts. */
  readonly value: string | null;
  /** The record has no value: a tombstone. */
  readonly isNull: boolean;
  /** Number within the topic, −1 = the partitioner chooses. */
  readonly partition: number;
  /** Bytes of key and value. */
  readonly size: number;
}

/** @returns false when the producer does not run, and nothing was sent */
export function sendByHand(state: KafkaState, self: ProducerState, record: HandRecord, ctx: Context): boolean {
  if (self.life !== RUNNING) return false;
  const key = record.key === null ? -1 : ctx.text(record.key);
  const bytes = record.key === null ? null : utf8(record.key);
  const keyHash = bytes === null ? -1 : murmur2(bytes) & 0x7fff_ffff;
  const value = record.isNull ? NO_VALUE : record.value === null ? -1 : ctx.text(record.value);
  send(state, self, key, keyHash, bytes === null ? -1 : bytes.length, value, record.partition, record.size, ctx);
  return true;
}

/**
 * One call of send.
 *
 * @param key - index of its text, −1 = none
 * @param keyHash - with the sign bit cleared, −1 = no key
 * @param place - number of the partition within the topic, −1 = the partitioner chooses
 */
export function send(
  state: KafkaState,
  self: ProducerState,
  key: number,
  keyHash: number,
  keyBytes: number,
  value: number,
  place: number,
  size: number,
  ctx: Context,
): void {
  const callIndex = self.callIndex;
  const uid = ctx.newMessage(self.session, callIndex, self.topic, key, value, size);
  self.callIndex = callIndex + 1;
  self.produced += 1;
  const call: WaitingCall = { uid, place, keyHash, keyBytes, size, deadline: ctx.now + self.config.maxBlockUs };
  const isKnown = isTopicKnown(self.net, self.topic);
  const target = isKnown ? queueAt(self, placeOf(self, call, ctx)).partition : -1;
  ctx.observe(PRODUCED, uid, self.session, callIndex, self.topic, target, key, -1);
  if (isKnown && admit(state, self, call, ctx)) return;
  self.waiting.push(call);
  expireBy(self, call.deadline, ctx);
  // Calls that wait for memory make every batch ready, as the real accumulator does when it is exhausted.
  if (isKnown) wakeSender(self, ctx.now, ctx);
}

/** After metadata came or memory was given back: goes on with the calls that waited for it. */
export function admitWaiting(state: KafkaState, self: ProducerState, ctx: Context): void {
  if (self.waitingHead === self.waiting.length) return;
  if (!isTopicKnown(self.net, self.topic)) return;
  while (self.waitingHead < self.waiting.length) {
    const call = at(self.waiting, self.waitingHead);
    self.waitingHead += 1;
    if (admit(state, self, call, ctx)) continue;
    self.waitingHead -= 1;
    break;
  }
  if (self.waitingHead === self.waiting.length) {
    self.waiting = [];
    self.waitingHead = 0;
  }
}

/** @returns false when the record has to wait for memory */
function admit(state: KafkaState, self: ProducerState, call: WaitingCall, ctx: Context): boolean {
  const place = placeOf(self, call, ctx);
  const partition = queueAt(self, place);
  const error = checkSize(self, call.size);
  if (error !== NONE) {
    refuseCall(state, self, call, partition.partition, error, ctx);
    return true;
  }
  const before = partition.queue.length;
  if (!append(self, call, ctx)) return false;
  const node = partition.listedAt;
  if (partition.queue.length === before && !isFull(at(self.batches, at(partition.queue, before - 1)))) return true;
  if (partition.queue.length > before) expireBy(self, ctx.now + self.config.deliveryTimeoutUs, ctx);
  if (node === noLeader(self)) askForMetadata(self.net, ctx);
  else pollNode(state, self, node, ctx);
  return true;
}
