import type { Opened } from '../../engine/protocol.ts';

/** What a command calls a node that the page knows by its name: clients by what they are, others as they are. */
export function targetAddress(opened: Pick<Opened, 'producers' | 'groups'> | null, name: string): string {
  if (opened?.producers.some((one) => one.id === name)) return `producer(${name})`;
  const group = opened?.groups.find((one) => one.members.some((member) => member.id === name));
  return group === undefined ? name : `member(${group.id},${name})`;
}
