/**
 * The reference for every queue: a binary heap over typed arrays, ordered by (time, seq), without payload, cancel or
 * checks. Nothing that a simulator needs can be faster than this by much.
 */
export interface BareHeap {
  size: number;
  times: Float64Array;
  seqs: Int32Array;
}

export function createBareHeap(capacity: number): BareHeap {
  return { size: 0, times: new Float64Array(capacity), seqs: new Int32Array(capacity) };
}

export function barePush(heap: BareHeap, time: number, seq: number): void {
  const { times, seqs } = heap;
  let here = heap.size;
  heap.size = here + 1;
  while (here > 0) {
    const parent = (here - 1) >> 1;
    const parentTime = times[parent] ?? 0;
    if (parentTime < time || (parentTime === time && (seqs[parent] ?? 0) < seq)) break;
    times[here] = parentTime;
    seqs[here] = seqs[parent] ?? 0;
    here = parent;
  }
  times[here] = time;
  seqs[here] = seq;
}

/** Drops the first entry; read `times[0]` and `seqs[0]` before. */
export function barePop(heap: BareHeap): void {
  const { times, seqs } = heap;
  const size = heap.size - 1;
  heap.size = size;
  const time = times[size] ?? 0;
  const seq = seqs[size] ?? 0;
  let here = 0;
  for (;;) {
    let child = 2 * here + 1;
    if (child >= size) break;
    const right = child + 1;
    if (right < size) {
      const l = times[child] ?? 0;
      const r = times[right] ?? 0;
      if (r < l || (r === l && (seqs[right] ?? 0) < (seqs[child] ?? 0))) child = right;
    }
    const childTime = times[child] ?? 0;
    if (time < childTime || (time === childTime && seq < (seqs[child] ?? 0))) break;
    times[here] = childTime;
    seqs[here] = seqs[child] ?? 0;
    here = child;
  }
  times[here] = time;
  seqs[here] = seq;
}
