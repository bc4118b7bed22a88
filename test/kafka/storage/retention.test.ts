import { describe, expect, it } from 'vitest';
import { NONE, OFFSET_OUT_OF_RANGE, POLICY_VIOLATION } from '../../../src/kafka/protocol/errors.ts';
import { flushedUpTo, isFlushDue, mustFlushNow } from '../../../src/kafka/storage/flushing.ts';
import { loadLog } from '../../../src/kafka/storage/recovery.ts';
import { bytesOnDisk, deleteRecords, removeDeletedFiles, retain } from '../../../src/kafka/storage/retention.ts';
import { logBytes, restartLog, truncateSegments } from '../../../src/kafka/storage/segmented-log.ts';
import { bases, offsetsIn, put, type Shelf, shelf, sized } from './stored.ts';

/** A log of segments of three one-record batches, 900,222 bytes each, all of it committed. */
function segmentsOfThree(count: number, given: Parameters<typeof shelf>[0] = {}): Shelf {
  const stored = shelf({ 'segment.bytes': 1_048_576, ...given });
  for (let i = 0; i < 3 * count; i++) put(stored, [sized(300_074)]);
  stored.log.highWatermark = stored.log.logEnd;
  return stored;
}

describe('retention by size', () => {
  it('deletes the oldest segments while the log stays at or above the limit', () => {
    const { log, config } = segmentsOfThree(4, { 'retention.bytes': 2_097_152 });

    expect(retain(log, config, 0)).toBe(1);
    expect([logBytes(log), log.logStart]).toEqual([2_700_666, 3]);
  });

  it('takes no segment that reaches above the high watermark', () => {
    const { log, config } = segmentsOfThree(4, { 'retention.bytes': 1000 });
    log.highWatermark = 4;

    retain(log, config, 0);
    expect(bases(log)).toEqual([3, 6, 9]);
    log.highWatermark = 12;
    retain(log, config, 0);
    expect(bases(log)).toEqual([9]);
  });
});

describe('retention by time', () => {
  it('takes all segments a millisecond after retention.ms, the active one too, and leaves an empty one', () => {
    const stored = shelf({ 'segment.bytes': 300, 'retention.ms': 60_000 });
    for (let i = 0; i < 5; i++) put(stored, [sized(100, 7)]);
    stored.log.highWatermark = 5;

    expect(retain(stored.log, stored.config, 60_007)).toBe(0);
    expect(retain(stored.log, stored.config, 60_008)).toBe(2);
    expect([bases(stored.log), stored.log.logStart, stored.log.logEnd]).toEqual([[5], 5, 5]);
    expect(retain(stored.log, stored.config, 900_000)).toBe(0);
  });

  it('keeps a segment, and all after it, for one record from the future', () => {
    const stored = shelf({ 'segment.bytes': 100, 'retention.ms': 1000 });
    for (const timestamp of [0, 999_999, 0]) put(stored, [sized(100, timestamp)]);
    stored.log.highWatermark = 3;

    retain(stored.log, stored.config, 5000);

    expect(bases(stored.log)).toEqual([1, 2]);
  });

  it('does not touch a compacted topic', () => {
    const { log, config } = segmentsOfThree(2, {
      'cleanup.policy': 'compact',
      'retention.ms': 1,
      'retention.bytes': 1,
    });

    expect(retain(log, config, 1_000_000)).toBe(0);
  });
});

describe('a deleted segment', () => {
  it('keeps its bytes on the disk until file.delete.delay.ms have passed', () => {
    const { log, config } = segmentsOfThree(2, { 'retention.bytes': 0, 'file.delete.delay.ms': 60_000 });
    retain(log, config, 1000);
    const before = bytesOnDisk(log);

    expect(removeDeletedFiles(log, 60_999)).toBe(0);
    expect(removeDeletedFiles(log, 61_000)).toBe(1_800_444);
    expect([before, bytesOnDisk(log)]).toEqual([1_800_444, 0]);
  });
});

describe('DeleteRecords', () => {
  it('moves the log start up to the high watermark, and files go with the next retention', () => {
    const { log, config } = segmentsOfThree(2);
    log.highWatermark = 4;

    expect(deleteRecords(log, config, 5)).toBe(OFFSET_OUT_OF_RANGE);
    expect(deleteRecords(log, config, -1)).toBe(NONE);
    expect([log.logStart, bases(log)]).toEqual([4, [0, 3]]);
    expect(retain(log, config, 0)).toBe(1);
    expect([log.logStart, bases(log)]).toEqual([4, [3]]);
  });

  it('changes nothing below the log start', () => {
    const { log, config } = segmentsOfThree(1);
    deleteRecords(log, config, 2);

    expect(deleteRecords(log, config, 1)).toBe(NONE);
    expect(log.logStart).toBe(2);
  });

  it('is refused where a topic is compacted and nothing else', () => {
    const { log, config } = segmentsOfThree(1, { 'cleanup.policy': 'compact' });

    expect(deleteRecords(log, config, 1)).toBe(POLICY_VIOLATION);
    expect(deleteRecords(log, segmentsOfThree(1, { 'cleanup.policy': 'compact, delete' }).config, 1)).toBe(NONE);
  });
});

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
