import type { Message } from './actor.ts';
import { assert } from './assert.ts';
import { at, byteAt, intAt } from './column.ts';
import { WorldContext } from './context.ts';
import { writeBackPass } from './disk.ts';
import { peekTime, pop, release } from './event-heap.ts';
import { endAt, judgeArrival } from './network.ts';
import { crashNode, exitNode } from './node-life.ts';
import { DELIVER_REPLY, DELIVER_REQUEST, DISCONNECT, TIMER, type World, WRITE_BACK } from './world.ts';

/** More events than this at one instant are an endless loop of the model. */
export const LIVELOCK_EVENTS = 10_000;

/** Time of the next event in µs; Infinity when nothing is waiting. */
export function nextEventTime<S>(world: World<S>): number {
  return peekTime(world.heap);
}

/**
 * Handles events until the next one is later than `until` (µs), `limit` events were handled, or a listener has
 * interrupted.
 *
 * @returns how many were handled
 */
export function runWorld<S>(world: World<S>, until: number, limit: number): number {
  const context = new WorldContext(world, 0);
  const { heap } = world;
  let count = 0;
  world.interrupted = false;
  while (count < limit && !world.interrupted) {
    const time = peekTime(heap);
    if (time > until) break;
    handleNext(world, context, time);
    count += 1;
  }
  return count;
}

/** Lets time pass to `time` (µs) without an event, as before a command: nothing may be waiting before it. */
export function passTime<S>(world: World<S>, time: number): void {
  assert(time >= world.now && time <= peekTime(world.heap), 'time passes only where nothing happens');
  if (time === world.now) return;
  world.now = time;
  world.atThisInstant = 0;
}

/** Handles the one next event. */
export function stepWorld<S>(world: World<S>): void {
  handleNext(world, new WorldContext(world, 0), peekTime(world.heap));
}

function handleNext<S>(world: World<S>, context: WorldContext<S>, time: number): void {
  const { heap } = world;
  const slot = pop(heap);
  if (time > world.now) {
    world.now = time;
    world.atThisInstant = 1;
  } else {
    world.atThisInstant += 1;
    assert(world.atThisInstant <= LIVELOCK_EVENTS, 'kernel.livelock: the model goes on for ever without time passing');
  }
  world.handled += 1;
  world.cause = intAt(heap.seq, slot);
  const kind = byteAt(heap.kind, slot);
  const node = intAt(heap.node, slot);
  mixHeader(world, kind, node, time);
  if (kind === TIMER) onTimer(world, context, slot, node);
  else if (kind === WRITE_BACK) {
    release(heap, slot);
    writeBackPass(world, node);
  } else onArrival(world, context, slot, kind, node);
  if (world.exits.length > 0) endExited(world);
}

function onTimer<S>(world: World<S>, context: WorldContext<S>, slot: number, node: number): void {
  const { heap } = world;
  const state = at(world.nodes, node);
  if (intAt(heap.incarnation, slot) !== state.incarnation) {
    release(heap, slot);
    return;
  }
  if (state.paused > 0) {
    defer(world, slot, TIMER, node);
    return;
  }
  const kind = intAt(heap.a, slot);
  const a = intAt(heap.b, slot);
  const b = intAt(heap.c, slot);
  release(heap, slot);
  context.node = node;
  world.model.onTimer(world.state, kind, a, b, context);
}

function onArrival<S>(world: World<S>, context: WorldContext<S>, slot: number, kind: number, node: number): void {
  const { heap } = world;
  const state = at(world.nodes, node);
  if (intAt(heap.incarnation, slot) === -1) {
    if (!judgeArrival(world, slot)) {
      release(heap, slot);
      return;
    }
  } else if (intAt(heap.incarnation, slot) !== state.incarnation) {
    release(heap, slot);
    return;
  }
  if (state.paused > 0) {
    defer(world, slot, kind, node);
    return;
  }
  const connection = intAt(heap.a, slot);
  const correlation = intAt(heap.b, slot);
  const payload = at(heap.payload, slot);
  release(heap, slot);
  context.node = node;
  // A process that was paused may have closed the connection before it came to what had arrived on it.
  if (!context.isOpen(connection)) return;
  if (kind === DISCONNECT) {
    endAt(world, connection, node);
    world.model.onDisconnect(world.state, connection, context);
    return;
  }
  deliver(world, context, kind, connection, correlation, payload);
}

function deliver<S>(
  world: World<S>,
  context: WorldContext<S>,
  kind: number,
  connection: number,
  correlation: number,
  payload: Message | null,
): void {
  assert(payload !== null, 'a request or reply carries a message');
  if (kind === DELIVER_REQUEST) world.model.onRequest(world.state, connection, correlation, payload, context);
  else {
    assert(kind === DELIVER_REPLY, 'what arrives is a request, a reply or an end');
    world.model.onReply(world.state, connection, correlation, payload, context);
  }
}

/** A paused process takes it up when it goes on. It belongs to this life of the process. */
function defer<S>(world: World<S>, slot: number, kind: number, node: number): void {
  const { heap } = world;
  const state = at(world.nodes, node);
  state.deferred.push({
    kind,
    a: intAt(heap.a, slot),
    b: intAt(heap.b, slot),
    c: intAt(heap.c, slot),
    incarnation: state.incarnation,
    cause: intAt(heap.cause, slot),
    payload: at(heap.payload, slot),
    slot: kind === TIMER ? slot : -1,
  });
  if (kind !== TIMER) release(heap, slot);
}

export function endExited<S>(world: World<S>): void {
  const exits = world.exits;
  world.exits = [];
  for (const node of exits) {
    if (node < 0) crashNode(world, -1 - node);
    else exitNode(world, node);
  }
}

function mixHeader<S>(world: World<S>, kind: number, node: number, time: number): void {
  const chain = world.chain;
  let low = Math.imul(chain.low ^ ((kind << 20) ^ node), 0x9e3779b1);
  low = Math.imul(((low << 13) | (low >>> 19)) ^ (time | 0), 0x85ebca6b);
  chain.low = low ^ (low >>> 15);
  chain.high = (Math.imul(chain.high, 0xc2b2ae35) + chain.low) | 0;
}
