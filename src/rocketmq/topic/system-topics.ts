/** All begin with this but for the older ones in the two lists below. */
const SYSTEM_TOPIC_PREFIX = 'rmq_sys_';

/** Messages of these are written by brokers alone. */
const SEND_FORBIDDEN: readonly string[] = [
  'SCHEDULE_TOPIC_XXXX',
  'RMQ_SYS_TRANS_HALF_TOPIC',
  'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  'TRANS_CHECK_MAX_TIME_TOPIC',
  'SELF_TEST_TOPIC',
  'OFFSET_MOVED_EVENT',
];

const SEND_ALLOWED: readonly string[] = ['TBW102', 'BenchmarkTest', 'RMQ_SYS_TRACE_TOPIC', 'CHECKPOINT_TOPIC'];

/**
 * Whether a topic is one of RocketMQ's own, which nobody may create or delete.
 *
 * @remarks Left out: topics that a running broker adds, named after itself and its cluster.
 * @see `TopicValidator.isSystemTopic` in Apache RocketMQ
 */
export function isSystemTopic(topic: string): boolean {
  return topic.startsWith(SYSTEM_TOPIC_PREFIX) || SEND_FORBIDDEN.includes(topic) || SEND_ALLOWED.includes(topic);
}

/** Whether a client's message to this topic is refused. @see `TopicValidator.isNotAllowedSendTopic` */
export function isSendForbidden(topic: string): boolean {
  return SEND_FORBIDDEN.includes(topic);
}
