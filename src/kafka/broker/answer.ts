import type { Context, Message } from '../../sim/actor.ts';
import { NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { type BrokerState, PURGATORY } from './broker-state.ts';
import { type Channel, channelIndex, IDLE } from './channel.ts';

/** Answers the request that is in process on a connection; the next one of that connection may be taken then. */
export function answer(
  broker: BrokerState,
  connection: number,
  correlation: number,
  message: Message,
  bytes: number,
  ctx: Context,
): void {
  ctx.reply(connection, correlation, message, bytes);
  const index = channelIndex(broker.channels, connection);
  if (index < 0) return;
  const channel = at(broker.channels.list, index);
  if (channel.waitsFor !== IDLE && channel.correlation === correlation) finish(broker, channel, index);
}

/** The same where the channel is known. */
export function answerChannel(broker: BrokerState, index: number, message: Message, bytes: number, ctx: Context): void {
  const channel = at(broker.channels.list, index);
  ctx.reply(channel.connection, channel.correlation, message, bytes);
  finish(broker, channel, index);
}

/** Ends a request that gets no answer (acks=0). */
export function endRequest(broker: BrokerState, index: number): void {
  finish(broker, at(broker.channels.list, index), index);
}

function finish(broker: BrokerState, channel: Channel, index: number): void {
  channel.waitsFor = IDLE;
  channel.request = null;
  channel.deadline = 0;
  channel.open = 0;
  if (channel.queue.length > 0) broker.ready.push(index);
}

/**
 * Lets a request wait, at the latest until `deadline` (µs).
 *
 * @remarks One timer runs for all that wait, until the earliest deadline of those that were there when it was set: a
 * request that is answered in time costs no timer. @see `DelayedOperationPurgatory`
 */
export function park(broker: BrokerState, channel: Channel, waitsFor: number, deadline: number, ctx: Context): void {
  channel.waitsFor = waitsFor;
  channel.deadline = deadline;
  if (broker.purgatoryTimer !== NO_TIMER) {
    if (broker.purgatoryAt <= deadline) return;
    ctx.cancelTimer(broker.purgatoryTimer);
  }
  broker.purgatoryAt = deadline;
  broker.purgatoryTimer = ctx.setTimer(PURGATORY, deadline - ctx.now, 0, 0);
}

/** Sets the timer for the earliest deadline that is left. */
export function rearmPurgatory(broker: BrokerState, ctx: Context): void {
  let earliest = 0;
  for (let i = 0; i < broker.channels.list.length; i++) {
    const { deadline } = at(broker.channels.list, i);
    if (deadline > 0 && (earliest === 0 || deadline < earliest)) earliest = deadline;
  }
  if (earliest === 0 || broker.purgatoryTimer !== NO_TIMER) return;
  broker.purgatoryAt = earliest;
  broker.purgatoryTimer = ctx.setTimer(PURGATORY, earliest - ctx.now, 0, 0);
}
