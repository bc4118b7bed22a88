import { type Context, type Message, NO_TIMER } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import { batchPartition } from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { CLIENT_STARTED, CLIENT_STOPPED } from '../observations.ts';
import { UNKNOWN_SERVER_ERROR } from '../protocol/errors.ts';
import type { KafkaReply, ProduceRequest } from '../protocol/messages.ts';
import { INIT_PRODUCER_ID, PRODUCE } from '../protocol/messages.ts';
import type { ProducerSetup } from '../setup.ts';
import { removeFromQueue } from './accumulator.ts';
import { NETWORK_TIMER } from './connections.ts';
import { EXPIRY_TIMER, onExpiryTimer } from './delivery-timeout.ts';
import { onProducerId, prepareProducerId, producerIdFailed } from './idempotence.ts';
import {
  type FailedRequest,
  forgetNetwork,
  networkDisconnect,
  networkReply,
  networkTimer,
  startNetwork,
  stopNetwork,
} from './network-client.ts';
import { numberOf, refuseCall } from './outcome.ts';
import { resolveProducerConfig } from './producer-config.ts';
import {
  CLOSING,
  DOWN,
  forgetInstance,
  type ProducerState,
  queueAt,
  REPLACING,
  RUNNING,
  takePartitions,
} from './producer-state.ts';
import { admitWaiting } from './send-call.ts';
import {
  failBatch,
  onProduceFailed,
  onProduceReply,
  onSenderTimer,
  pollAll,
  pollNode,
  SENDER_TIMER,
  wakeSender,
} from './sender.ts';
import { onWorkloadTimer, pauseWorkload, startWorkload, WORKLOAD_TIMER } from './workload.ts';

/** An orderly end must be done by then. */
export const GRACE_TIMER = 5;

/** The process comes up, at the start or again: a new client instance, with a new session and a new producer id. */
export function producerOnStart(_state: KafkaState, self: ProducerState, ctx: Context): void {
  startInstance(self, ctx);
}

export function producerOnReply(
  state: KafkaState,
  self: ProducerState,
  connection: number,
  correlation: number,
  message: KafkaReply,
  ctx: Context,
): void {
  const request = networkReply(self.net, connection, correlation, message, ctx);
  switch (message.type) {
    case 'ProduceReply':
      onProduceReply(state, self, produceRequest(request.message), message, request.node, ctx);
      if (self.arrangedBy === self.net.metadata.version && isListedWith(self, state, request.message, request.node)) {
        pollNode(state, self, request.node, ctx);
        afterwards(state, self, ctx);
        return;
      }
      break;
    case 'InitProducerIdReply':
      onProducerId(self, message, ctx);
      break;
    case 'MetadataReply':
      takePartitions(self);
      break;
    case 'ApiVersionsReply':
      break;
    default:
      assert(false, 'a producer is answered what it asked');
  }
  lookAtAll(state, self, ctx);
}

export function producerOnDisconnect(state: KafkaState, self: ProducerState, connection: number, ctx: Context): void {
  takeFailures(state, self, networkDisconnect(self.net, connection, ctx), ctx);
  lookAtAll(state, self, ctx);
}

export function producerOnTimer(
  state: KafkaState,
  self: ProducerState,
  kind: number,
  _a: number,
  _b: number,
  ctx: Context,
): void {
  switch (kind) {
    case WORKLOAD_TIMER:
      onWorkloadTimer(state, self, ctx);
      afterwards(state, self, ctx);
      break;
    case SENDER_TIMER:
      onSenderTimer(state, self, ctx);
      afterwards(state, self, ctx);
      break;
    case NETWORK_TIMER:
      takeFailures(state, self, networkTimer(self.net, ctx), ctx);
      lookAtAll(state, self, ctx);
      break;
    case EXPIRY_TIMER:
      onExpiryTimer(state, self, ctx);
      lookAtAll(state, self, ctx);
      break;
    case GRACE_TIMER:
      self.graceTimer = NO_TIMER;
      abortAll(state, self, ctx);
      afterwards(state, self, ctx);
      break;
    default:
      assert(false, 'a producer knows its timers');
  }
}

/** close(): nothing new, everything in the buffer is sent, and after `graceUs` what is left is given up. */
export function producerOnStop(state: KafkaState, self: ProducerState, graceUs: number, ctx: Context): void {
  close(state, self, CLOSING, graceUs, ctx);
}

/** The process is killed: the accumulator is gone, and nobody is told anything. Its calls stay open. */
export function producerOnCrash(_state: KafkaState, self: ProducerState, _powerLost: boolean, ctx: Context): void {
  if (self.life === DOWN) return;
  ctx.observe(CLIENT_STOPPED, self.session, 0, 0, 0, 0, 0, -1);
  self.life = DOWN;
  forgetInstance(self);
  forgetNetwork(self.net);
}

/**
 * The application closes its client and makes a new one with other settings, in the same process. One that does not
 * run, or is about to end, has them when it starts again.
 */
export function replaceInstance(
  state: KafkaState,
  self: ProducerState,
  setup: ProducerSetup,
  graceUs: number,
  ctx: Context,
): void {
  self.nextSetup = setup;
  if (self.life === RUNNING) close(state, self, REPLACING, graceUs, ctx);
}

