import { describe, expect, it } from 'vitest';
import { NONE, OFFSET_OUT_OF_RANGE, POLICY_VIOLATION } from '../../../src/kafka/protocol/errors.ts';
import { bytesOnDisk, deleteRecords, removeDeletedFiles, retain } from '../../../src/kafka/storage/retention.ts';
import { logBytes } from '../../../src/kafka/storage/segmented-log.ts';
import { bases, put, segmentsOfThree, shelf, sized } from './stored.ts';

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
