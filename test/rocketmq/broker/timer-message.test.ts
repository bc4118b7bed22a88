import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOnWheel } from '../../../src/rocketmq/broker/timer-message.ts';

const SETTINGS = { precisionMs: 1000, maxDelaySec: 259_200 };
const UNSET = { delaySec: null, delayMs: null, deliverMs: null };

describe('a message with a time of its own', () => {
  it('leaves the wheel never before it is due, and less than one slot after', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 10_000_000 }), (nowMs, delayMs) => {
        const outcome = placeOnWheel({ ...UNSET, delayMs }, SETTINGS, nowMs);

        if (outcome.kind !== 'timed') throw new Error(outcome.kind);
        const leavesMs = outcome.timerOutMs + SETTINGS.precisionMs;
        expect(leavesMs).toBeGreaterThanOrEqual(nowMs + delayMs);
        expect(leavesMs).toBeLessThan(nowMs + delayMs + SETTINGS.precisionMs);
      }),
    );
  });

  it('counts a delay in seconds before one in ms, and that before a time of the clock', () => {
    const timed = (timerOutMs: number) => ({ kind: 'timed', timerOutMs });

    expect(placeOnWheel({ delaySec: 2, delayMs: 5000, deliverMs: 9000 }, SETTINGS, 500)).toEqual(timed(2000));
    expect(placeOnWheel({ delaySec: null, delayMs: 5000, deliverMs: 9000 }, SETTINGS, 500)).toEqual(timed(5000));
    expect(placeOnWheel({ ...UNSET, deliverMs: 9000 }, SETTINGS, 500)).toEqual(timed(8000));
  });

  it('may wait three days and not a millisecond more', () => {
    const threeDaysMs = 259_200_000;

    expect(placeOnWheel({ ...UNSET, delayMs: threeDaysMs }, SETTINGS, 0).kind).toBe('timed');
    expect(placeOnWheel({ ...UNSET, delayMs: threeDaysMs + 1 }, SETTINGS, 0).kind).toBe('refused');
  });

  it('is stored at once when its time has come, or when it has none', () => {
    expect(placeOnWheel({ ...UNSET, deliverMs: 500 }, SETTINGS, 500).kind).toBe('not-timed');
    expect(placeOnWheel(UNSET, SETTINGS, 500).kind).toBe('not-timed');
  });
});
