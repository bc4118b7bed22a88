import { deadLetterTopic, retryTopic } from '../topic/topic-names.ts';
import { deliverTimestampMs, effectiveLevel } from './delay-levels.ts';

/** A message that a listener could not handle, as the client hands it back (`CONSUMER_SEND_MSG_BACK`). */
export interface SentBack {
  readonly group: string;
  /** How often the message was delivered again already. */
  readonly reconsumeTimes: number;
  /** `delayLevelWhenNextConsume` of the listener: 0 lets the broker decide, a negative one means dead letter. */
  readonly requestedDelayLevel: number;
  /** The client's `maxReconsumeTimes`; null from clients before 3.4.9, which do not send it. */
  readonly clientMaxReconsumeTimes: number | null;
}

/** A group's settings on the broker (`SubscriptionGroupConfig`). */
export interface RetrySettings {
  /** `retryMaxTimes`, 16: counts where the client sends no limit. */
  readonly retryMaxTimes: number;
  /** `retryQueueNums`, 1: without a queue nothing is retried. */
  readonly retryQueueNums: number;
}

export type SendBackOutcome =
  /** Answered with success, and gone. */
  { readonly destination: 'none' } | StoredAgain;

/** The message as it is stored anew; it is another message to the store, under another offset. */
export interface StoredAgain {
  readonly destination: 'retry' | 'dead-letter';
  readonly topic: string;
  /** 0 for a dead letter, which is there at once. */
  readonly delayLevel: number;
  readonly delayMs: number;
  readonly reconsumeTimes: number;
}

/** The first retry has this level, 10 s in the default table. */
const FIRST_RETRY_LEVEL = 3;

const DROPPED: SendBackOutcome = { destination: 'none' };

/**
 * Where a message goes that a consumer sent back.
 *
 * @param delaysMs - the broker's table of delays, level 1 first
 * @remarks Left out: a group or a message that the broker does not have, which is answered with an error.
 * @see `AbstractSendMessageProcessor.consumerSendMsgBack` in Apache RocketMQ
 */
export function routeSentBack(
  message: SentBack,
  settings: RetrySettings,
  delaysMs: readonly number[],
): SendBackOutcome {
  if (settings.retryQueueNums <= 0) return DROPPED;
  const reconsumeTimes = message.reconsumeTimes + 1;
  const limit = message.clientMaxReconsumeTimes ?? settings.retryMaxTimes;
  if (message.reconsumeTimes >= limit || message.requestedDelayLevel < 0) {
    const topic = deadLetterTopic(message.group);
    return { destination: 'dead-letter', topic, delayLevel: 0, delayMs: 0, reconsumeTimes };
  }
  const asked = message.requestedDelayLevel || FIRST_RETRY_LEVEL + message.reconsumeTimes;
  const delayLevel = effectiveLevel(delaysMs, asked);
  const delayMs = deliverTimestampMs(delaysMs, delayLevel, 0);
  return { destination: 'retry', topic: retryTopic(message.group), delayLevel, delayMs, reconsumeTimes };
}

/**
 * Delays before each retry of a message that fails always, in ms.
 *
 * @param maxReconsumeTimes - retries, so there is one delivery more; the client's -1 stands for 16
 */
export function retryDelaysMs(delaysMs: readonly number[], maxReconsumeTimes: number): number[] {
  const schedule: number[] = [];
  for (let retry = 0; retry < maxReconsumeTimes; retry++) {
    schedule.push(deliverTimestampMs(delaysMs, effectiveLevel(delaysMs, FIRST_RETRY_LEVEL + retry), 0));
  }
  return schedule;
}
