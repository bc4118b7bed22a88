import { at } from '../column.ts';
import { startNode } from '../node-life.ts';
import { isRunning } from '../world.ts';
import type { Verb } from './verb.ts';

/** Starts a process that is down, on what its disk still holds. */
export const restart: Verb<unknown> = {
  name: 'restart',
  target: 'node',
  group: 'node',
  aims: ['server', 'control', 'client'],
  parameters: {},
  begin: (world, given) => {
    const down = given.nodes.filter((node) => !isRunning(at(world.nodes, node)));
    if (down.length === 0) return { code: 'fault.runs-already', parameters: {} };
    for (const node of down) startNode(world, node);
    return null;
  },
  end: null,
};
