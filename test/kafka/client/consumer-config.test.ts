import { describe, expect, it } from 'vitest';
import { checkConsumerConfig, resolveConsumerConfig } from '../../../src/kafka/client/consumer-config.ts';

describe('the configuration of a group', () => {
  it('is Kafka 4 where nothing is given', () => {
    const config = resolveConsumerConfig({});

    expect(checkConsumerConfig({})).toEqual([]);
    expect(config).toMatchObject({
      sessionTimeoutUs: 45_000_000,
      heartbeatUs: 3_000_000,
      maxPollIntervalUs: 300_000_000,
      maxPollRecords: 500,
      autoCommit: true,
      reset: 'latest',
      assignors: ['range', 'cooperative-sticky'],
    });
  });

  it.each([
    [{ 'session.timeout.ms': 5999 }, 'session.timeout.ms', 'conflict'],
    [{ 'session.timeout.ms': 1_800_001 }, 'session.timeout.ms', 'conflict'],
    [{ 'session.timeout.ms': 6000, 'heartbeat.interval.ms': 6000 }, 'heartbeat.interval.ms', 'conflict'],
    [{ 'group.protocol': 'consumer' }, 'group.protocol', 'not-modelled'],
    [{ 'partition.assignment.strategy': 'round-robin' }, 'partition.assignment.strategy', 'not-a-choice'],
    [{ 'partition.assignment.strategy': 'range,range' }, 'partition.assignment.strategy', 'not-a-choice'],
    [{ 'partition.assignment.strategy': '' }, 'partition.assignment.strategy', 'not-a-choice'],
    [{ 'max.pol.records': 1 }, 'max.pol.records', 'unknown-key'],
    [{ 'max.poll.records': 0 }, 'max.poll.records', 'too-small'],
  ])('is refused: %j', (given, key, code) => {
    expect(checkConsumerConfig(given)).toMatchObject([{ key, code }]);
  });

  it('takes assignors by the names of their classes too', () => {
    const given = { 'partition.assignment.strategy': 'org.apache.kafka.clients.consumer.RangeAssignor' };

    expect(checkConsumerConfig(given)).toEqual([]);
    expect(resolveConsumerConfig(given).assignors).toEqual(['range']);
  });

  it('keeps partitions through a rebalance only where every assignor of the list can', () => {
    const cooperative = (list: string) => resolveConsumerConfig({ 'partition.assignment.strategy': list }).cooperative;

    expect(resolveConsumerConfig({}).cooperative).toBe(false);
    expect(cooperative('cooperative-sticky')).toBe(true);
    expect(cooperative('sticky,cooperative-sticky')).toBe(false);
  });
});
