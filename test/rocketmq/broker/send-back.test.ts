import { describe, expect, it } from 'vitest';
import { parseDelayLevels } from '../../../src/rocketmq/broker/delay-levels.ts';
import { retryDelaysMs, routeSentBack } from '../../../src/rocketmq/broker/send-back.ts';

const DELAYS_MS = parseDelayLevels('1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h') ?? [];
const SETTINGS = { retryMaxTimes: 16, retryQueueNums: 1 };
const FIRST_FAILURE = { group: 'orders', reconsumeTimes: 0, requestedDelayLevel: 0, clientMaxReconsumeTimes: null };

describe('a message that always fails', () => {
  it('is delivered 17 times within 17,140 s, each time after the delay foretold, and is then a dead letter', () => {
    const foretoldMs = retryDelaysMs(DELAYS_MS, 16);
    const waitedMs: number[] = [];
    let reconsumeTimes = 0;
    let destination = 'retry';
    while (destination === 'retry') {
      const outcome = routeSentBack({ ...FIRST_FAILURE, reconsumeTimes }, SETTINGS, DELAYS_MS);
      destination = outcome.destination;
      if (outcome.destination !== 'retry') break;
      waitedMs.push(outcome.delayMs);
      reconsumeTimes = outcome.reconsumeTimes;
    }

    expect(destination).toBe('dead-letter');
    expect(waitedMs).toEqual(foretoldMs);
    expect(foretoldMs.reduce((sum, delayMs) => sum + delayMs, 0)).toBe(17_140_000);
  });
});

describe('a message that was sent back', () => {
  it('is a dead letter at once where the listener asks for a negative level', () => {
    const outcome = routeSentBack({ ...FIRST_FAILURE, requestedDelayLevel: -1 }, SETTINGS, DELAYS_MS);

    expect(outcome).toMatchObject({ destination: 'dead-letter', topic: '%DLQ%orders', reconsumeTimes: 1 });
  });

  it('is dropped where the group has no retry queue, even past its limit', () => {
    const late = { ...FIRST_FAILURE, reconsumeTimes: 99 };

    expect(routeSentBack(late, { ...SETTINGS, retryQueueNums: 0 }, DELAYS_MS)).toEqual({ destination: 'none' });
  });

  it('waits for the last level of a short table', () => {
    const outcome = routeSentBack(FIRST_FAILURE, SETTINGS, [1000, 5000]);

    expect(outcome).toMatchObject({ destination: 'retry', delayLevel: 2, delayMs: 5000 });
  });
});
