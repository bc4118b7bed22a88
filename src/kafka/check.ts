import { type ConfigMistake, parseConfig } from '../sim/config.ts';
import { BROKER_CONFIG } from './broker/broker-config.ts';
import { parseTopicConfig } from './broker/topic-config.ts';
import type { KafkaSetup, TopicSetup } from './setup.ts';

/** What is wrong with a setup: where, and the error that Kafka itself would give, or a mistake in a key. */
export interface SetupMistake {
  /** As in `topics.orders.config.min.insync.replicas`. */
  readonly path: string;
  readonly code:
    | ConfigMistake['code']
    | 'INVALID_REPLICATION_FACTOR'
    | 'INVALID_PARTITIONS'
    | 'INVALID_REPLICA_ASSIGNMENT'
    | 'INVALID_TOPIC_EXCEPTION';
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** @see `org.apache.kafka.common.internals.Topic` */
const TOPIC_NAME = /^[a-zA-Z0-9._-]+$/;
const LONGEST_TOPIC_NAME = 249;

/** Everything that is wrong with a setup, as far as brokers and topics go. Empty = a world can be made of it. */
export function checkKafkaSetup(setup: KafkaSetup): readonly SetupMistake[] {
  const mistakes: SetupMistake[] = [];
  const broker = parseConfig(BROKER_CONFIG, setup.config);
  for (const { key, code, parameters } of broker.mistakes) {
    mistakes.push({ path: `cluster.config.${key}`, code, parameters });
  }
  for (const topic of setup.topics) {
    checkTopic(setup, topic, mistakes);
    const path = `topics.${topic.name}`;
    for (const { key, code, parameters } of parseTopicConfig(topic.config, broker.values).mistakes) {
      mistakes.push({ path: `${path}.config.${key}`, code, parameters });
    }
  }
  return mistakes;
}

/** @see `ReplicationControlManager#createTopic` */
function checkTopic(setup: KafkaSetup, topic: TopicSetup, mistakes: SetupMistake[]): void {
  const path = `topics.${topic.name}`;
  const { name, partitions, replicas, replicationFactor } = topic;
  if (!TOPIC_NAME.test(name) || name === '.' || name === '..' || name.length > LONGEST_TOPIC_NAME) {
    mistakes.push({ path: `${path}.name`, code: 'INVALID_TOPIC_EXCEPTION', parameters: { found: name } });
  }
  if (replicas !== null) {
    checkAssignment(setup, path, replicas, mistakes);
    return;
  }
  if (partitions < 1) {
    mistakes.push({ path: `${path}.partitions`, code: 'INVALID_PARTITIONS', parameters: { found: partitions } });
  }
  if (replicationFactor < 1 || replicationFactor > setup.brokers) {
    const parameters = { found: replicationFactor, most: setup.brokers };
    mistakes.push({ path: `${path}.replicationFactor`, code: 'INVALID_REPLICATION_FACTOR', parameters });
  }
}

/** @see `ReplicationControlManager#validateManualPartitionAssignment` */
function checkAssignment(
  setup: KafkaSetup,
  path: string,
  replicas: readonly (readonly number[])[],
  mistakes: SetupMistake[],
): void {
  const size = replicas[0]?.length ?? 0;
  if (replicas.length === 0) {
    mistakes.push({ path: `${path}.replicas`, code: 'INVALID_REPLICA_ASSIGNMENT', parameters: { found: '[]' } });
  }
  replicas.forEach((brokers, index) => {
    const known = brokers.every((id) => Number.isInteger(id) && id >= 1 && id <= setup.brokers);
    const different = new Set(brokers).size === brokers.length;
    if (known && different && brokers.length === size && size > 0) return;
    const parameters = { found: brokers.join(', '), brokers: setup.brokers };
    mistakes.push({ path: `${path}.replicas.${index}`, code: 'INVALID_REPLICA_ASSIGNMENT', parameters });
  });
}
