import { breakConnection, connectionsBetween } from '../network.ts';
import type { Verb } from './verb.ts';

/**
 * Arms the connection between two nodes: the next requests on it meet their fate, then the connection is reset. A
 * load balancer's idle timeout, a firewall, a process exit: the honest cause of duplicates. `now` resets at once.
 */
export const resetConnection: Verb<unknown> = {
  name: 'reset-connection',
  target: 'link',
  group: 'link',
  aims: ['server', 'control', 'client'],
  parameters: {
    when: { type: 'choice', default: 'after-processing', choices: ['before-delivery', 'after-processing', 'mid'] },
    count: { type: 'count', default: 1 },
    api: { type: 'text', default: '' },
    now: { type: 'flag', default: false },
  },
  begin: (world, given) => {
    const { when, count, api, now } = given.values;
    for (let i = 0; i < given.links.length; i += 2) {
      const from = given.links[i] ?? -1;
      const to = given.links[i + 1] ?? -1;
      if (now === true) {
        for (const connection of connectionsBetween(world, from, to)) breakConnection(world, connection);
        continue;
      }
      world.armed.push({
        from,
        to,
        when: when === 'before-delivery' || when === 'mid' ? when : 'after-processing',
        api: typeof api === 'number' ? api : -1,
        fault: given.command,
        left: typeof count === 'number' ? count : 1,
      });
    }
    return null;
  },
  end: (world, given) => {
    world.armed = world.armed.filter((armed) => armed.fault !== given.command);
  },
};