function startInstance(self: ProducerState, ctx: Context): void {
  if (self.nextSetup !== null) {
    self.setup = self.nextSetup;
    self.nextSetup = null;
    self.config = resolveProducerConfig(self.setup.config);
    self.net.settings = self.config.network;
  }
  forgetInstance(self);
  if (self.instances > 0) self.session += 1;
  self.instances += 1;
  self.life = RUNNING;
  ctx.observe(CLIENT_STARTED, self.session, -1, 0, 0, 0, 0, -1);
  startNetwork(self.net, ctx);
  startWorkload(self, ctx);
}

function close(state: KafkaState, self: ProducerState, life: number, graceUs: number, ctx: Context): void {
  self.life = life;
  pauseWorkload(self, ctx);
  refuseWaiting(state, self, ctx);
  if (graceUs === 0) {
    abortAll(state, self, ctx);
    afterwards(state, self, ctx);
    return;
  }
  if (self.graceTimer !== NO_TIMER) ctx.cancelTimer(self.graceTimer);
  self.graceTimer = ctx.setTimer(GRACE_TIMER, graceUs, 0, 0);
  lookAtAll(state, self, ctx);
}

/** Looks at everything that may be sent, after what may concern any broker. */
function lookAtAll(state: KafkaState, self: ProducerState, ctx: Context): void {
  if (self.config.idempotent && self.producerId < 0) {
    const lookAgain = prepareProducerId(self, ctx);
    if (lookAgain > 0) wakeSender(self, lookAgain, ctx);
  }
  pollAll(state, self, ctx);
  afterwards(state, self, ctx);
}

/** What follows from a batch that has ended: memory for those that wait, and the end of a closing client. */
function afterwards(state: KafkaState, self: ProducerState, ctx: Context): void {
  if (self.waitingHead < self.waiting.length) admitWaiting(state, self, ctx);
  if (self.life === RUNNING || self.unfinished > 0) return;
  if (self.life === CLOSING || self.life === REPLACING) finish(self, ctx);
}

function finish(self: ProducerState, ctx: Context): void {
  const isReplaced = self.life === REPLACING;
  ctx.observe(CLIENT_STOPPED, self.session, 1, 0, 0, 0, 0, -1);
  if (self.senderTimer !== NO_TIMER) ctx.cancelTimer(self.senderTimer);
  if (self.expiryTimer !== NO_TIMER) ctx.cancelTimer(self.expiryTimer);
  if (self.graceTimer !== NO_TIMER) ctx.cancelTimer(self.graceTimer);
  stopNetwork(self.net, ctx);
  forgetInstance(self);
  self.life = DOWN;
  if (isReplaced) startInstance(self, ctx);
  else ctx.exit();
}

function takeFailures(state: KafkaState, self: ProducerState, failed: readonly FailedRequest[], ctx: Context): void {
  for (const { request, error } of failed) {
    const { message, node } = request;
    if (message.api === PRODUCE) onProduceFailed(state, self, produceRequest(message), error, node, ctx);
    else {
      assert(message.api === INIT_PRODUCER_ID, 'a producer knows its requests');
      producerIdFailed(self, ctx);
    }
  }
}

/** Closed while they waited: their records never reached a batch. */
function refuseWaiting(state: KafkaState, self: ProducerState, ctx: Context): void {
  for (; self.waitingHead < self.waiting.length; self.waitingHead++) {
    refuseCall(state, self, at(self.waiting, self.waitingHead), -1, UNKNOWN_SERVER_ERROR, ctx);
  }
  self.waiting = [];
  self.waitingHead = 0;
}

/** `RecordAccumulator#abortIncompleteBatches`: closed forcefully, for which there is no code. */
function abortAll(state: KafkaState, self: ProducerState, ctx: Context): void {
  for (const partition of self.partitions) {
    if (partition === null) continue;
    while (partition.queue.length > 0) {
      const slot = at(partition.queue, 0);
      removeFromQueue(self, partition, slot);
      abort(state, self, slot, ctx);
    }
    for (let i = 0; i < partition.onWire.length; i++) {
      const slot = at(partition.onWire, i);
      if (at(self.batches, slot).done === 0) abort(state, self, slot, ctx);
    }
  }
}

function abort(state: KafkaState, self: ProducerState, slot: number, ctx: Context): void {
  const number = numberOf(state, at(self.batches, slot), ctx);
  failBatch(self, slot, number, UNKNOWN_SERVER_ERROR, false, ctx);
}

/** Whether all that this answer may have freed goes to the broker that answered. */
function isListedWith(self: ProducerState, state: KafkaState, message: Message, node: number): boolean {
  for (const number of produceRequest(message).batches) {
    const place = at(self.plan.partitionIndex, batchPartition(state.batches, number));
    const listedAt = queueAt(self, place).listedAt;
    if (listedAt >= 0 && listedAt !== node) return false;
  }
  return true;
}

function produceRequest(message: Message): ProduceRequest {
  assert(isProduceRequest(message), 'a produce reply answers a produce request');
  return message;
}

function isProduceRequest(message: Message): message is ProduceRequest {
  return message.api === PRODUCE && 'batches' in message;
}
