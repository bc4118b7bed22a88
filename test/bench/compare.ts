import { Worker } from 'node:worker_threads';

/** A goal of docs/performance.md: what is measured, against what, and the least (or most) ratio that will do. */
export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly subject: string;
  readonly reference: string;
  /** Ratio subject / reference: `≥ 0.7`. */
  readonly must: number;
  readonly rounds: number;
}

export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly goal: string;
  readonly ok: boolean;
  readonly runs: number;
}

/**
 * Runs both cases in turn, each in its own thread, after a warm-up round; the ratio is taken per round, then the
 * median, with least and most.
 */
export async function compare(one: Comparison): Promise<Result> {
  const subject = await start(one.subject);
  const reference = await start(one.reference);
  await ask(subject);
  await ask(reference);
  const pairs: { value: number; reference: number }[] = [];
  for (let round = 0; round < one.rounds; round++) {
    if (round % 2 === 0) {
      const value = await ask(subject);
      pairs.push({ value, reference: await ask(reference) });
    } else {
      const base = await ask(reference);
      pairs.push({ value: await ask(subject), reference: base });
    }
  }
  await Promise.all([subject.terminate(), reference.terminate()]);
  const ratios = pairs.map((pair) => pair.value / pair.reference).sort((a, b) => a - b);
  const ratio = median(ratios);
  return {
    name: one.name,
    value: median(pairs.map((pair) => pair.value).sort((a, b) => a - b)),
    unit: one.unit,
    reference: median(pairs.map((pair) => pair.reference).sort((a, b) => a - b)),
    ratio,
    low: ratios[0] ?? Number.NaN,
    high: ratios.at(-1) ?? Number.NaN,
    goal: `≥ ${one.must}`,
    ok: ratio >= one.must,
    runs: one.rounds,
  };
}

export function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Starts a case in a thread of its own. */
export function start(name: string): Promise<Worker> {
  const worker = new Worker(new URL('../../tools/launch.mjs', import.meta.url), {
    argv: ['test/bench/worker.ts', name],
  });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => resolve(worker));
  });
}

/** One round of it: how fast it was. */
export function ask(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', resolve);
    worker.postMessage('run');
  });
}
