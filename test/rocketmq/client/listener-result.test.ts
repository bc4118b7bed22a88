import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handledCount } from '../../../src/rocketmq/client/listener-result.ts';

describe("a concurrent listener's result", () => {
  it('takes the whole batch for handled unless an index is set', () => {
    expect(handledCount(3, 'CONSUME_SUCCESS', 2147483647)).toBe(3);
    expect(handledCount(3, 'CONSUME_SUCCESS', 0)).toBe(1);
    expect(handledCount(3, 'CONSUME_SUCCESS', -1)).toBe(0);
  });

  it('takes nothing for handled with RECONSUME_LATER, whatever the index', () => {
    expect(handledCount(3, 'RECONSUME_LATER', 1)).toBe(0);
  });

  it('never counts beyond the batch', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.integer({ min: -2147483648, max: 2147483647 }), (batch, ackIndex) => {
        const handled = handledCount(batch, 'CONSUME_SUCCESS', ackIndex);

        expect(handled).toBeGreaterThanOrEqual(0);
        expect(handled).toBeLessThanOrEqual(batch);
      }),
    );
  });
});
