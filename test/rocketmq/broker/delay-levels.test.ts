import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayedPlace, parseDelayLevels } from '../../../src/rocketmq/broker/delay-levels.ts';

describe('a table of delays', () => {
  it('gives back the numbers that were written, in ms', () => {
    const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
    const level = fc.record({ count: fc.nat(1000), unit: fc.constantFrom('s', 'm', 'h', 'd') });

    fc.assert(
      fc.property(fc.array(level, { minLength: 1 }), (levels) => {
        const text = levels.map(({ count, unit }) => `${count}${unit}`).join(' ');

        expect(parseDelayLevels(text)).toEqual(levels.map(({ count, unit }) => count * unitMs[unit]));
      }),
    );
  });

  it.each(['', '1', 's', '1.5s', '1s  5s', ' 1s', '1s\t5s', '1w', '99999999999999999999s'])('refuses "%s"', (text) => {
    expect(parseDelayLevels(text)).toBeNull();
  });

  it('takes blanks at its end, and a sign', () => {
    expect(parseDelayLevels('+1s 2s  ')).toEqual([1000, 2000]);
  });

  it('is refused or read, whatever stands in it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseDelayLevels(text)));
  });
});

describe('a message with a delay level', () => {
  it('waits in the queue of its level, at most the last', () => {
    expect(delayedPlace([5000, 8000], 1, 100)).toEqual({ level: 1, queueId: 0, deliverAtMs: 5100 });
    expect(delayedPlace([5000, 8000], 3, 100)).toEqual({ level: 2, queueId: 1, deliverAtMs: 8100 });
  });

  it('is not delayed by level 0', () => {
    expect(delayedPlace([5000], 0, 100)).toBeNull();
  });
});
