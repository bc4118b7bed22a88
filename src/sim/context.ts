import type { Context, Message } from './actor.ts';
import { assert } from './assert.ts';
import { at, byteAt, intAt } from './column.ts';
import { flushedPosition, flushFile, writeFile } from './disk.ts';
import { cancel, insert, isWaiting, takeSlot } from './event-heap.ts';
import { closeConnection, connectionAt, openConnection, sendReply, sendRequest } from './network.ts';
import { addBundle, addMessage, type Payloads } from './payload.ts';
import { EXPONENTIAL_QUANTILES } from './quantiles.ts';
import { chance, exponential, intInclusive, openStream } from './random.ts';
import { observe, stamp, TIMER, textIndex, type World } from './world.ts';

/** The context of `actor.ts` over a world. Made anew where it is needed; it holds nothing of its own. */
export class WorldContext<S> implements Context {
  readonly #world: World<S>;
  node: number;

  constructor(world: World<S>, node: number) {
    this.#world = world;
    this.node = node;
  }

  get now(): number {
    return this.#world.now;
  }

  get payloads(): Payloads {
    return this.#world.payloads;
  }

  connect(to: number): number {
    return openConnection(this.#world, this.node, to);
  }

  close(connection: number): void {
    closeConnection(this.#world, connection, this.node);
  }

  isOpen(connection: number): boolean {
    const state = this.#world.connections[connection];
    if (state === null || state === undefined) return false;
    return (state.from === this.node ? state.openFrom : state.openTo) === 1;
  }

  peer(connection: number): number {
    const state = connectionAt(this.#world, connection);
    return state.from === this.node ? state.to : state.from;
  }

  request(connection: number, message: Message, bytes: number): number {
    return sendRequest(this.#world, connection, message, bytes);
  }

  reply(connection: number, correlation: number, message: Message, bytes: number): void {
    sendReply(this.#world, connection, correlation, message, bytes);
  }

  setTimer(kind: number, delayUs: number, a: number, b: number): number {
    const world = this.#world;
    const { heap } = world;
    const slot = takeSlot(heap);
    stamp(world, slot, 1, TIMER, this.node);
    heap.incarnation[slot] = at(world.nodes, this.node).incarnation;
    heap.a[slot] = kind;
    heap.b[slot] = a;
    heap.c[slot] = b;
    insert(heap, slot, world.now + delayUs);
    return slot + 1;
  }

  cancelTimer(timer: number): void {
    const { heap } = this.#world;
    const slot = timer - 1;
    assert(
      isWaiting(heap, slot) && intAt(heap.node, slot) === this.node && byteAt(heap.kind, slot) === TIMER,
      'a cancelled timer is running',
    );
    cancel(heap, slot);
  }

  openStream(name: string, entity: number): number {
    return openStream(this.#world.streams, name, entity);
  }

  intInclusive(stream: number, low: number, high: number): number {
    return intInclusive(this.#world.streams, stream, low, high);
  }

  chance(stream: number, numerator: number, denominator: number): boolean {
    return chance(this.#world.streams, stream, numerator, denominator);
  }

  exponential(stream: number, meanUs: number): number {
    return exponential(this.#world.streams, stream, meanUs, EXPONENTIAL_QUANTILES);
  }

  write(file: number, position: number): number {
    return writeFile(this.#world, this.node, file, position);
  }

  flush(file: number): number {
    return flushFile(this.#world, this.node, file);
  }

  flushedPosition(file: number): number {
    return flushedPosition(this.#world, this.node, file);
  }

  observe(kind: number, a: number, b: number, c: number, d: number, e: number, f: number, bundle: number): void {
    observe(this.#world, kind, this.node, a, b, c, d, e, f, bundle);
  }

  newMessage(
    session: number,
    callIndex: number,
    destination: number,
    key: number,
    value: number,
    size: number,
  ): number {
    const world = this.#world;
    return addMessage(world.payloads, this.node, session, callIndex, destination, key, value, size, world.now);
  }

  newBundle(uids: readonly number[]): number {
    return addBundle(this.#world.payloads, uids);
  }

  text(value: string): number {
    return textIndex(this.#world, value);
  }

  diskFault(): number {
    return at(this.#world.nodes, this.node).diskFault;
  }

  halt(): void {
    this.#world.exits.push(-1 - this.node);
  }

  exit(): void {
    this.#world.exits.push(this.node);
  }
}
