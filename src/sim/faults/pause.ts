import { at } from '../column.ts';
import { pauseNode, resumeNode } from '../node-life.ts';
import { isRunning } from '../world.ts';
import type { Verb } from './verb.ts';

/** The process takes no step: a long garbage collection, SIGSTOP, a migrating virtual machine. */
export const pause: Verb<unknown> = {
  name: 'pause',
  target: 'node',
  group: 'node',
  aims: ['server', 'control', 'client'],
  parameters: { for: { type: 'duration', default: '15s' } },
  begin: (world, given) => {
    if (given.nodes.every((node) => !isRunning(at(world.nodes, node))))
      return { code: 'fault.not-running', parameters: {} };
    for (const node of given.nodes) pauseNode(world, node);
    return null;
  },
  end: (world, given) => {
    for (const node of given.nodes) if (at(world.nodes, node).paused > 0) resumeNode(world, node);
  },
};
