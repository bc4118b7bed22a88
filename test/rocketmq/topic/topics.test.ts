import { describe, expect, it } from 'vitest';
import { isSendForbidden, isSystemTopic } from '../../../src/rocketmq/topic/system-topics.ts';
import { deadLetterTopic, popRetryTopicV2, retryTopic } from '../../../src/rocketmq/topic/topic-names.ts';
import {
  brokerGroupFault,
  brokerTopicFault,
  clientGroupFault,
  clientTopicFault,
  isStorableTopic,
} from '../../../src/rocketmq/topic/topic-validator.ts';

const GROUP_120 = 'g'.repeat(120);

describe('a name', () => {
  it.each([null, '', ' \t\n', '\u3000'])('that is blank (%j) is refused everywhere', (name) => {
    for (const faultOf of [brokerTopicFault, brokerGroupFault, clientTopicFault, clientGroupFault]) {
      expect(faultOf(name)).toBe('blank');
    }
  });

  it('with a no-break space is not blank, but has an illegal character', () => {
    expect(brokerTopicFault('\u00a0')).toBe('illegal-character');
  });

  it('of a group may have 120 characters, so that its topics are good names too', () => {
    expect(brokerGroupFault(GROUP_120)).toBeNull();
    expect(clientGroupFault(`${GROUP_120}g`)).toBe('too-long');
    expect(brokerTopicFault(retryTopic(GROUP_120))).toBeNull();
    expect(brokerTopicFault(deadLetterTopic(GROUP_120))).toBeNull();
  });

  it('that is too long and illegal has one fault to a broker and another to a client', () => {
    const name = '.'.repeat(128);

    expect(brokerTopicFault(name)).toBe('illegal-character');
    expect(clientTopicFault(name)).toBe('too-long');
  });

  it('of a pop retry topic with a plus cannot be created by hand', () => {
    expect(brokerTopicFault(popRetryTopicV2('orders', 'shop'))).toBe('illegal-character');
  });
});

describe('the store', () => {
  it('counts the bytes of a topic, and lets only retry topics be longer than 127', () => {
    expect(isStorableTopic('订'.repeat(42))).toBe(true);
    expect(isStorableTopic('订'.repeat(43))).toBe(false);
    expect(isStorableTopic(`%RETRY%${'a'.repeat(248)}`)).toBe(true);
    expect(isStorableTopic(`%RETRY%${'a'.repeat(249)}`)).toBe(false);
    expect(isStorableTopic(`%DLQ%${'a'.repeat(123)}`)).toBe(false);
  });
});

describe('a system topic', () => {
  it('is known by a list, or by its prefix in small letters', () => {
    expect(isSystemTopic('rmq_sys_wheel_timer')).toBe(true);
    expect(isSystemTopic('RMQ_SYS_OTHER')).toBe(false);
  });

  it('is never forbidden to senders unless it is one', () => {
    expect(isSendForbidden('SCHEDULE_TOPIC_XXXX')).toBe(true);
    expect(isSendForbidden('rmq_sys_wheel_timer')).toBe(false);
    expect(isSendForbidden('orders')).toBe(false);
  });
});
