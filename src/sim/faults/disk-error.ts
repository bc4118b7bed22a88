import { at } from '../column.ts';
import { DISK_FAILED, DISK_GOOD } from '../world.ts';
import type { Verb } from './verb.ts';

/** Writes end in an error: bad sectors, a file system that was remounted read-only. Left out: errors of flushes alone. */
export const diskError: Verb<unknown> = {
  name: 'disk-error',
  target: 'node',
  group: 'disk',
  aims: ['server'],
  parameters: {},
  begin: (world, given) => {
    for (const node of given.nodes) at(world.nodes, node).diskFault = DISK_FAILED;
    return null;
  },
  end: (world, given) => {
    for (const node of given.nodes) at(world.nodes, node).diskFault = DISK_GOOD;
  },
};
