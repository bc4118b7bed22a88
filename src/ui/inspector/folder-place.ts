import type { Frame, Opened } from '../../engine/protocol.ts';
import { readAddress } from './address.ts';

/** Where somebody is among the files of a broker. */
export interface Place {
  /** `broker-1`: its data directory. `replica(orders-0,broker-1)`: the folder, or what is in it. */
  readonly owner: string;
  readonly file: '' | 'log' | 'index' | 'timeindex' | 'text';
  /** Name of a text file. */
  readonly name: string;
  /** Base offset of the file's segment, −1 = none. */
  readonly segment: number;
  /** An offset in the batch that is open, −1 = none. */
  readonly batch: number;
}

export function folderOf(owner: string): Place {
  return { owner, file: '', name: '', segment: -1, batch: -1 };
}

/** Where an object's files begin, null where it has none: those of a partition and a record are its leader's. */
export function homeOf(address: string, opened: Opened, frame: Frame | null): Place | null {
  const { kind, parts } = readAddress(address);
  const [first = '', second = ''] = parts;
  if (kind === 'node') return opened.brokers.some((one) => `broker-${one.id}` === first) ? folderOf(first) : null;
  if (kind === 'replica') return folderOf(replicaAddress(first, second));
  if (kind !== 'partition' && kind !== 'record') return null;
  const partition = opened.partitions.find((one) => one.name === first);
  if (partition === undefined) return null;
  const row = frame?.partitions.partition.indexOf(partition.partition) ?? -1;
  const leader = frame?.partitions.leader[row] ?? -1;
  const broker = brokersOf(first, opened).find((one) => one.node === leader) ?? brokersOf(first, opened)[0];
  if (broker === undefined) return null;
  const folder = folderOf(replicaAddress(first, `broker-${broker.id}`));
  if (kind === 'partition') return folder;
  const offset = Number(second);
  return Number.isInteger(offset) ? { ...folder, file: 'log', batch: offset } : null;
}

export function replicaAddress(partition: string, broker: string): string {
  return `replica(${partition},${broker})`;
}

/** Brokers that have a replica of a partition. */
export function brokersOf(partition: string, opened: Opened): Opened['brokers'] {
  const replicas = opened.partitions.find((one) => one.name === partition)?.replicas ?? [];
  return opened.brokers.filter((one) => replicas.includes(one.node));
}

/** `orders-0` and `broker-1` of a place; the first is '' in a data directory. */
export function namesOf({ owner }: Place): { readonly partition: string; readonly broker: string } {
  const { kind, parts } = readAddress(owner);
  return kind === 'replica'
    ? { partition: parts[0] ?? '', broker: parts[1] ?? '' }
    : { partition: '', broker: parts[0] ?? '' };
}

/** Name of a segment's file. */
export function fileName(baseOffset: number, file: Place['file']): string {
  return `${String(baseOffset).padStart(20, '0')}.${file}`;
}

/** `120–131`, or the one offset that a batch has. */
export function offsetsOf(batch: { readonly baseOffset: number; readonly lastOffset: number }): string {
  return batch.baseOffset === batch.lastOffset ? `${batch.baseOffset}` : `${batch.baseOffset}–${batch.lastOffset}`;
}
