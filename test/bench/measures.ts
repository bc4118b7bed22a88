import { CLICK } from './browser/click.ts';
import { FIRST_PICTURE } from './browser/first-picture.ts';
import { DRAWING, TRANSPORT } from './browser/in-page.ts';
import { WEIGHT } from './browser/weight.ts';
import { ask, start } from './compare.ts';
import type { Goal, Measure, Pair } from './goals.ts';

/** Milliseconds that a screen of 60 Hz shows a picture. */
const FRAME_MS = 1000 / 60;

/** What has no rounds of case against case. */
export const MEASURES: readonly Measure[] = [
  alone('seeks', 3, FRAME_MS, {
    name: 'seek to a random instant, p95, in frames',
    unit: 'ms',
    bound: '≤',
    must: 2,
  }),
  alone('checkpoints', 1, 256, {
    name: 'memory of the checkpoints of 600 s',
    unit: 'MB',
    bound: '≤',
    must: 256,
    of: 'value',
  }),
  DRAWING,
  TRANSPORT,
  CLICK,
  WEIGHT,
  FIRST_PICTURE,
];

/** A case in a thread of its own, against a number. */
function alone(name: string, rounds: number, reference: number, goal: Goal): Measure {
  return {
    goals: [goal],
    take: async () => {
      const worker = await start(name);
      const pairs: Pair[] = [];
      for (let round = 0; round < rounds; round++) pairs.push({ value: await ask(worker), reference });
      await worker.terminate();
      return [pairs];
    },
  };
}
