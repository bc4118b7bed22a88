import type { Opened } from '../../engine/protocol.ts';
import { nodeTitle } from '../components/run-names.ts';

/** What an address points at: `broker-1`, `replica(orders-0,broker-1)`, `record(orders-0,42,e3)` … */
export interface Pointed {
  readonly kind: string;
  readonly parts: readonly string[];
}

export function readAddress(address: string): Pointed {
  const form = /^([a-z-]+)\((.*)\)$/.exec(address);
  if (form === null) return { kind: 'node', parts: [address] };
  return { kind: form[1] ?? '', parts: (form[2] ?? '').split(',').map((part) => part.trim()) };
}

/** The heading of an object: its own name, as the page writes it elsewhere. */
export function titleOf(address: string, controllers = 1): string {
  const { kind, parts } = readAddress(address);
  if (kind === 'replica') return `${parts[0] ?? ''} · ${nodeTitle(parts[1] ?? '')}`;
  if (kind === 'link') return parts.map((part) => nodeTitle(part, controllers)).join(' → ');
  return nodeTitle(parts[0] ?? address, controllers);
}

/** Addresses of the same kind, in order, for the next and previous buttons; empty where there is no such list. */
export function siblingsOf(address: string, opened: Opened): readonly string[] {
  const { kind, parts } = readAddress(address);
  switch (kind) {
    case 'node':
      if (address.startsWith('controller-')) return opened.controllers.map((one) => `controller-${one.id}`);
      return opened.brokers.map((one) => `broker-${one.id}`);
    case 'partition':
      return opened.partitions.filter((one) => !one.internal).map((one) => `partition(${one.name})`);
    case 'replica': {
      const partition = opened.partitions.find((one) => one.name === parts[0]);
      const brokers = opened.brokers.filter((one) => partition?.replicas.includes(one.node) === true);
      return brokers.map((one) => `replica(${parts[0] ?? ''},broker-${one.id})`);
    }
    case 'producer':
      return opened.producers.map((one) => `producer(${one.id})`);
    case 'group':
      return opened.groups.map((one) => `group(${one.id})`);
    case 'member':
      return opened.groups.flatMap((one) => one.members.map((member) => `member(${one.id},${member.id})`));
    default:
      return [];
  }
}
