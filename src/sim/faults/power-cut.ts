import { at } from '../column.ts';
import { powerCutNode } from '../node-life.ts';
import type { Verb } from './verb.ts';

/** The machine loses power: host loss, kernel panic. Peers hear nothing, and what was not flushed is gone. */
export const powerCut: Verb<unknown> = {
  name: 'power-cut',
  target: 'node',
  group: 'node',
  aims: ['server', 'control', 'client'],
  parameters: { 'restart-after': { type: 'duration', default: '' } },
  begin: (world, given) => {
    if (given.nodes.every((node) => at(world.nodes, node).status === 'off'))
      return { code: 'fault.no-power-already', parameters: {} };
    for (const node of given.nodes) powerCutNode(world, node);
    return null;
  },
  end: null,
};
