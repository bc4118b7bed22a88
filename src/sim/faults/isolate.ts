import { at } from '../column.ts';
import type { World } from '../world.ts';
import { closeLinkFault, openLinkFault } from './link-faults.ts';
import type { Verb } from './verb.ts';

/**
 * Cuts a node off from the controllers, its peers, the clients, or all of them; with a set of nodes, each member is
 * also cut off from the other members.
 */
export const isolate: Verb<unknown> = {
  name: 'isolate',
  target: 'node',
  group: 'link',
  aims: ['server', 'control', 'client'],
  parameters: { from: { type: 'list', default: 'all', choices: ['all', 'controller', 'peers', 'clients'] } },
  begin: (world, given) => {
    const from = given.values.from;
    const groups = Array.isArray(from) ? from : [String(from ?? 'all')];
    const links: number[] = [];
    for (const node of given.nodes) {
      for (let other = 0; other < world.nodes.length; other++) {
        if (other === node || !isConcerned(world, node, other, groups, given.nodes)) continue;
        links.push(node, other);
        if (!given.nodes.includes(other)) links.push(other, node);
      }
    }
    openLinkFault(world, given, 'isolate', links, { cut: true, latency: -1, jitter: -1 });
    return null;
  },
  end: closeLinkFault,
};

function isConcerned<S>(
  world: World<S>,
  node: number,
  other: number,
  groups: readonly string[],
  set: readonly number[],
): boolean {
  if (groups.includes('all') || set.includes(other)) return true;
  const { role } = at(world.nodes, other);
  if (role === 'control' && groups.includes('controller')) return true;
  if (role === at(world.nodes, node).role && groups.includes('peers')) return true;
  return role === 'client' && groups.includes('clients');
}
