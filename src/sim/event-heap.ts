import type { Message } from './actor.ts';
import { assert } from './assert.ts';
import { byteAt, floatAt, intAt } from './column.ts';

/**
 * The queue of model events: a binary heap over typed arrays, ordered by (time, band, tie, seq).
 *
 * An entry lives in a *slot*, whose number is its handle until it is popped or cancelled. The heap knows where
 * each slot stands, so cancelling takes the entry out; nothing dead is ever waiting.
 */
export interface EventHeap {
  /** Entries in the arrays; with `hole`, the first of them has been popped. */
  size: number;
  /** 1 after a pop, until the next entry takes its place: most events put one in, and then one sift serves both. */
  hole: number;
  /** In heap order. */
  times: Float64Array;
  slots: Int32Array;
  /** By slot: position in the heap, −1 where the slot is free. */
  position: Int32Array;
  band: Uint8Array;
  tie: Int32Array;
  seq: Int32Array;
  kind: Uint8Array;
  node: Int32Array;
  incarnation: Int32Array;
  cause: Int32Array;
  a: Int32Array;
  b: Int32Array;
  c: Int32Array;
  /** By slot: the message, never changed after it was sent. */
  payload: (Message | null)[];
  /** Free slots, a stack. */
  free: Int32Array;
  freeCount: number;
}

export function createEventHeap(capacity = 256): EventHeap {
  const heap: EventHeap = {
    size: 0,
    hole: 0,
    times: new Float64Array(capacity),
    slots: new Int32Array(capacity),
    position: new Int32Array(capacity).fill(-1),
    band: new Uint8Array(capacity),
    tie: new Int32Array(capacity),
    seq: new Int32Array(capacity),
    kind: new Uint8Array(capacity),
    node: new Int32Array(capacity),
    incarnation: new Int32Array(capacity),
    cause: new Int32Array(capacity),
    a: new Int32Array(capacity),
    b: new Int32Array(capacity),
    c: new Int32Array(capacity),
    payload: new Array<Message | null>(capacity).fill(null),
    free: new Int32Array(capacity),
    freeCount: capacity,
  };
  for (let i = 0; i < capacity; i++) heap.free[i] = capacity - 1 - i;
  return heap;
}

export function forkEventHeap(heap: EventHeap): EventHeap {
  closeHole(heap);
  return {
    size: heap.size,
    hole: 0,
    times: heap.times.slice(),
    slots: heap.slots.slice(),
    position: heap.position.slice(),
    band: heap.band.slice(),
    tie: heap.tie.slice(),
    seq: heap.seq.slice(),
    kind: heap.kind.slice(),
    node: heap.node.slice(),
    incarnation: heap.incarnation.slice(),
    cause: heap.cause.slice(),
    a: heap.a.slice(),
    b: heap.b.slice(),
    c: heap.c.slice(),
    payload: heap.payload.slice(),
    free: heap.free.slice(),
    freeCount: heap.freeCount,
  };
}

/** Takes a free slot, whose columns the caller fills before `insert`; its payload is null. */
export function takeSlot(heap: EventHeap): number {
  if (heap.freeCount === 0) grow(heap);
  heap.freeCount -= 1;
  return intAt(heap.free, heap.freeCount);
}

/** Puts a filled slot into the order. `time` is in µs. */
export function insert(heap: EventHeap, slot: number, time: number): void {
  if (heap.hole === 1) {
    heap.hole = 0;
    siftDown(heap, slot, time, 0);
    return;
  }
  const position = heap.size;
  heap.size = position + 1;
  siftUp(heap, slot, time, position);
}

/** Number of waiting entries. */
export function waitingCount(heap: EventHeap): number {
  return heap.size - heap.hole;
}

/** Time of the next entry in µs; Infinity when there is none. */
export function peekTime(heap: EventHeap): number {
  if (heap.hole === 1) closeHole(heap);
  return heap.size === 0 ? Number.POSITIVE_INFINITY : floatAt(heap.times, 0);
}

/** Takes the next entry out of the order and answers its slot; the caller reads it and then calls `release`. */
export function pop(heap: EventHeap): number {
  if (heap.hole === 1) closeHole(heap);
  const slot = intAt(heap.slots, 0);
  heap.position[slot] = -1;
  heap.hole = 1;
  return slot;
}

/** Takes an entry out before its time and frees its slot. */
export function cancel(heap: EventHeap, slot: number): void {
  const position = intAt(heap.position, slot);
  assert(position >= 0, 'only a waiting entry can be cancelled');
  heap.position[slot] = -1;
  removeAt(heap, position);
  release(heap, slot);
}

