import { closeLinkFault, openLinkFault } from './link-faults.ts';
import type { Verb } from './verb.ts';

/** Nothing passes: a switch, a route, a firewall rule. What is under way stalls and goes on after the heal. */
export const cutLink: Verb<unknown> = {
  name: 'cut-link',
  target: 'link',
  group: 'link',
  aims: ['server', 'control', 'client'],
  parameters: { 'one-way': { type: 'flag', default: false } },
  begin: (world, given) => {
    const links: number[] = [];
    for (let i = 0; i < given.links.length; i += 2) {
      const from = given.links[i] ?? -1;
      const to = given.links[i + 1] ?? -1;
      links.push(from, to);
      if (given.values['one-way'] !== true) links.push(to, from);
    }
    openLinkFault(world, given, 'cut-link', withoutRepeats(links), { cut: true, latency: -1, jitter: -1 });
    return null;
  },
  end: closeLinkFault,
};

/** Each ordered pair once. */
function withoutRepeats(links: readonly number[]): number[] {
  const seen: number[] = [];
  for (let i = 0; i < links.length; i += 2) {
    const from = links[i] ?? -1;
    const to = links[i + 1] ?? -1;
    let known = false;
    for (let j = 0; j < seen.length && !known; j += 2) known = seen[j] === from && seen[j + 1] === to;
    if (!known) seen.push(from, to);
  }
  return seen;
}
