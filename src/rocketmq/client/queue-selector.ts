import { javaStringHash } from '../java-text.ts';

/**
 * The queue of an ordered message: messages of one key go to one queue as long as the number of queues stays.
 *
 * @param queueCount - queues that the producer may write to, over all brokers; at least 1
 * @returns an index in the producer's list of them
 * @see `SelectMessageQueueByHash` in Apache RocketMQ
 */
export function selectQueueByHash(key: string, queueCount: number): number {
  return Math.abs(javaStringHash(key) % queueCount);
}
