import { describe, expect, it } from 'vitest';
import {
  ROLL_BY_INDEX,
  ROLL_BY_OFFSET,
  ROLL_BY_SIZE,
  ROLL_BY_TIME,
  ROLL_NOT,
  rollJitter,
} from '../../../src/kafka/storage/rolling.ts';
import { appendToLog, rollLog } from '../../../src/kafka/storage/segmented-log.ts';
import { bases, put, settings, shelf, sized } from './stored.ts';

describe('a log', () => {
  it('begins a segment before the batch that would make it larger than segment.bytes', () => {
    const stored = shelf({ 'segment.bytes': 1_048_576 });

    for (let i = 0; i < 7; i++) put(stored, [sized(300_074)]);

    expect(bases(stored.log)).toEqual([0, 3, 6]);
  });

  it('counts the age of a segment in record time, and rolls a millisecond after segment.ms', () => {
    const stored = shelf({ 'segment.ms': 60_000 });
    put(stored, [{ timestamp: 5000 }]);

    expect(put(stored, [{ timestamp: 65_000 }], 999_999_999)).toBe(ROLL_NOT);
    expect(put(stored, [{ timestamp: 65_001 }], 0)).toBe(ROLL_BY_TIME);
  });

  it('takes the wall clock where the first record has no timestamp', () => {
    const stored = shelf({ 'segment.ms': 60_000 });
    put(stored, [{ timestamp: -1 }], 100);

    expect(put(stored, [{ timestamp: 500_000 }], 60_000)).toBe(ROLL_NOT);
    expect(put(stored, [{ timestamp: -1 }], 60_001)).toBe(ROLL_BY_TIME);
  });

  it('never leaves an empty segment behind for its age', () => {
    const stored = shelf({ 'segment.ms': 60_000 });

    expect(put(stored, [{ timestamp: -1 }], 1_000_000)).toBe(ROLL_NOT);
    expect(bases(stored.log)).toEqual([0]);
  });

  it('rolls for max.compaction.lag.ms if it is compacted, not if it is not', () => {
    const lag = { 'segment.ms': 60_000, 'max.compaction.lag.ms': 1000 };
    const compacted = shelf({ ...lag, 'cleanup.policy': 'compact' });
    const deleted = shelf(lag);
    for (const stored of [compacted, deleted]) put(stored, [{ timestamp: 1 }]);

    expect(put(compacted, [{ timestamp: 1002 }])).toBe(ROLL_BY_TIME);
    expect(put(deleted, [{ timestamp: 1002 }])).toBe(ROLL_NOT);
  });

  it('rolls sooner by the jitter of its segment', () => {
    const stored = shelf({ 'segment.ms': 1000, 'segment.jitter.ms': 300 });
    rollLog(stored.log, stored.config, 0, 0, 1250);
    put(stored, [{ timestamp: 0 }]);

    expect(put(stored, [{ timestamp: 950 }])).toBe(ROLL_NOT);
    expect(put(stored, [{ timestamp: 951 }])).toBe(ROLL_BY_TIME);
  });

  it('rolls when an index is full; the time index keeps one entry back', () => {
    const stored = shelf({ 'segment.index.bytes': 36, 'index.interval.bytes': 0 });

    const reasons = [1, 2, 3, 4].map((timestamp) => put(stored, [{ timestamp }]));

    expect(reasons).toEqual([ROLL_NOT, ROLL_NOT, ROLL_NOT, ROLL_BY_INDEX]);
  });

  it('rolls when an offset is further than 2^31 − 1 from the base', () => {
    const { log, config } = shelf();
    appendToLog(log, config, 0, 0, 70, 0, 0, 0, 0);

    expect(appendToLog(log, config, 2_147_483_647, 2_147_483_647, 70, 0, 0, 0, 0)).toBe(ROLL_NOT);
    expect(appendToLog(log, config, 2_147_483_648, 2_147_483_648, 70, 0, 0, 0, 0)).toBe(ROLL_BY_OFFSET);
    expect(bases(log)).toEqual([0, 2_147_483_648]);
  });

  it('takes a batch larger than a segment from its leader, and replaces an empty segment for it', () => {
    const stored = shelf({ 'segment.bytes': 100 });

    expect(put(stored, [sized(500)])).toBe(ROLL_BY_SIZE);
    expect(bases(stored.log)).toEqual([0]);
  });
});

describe('the jitter of a segment', () => {
  it('is below segment.jitter.ms and below segment.ms', () => {
    expect(rollJitter(settings({ 'segment.jitter.ms': 10, 'segment.ms': 100 }), 25)).toBe(5);
    expect(rollJitter(settings({ 'segment.jitter.ms': 100, 'segment.ms': 10 }), 25)).toBe(5);
    expect(rollJitter(settings(), 25)).toBe(0);
  });
});
