import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectQueueByHash } from '../../../src/rocketmq/client/queue-selector.ts';

describe('a queue chosen by the hash of a key', () => {
  it('is one of the queues', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 64 }), (key, queues) => {
        const index = selectQueueByHash(key, queues);

        expect(index).toBeGreaterThanOrEqual(0);
        expect(index).toBeLessThan(queues);
      }),
    );
  });

  it('exists for the hash that has no absolute value in 32 bits', () => {
    expect(selectQueueByHash('polygenelubricants', 10)).toBe(8);
  });
});
