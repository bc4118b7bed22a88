/** Topics of a consumer group begin with one of these. @see `MixAll` in Apache RocketMQ */
export const RETRY_GROUP_TOPIC_PREFIX = '%RETRY%';
export const DLQ_GROUP_TOPIC_PREFIX = '%DLQ%';

/** Where messages wait that a push consumer sent back. It belongs to the group, whatever topics the group reads. */
export function retryTopic(group: string): string {
  return `${RETRY_GROUP_TOPIC_PREFIX}${group}`;
}

/** Where messages end whose retries are used up. @see `MixAll.getDLQTopic` */
export function deadLetterTopic(group: string): string {
  return `${DLQ_GROUP_TOPIC_PREFIX}${group}`;
}

/** The retry topic of a pop consumer, one for each topic, with `enableRetryTopicV2` off (`BrokerConfig`, false). */
export function popRetryTopicV1(topic: string, group: string): string {
  return `${RETRY_GROUP_TOPIC_PREFIX}${group}_${topic}`;
}

/** As `popRetryTopicV1` with `enableRetryTopicV2` on: no topic and no group has a plus in its name. @see `KeyBuilder` */
export function popRetryTopicV2(topic: string, group: string): string {
  return `${RETRY_GROUP_TOPIC_PREFIX}${group}+${topic}`;
}
