import { runAllocate, runRebalance } from './conformance/allocation.ts';
import {
  runDelayLevels,
  runDelayMessage,
  runListenerResult,
  runRetry,
  runRetrySchedule,
  runTimerMessage,
} from './conformance/delivery.ts';
import { runSqlFilter, runTagFilter, runTagHash, runTagSubscription } from './conformance/filters.ts';
import {
  runName,
  runRetryTopicName,
  runSelectQueueByHash,
  runStoreTopicLength,
  runSystemTopic,
} from './conformance/topics.ts';

/**
 * What RocketMQ's rules make of a test vector's input, by kind of vector. The functions here only translate between the
 * words of the vectors and those of the rules.
 */
export const ROCKETMQ_VECTORS: Readonly<Record<string, (input: unknown) => unknown>> = {
  allocate: runAllocate,
  rebalance: runRebalance,
  'delay-levels': runDelayLevels,
  'delay-message': runDelayMessage,
  'timer-message': runTimerMessage,
  retry: runRetry,
  'retry-schedule': runRetrySchedule,
  'listener-result': runListenerResult,
  'tag-hash': runTagHash,
  'tag-subscription': runTagSubscription,
  'tag-filter': runTagFilter,
  'sql-filter': runSqlFilter,
  name: runName,
  'system-topic': runSystemTopic,
  'store-topic-length': runStoreTopicLength,
  'retry-topic-name': runRetryTopicName,
  'select-queue-by-hash': runSelectQueueByHash,
};

/** Fields of a result, at any depth, whose lists are sets. */
export const ROCKETMQ_SETS: Readonly<Record<string, readonly string[]>> = {
  'tag-subscription': ['tags', 'tagsCodes'],
};
