/** RocketMQ's front door: its rules as functions over plain data, without a clock and without chance. */
export {
  type DelayedPlace,
  delayedPlace,
  deliverTimestampMs,
  effectiveLevel,
  parseDelayLevels,
} from './broker/delay-levels.ts';
export {
  type RetrySettings,
  retryDelaysMs,
  routeSentBack,
  type SendBackOutcome,
  type SentBack,
} from './broker/send-back.ts';
export { placeOnWheel, type TimerOutcome, type TimerProperties, type TimerSettings } from './broker/timer-message.ts';
export { type ConsumeConcurrentlyStatus, handledCount, type MessageModel } from './client/listener-result.ts';
export { selectQueueByHash } from './client/queue-selector.ts';
export { queuesFor, type RebalanceView, sortView } from './client/rebalance/rebalance.ts';
export { type AllocateStrategy, type Allocation, allocate } from './client/rebalance/strategy.ts';
export { evaluateFilter, type FilterOutcome, type PropertyValues } from './filter/sql/evaluator.ts';
export type { SqlFilter } from './filter/sql/expression.ts';
export { parseSqlFilter } from './filter/sql/parser.ts';
export {
  isSubscribable,
  parseTagSubscription,
  passesBroker,
  passesClient,
  type TagSubscription,
  tagsCodeOf,
} from './filter/tag-filter.ts';
export type { MessageQueue } from './message-queue.ts';
export { isSendForbidden, isSystemTopic } from './topic/system-topics.ts';
export { deadLetterTopic, popRetryTopicV1, popRetryTopicV2, retryTopic } from './topic/topic-names.ts';
export {
  brokerGroupFault,
  brokerTopicFault,
  clientGroupFault,
  clientTopicFault,
  isStorableTopic,
  type NameFault,
} from './topic/topic-validator.ts';
