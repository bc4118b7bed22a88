import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { PRODUCER_ID_GIVEN } from '../observations.ts';
import { NONE } from '../protocol/errors.ts';
import {
  ALLOCATE_PRODUCER_IDS,
  type AllocateProducerIdsReply,
  type AllocateProducerIdsRequest,
  INIT_PRODUCER_ID,
  type InitProducerIdReply,
} from '../protocol/messages.ts';
import { answerChannel } from './answer.ts';
import { type BrokerState, PRODUCER_IDS_TIMER } from './broker-state.ts';
import { HANDLED } from './channel.ts';

const RETRY_US = 50_000;

/**
 * Gives a new idempotent producer its id, from the block of ids that this broker has.
 *
 * @remarks The real broker answers COORDINATOR_LOAD_IN_PROGRESS while it asks the controller for a block, and asks
 * for the next one before the last is used up; here the request waits for the block.
 * @see `RPCProducerIdManager`
 */
export function onInitProducerId(broker: BrokerState, index: number, ctx: Context): void {
  const { producerIds } = broker;
  producerIds.waiting.push(index, at(broker.channels.list, index).serial);
  if (producerIds.next < producerIds.end) giveIds(broker, ctx);
  else if (producerIds.correlation < 0 && producerIds.timer === NO_TIMER) askForBlock(broker, ctx);
}

function giveIds(broker: BrokerState, ctx: Context): void {
  const { producerIds } = broker;
  while (producerIds.waiting.length > 0 && producerIds.next < producerIds.end) {
    const index = at(producerIds.waiting, 0);
    const serial = at(producerIds.waiting, 1);
    producerIds.waiting.splice(0, 2);
    const channel = at(broker.channels.list, index);
    if (channel.serial !== serial || channel.waitsFor !== HANDLED) continue;
    const producerId = producerIds.next;
    producerIds.next += 1;
    const reply: InitProducerIdReply = {
      type: 'InitProducerIdReply',
      api: INIT_PRODUCER_ID,
      error: NONE,
      producerId,
      producerEpoch: 0,
    };
    ctx.observe(PRODUCER_ID_GIVEN, producerId, 0, channel.peer, 0, 0, 0, -1);
    answerChannel(broker, index, reply, 50, ctx);
  }
}

function askForBlock(broker: BrokerState, ctx: Context): void {
  const { producerIds } = broker;
  if (broker.controller < 0) {
    producerIds.timer = ctx.setTimer(PRODUCER_IDS_TIMER, RETRY_US, 0, 0);
    return;
  }
  const request: AllocateProducerIdsRequest = {
    type: 'AllocateProducerIdsRequest',
    api: ALLOCATE_PRODUCER_IDS,
    brokerEpoch: broker.lifecycle.brokerEpoch,
  };
  if (producerIds.connection === 0) producerIds.connection = ctx.connect(broker.controller);
  producerIds.correlation = ctx.request(producerIds.connection, request, 50);
  producerIds.timer = ctx.setTimer(PRODUCER_IDS_TIMER, broker.timing.controllerTimeoutUs, 0, 0);
}

export function onBlock(broker: BrokerState, reply: AllocateProducerIdsReply, ctx: Context): void {
  const { producerIds } = broker;
  producerIds.correlation = -1;
  if (producerIds.timer !== NO_TIMER) ctx.cancelTimer(producerIds.timer);
  producerIds.timer = NO_TIMER;
  if (reply.error !== NONE) {
    producerIds.timer = ctx.setTimer(PRODUCER_IDS_TIMER, RETRY_US, 0, 0);
    return;
  }
  producerIds.next = reply.start;
  producerIds.end = reply.start + reply.length;
  giveIds(broker, ctx);
  if (producerIds.waiting.length > 0) askForBlock(broker, ctx);
}

/** The connection is gone. */
export function onBlockLost(broker: BrokerState, ctx: Context): void {
  const { producerIds } = broker;
  producerIds.connection = 0;
  if (producerIds.correlation < 0) return;
  producerIds.correlation = -1;
  if (producerIds.timer !== NO_TIMER) ctx.cancelTimer(producerIds.timer);
  producerIds.timer = ctx.setTimer(PRODUCER_IDS_TIMER, RETRY_US, 0, 0);
}

/** Back-off is over, or no answer came. */
export function onBlockTimer(broker: BrokerState, ctx: Context): void {
  const { producerIds } = broker;
  producerIds.timer = NO_TIMER;
  if (producerIds.correlation >= 0) {
    ctx.close(producerIds.connection);
    producerIds.connection = 0;
    producerIds.correlation = -1;
  }
  if (producerIds.waiting.length > 0) askForBlock(broker, ctx);
}