export function isWaiting(heap: EventHeap, slot: number): boolean {
  return intAt(heap.position, slot) >= 0;
}

/** Gives a popped slot back. */
export function release(heap: EventHeap, slot: number): void {
  if (heap.payload[slot] !== null) heap.payload[slot] = null;
  heap.free[heap.freeCount] = slot;
  heap.freeCount += 1;
}

/** Fills the place of a popped entry, so that the arrays hold waiting entries only. */
export function closeHole(heap: EventHeap): void {
  if (heap.hole === 0) return;
  heap.hole = 0;
  const last = heap.size - 1;
  heap.size = last;
  if (last > 0) siftDown(heap, intAt(heap.slots, last), floatAt(heap.times, last), 0);
}

function removeAt(heap: EventHeap, position: number): void {
  const last = heap.size - 1;
  heap.size = last;
  if (position === last) return;
  const slot = intAt(heap.slots, last);
  const time = floatAt(heap.times, last);
  if (position > 0 && isBefore(heap, slot, time, (position - 1) >> 1)) siftUp(heap, slot, time, position);
  else siftDown(heap, slot, time, position);
}

function siftUp(heap: EventHeap, slot: number, time: number, from: number): void {
  const { times, slots, position } = heap;
  let here = from;
  while (here > 0) {
    const parent = (here - 1) >> 1;
    const parentTime = floatAt(times, parent);
    if (parentTime < time || (parentTime === time && !isBefore(heap, slot, time, parent))) break;
    const moved = intAt(slots, parent);
    times[here] = parentTime;
    slots[here] = moved;
    position[moved] = here;
    here = parent;
  }
  times[here] = time;
  slots[here] = slot;
  position[slot] = here;
}

function siftDown(heap: EventHeap, slot: number, time: number, from: number): void {
  const { times, slots, position, size } = heap;
  let here = from;
  for (;;) {
    let child = 2 * here + 1;
    if (child >= size) break;
    let childTime = floatAt(times, child);
    const right = child + 1;
    if (right < size) {
      const rightTime = floatAt(times, right);
      if (rightTime < childTime || (rightTime === childTime && isBefore(heap, intAt(slots, right), rightTime, child))) {
        child = right;
        childTime = rightTime;
      }
    }
    if (time < childTime || (time === childTime && isBefore(heap, slot, time, child))) break;
    const moved = intAt(slots, child);
    times[here] = childTime;
    slots[here] = moved;
    position[moved] = here;
    here = child;
  }
  times[here] = time;
  slots[here] = slot;
  position[slot] = here;
}

/** Whether `slot`, due at `time`, comes before the entry that stands at heap position `other`. */
function isBefore(heap: EventHeap, slot: number, time: number, other: number): boolean {
  const otherTime = floatAt(heap.times, other);
  if (time !== otherTime) return time < otherTime;
  const otherSlot = intAt(heap.slots, other);
  const band = byteAt(heap.band, slot) - byteAt(heap.band, otherSlot);
  if (band !== 0) return band < 0;
  const tie = intAt(heap.tie, slot) - intAt(heap.tie, otherSlot);
  if (tie !== 0) return tie < 0;
  return intAt(heap.seq, slot) < intAt(heap.seq, otherSlot);
}

function grow(heap: EventHeap): void {
  const capacity = heap.position.length;
  const doubled = capacity * 2;
  heap.times = enlarge(heap.times, new Float64Array(doubled));
  heap.slots = enlarge(heap.slots, new Int32Array(doubled));
  heap.position = enlarge(heap.position, new Int32Array(doubled).fill(-1));
  heap.band = enlarge(heap.band, new Uint8Array(doubled));
  heap.tie = enlarge(heap.tie, new Int32Array(doubled));
  heap.seq = enlarge(heap.seq, new Int32Array(doubled));
  heap.kind = enlarge(heap.kind, new Uint8Array(doubled));
  heap.node = enlarge(heap.node, new Int32Array(doubled));
  heap.incarnation = enlarge(heap.incarnation, new Int32Array(doubled));
  heap.cause = enlarge(heap.cause, new Int32Array(doubled));
  heap.a = enlarge(heap.a, new Int32Array(doubled));
  heap.b = enlarge(heap.b, new Int32Array(doubled));
  heap.c = enlarge(heap.c, new Int32Array(doubled));
  for (let i = capacity; i < doubled; i++) heap.payload.push(null);
  heap.free = new Int32Array(doubled);
  for (let i = capacity; i < doubled; i++) heap.free[i - capacity] = doubled - 1 - (i - capacity);
  heap.freeCount = doubled - capacity;
}

function enlarge<T extends { set(source: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
