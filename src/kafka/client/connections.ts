import type { Context, Message } from '../../sim/actor.ts';
import { NO_TIMER } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import { API_VERSIONS, type ApiVersionsRequest } from '../protocol/messages.ts';
import { CLOSED, CONNECTING, NEVER, type NetworkClient, READY } from './client-state.ts';

/** Timer kind of the network client; the actor's own kinds are others. */
export const NETWORK_TIMER = 1;

const API_VERSIONS_REQUEST: ApiVersionsRequest = { type: 'ApiVersionsRequest', api: API_VERSIONS };
const API_VERSIONS_BYTES = 60;

export function isReady(net: NetworkClient, node: number): boolean {
  return at(net.connections.phase, node) === READY;
}

/** Ready, and below the limit of requests in flight. */
export function canSend(net: NetworkClient, node: number): boolean {
  const { connections } = net;
  return at(connections.phase, node) === READY && at(connections.inFlight, node).length < net.settings.maxInFlight;
}

/** Makes sure that a connection to this node is there or on its way, or will be tried after the back-off. */
export function prepareNode(net: NetworkClient, node: number, ctx: Context): void {
  const { connections } = net;
  if (at(connections.phase, node) !== CLOSED) return;
  const backoffUntil = at(connections.backoffUntil, node);
  if (backoffUntil > ctx.now) wakeBy(net, backoffUntil, ctx);
  else openConnection(net, node, ctx);
}

/**
 * Sends a request to a node that `isReady`, and answers its correlation number.
 *
 * @param tag - the sender's own number, given back with the reply or the failure
 */
export function sendRequest(
  net: NetworkClient,
  node: number,
  message: Message,
  bytes: number,
  timeoutUs: number,
  tag: number,
  ctx: Context,
): number {
  const connection = at(net.connections.connection, node);
  assert(at(net.connections.phase, node) !== CLOSED, 'a request needs a connection');
  const correlation = ctx.request(connection, message, bytes);
  const deadline = ctx.now + timeoutUs;
  at(net.connections.inFlight, node).push({
    node,
    connection,
    correlation,
    message,
    tag,
    sentAt: ctx.now,
    deadline,
  });
  if (deadline < net.wakeAt) wakeBy(net, deadline, ctx);
  return correlation;
}

/** Sends what is never answered (acks=0). */
export function sendOneWay(net: NetworkClient, node: number, message: Message, bytes: number, ctx: Context): number {
  assert(at(net.connections.phase, node) === READY, 'a request needs a ready connection');
  return ctx.request(at(net.connections.connection, node), message, bytes);
}

/** Opens a connection and begins its handshake. */
export function openConnection(net: NetworkClient, node: number, ctx: Context): void {
  const { connections, settings } = net;
  const attempts = at(connections.setupFailures, node);
  connections.connection[node] = ctx.connect(at(connections.target, node));
  connections.phase[node] = CONNECTING;
  connections.lastAttempt[node] = ctx.now;
  const timeout = backoff(net, settings.setupTimeoutUs, settings.setupTimeoutMaxUs, attempts, ctx);
  sendRequest(net, node, API_VERSIONS_REQUEST, API_VERSIONS_BYTES, timeout, 0, ctx);
}

/** Has the timer fire at `time` at the latest. */
export function wakeBy(net: NetworkClient, time: number, ctx: Context): void {
  if (time >= net.wakeAt) return;
  if (net.timer !== NO_TIMER) ctx.cancelTimer(net.timer);
  net.wakeAt = time;
  net.timer = ctx.setTimer(NETWORK_TIMER, Math.max(0, time - ctx.now), 0, 0);
}

/** retry.backoff.ms after this many failures before (0 = the first): doubled each time, ±20 %, bounded. */
export function retryBackoff(net: NetworkClient, failures: number, ctx: Context): number {
  return backoff(net, net.settings.retryBackoffUs, net.settings.retryBackoffMaxUs, failures, ctx);
}

/** When the oldest wait of a connection runs out, µs. */
export function earliestDeadline(net: NetworkClient, node: number): number {
  let earliest = NEVER;
  for (const request of at(net.connections.inFlight, node)) earliest = Math.min(earliest, request.deadline);
  return earliest;
}

export function reconnectBackoff(net: NetworkClient, failures: number, ctx: Context): number {
  return backoff(net, net.settings.reconnectBackoffUs, net.settings.reconnectBackoffMaxUs, failures, ctx);
}

/** @see `ExponentialBackoff` */
function backoff(net: NetworkClient, initialUs: number, maxUs: number, failures: number, ctx: Context): number {
  let term = initialUs;
  for (let i = 0; i < failures && term < maxUs; i++) term *= 2;
  term = Math.min(term, Math.max(initialUs, maxUs));
  const jittered = Math.floor((term * ctx.intInclusive(net.stream, 800, 1_200)) / 1_000);
  return Math.min(jittered, Math.max(initialUs, maxUs));
}
