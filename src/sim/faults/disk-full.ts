import { at } from '../column.ts';
import { DISK_FULL, DISK_GOOD } from '../world.ts';
import type { Verb } from './verb.ts';

/** No space is left: every write is refused until the fault ends. Left out: other files that fill the disk slowly. */
export const diskFull: Verb<unknown> = {
  name: 'disk-full',
  target: 'node',
  group: 'disk',
  aims: ['server'],
  parameters: {},
  begin: (world, given) => {
    for (const node of given.nodes) at(world.nodes, node).diskFault = DISK_FULL;
    return null;
  },
  end: (world, given) => {
    for (const node of given.nodes) at(world.nodes, node).diskFault = DISK_GOOD;
  },
};
