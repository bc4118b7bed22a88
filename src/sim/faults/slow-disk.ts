import { at } from '../column.ts';
import { durationOf } from './link-faults.ts';
import type { Verb } from './verb.ts';

/** Each disk operation takes this much longer: a failing disk, a write-back storm, cloud throttling. */
export const slowDisk: Verb<unknown> = {
  name: 'slow-disk',
  target: 'node',
  group: 'disk',
  aims: ['server', 'control'],
  parameters: { latency: { type: 'duration', default: '200ms' } },
  begin: (world, given) => {
    for (const node of given.nodes) at(world.nodes, node).diskLatencyUs = Math.max(0, durationOf(given, 'latency'));
    return null;
  },
  end: (world, given) => {
    for (const node of given.nodes) at(world.nodes, node).diskLatencyUs = 0;
  },
};
