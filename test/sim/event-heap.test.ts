import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/sim/column.ts';
import {
  cancel,
  createEventHeap,
  type EventHeap,
  forkEventHeap,
  insert,
  peekTime,
  pop,
  release,
  takeSlot,
  waitingCount,
} from '../../src/sim/event-heap.ts';

/** Puts an entry in; `seq` also serves as its name. */
function put(heap: EventHeap, seq: number, time: number, band = 1, tie = 0): number {
  const slot = takeSlot(heap);
  heap.seq[slot] = seq;
  heap.band[slot] = band;
  heap.tie[slot] = tie;
  insert(heap, slot, time);
  return slot;
}

function drain(heap: EventHeap): number[] {
  const seqs: number[] = [];
  while (waitingCount(heap) > 0) {
    const slot = pop(heap);
    seqs.push(at(heap.seq, slot));
    release(heap, slot);
  }
  return seqs;
}

describe('the event heap', () => {
  it('orders by time, then band, then tie, then seq', () => {
    const heap = createEventHeap(2);
    put(heap, 0, 20);
    put(heap, 1, 10, 1, 5);
    put(heap, 2, 10, 1, 4);
    put(heap, 3, 10, 0, 9);
    put(heap, 4, 10, 1, 4);

    expect(peekTime(heap)).toBe(10);
    expect(drain(heap)).toEqual([3, 2, 4, 1, 0]);
    expect(peekTime(heap)).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes a cancelled entry out and gives its slot to the next one', () => {
    const heap = createEventHeap(4);
    put(heap, 0, 1);
    const middle = put(heap, 1, 2);
    put(heap, 2, 3);

    cancel(heap, middle);

    expect(waitingCount(heap)).toBe(2);
    expect(put(heap, 3, 4)).toBe(middle);
    expect(drain(heap)).toEqual([0, 2, 3]);
    expect(() => cancel(heap, middle)).toThrow('only a waiting entry can be cancelled');
  });

  it('answers in the order of a linear scan, with many ties, cancels and a fork in the middle', () => {
    const act = fc.oneof(
      fc.record({ do: fc.constant('put'), time: fc.nat(3), band: fc.nat(1), tie: fc.nat(1) }),
      fc.record({ do: fc.constant('pop'), time: fc.nat(1), band: fc.nat(1), tie: fc.nat(1) }),
      fc.record({ do: fc.constant('cancel'), time: fc.nat(50), band: fc.nat(1), tie: fc.nat(1) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
        let heap = createEventHeap(1);
        let list: { seq: number; time: number; band: number; tie: number; slot: number }[] = [];
        acts.forEach((one, seq) => {
          if (one.do === 'put') {
            list.push({
              seq,
              time: one.time,
              band: one.band,
              tie: one.tie,
              slot: put(heap, seq, one.time, one.band, one.tie),
            });
          } else if (one.do === 'cancel' && list.length > 0) {
            const victim = at(list, one.time % list.length);
            cancel(heap, victim.slot);
            list = list.filter((entry) => entry !== victim);
          } else if (one.do === 'pop' && list.length > 0) {
            const first = list.reduce((a, b) => (isEarlier(a, b) ? a : b));
            list = list.filter((entry) => entry !== first);
            const slot = pop(heap);
            expect(at(heap.seq, slot)).toBe(first.seq);
            release(heap, slot);
          }
          if (seq % 17 === 0) heap = forkEventHeap(heap);
        });
        const rest = list.sort((a, b) => (isEarlier(a, b) ? -1 : 1)).map((entry) => entry.seq);
        expect(drain(heap)).toEqual(rest);
      }),
    );
  });
});

interface Entry {
  readonly seq: number;
  readonly time: number;
  readonly band: number;
  readonly tie: number;
}

function isEarlier(a: Entry, b: Entry): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.band !== b.band) return a.band < b.band;
  if (a.tie !== b.tie) return a.tie < b.tie;
  return a.seq < b.seq;
}
