import { utf8Length } from '../../sim/utf8.ts';
import { isJavaBlank } from '../java-text.ts';
import { DLQ_GROUP_TOPIC_PREFIX, RETRY_GROUP_TOPIC_PREFIX } from './topic-names.ts';

/** Why a name is refused. */
export type NameFault = 'blank' | 'illegal-character' | 'too-long';

/** In characters, but for the last: in bytes, since the store keeps a topic's length in one byte. */
const TOPIC_MAX_LENGTH = 127;
const RETRY_OR_DLQ_TOPIC_MAX_LENGTH = 255;
const GROUP_MAX_LENGTH = 120;
const STORED_RETRY_TOPIC_MAX_BYTES = 255;

const LEGAL = /^[%|a-zA-Z0-9_-]*$/;

/**
 * A broker's check of a topic that is to be created.
 *
 * @returns the first fault; null for a good name
 * @see `TopicValidator.validateTopic` in Apache RocketMQ
 */
export function brokerTopicFault(topic: string | null): NameFault | null {
  if (topic === null) return 'blank';
  const isOfGroup = topic.startsWith(RETRY_GROUP_TOPIC_PREFIX) || topic.startsWith(DLQ_GROUP_TOPIC_PREFIX);
  return brokerFault(topic, isOfGroup ? RETRY_OR_DLQ_TOPIC_MAX_LENGTH : TOPIC_MAX_LENGTH);
}

/** A broker's check of a group: shorter than a topic, since topics are named after it. @see `validateGroup` */
export function brokerGroupFault(group: string | null): NameFault | null {
  return brokerFault(group, GROUP_MAX_LENGTH);
}

/** A client's check of a topic, before it sends or subscribes. @see `Validators.checkTopic` in Apache RocketMQ */
export function clientTopicFault(topic: string | null): NameFault | null {
  return clientFault(topic, TOPIC_MAX_LENGTH);
}

/** A client's check of its own group, when it starts; up to 5.3.3 it allowed 255 characters. @see `Validators.checkGroup` */
export function clientGroupFault(group: string | null): NameFault | null {
  return clientFault(group, GROUP_MAX_LENGTH);
}

/**
 * Whether the store takes a message of this topic; `MESSAGE_ILLEGAL` is the answer where it does not.
 *
 * @remarks It counts bytes of UTF-8, and of the long topics it knows only those of retries: a long dead-letter topic
 *   is refused here.
 * @see `HookUtils.checkBeforePutMessage` in Apache RocketMQ
 */
export function isStorableTopic(topic: string): boolean {
  const bytes = utf8Length(topic);
  return bytes <= (topic.startsWith(RETRY_GROUP_TOPIC_PREFIX) ? STORED_RETRY_TOPIC_MAX_BYTES : TOPIC_MAX_LENGTH);
}

/** A broker looks at the characters first. */
function brokerFault(name: string | null, maxLength: number): NameFault | null {
  if (name === null || isJavaBlank(name)) return 'blank';
  if (!LEGAL.test(name)) return 'illegal-character';
  return name.length > maxLength ? 'too-long' : null;
}

/** A client looks at the length first. */
function clientFault(name: string | null, maxLength: number): NameFault | null {
  if (name === null || isJavaBlank(name)) return 'blank';
  if (name.length > maxLength) return 'too-long';
  return LEGAL.test(name) ? null : 'illegal-character';
}
