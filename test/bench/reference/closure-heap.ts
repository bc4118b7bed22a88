/** How one would write it on a free afternoon: a binary heap of objects with closures. */
export interface ClosureEvent {
  readonly time: number;
  readonly seq: number;
  readonly act: () => void;
}

export class ClosureHeap {
  readonly #events: ClosureEvent[] = [];

  get size(): number {
    return this.#events.length;
  }

  push(event: ClosureEvent): void {
    const events = this.#events;
    events.push(event);
    let here = events.length - 1;
    while (here > 0) {
      const parent = (here - 1) >> 1;
      const above = events[parent];
      if (above === undefined || isEarlier(above, event)) break;
      events[here] = above;
      here = parent;
    }
    events[here] = event;
  }

  pop(): ClosureEvent | undefined {
    const events = this.#events;
    const first = events[0];
    const last = events.pop();
    if (last === undefined || events.length === 0) return first;
    let here = 0;
    for (;;) {
      let child = 2 * here + 1;
      if (child >= events.length) break;
      const left = events[child];
      const right = events[child + 1];
      if (left !== undefined && right !== undefined && isEarlier(right, left)) child += 1;
      const below = events[child];
      if (below === undefined || isEarlier(last, below)) break;
      events[here] = below;
      here = child;
    }
    events[here] = last;
    return first;
  }
}

function isEarlier(a: ClosureEvent, b: ClosureEvent): boolean {
  return a.time < b.time || (a.time === b.time && a.seq < b.seq);
}
