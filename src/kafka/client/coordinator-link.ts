import type { Context, Message } from '../../sim/actor.ts';
import { intAt } from '../../sim/column.ts';
import { NONE } from '../protocol/errors.ts';
import { FIND_COORDINATOR, type FindCoordinatorReply, type FindCoordinatorRequest } from '../protocol/messages.ts';
import { CLOSED, type NetworkClient } from './client-state.ts';
import { isReady, prepareNode, retryBackoff, sendRequest, wakeBy } from './connections.ts';
import type { ConsumerState } from './consumer-state.ts';
import { COMPLETING, JOINED } from './membership-state.ts';
import { leastLoadedNode } from './metadata.ts';
import { disconnect, type FailedRequest } from './network-client.ts';
import { FIND_TAG } from './request-tags.ts';

/**
 * How a consumer finds its group's coordinator, and the connection that it keeps for it alone, so that a Fetch that
 * waits at the same broker does not stand before a heartbeat.
 *
 * @see `AbstractCoordinator#lookupCoordinator`, `#markCoordinatorUnknown`
 */
const FIND_BYTES = 50;

/** Place of the coordinator's connection in `Connections`. */
export function coordinatorPlace(net: NetworkClient): number {
  return net.connections.inFlight.length - 1;
}

/** Whether a request may be sent to the coordinator; if not, what is missing is set off. */
export function isCoordinatorReady(self: ConsumerState, ctx: Context): boolean {
  if (self.membership.coordinator < 0) {
    findCoordinator(self, ctx);
    return false;
  }
  const place = coordinatorPlace(self.net);
  if (isReady(self.net, place)) return true;
  prepareNode(self.net, place, ctx);
  return false;
}

/** Sends a request to the coordinator, which is ready. */
export function sendToCoordinator(
  self: ConsumerState,
  message: Message,
  bytes: number,
  timeoutUs: number,
  tag: number,
  ctx: Context,
): void {
  sendRequest(self.net, coordinatorPlace(self.net), message, bytes, timeoutUs, tag, ctx);
}

/** Asks some broker who the coordinator is, unless that is under way or too early. */
export function findCoordinator(self: ConsumerState, ctx: Context): void {
  const { membership, net } = self;
  if (membership.finding === 1) return;
  if (membership.findAt > ctx.now) {
    wakeBy(net, membership.findAt, ctx);
    return;
  }
  const node = leastLoadedNode(net, ctx);
  if (node < 0) return;
  if (!isReady(net, node)) {
    prepareNode(net, node, ctx);
    return;
  }
  membership.finding = 1;
  const request: FindCoordinatorRequest = {
    type: 'FindCoordinatorRequest',
    api: FIND_COORDINATOR,
    group: self.group,
  };
  sendRequest(net, node, request, FIND_BYTES, self.config.requestTimeoutUs, FIND_TAG, ctx);
}

export function onCoordinatorFound(self: ConsumerState, reply: FindCoordinatorReply, ctx: Context): void {
  const { membership, net } = self;
  membership.finding = 0;
  if (reply.error !== NONE || reply.node < 0) {
    findAgainLater(self, ctx);
    return;
  }
  membership.findFailures = 0;
  membership.coordinator = reply.node;
  // The session counts from here, else the heartbeat would call the new coordinator lost at once.
  membership.sessionDeadline = ctx.now + self.config.sessionTimeoutUs;
  const { connections } = net;
  const place = coordinatorPlace(net);
  connections.backoffUntil[place] = 0;
  connections.failures[place] = 0;
  connections.setupFailures[place] = 0;
  connections.target[place] = reply.node;
  prepareNode(net, place, ctx);
}

export function findAgainLater(self: ConsumerState, ctx: Context): void {
  const { membership } = self;
  membership.finding = 0;
  membership.findAt = ctx.now + retryBackoff(self.net, membership.findFailures, ctx);
  membership.findFailures += 1;
}

/** The coordinator is elsewhere, or silent. Answers the requests to it that are lost by that. */
export function forgetCoordinator(self: ConsumerState, ctx: Context): readonly FailedRequest[] {
  const { membership } = self;
  membership.coordinator = -1;
  return disconnect(self.net, coordinatorPlace(self.net), ctx);
}

/** The connection to the coordinator failed or ended: after the back-off it is looked up again. */
export function noticeLostCoordinator(self: ConsumerState, ctx: Context): void {
  const { membership, net } = self;
  const place = coordinatorPlace(net);
  if (membership.coordinator < 0 || intAt(net.connections.phase, place) !== CLOSED) return;
  if (intAt(net.connections.failures, place) === 0) return;
  membership.coordinator = -1;
  membership.findAt = ctx.now + retryBackoff(net, 0, ctx);
}

/** Heartbeats go on from the answer to JoinGroup until the next join. */
export function isMember(self: ConsumerState): boolean {
  const { phase } = self.membership;
  return phase === JOINED || phase === COMPLETING;
}
