import { describe, expect, it } from 'vitest';
import { flushedUpTo, isFlushDue, mustFlushNow } from '../../../src/kafka/storage/flushing.ts';
import { loadLog } from '../../../src/kafka/storage/recovery.ts';
import { bases, offsetsIn, put, segmentsOfThree, shelf } from './stored.ts';

describe('a flush', () => {
  it('is not asked for by default, and after flush.messages where that is set', () => {
    const stored = segmentsOfThree(1);
    const eager = shelf({ 'flush.messages': 2 });
    put(eager, [{}]);

    expect(mustFlushNow(stored.log, stored.config)).toBe(false);
    expect(isFlushDue(stored.log, stored.config, 1_000_000_000)).toBe(false);
    expect(mustFlushNow(eager.log, eager.config)).toBe(false);
    put(eager, [{}]);
    expect(mustFlushNow(eager.log, eager.config)).toBe(true);
    flushedUpTo(eager.log, 2, 5);
    expect([eager.log.recoveryPoint, mustFlushNow(eager.log, eager.config)]).toEqual([2, false]);
  });
});

describe('a broker that starts', () => {
  it('cuts the log at the first batch that is not whole, and deletes all later segments', () => {
    const stored = segmentsOfThree(4);
    const remains = { cleanShutdown: false, firstDamagedOffset: 4, recoveryPoint: 3, highWatermark: 12 };

    expect(loadLog(stored.log, stored.config, remains, 0)).toBe(1);
    expect(offsetsIn(stored)).toEqual([0, 1, 2, 3]);
    expect([bases(stored.log), stored.log.logEnd, stored.log.highWatermark, stored.log.recoveryPoint]).toEqual([
      [0, 3],
      4,
      4,
      3,
    ]);
  });

  it('reads only from the segment of the recovery point on, so that older damage is not seen', () => {
    const stored = segmentsOfThree(3);
    const remains = { cleanShutdown: false, firstDamagedOffset: 9, recoveryPoint: 7, highWatermark: 2 };

    expect(loadLog(stored.log, stored.config, remains, 0)).toBe(1);
    expect([stored.log.logEnd, stored.log.highWatermark, stored.log.recoveryPoint]).toEqual([9, 2, 7]);
  });

  it('reads nothing after a clean stop', () => {
    const stored = segmentsOfThree(3);
    const remains = { cleanShutdown: true, firstDamagedOffset: 9, recoveryPoint: 0, highWatermark: 9 };

    expect(loadLog(stored.log, stored.config, remains, 0)).toBe(0);
    expect([stored.log.logEnd, stored.log.recoveryPoint]).toEqual([9, 9]);
  });

  it('begins anew at the log start where all above it is gone', () => {
    const stored = segmentsOfThree(2);
    stored.log.logStart = 5;
    const remains = { cleanShutdown: false, firstDamagedOffset: 2, recoveryPoint: 0, highWatermark: 6 };

    loadLog(stored.log, stored.config, remains, 0);

    expect([bases(stored.log), stored.log.logStart, stored.log.logEnd]).toEqual([[5], 5, 5]);
  });
});
