import type { Context, Message } from '../../sim/actor.ts';
import { NO_TIMER } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import { NETWORK_EXCEPTION, REQUEST_TIMED_OUT } from '../protocol/errors.ts';
import { API_VERSIONS, METADATA, type MetadataReply } from '../protocol/messages.ts';
import {
  CLOSED,
  CONNECTING,
  createConnections,
  createMetadata,
  type InFlight,
  NEVER,
  type NetworkClient,
  READY,
} from './client-state.ts';
import { earliestDeadline, reconnectBackoff, wakeBy } from './connections.ts';
import { askForMetadata, metadataFailed, onMetadata, pollMetadata } from './metadata.ts';

/**
 * What the producer and the consumer share: a connection to each broker they talk to, requests in flight with their
 * timeouts, and the cluster's metadata.
 *
 * @remarks
 * The actor hands each reply, disconnect and `NETWORK_TIMER` to `networkReply`, `networkDisconnect` and
 * `networkTimer`, takes back what concerns it, and then looks again at what it can send: the metadata or a
 * connection may have changed. One timer serves all waits.
 *
 * The real client knows when TCP is connected, and then gives ApiVersions the whole request.timeout.ms; here the two
 * are one handshake within socket.connection.setup.timeout.ms. Left out: the separate connection of the bootstrap
 * list, whose brokers have no ids yet, and connections.max.idle.ms.
 *
 * @see `NetworkClient`, `ClusterConnectionStates`, `InFlightRequests` in Apache Kafka
 */

/** A request that will not be answered: REQUEST_TIMED_OUT for the one that waited too long, else NETWORK_EXCEPTION. */
export interface FailedRequest {
  readonly request: InFlight;
  readonly error: number;
}

const NOTHING_FAILED: readonly FailedRequest[] = [];

/** A new client instance: knows nothing, and asks one of the bootstrap brokers. Its clock and stream go on. */
export function startNetwork(net: NetworkClient, ctx: Context): void {
  if (net.stream < 0) net.stream = ctx.openStream('client', ctx.node);
  forgetNetwork(net);
  pollMetadata(net, ctx);
}

/** The process is gone, and with it all that the client knew. Its timers died with it. */
export function forgetNetwork(net: NetworkClient): void {
  net.metadata = createMetadata(net.plan, net.metadata.topics);
  net.connections = createConnections(net.plan);
  net.timer = NO_TIMER;
  net.wakeAt = NEVER;
}

/** Orderly end of a client: what it sent still arrives. */
export function stopNetwork(net: NetworkClient, ctx: Context): void {
  const { connections } = net;
  for (let node = 0; node < connections.connection.length; node++) {
    const connection = at(connections.connection, node);
    if (connection !== 0) ctx.close(connection);
  }
  if (net.timer !== NO_TIMER) ctx.cancelTimer(net.timer);
  forgetNetwork(net);
}

/** Takes a reply; answers the request that it belongs to. Replies to the client's own requests are dealt with. */
export function networkReply(
  net: NetworkClient,
  connection: number,
  correlation: number,
  message: Message,
  ctx: Context,
): InFlight {
  const request = takeInFlight(net, placeOf(net, ctx.peer(connection), connection), correlation);
  if (message.api === API_VERSIONS) onConnected(net, request.node, ctx);
  else if (message.api === METADATA) onMetadata(net, readMetadata(message), ctx);
  else if (net.metadata.wanted === 1) pollMetadata(net, ctx);
  return request;
}

/** A connection has ended; answers the actor's requests that died with it. */
export function networkDisconnect(net: NetworkClient, connection: number, ctx: Context): readonly FailedRequest[] {
  const node = nodeOf(net, connection);
  if (node < 0) return NOTHING_FAILED;
  const failed: FailedRequest[] = [];
  endConnection(net, node, ctx, failed);
  askForMetadata(net, ctx);
  return failed;
}

/** Ends a connection from this side; answers the actor's requests that die with it. */
export function disconnect(net: NetworkClient, node: number, ctx: Context): readonly FailedRequest[] {
  if (at(net.connections.phase, node) === CLOSED) return NOTHING_FAILED;
  const failed: FailedRequest[] = [];
  ctx.close(at(net.connections.connection, node));
  endConnection(net, node, ctx, failed);
  return failed;
}

/** The timer has fired; answers the actor's requests that timed out, or died with one that did. */
export function networkTimer(net: NetworkClient, ctx: Context): readonly FailedRequest[] {
  net.timer = NO_TIMER;
  net.wakeAt = NEVER;
  const failed: FailedRequest[] = [];
  const { connections } = net;
  let ended = false;
  for (let node = 0; node < connections.connection.length; node++) {
    if (at(connections.phase, node) === CLOSED || earliestDeadline(net, node) > ctx.now) continue;
    ctx.close(at(connections.connection, node));
    endConnection(net, node, ctx, failed);
    ended = true;
  }
  if (ended) net.metadata.wanted = 1;
  for (let node = 0; node < connections.connection.length; node++) {
    if (at(connections.phase, node) !== CLOSED) wakeBy(net, earliestDeadline(net, node), ctx);
  }
  pollMetadata(net, ctx);
  return failed;
}

function onConnected(net: NetworkClient, node: number, ctx: Context): void {
  const { connections } = net;
  connections.phase[node] = READY;
  connections.failures[node] = 0;
  connections.setupFailures[node] = 0;
  pollMetadata(net, ctx);
}

function endConnection(net: NetworkClient, node: number, ctx: Context, failed: FailedRequest[]): void {
  const { connections } = net;
  const lost = at(connections.inFlight, node);
  connections.inFlight[node] = [];
  const setupFailures = at(connections.setupFailures, node);
  if (at(connections.phase, node) === CONNECTING) connections.setupFailures[node] = setupFailures + 1;
  connections.connection[node] = 0;
  connections.phase[node] = CLOSED;
  const failures = at(connections.failures, node);
  connections.failures[node] = failures + 1;
  connections.backoffUntil[node] = ctx.now + reconnectBackoff(net, failures, ctx);
  for (const request of lost) {
    if (request.message.api === METADATA) metadataFailed(net, ctx);
    else if (request.message.api !== API_VERSIONS) {
      failed.push({ request, error: request.deadline <= ctx.now ? REQUEST_TIMED_OUT : NETWORK_EXCEPTION });
    }
  }
}

function takeInFlight(net: NetworkClient, node: number, correlation: number): InFlight {
  const list = at(net.connections.inFlight, node);
  const head = list[0];
  if (head !== undefined && head.correlation === correlation) {
    list.shift();
    return head;
  }
  const place = list.findIndex((request) => request.correlation === correlation);
  assert(place >= 0, 'a reply belongs to a request in flight');
  const found = at(list, place);
  list.splice(place, 1);
  return found;
}

/** The connection to a node, or the second one that goes there. */
function placeOf(net: NetworkClient, node: number, connection: number): number {
  const { connections } = net;
  return at(connections.connection, node) === connection ? node : connections.connection.length - 1;
}

function nodeOf(net: NetworkClient, connection: number): number {
  return net.connections.connection.indexOf(connection);
}

function readMetadata(message: Message): MetadataReply {
  assert(isMetadataReply(message), 'a Metadata request is answered by metadata');
  return message;
}

function isMetadataReply(message: Message): message is MetadataReply {
  return message.api === METADATA && 'type' in message && message.type === 'MetadataReply';
}
