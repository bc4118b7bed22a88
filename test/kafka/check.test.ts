import { describe, expect, it } from 'vitest';
import { checkKafkaSetup } from '../../src/kafka/check.ts';
import { type KafkaSetup, NEWEST } from '../../src/kafka/setup.ts';
import { topic } from './watched-cluster.ts';

function codes(given: Partial<KafkaSetup>): string[] {
  const mistakes = checkKafkaSetup({
    brokers: 3,
    config: {},
    boot: false,
    topics: [],
    producers: [],
    groups: [],
    link: { latencyUs: 1000, jitterUs: 0, bandwidth: 0 },
    versions: NEWEST,
    mutants: [],
    ...given,
  });
  return mistakes.map(({ path, code }) => `${path}: ${code}`);
}

describe('the check of a setup', () => {
  it('has nothing against a topic that fits the cluster', () => {
    expect(codes({ topics: [topic()] })).toEqual([]);
  });

  it('tells all that the broker would refuse at once', () => {
    const orders = topic({ replicas: null, partitions: 0, replicationFactor: 4 });
    const pay = topic({ name: 'pay/ments', replicas: [[1, 1], [2]] });

    expect(codes({ topics: [orders, pay] })).toEqual([
      'topics.orders.partitions: INVALID_PARTITIONS',
      'topics.orders.replicationFactor: INVALID_REPLICATION_FACTOR',
      'topics.pay/ments.name: INVALID_TOPIC_EXCEPTION',
      'topics.pay/ments.replicas.0: INVALID_REPLICA_ASSIGNMENT',
      'topics.pay/ments.replicas.1: INVALID_REPLICA_ASSIGNMENT',
    ]);
  });

  it('names unknown keys and values below their least', () => {
    const strict = topic({ config: { 'min.insync.replicas': 0 } });

    expect(codes({ config: { 'broker.session.timeout': 9000 }, topics: [strict] })).toEqual([
      'cluster.config.broker.session.timeout: unknown-key',
      'topics.orders.config.min.insync.replicas: too-small',
    ]);
  });
});
