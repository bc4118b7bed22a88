import { describe, expect, it } from 'vitest';
import { restartLog, truncateSegments } from '../../../src/kafka/storage/segmented-log.ts';
import { bases, offsetsIn, put, segmentsOfThree, shelf } from './stored.ts';

describe('a truncation', () => {
  it('takes a batch that reaches the offset as a whole, and lowers what would lie above the end', () => {
    const stored = shelf();
    for (let i = 0; i < 4; i++) put(stored, [{}, {}, {}]);
    stored.log.highWatermark = 9;
    stored.log.cleanerCheckpoint = 9;

    truncateSegments(stored.log, stored.config, 7, 0);

    expect(offsetsIn(stored)).toEqual([0, 1, 2, 3, 4, 5]);
    expect([stored.log.logEnd, stored.log.highWatermark, stored.log.cleanerCheckpoint]).toEqual([7, 7, 7]);
  });

  it('below the first segment restarts the log there', () => {
    const stored = shelf({}, 100);
    put(stored, [{}]);

    truncateSegments(stored.log, stored.config, 50, 0);

    expect([bases(stored.log), stored.log.logStart, stored.log.logEnd]).toEqual([[50], 50, 50]);
  });

  it('of everything starts where it is told, above as well as below', () => {
    const stored = segmentsOfThree(2);

    restartLog(stored.log, stored.config, 500, 0);

    expect([bases(stored.log), stored.log.logStart, stored.log.highWatermark]).toEqual([[500], 500, 500]);
  });
});
