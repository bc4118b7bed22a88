import type { Case } from '../case.ts';
import { ask, start } from '../compare.ts';

/** The same exploration in so many threads at once: runs per second of all together. */
export async function workers(count: number): Promise<Case> {
  const threads = await Promise.all(Array.from({ length: count }, () => start('kafka-runs')));
  return {
    run: async () => {
      const speeds = await Promise.all(threads.map((thread) => ask(thread)));
      return speeds.reduce((sum, speed) => sum + speed, 0);
    },
  };
}
