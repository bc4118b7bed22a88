import { describe, expect, it } from 'vitest';
import { checkProducerConfig, resolveProducerConfig } from '../../../src/kafka/client/producer-config.ts';
import type { GivenConfig } from '../../../src/sim/config.ts';

const IN_FLIGHT = 'max.in.flight.requests.per.connection';

/** Keys to blame, each with what it contradicts. */
function conflicts(given: GivenConfig): string[] {
  return checkProducerConfig(given)
    .filter((mistake) => mistake.code === 'conflict')
    .map((mistake) => `${mistake.key} / ${mistake.parameters.other}`);
}

describe('conflicts of a producer’s settings', () => {
  it.each([
    [{ acks: 1 }, 'acks'],
    [{ acks: '0' }, 'acks'],
    [{ retries: 0 }, 'retries'],
    [{ [IN_FLIGHT]: 6 }, IN_FLIGHT],
  ])('an explicit enable.idempotence refuses %o', (given, key) => {
    expect(conflicts({ 'enable.idempotence': true, ...given })).toEqual([`${key} / enable.idempotence`]);
  });

  it.each([[{ acks: 1 }], [{ acks: 0 }], [{ retries: 0 }]])(
    'idempotence left at its default goes off without a word with %o',
    (given) => {
      expect(checkProducerConfig(given)).toEqual([]);
      expect(resolveProducerConfig(given).idempotent).toBe(false);
    },
  );

  it('more than 5 in flight is refused since 4.0 even where idempotence is left at its default', () => {
    expect(conflicts({ [IN_FLIGHT]: 6 })).toEqual([`${IN_FLIGHT} / enable.idempotence`]);
    expect(conflicts({ [IN_FLIGHT]: 6, acks: 1 })).toEqual([`${IN_FLIGHT} / enable.idempotence`]);
    expect(conflicts({ [IN_FLIGHT]: 6, 'enable.idempotence': false })).toEqual([]);
    expect(conflicts({ [IN_FLIGHT]: 5 })).toEqual([]);
  });

  it('says with which value a setting would do', () => {
    expect(checkProducerConfig({ [IN_FLIGHT]: 9 })).toEqual([
      {
        key: IN_FLIGHT,
        code: 'conflict',
        parameters: { exception: 'ConfigException', key: IN_FLIGHT, other: 'enable.idempotence', repair: '5' },
      },
    ]);
  });

  it('delivery.timeout.ms below linger.ms + request.timeout.ms is refused when given', () => {
    expect(conflicts({ 'delivery.timeout.ms': 30_004 })).toEqual([
      'delivery.timeout.ms / linger.ms + request.timeout.ms',
    ]);
    expect(conflicts({ 'delivery.timeout.ms': 30_005 })).toEqual([]);
  });

  it('delivery.timeout.ms is raised without a word when left at its default', () => {
    const given = { 'request.timeout.ms': 200_000, 'linger.ms': 7 };

    expect(checkProducerConfig(given)).toEqual([]);
    expect(resolveProducerConfig(given).deliveryTimeoutUs).toBe(200_007_000);
  });

  it('transactional.id is named as not modelled, and contradicts idempotence that is off', () => {
    expect(checkProducerConfig({ 'transactional.id': 't' }).map((one) => one.code)).toEqual(['not-modelled']);
    expect(conflicts({ 'transactional.id': 't', acks: 1 })).toEqual(['transactional.id / enable.idempotence']);
  });

  it('reports an unknown key with the nearest known one', () => {
    expect(checkProducerConfig({ 'linger.m': 1 })).toMatchObject([
      { key: 'linger.m', code: 'unknown-key', parameters: { meant: 'linger.ms' } },
    ]);
  });
});

describe('a producer’s settings at their defaults', () => {
  it('are those of Kafka 4', () => {
    expect(resolveProducerConfig({})).toMatchObject({
      acks: -1,
      idempotent: true,
      retries: 2_147_483_647,
      deliveryTimeoutUs: 120_000_000,
      requestTimeoutUs: 30_000_000,
      lingerUs: 5_000,
      batchSizeBytes: 16_384,
      bufferMemoryBytes: 33_554_432,
      maxBlockUs: 60_000_000,
      maxRequestSizeBytes: 1_048_576,
      network: { maxInFlight: 5, retryBackoffUs: 100_000, metadataMaxAgeUs: 300_000_000 },
    });
  });
});
