import type { Message } from './actor.ts';
import { assert } from './assert.ts';
import { at, byteAt, intAt } from './column.ts';
import { insert, takeSlot } from './event-heap.ts';
import { hash32, keyedUint32, nameHash } from './random.ts';
import {
  type ArmedReset,
  CONNECTION_ENDED,
  type Connection,
  DELIVER_REPLY,
  DELIVER_REQUEST,
  DISCONNECT,
  isRunning,
  type NodeState,
  observe,
  REPLY_LOST,
  REQUEST_LOST,
  type Stalled,
  stamp,
  type World,
} from './world.ts';

/**
 * The network is made of connections, as TCP is. Never a gap, a swap or a duplicate inside one; loss is delay, or
 * the end of the connection.
 */

const LATENCY = nameHash('net.latency');
const FATE = nameHash('net.fault');

/** First retransmission after this; each further one takes twice as long (RFC 6298 with Linux's least value). */
const RETRANSMISSION_US = 200_000;
const RETRANSMISSION_MAX_US = 120_000_000;

/** Opens a connection and answers its id. Nothing is known of the other side yet. */
export function openConnection<S>(world: World<S>, from: number, to: number): number {
  const { link } = world;
  const opener = nodeAt(world, from);
  const ordinal = opener.opened[to] ?? 0;
  while (opener.opened.length < to) opener.opened.push(0);
  opener.opened[to] = ordinal + 1;
  const connection: Connection = {
    from,
    to,
    key: hash32(from, to, ordinal, 0),
    fromIncarnation: opener.incarnation,
    toIncarnation: -1,
    openFrom: 1,
    openTo: 1,
    broken: 0,
    readyAt: 0,
    nextCorrelation: 0,
    doomed: -1,
    latency0: link.latencyUs,
    latency1: link.latencyUs,
    jitter0: link.jitterUs,
    jitter1: link.jitterUs,
    bandwidth0: link.bandwidth,
    bandwidth1: link.bandwidth,
    cut0: 0,
    cut1: 0,
    segments0: 0,
    segments1: 0,
    lineFree0: 0,
    lineFree1: 0,
    arrival0: 0,
    arrival1: 0,
    holdUntil0: 0,
    holdUntil1: 0,
    underWay: 0,
    lost0: 0,
    lost1: 0,
  };
  applyLinkFaults(world, connection);
  connection.readyAt = world.now + connection.latency0 + connection.latency1;
  world.connections.push(connection);
  return world.connections.length - 1;
}

/** Sets latency, jitter and cuts of a connection from the faults that are open now. */
export function applyLinkFaults<S>(world: World<S>, connection: Connection): void {
  const { link } = world;
  connection.latency0 = link.latencyUs;
  connection.latency1 = link.latencyUs;
  connection.jitter0 = link.jitterUs;
  connection.jitter1 = link.jitterUs;
  connection.cut0 = 0;
  connection.cut1 = 0;
  for (const fault of world.faults) {
    for (let i = 0; i < fault.links.length; i += 2) {
      const from = at(fault.links, i);
      const to = at(fault.links, i + 1);
      if (from === connection.from && to === connection.to) {
        if (fault.cut) connection.cut0 += 1;
        if (fault.latency >= 0) connection.latency0 = fault.latency;
        if (fault.jitter >= 0) connection.jitter0 = fault.jitter;
      } else if (from === connection.to && to === connection.from) {
        if (fault.cut) connection.cut1 += 1;
        if (fault.latency >= 0) connection.latency1 = fault.latency;
        if (fault.jitter >= 0) connection.jitter1 = fault.jitter;
      }
    }
  }
}

/** After a link fault began or ended: what is sent from now on meets the new link; what stood before a cut goes on. */
export function refreshLinks<S>(world: World<S>): void {
  for (const connection of world.connections) {
    if (connection === null) continue;
    applyLinkFaults(world, connection);
  }
  const waiting = world.stalled;
  world.stalled = [];
  for (const segment of waiting) {
    const connection = world.connections[segment.connection];
    if (connection === null || connection === undefined) continue;
    if ((segment.direction === 0 ? connection.cut0 : connection.cut1) > 0) world.stalled.push(segment);
    else resumeSegment(world, connection, segment);
  }
}

