/** One thing to be measured, alone in its own thread: no shared inline caches, no shared heap. */
export interface Case {
  /** Does the work once, for about half a second, and answers how fast: units of work per second. */
  run(): number | Promise<number>;
}

/** Seconds that `work` takes. Benchmarks are the one place of the project that looks at a clock. */
export function secondsOf(work: () => void): number {
  const from = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - from) / 1e9;
}

/** A stream of increments like a broker's: half-millisecond hops, waits of 5 to 500 ms, timers of seconds. */
export function increments(count: number): Float64Array {
  const table = new Float64Array(count);
  let random = 12345;
  for (let i = 0; i < count; i++) {
    random = (Math.imul(random, 1664525) + 1013904223) | 0;
    const draw = (random >>> 8) % 1000;
    random = (Math.imul(random, 1664525) + 1013904223) | 0;
    const size = (random >>> 8) % 1000;
    if (draw < 700) table[i] = 250 + (size >> 1);
    else if (draw < 950) table[i] = 5_000 + size * 495;
    else table[i] = 1_000_000 + size * 44_000;
  }
  return table;
}
