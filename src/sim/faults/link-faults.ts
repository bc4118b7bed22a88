import { refreshLinks } from '../network.ts';
import type { World } from '../world.ts';
import type { VerbArguments } from './verb.ts';

/** Adds what a link fault does, and lets every connection meet it. `links`: ordered pairs, flat. */
export function openLinkFault<S>(
  world: World<S>,
  given: VerbArguments,
  verb: string,
  links: readonly number[],
  change: { readonly cut: boolean; readonly latency: number; readonly jitter: number },
): void {
  world.faults.push({ command: given.command, verb, links, nodes: given.nodes, ...change });
  refreshLinks(world);
}

export function closeLinkFault<S>(world: World<S>, given: VerbArguments): void {
  world.faults = world.faults.filter((fault) => fault.command !== given.command);
  refreshLinks(world);
}

/** A duration parameter in µs, −1 when it was not given. */
export function durationOf(given: VerbArguments, name: string): number {
  const value = given.values[name];
  return typeof value === 'number' ? value : -1;
}
