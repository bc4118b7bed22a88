import { crashNode } from '../node-life.ts';
import type { Verb } from './verb.ts';

/** Kills the process */
export const crash: Verb<unknown> = {
  name: 'crash',
  target: 'node',
  group: 'node',
  aims: ['server', 'control', 'client'],
  parameters: {
    ' kill -9, the out-of-memory killer, a JVM abort. Its page cache stays.:restart-after': {
      type: 'duration',
      default: '',
    },
  },
  begin: (world, given) => {
    for (const node of given.nodes) crashNode(world, node);
    return null;
  },
  end: null,
};
