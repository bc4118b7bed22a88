import { compareQueues, compareTexts, type MessageQueue } from '../../message-queue.ts';
import type { MessageModel } from '../listener-result.ts';
import { type AllocateStrategy, type Allocation, allocate } from './strategy.ts';

/** What one consumer knows of a topic and its group when it rebalances. */
export interface RebalanceView {
  /** From the consumer's own copy of the route. */
  readonly queues: readonly MessageQueue[];
  /** From one broker of the topic. */
  readonly consumers: readonly string[];
}

/**
 * The order in which all consumers share out, so that equal views lead to one result: queues by broker and number, ids
 * as text.
 *
 * @see `RebalanceImpl.rebalanceByTopic` in Apache RocketMQ
 */
export function sortView(view: RebalanceView): RebalanceView {
  return { queues: [...view.queues].sort(compareQueues), consumers: [...view.consumers].sort(compareTexts) };
}

/**
 * The queues that a consumer takes in a rebalance, every `rocketmq.client.rebalance.waitInterval` (20,000 ms).
 *
 * @param view - sorted
 * @param model - in a broadcasting group each member takes all queues, whatever the strategy
 */
export function queuesFor(
  consumer: string,
  view: RebalanceView,
  model: MessageModel,
  strategy: AllocateStrategy,
): Allocation {
  return model === 'BROADCASTING' ? view.queues : allocate(strategy, view.queues, view.consumers, consumer);
}