/** Sends a request and answers its correlation number. */
export function sendRequest<S>(world: World<S>, id: number, message: Message, bytes: number): number {
  const connection = connectionAt(world, id);
  const correlation = connection.nextCorrelation;
  connection.nextCorrelation = correlation + 1;
  if (world.armed.length > 0) {
    const armed = armedFor(world, connection, message.api);
    if (armed !== undefined) {
      armed.left -= 1;
      if (armed.left === 0) world.armed = world.armed.filter((other) => other !== armed);
      if (isLostBefore(world, connection, armed)) {
        observe(world, REQUEST_LOST, connection.from, id, correlation, message.api, connection.to, 0, 0, -1);
        breakConnection(world, id);
        return correlation;
      }
      connection.doomed = correlation;
    }
  }
  sendSegment(world, id, connection, 0, DELIVER_REQUEST, correlation, message, bytes);
  return correlation;
}

export function sendReply<S>(world: World<S>, id: number, correlation: number, message: Message, bytes: number): void {
  const connection = world.connections[id];
  if (connection === null || connection === undefined || connection.openTo === 0 || connection.broken === 1) return;
  if (connection.doomed === correlation) {
    observe(world, REPLY_LOST, connection.to, id, correlation, message.api, connection.from, 0, 0, -1);
    breakConnection(world, id);
    return;
  }
  sendSegment(world, id, connection, 1, DELIVER_REPLY, correlation, message, bytes);
}

/** Orderly end by one side: what it sent still arrives, then the other side is told. */
export function closeConnection<S>(world: World<S>, id: number, node: number): void {
  const connection = world.connections[id];
  if (connection === null || connection === undefined) return;
  const direction = node === connection.from ? 0 : 1;
  if (direction === 0) connection.openFrom = 0;
  else connection.openTo = 0;
  if (connection.broken === 0) sendSegment(world, id, connection, direction, DISCONNECT, 0, null, 0);
  forgetIfDone(world, id, connection);
}

/** What is under way is lost; each side is told after its latency. */
export function breakConnection<S>(world: World<S>, id: number): void {
  const connection = connectionAt(world, id);
  connection.broken = 1;
  scheduleDisconnect(world, id, connection, 0, world.now + connection.latency0);
  scheduleDisconnect(world, id, connection, 1, world.now + connection.latency1);
}

/** The connections that stand between two nodes, opened by either. */
export function connectionsBetween<S>(world: World<S>, one: number, other: number): number[] {
  const found: number[] = [];
  for (let id = 0; id < world.connections.length; id++) {
    const connection = world.connections[id];
    if (connection === null || connection === undefined || connection.broken === 1) continue;
    const { from, to } = connection;
    if ((from === one && to === other) || (from === other && to === one)) found.push(id);
  }
  return found;
}

/**
 * Judges a segment that has arrived. Answers true when it may be handed to the process.
 *
 * @remarks The caller has popped the slot and reads it; a segment that is kept back is put in again or stalled.
 */
export function judgeArrival<S>(world: World<S>, slot: number): boolean {
  const { heap } = world;
  const id = intAt(heap.a, slot);
  const connection = world.connections[id];
  if (connection === null || connection === undefined) return false;
  const kind = byteAt(heap.kind, slot);
  const node = intAt(heap.node, slot);
  const direction = node === connection.to ? 0 : 1;
  if (connection.broken === 1 && kind !== DISCONNECT) {
    tellLost(world, id, connection, direction, kind, intAt(heap.b, slot), at(heap.payload, slot));
    connection.underWay -= 1;
    return false;
  }
  if (connection.broken === 0 && (direction === 0 ? connection.cut0 : connection.cut1) > 0) {
    world.stalled.push({
      connection: id,
      direction,
      since: world.now,
      kind,
      correlation: intAt(heap.b, slot),
      cause: intAt(heap.cause, slot),
      payload: at(heap.payload, slot),
    });
    return false;
  }
  const holdUntil = direction === 0 ? connection.holdUntil0 : connection.holdUntil1;
  if (holdUntil > world.now && connection.broken === 0) {
    putSegment(
      world,
      id,
      direction,
      kind,
      intAt(heap.b, slot),
      at(heap.payload, slot),
      holdUntil,
      intAt(heap.cause, slot),
    );
    return false;
  }
  connection.underWay -= 1;
  const target = nodeAt(world, node);
  if (connection.toIncarnation === -1 && direction === 0 && isRunning(target))
    connection.toIncarnation = target.incarnation;
  const alive = direction === 0 ? connection.toIncarnation : connection.fromIncarnation;
  const open = direction === 0 ? connection.openTo : connection.openFrom;
  if (open === 1 && target.incarnation === alive) return true;
  if (kind !== DISCONNECT) {
    tellLost(world, id, connection, direction, kind, intAt(heap.b, slot), at(heap.payload, slot));
    if (target.status === 'off') {
      if (direction === 0) connection.lost0 += 1;
      else connection.lost1 += 1;
    } else {
      refuse(world, id, connection, direction);
    }
  }
  forgetIfDone(world, id, connection);
  return false;
}

