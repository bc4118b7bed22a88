import { Worker } from 'node:worker_threads';
import type { Goal, Pair } from './goals.ts';

/** Two cases by name, of which the faster one has more units of work per second. */
export interface Comparison extends Goal {
  readonly subject: string;
  readonly reference: string;
  readonly rounds: number;
}

/** Runs both cases in turn, each in its own thread, after a warm-up round. */
export async function compare(one: Comparison): Promise<readonly Pair[]> {
  const subject = await start(one.subject);
  const reference = await start(one.reference);
  await ask(subject);
  await ask(reference);
  const pairs: Pair[] = [];
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
  return pairs;
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
