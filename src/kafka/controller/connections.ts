import type { Context, Message } from '../../sim/actor.ts';
import type { KafkaReply } from '../protocol/messages.ts';
import type { ControllerState } from './controller-state.ts';

/**
 * One request of a connection is in process at a time, as on a broker. Answers the request of that connection; what
 * waits behind it is taken up by `takeQueued`.
 */
export function respond(
  controller: ControllerState,
  connection: number,
  correlation: number,
  reply: KafkaReply,
  bytes: number,
  ctx: Context,
): void {
  ctx.reply(connection, correlation, reply, bytes);
  const place = controller.busy.indexOf(connection);
  if (place >= 0) controller.busy.splice(place, 1);
}

/** Answers when the records written so far are committed; at once if they are. */
export function respondWhenCommitted(
  controller: ControllerState,
  connection: number,
  correlation: number,
  reply: KafkaReply,
  bytes: number,
  ctx: Context,
): void {
  const offset = controller.log.length;
  if (offset <= controller.committed) respond(controller, connection, correlation, reply, bytes, ctx);
  else controller.answers.push({ connection, correlation, reply, bytes, offset });
}

/** @returns false where the request has to wait behind another one of its connection */
export function takeInProcess(
  controller: ControllerState,
  connection: number,
  correlation: number,
  message: Message,
): boolean {
  if (controller.busy.includes(connection)) {
    controller.queued.push({ connection, correlation, message });
    return false;
  }
  controller.busy.push(connection);
  return true;
}

/** The first request that need not wait any more, null if there is none. It is in process then. */
export function takeQueued(
  controller: ControllerState,
): { connection: number; correlation: number; message: Message } | null {
  for (let i = 0; i < controller.queued.length; i++) {
    const next = controller.queued[i];
    if (next === undefined || controller.busy.includes(next.connection)) continue;
    controller.queued.splice(i, 1);
    controller.busy.push(next.connection);
    return next;
  }
  return null;
}

/** A connection is gone, with all that belongs to it. */
export function dropConnection(controller: ControllerState, connection: number, ctx: Context): void {
  for (const parked of controller.requests) if (parked.connection === connection) ctx.cancelTimer(parked.timer);
  controller.requests = controller.requests.filter((one) => one.connection !== connection);
  controller.answers = controller.answers.filter((one) => one.connection !== connection);
  controller.queued = controller.queued.filter((one) => one.connection !== connection);
  controller.busy = controller.busy.filter((one) => one !== connection);
}