/** A process is gone. `silent`: the machine too, so nobody is told. */
export function dropConnectionsOf<S>(world: World<S>, node: number, silent: boolean): void {
  for (let id = 0; id < world.connections.length; id++) {
    const connection = world.connections[id];
    if (connection === null || connection === undefined) continue;
    if (connection.from === node && connection.openFrom === 1) {
      connection.openFrom = 0;
      if (!silent && connection.broken === 0) sendSegment(world, id, connection, 0, DISCONNECT, 0, null, 0);
      forgetIfDone(world, id, connection);
    } else if (connection.to === node && connection.openTo === 1 && connection.toIncarnation !== -1) {
      connection.openTo = 0;
      if (!silent && connection.broken === 0) sendSegment(world, id, connection, 1, DISCONNECT, 0, null, 0);
      forgetIfDone(world, id, connection);
    }
  }
}

/** A machine has power again: it answers what peers retransmit to it on connections of its former life. */
export function refuseOldConnections<S>(world: World<S>, node: number): void {
  for (let id = 0; id < world.connections.length; id++) {
    const connection = world.connections[id];
    if (connection === null || connection === undefined || connection.broken === 1) continue;
    if (connection.to === node && connection.openFrom === 1 && connection.lost0 > 0) {
      scheduleDisconnect(world, id, connection, 1, world.now + connection.latency1 + RETRANSMISSION_US);
    } else if (connection.from === node && connection.openTo === 1 && connection.lost1 > 0) {
      scheduleDisconnect(world, id, connection, 0, world.now + connection.latency0 + RETRANSMISSION_US);
    }
  }
}

/** This end no longer holds the connection; it goes when nothing of it is left. */
export function endAt<S>(world: World<S>, id: number, node: number): void {
  const connection = connectionAt(world, id);
  if (node === connection.from) connection.openFrom = 0;
  else connection.openTo = 0;
  observe(
    world,
    CONNECTION_ENDED,
    node,
    id,
    node === connection.from ? connection.to : connection.from,
    0,
    0,
    0,
    0,
    -1,
  );
  forgetIfDone(world, id, connection);
}

export function connectionAt<S>(world: World<S>, id: number): Connection {
  const connection = world.connections[id];
  assert(connection !== null && connection !== undefined, 'the connection is known');
  return connection;
}

function nodeAt<S>(world: World<S>, node: number): NodeState {
  const state = world.nodes[node];
  assert(state !== undefined, 'the node is known');
  return state;
}

function sendSegment<S>(
  world: World<S>,
  id: number,
  connection: Connection,
  direction: number,
  kind: number,
  correlation: number,
  payload: Message | null,
  bytes: number,
): void {
  let departure = Math.max(world.now, connection.readyAt);
  let arrival: number;
  if (direction === 0) {
    if (connection.bandwidth0 > 0) {
      departure = Math.max(departure, connection.lineFree0) + Math.ceil((bytes * 1_000_000) / connection.bandwidth0);
      connection.lineFree0 = departure;
    }
    const delay = delayOf(world, connection, connection.latency0, connection.jitter0, connection.segments0 * 2);
    connection.segments0 += 1;
    arrival = Math.max(connection.arrival0, departure + delay);
    connection.arrival0 = arrival;
  } else {
    if (connection.bandwidth1 > 0) {
      departure = Math.max(departure, connection.lineFree1) + Math.ceil((bytes * 1_000_000) / connection.bandwidth1);
      connection.lineFree1 = departure;
    }
    const delay = delayOf(world, connection, connection.latency1, connection.jitter1, connection.segments1 * 2 + 1);
    connection.segments1 += 1;
    arrival = Math.max(connection.arrival1, departure + delay);
    connection.arrival1 = arrival;
  }
  connection.underWay += 1;
  putSegment(world, id, direction, kind, correlation, payload, arrival, world.cause);
}

