import { at } from '../column.ts';
import { crashNode } from '../node-life.ts';
import { isRunning } from '../world.ts';
import type { Verb } from './verb.ts';

/** Kills the process: kill -9, the out-of-memory killer, a JVM abort. Its page cache stays. */
export const crash: Verb<unknown> = {
  name: 'crash',
  target: 'node',
  group: 'node',
  aims: ['server', 'control', 'client'],
  parameters: { 'restart-after': { type: 'duration', default: '' } },
  begin: (world, given) => {
    if (given.nodes.every((node) => !isRunning(at(world.nodes, node))))
      return { code: 'fault.not-running', parameters: {} };
    for (const node of given.nodes) crashNode(world, node);
    return null;
  },
  end: null,
};
