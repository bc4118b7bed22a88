import * as v from 'valibot';
import { selectQueueByHash } from '../client/queue-selector.ts';
import { javaStringHash } from '../java-text.ts';
import { isSendForbidden, isSystemTopic } from '../topic/system-topics.ts';
import { deadLetterTopic, popRetryTopicV1, popRetryTopicV2, retryTopic } from '../topic/topic-names.ts';
import {
  brokerGroupFault,
  brokerTopicFault,
  clientGroupFault,
  clientTopicFault,
  isStorableTopic,
} from '../topic/topic-validator.ts';

const NAME = v.object({
  side: v.picklist(['broker', 'client']),
  what: v.picklist(['topic', 'group']),
  name: v.nullish(v.string(), null),
});
const TOPIC = v.object({ topic: v.string() });
const RETRY_NAME = v.object({
  form: v.picklist(['push', 'pop-v1', 'pop-v2', 'dead-letter']),
  topic: v.optional(v.string(), ''),
  group: v.string(),
});
const KEY = v.object({ key: v.string(), queues: v.number() });

const FAULTS = {
  broker: { topic: brokerTopicFault, group: brokerGroupFault },
  client: { topic: clientTopicFault, group: clientGroupFault },
};

export function runName(input: unknown): unknown {
  const { side, what, name } = v.parse(NAME, input);
  const reason = FAULTS[side][what](name);
  return reason === null ? { valid: true } : { valid: false, reason };
}

export function runSystemTopic(input: unknown): unknown {
  const { topic } = v.parse(TOPIC, input);
  return { system: isSystemTopic(topic), sendForbidden: isSendForbidden(topic) };
}

export function runStoreTopicLength(input: unknown): unknown {
  const stored = isStorableTopic(v.parse(TOPIC, input).topic);
  return stored ? { stored } : { stored, error: 'MESSAGE_ILLEGAL' };
}

export function runRetryTopicName(input: unknown): unknown {
  const { form, topic, group } = v.parse(RETRY_NAME, input);
  switch (form) {
    case 'push':
      return { name: retryTopic(group) };
    case 'pop-v1':
      return { name: popRetryTopicV1(topic, group) };
    case 'pop-v2':
      return { name: popRetryTopicV2(topic, group) };
    case 'dead-letter':
      return { name: deadLetterTopic(group) };
  }
}

export function runSelectQueueByHash(input: unknown): unknown {
  const { key, queues } = v.parse(KEY, input);
  return { hashCode: javaStringHash(key), index: selectQueueByHash(key, queues) };
}
