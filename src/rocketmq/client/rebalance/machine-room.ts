import { at } from '../../../sim/column.ts';
import { javaSplit } from '../../java-text.ts';
import type { MessageQueue } from '../../message-queue.ts';

/**
 * Queues of the allowed rooms in blocks, and what does not divide one by one to the first consumers.
 *
 * @remarks
 * A broker's room stands before the one at-sign of its name; queues of other brokers are nobody's. Unlike with `AVG`
 * the extra queue of a consumer does not lie next to its block.
 * @param rooms - `consumeridcs` of the strategy
 * @param index - the consumer's place among all `consumerCount`
 * @see `AllocateMessageQueueByMachineRoom` in Apache RocketMQ
 */
export function allocateByMachineRoom(
  queues: readonly MessageQueue[],
  consumerCount: number,
  index: number,
  rooms: readonly string[],
): MessageQueue[] {
  const allowed = queues.filter((queue) => isInRooms(queue.brokerName, rooms));
  const share = Math.floor(allowed.length / consumerCount);
  const own = allowed.slice(index * share, (index + 1) * share);
  const extra = consumerCount * share + index;
  if (extra < allowed.length) own.push(at(allowed, extra));
  return own;
}

function isInRooms(brokerName: string, rooms: readonly string[]): boolean {
  const parts = javaSplit(brokerName, '@');
  return parts.length === 2 && rooms.includes(at(parts, 0));
}