function delayOf<S>(world: World<S>, connection: Connection, latency: number, jitter: number, index: number): number {
  if (jitter === 0) return latency;
  const draw = keyedUint32(world.streams.seed, LATENCY, connection.key, index);
  return Math.max(1, latency - jitter + (draw % (2 * jitter + 1)));
}

function putSegment<S>(
  world: World<S>,
  id: number,
  direction: number,
  kind: number,
  correlation: number,
  payload: Message | null,
  time: number,
  cause: number,
): void {
  const connection = connectionAt(world, id);
  const { heap } = world;
  const slot = takeSlot(heap);
  stamp(world, slot, 1, kind, direction === 0 ? connection.to : connection.from);
  heap.cause[slot] = cause;
  heap.incarnation[slot] = -1;
  heap.a[slot] = id;
  heap.b[slot] = correlation;
  heap.c[slot] = 0;
  heap.payload[slot] = payload;
  insert(heap, slot, time);
}

function resumeSegment<S>(world: World<S>, connection: Connection, segment: Stalled): void {
  let due = segment.since;
  let wait = RETRANSMISSION_US;
  while (due <= world.now) {
    due += wait;
    wait = Math.min(wait * 2, RETRANSMISSION_MAX_US);
  }
  const hold = segment.direction === 0 ? connection.holdUntil0 : connection.holdUntil1;
  const time = hold > world.now ? hold : due;
  if (segment.direction === 0) {
    connection.holdUntil0 = time;
    connection.arrival0 = Math.max(connection.arrival0, time);
  } else {
    connection.holdUntil1 = time;
    connection.arrival1 = Math.max(connection.arrival1, time);
  }
  const { connection: id, direction, kind, correlation, payload, cause } = segment;
  putSegment(world, id, direction, kind, correlation, payload, time, cause);
}

function scheduleDisconnect<S>(
  world: World<S>,
  id: number,
  connection: Connection,
  direction: number,
  time: number,
): void {
  connection.underWay += 1;
  putSegment(world, id, direction, DISCONNECT, 0, null, time, world.cause);
}

/** The machine runs, the process does not hold the connection: the sender is told. */
function refuse<S>(world: World<S>, id: number, connection: Connection, direction: number): void {
  const back = 1 - direction;
  const latency = back === 0 ? connection.latency0 : connection.latency1;
  if ((back === 0 ? connection.openTo : connection.openFrom) === 1) {
    scheduleDisconnect(world, id, connection, back, world.now + latency);
  }
}

function tellLost<S>(
  world: World<S>,
  id: number,
  connection: Connection,
  direction: number,
  kind: number,
  correlation: number,
  payload: Message | null,
): void {
  const sender = direction === 0 ? connection.from : connection.to;
  const receiver = direction === 0 ? connection.to : connection.from;
  const api = payload === null ? -1 : payload.api;
  const lost = kind === DELIVER_REQUEST ? REQUEST_LOST : REPLY_LOST;
  observe(world, lost, sender, id, correlation, api, receiver, 0, 0, -1);
}

function armedFor<S>(world: World<S>, connection: Connection, api: number): ArmedReset | undefined {
  return world.armed.find(
    (armed) =>
      (armed.api === -1 || armed.api === api) &&
      ((armed.from === connection.from && armed.to === connection.to) ||
        (armed.from === connection.to && armed.to === connection.from)),
  );
}

function isLostBefore<S>(world: World<S>, connection: Connection, armed: ArmedReset): boolean {
  if (armed.when !== 'mid') return armed.when === 'before-delivery';
  return (keyedUint32(world.streams.seed, FATE, connection.key, armed.left) & 1) === 0;
}

function forgetIfDone<S>(world: World<S>, id: number, connection: Connection): void {
  if (connection.openFrom === 0 && connection.openTo === 0 && connection.underWay === 0) world.connections[id] = null;
}
