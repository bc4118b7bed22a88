import { at } from '../../../sim/column.ts';
import type { MessageQueue } from '../../message-queue.ts';

/**
 * Blocks of neighbours: the first consumers get one queue more where the numbers do not divide.
 *
 * @param index - the consumer's place among all `consumerCount`
 * @see `AllocateMessageQueueAveragely` in Apache RocketMQ, the default of `allocateMessageQueueStrategy`
 */
export function allocateAveragely(
  queues: readonly MessageQueue[],
  consumerCount: number,
  index: number,
): MessageQueue[] {
  const remainder = queues.length % consumerCount;
  const share = Math.floor(queues.length / consumerCount);
  const from = index * share + Math.min(index, remainder);
  return queues.slice(from, from + share + (index < remainder ? 1 : 0));
}

/**
 * Dealt like cards: each consumer gets every n-th queue.
 *
 * @see `AllocateMessageQueueAveragelyByCircle` in Apache RocketMQ
 */
export function allocateByCircle(
  queues: readonly MessageQueue[],
  consumerCount: number,
  index: number,
): MessageQueue[] {
  const own: MessageQueue[] = [];
  for (let queue = index; queue < queues.length; queue += consumerCount) own.push(at(queues, queue));
  return own;
}
