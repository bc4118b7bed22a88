import { createEventHeap, insert, peekTime, pop, release, takeSlot } from '../../../src/sim/event-heap.ts';
import { type Case, increments, secondsOf } from '../case.ts';
import { barePop, barePush, createBareHeap } from '../reference/bare-heap.ts';
import { ClosureHeap } from '../reference/closure-heap.ts';

/** The hold model: the queue keeps its size; each step takes the first entry and puts one in, later. */
const STEPS = 2_000_000;
const GAPS = increments(4096);

export function kernelQueue(pending: number): Case {
  return {
    run: () => {
      const heap = createEventHeap(256);
      let seq = 0;
      const put = (time: number): void => {
        const slot = takeSlot(heap);
        heap.seq[slot] = seq;
        heap.band[slot] = 1;
        heap.tie[slot] = 0;
        seq += 1;
        insert(heap, slot, time);
      };
      for (let i = 0; i < pending; i++) put(GAPS[i & 4095] ?? 0);
      return (
        STEPS /
        secondsOf(() => {
          for (let i = 0; i < STEPS; i++) {
            const time = peekTime(heap);
            release(heap, pop(heap));
            put(time + (GAPS[i & 4095] ?? 0));
          }
        })
      );
    },
  };
}

export function bareQueue(pending: number): Case {
  return {
    run: () => {
      const heap = createBareHeap(pending + 1);
      let seq = 0;
      for (let i = 0; i < pending; i++) barePush(heap, GAPS[i & 4095] ?? 0, seq++);
      return (
        STEPS /
        secondsOf(() => {
          for (let i = 0; i < STEPS; i++) {
            const time = heap.times[0] ?? 0;
            barePop(heap);
            barePush(heap, time + (GAPS[i & 4095] ?? 0), seq++);
          }
        })
      );
    },
  };
}

export function closureQueue(pending: number): Case {
  return {
    run: () => {
      const heap = new ClosureHeap();
      let seq = 0;
      let _sum = 0;
      const put = (time: number): void => {
        const name = seq;
        heap.push({
          time,
          seq: seq++,
          act: () => {
            _sum += name;
          },
        });
      };
      for (let i = 0; i < pending; i++) put(GAPS[i & 4095] ?? 0);
      return (
        STEPS /
        secondsOf(() => {
          for (let i = 0; i < STEPS; i++) {
            const first = heap.pop();
            if (first === undefined) break;
            first.act();
            put(first.time + (GAPS[i & 4095] ?? 0));
          }
        })
      );
    },
  };
}
