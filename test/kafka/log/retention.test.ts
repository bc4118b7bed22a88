import { describe, expect, it } from 'vitest';
import { addBatch, type BatchTable, createBatchTable, PLAIN } from '../../../src/kafka/batches.ts';
import { stillContext } from '../../../src/kafka/conformance/still-context.ts';
import {
  appendBatch,
  createLog,
  findBatch,
  type Log,
  setHighWatermark,
  truncateLog,
} from '../../../src/kafka/log/log.ts';
import { retainLog } from '../../../src/kafka/log/retention.ts';
import { bytesOfLog, bytesToGo, segmentBase, segmentCount } from '../../../src/kafka/log/segments.ts';
import { DEFAULT_STORAGE, type StorageConfig } from '../../../src/kafka/storage/storage-config.ts';

describe("a live log's segments", () => {
  it('roll when a batch of 100 bytes does not fit into 250', () => {
    const { log } = logOf({ segmentBytes: 250 }, [0, 1, 2, 3, 4]);

    expect(bases(log)).toEqual([0, 2, 4]);
  });

  it('roll when a batch is more than segment.ms younger than the first of its segment', () => {
    const { log } = logOf({ segmentMs: 5_000 }, [0, 4_000, 5_000, 5_001, 10_002]);

    expect(bases(log)).toEqual([0, 3, 4]);
  });

  it('are counted anew where a truncation reaches into one', () => {
    const { log, table } = logOf({ segmentBytes: 250 }, [0, 1, 2, 3, 4]);

    truncateLog(log, table, 3);

    expect(bases(log)).toEqual([0, 2]);
    expect(bytesOfLog(log.segments)).toBe(300);
  });
});

describe('retention of a live log', () => {
  it('deletes whole segments whose newest batch is older than retention.ms, and leaves the offsets', () => {
    const { log, table } = logOf({ segmentBytes: 250, retentionMs: 10_000 }, [0, 1_000, 2_000, 3_000, 4_000]);

    expect(retainLog(log, at(12_500))).toBe(true);

    expect([log.logStart, log.logEnd]).toEqual([2, 5]);
    expect(findBatch(log, table, 2)).toBe(2);
  });

  it('rolls an empty segment where all are too old', () => {
    const { log } = logOf({ retentionMs: 10_000 }, [0, 1_000]);

    retainLog(log, at(20_000));

    expect([log.logStart, bases(log)]).toEqual([2, [2]]);
  });

  it('keeps at least retention.bytes', () => {
    const { log } = logOf({ segmentBytes: 250, retentionBytes: 250 }, [0, 1, 2, 3, 4]);

    retainLog(log, at(5));

    expect([log.logStart, bytesOfLog(log.segments)]).toEqual([2, 300]);
  });

  it('never takes what is not committed', () => {
    const { log } = logOf({ segmentBytes: 250, retentionMs: 1 }, [0, 1, 2, 3, 4]);
    log.highWatermark = 3;

    retainLog(log, at(60_000));

    expect(log.logStart).toBe(2);
  });

  it('frees the disk after file.delete.delay.ms', () => {
    const { log } = logOf({ segmentBytes: 250, retentionMs: 10_000, fileDeleteDelayMs: 60_000 }, [0, 1, 2]);

    retainLog(log, at(20_000));

    expect([bytesToGo(log.segments, 79_999_000), bytesToGo(log.segments, 80_000_000)]).toEqual([300, 0]);
  });
});

/** A log of batches of one record and 100 bytes at these times in ms, all committed. */
function logOf(settings: Partial<StorageConfig>, timesMs: readonly number[]): { log: Log; table: BatchTable } {
  const table = createBatchTable();
  const log = createLog(0);
  log.settings = { ...DEFAULT_STORAGE, ...settings };
  timesMs.forEach((ms, offset) => {
    const batch = addBatch(table, 0, -1, -1, -1, 1, 100, ms * 1000, PLAIN);
    appendBatch(log, table, batch, offset, 0);
  });
  setHighWatermark(log, log.logEnd);
  return { log, table };
}

function bases(log: Log): number[] {
  return Array.from({ length: segmentCount(log.segments) }, (_, i) => segmentBase(log.segments, i));
}

function at(ms: number) {
  return { ...stillContext(1), now: ms * 1000 };
}
