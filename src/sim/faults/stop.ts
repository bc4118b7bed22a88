import { stopNode } from '../node-life.ts';
import type { Verb } from './verb.ts';

/** Asks the process to end in order, as a deploy does: hand over, flush, leave. */
export const stop: Verb<unknown> = {
  name: 'stop',
  target: 'node',
  group: 'node',
  aims: ['server', 'control', 'client'],
  parameters: { grace: { type: 'duration', default: '30s' }, 'restart-after': { type: 'duration', default: '' } },
  begin: (world, given) => {
    const grace = given.values.grace;
    for (const node of given.nodes) stopNode(world, node, typeof grace === 'number' ? grace : 30_000_000);
    return null;
  },
  end: null,
};
