import type { Context, Message } from '../../sim/actor.ts';
import type { BrokerState } from '../broker/broker-state.ts';

/** Answers a group request; the broker then takes the next one of that connection. */
export function answer(
  _broker: BrokerState,
  connection: number,
  correlation: number,
  message: Message,
  bytes: number,
  ctx: Context,
): void {
  ctx.reply(connection, correlation, message, bytes);
}
