import type { MessageQueue } from '../../message-queue.ts';
import { compareTexts } from '../../message-queue.ts';
import { allocateAveragely, allocateByCircle } from './averagely.ts';
import { allocateByConsistentHash } from './consistent-hash.ts';
import { allocateByMachineRoom } from './machine-room.ts';

/** How a consumer finds its own queues, by the names that RocketMQ gives its strategies. */
export type AllocateStrategy =
  | { readonly name: 'AVG' }
  | { readonly name: 'AVG_BY_CIRCLE' }
  /** `messageQueueList`, set by hand in each consumer; the others do not count. */
  | { readonly name: 'CONFIG'; readonly configured: readonly MessageQueue[] }
  | { readonly name: 'MACHINE_ROOM'; readonly rooms: readonly string[] }
  | { readonly name: 'MACHINE_ROOM_NEARBY'; readonly inner: AllocateStrategy }
  | { readonly name: 'CONSISTENT_HASH'; readonly virtualNodeCount: number };

/** An `IllegalArgumentException` of the strategy: the client logs it and keeps the queues that it has. */
export type Allocation = readonly MessageQueue[] | 'ILLEGAL_ARGUMENT';

const NOTHING: Allocation = [];

/**
 * The queues of one consumer of a group.
 *
 * @remarks Each consumer works this out alone from its own view of the lists; where two views differ, a queue may have
 *   two owners or none.
 * @param queues - of one topic, in the order in which they are shared out
 * @param consumers - ids of all members that read the topic, in order
 * @param current - the id of the consumer that asks; one that is not in the list gets nothing
 * @see `AllocateMessageQueueStrategy`, `AbstractAllocateMessageQueueStrategy.check` in Apache RocketMQ
 */
export function allocate(
  strategy: AllocateStrategy,
  queues: readonly MessageQueue[],
  consumers: readonly string[],
  current: string,
): Allocation {
  if (strategy.name === 'CONFIG') return strategy.configured;
  if (!canBeCreated(strategy)) return 'ILLEGAL_ARGUMENT';
  if (current === '' || queues.length === 0 || consumers.length === 0) return 'ILLEGAL_ARGUMENT';
  const index = consumers.indexOf(current);
  if (index < 0) return NOTHING;
  switch (strategy.name) {
    case 'AVG':
      return allocateAveragely(queues, consumers.length, index);
    case 'AVG_BY_CIRCLE':
      return allocateByCircle(queues, consumers.length, index);
    case 'MACHINE_ROOM':
      return allocateByMachineRoom(queues, consumers.length, index, strategy.rooms);
    case 'CONSISTENT_HASH':
      return allocateByConsistentHash(queues, consumers, index, strategy.virtualNodeCount);
    case 'MACHINE_ROOM_NEARBY':
      return allocateNearby(strategy.inner, queues, consumers, current);
  }
}

/** Its constructor refuses a negative number of points. */
function canBeCreated(strategy: AllocateStrategy): boolean {
  if (strategy.name === 'MACHINE_ROOM_NEARBY') return canBeCreated(strategy.inner);
  return strategy.name !== 'CONSISTENT_HASH' || strategy.virtualNodeCount >= 0;
}

/**
 * First the queues of the consumer's own room, shared with its neighbours; then, room by room in the order of their
 * names, its part of the queues of those rooms that have no consumer.
 *
 * @remarks The real strategy asks a resolver for the room; here it is what stands before the first hyphen.
 * @see `AllocateMachineRoomNearby` in Apache RocketMQ
 */
function allocateNearby(
  inner: AllocateStrategy,
  queues: readonly MessageQueue[],
  consumers: readonly string[],
  current: string,
): Allocation {
  const queueRooms = queues.map(({ brokerName }) => roomOf(brokerName));
  const consumerRooms = consumers.map(roomOf);
  if (queueRooms.includes('') || consumerRooms.includes('')) return 'ILLEGAL_ARGUMENT';
  const ownRoom = roomOf(current);
  const orphans = [...new Set(queueRooms)].filter((room) => !consumerRooms.includes(room)).sort(compareTexts);
  const own: MessageQueue[] = [];
  for (const room of [ownRoom, ...orphans]) {
    const inRoom = queues.filter((_, i) => queueRooms[i] === room);
    if (inRoom.length === 0) continue;
    const members = room === ownRoom ? consumers.filter((_, i) => consumerRooms[i] === room) : consumers;
    const part = allocate(inner, inRoom, members, current);
    if (part === 'ILLEGAL_ARGUMENT') return part;
    own.push(...part);
  }
  return own;
}

function roomOf(name: string): string {
  const hyphen = name.indexOf('-');
  return hyphen < 0 ? name : name.slice(0, hyphen);
}
