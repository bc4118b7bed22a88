import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBatch, type BatchTable, createBatchTable, PLAIN } from '../../../src/kafka/batches.ts';
import {
  appendBatch,
  batchTotal,
  createLog,
  findBatch,
  type Log,
  readEnd,
  setHighWatermark,
  truncateFully,
  truncateLog,
} from '../../../src/kafka/log/log.ts';
import { producerEntry } from '../../../src/kafka/log/producer-slots.ts';

/** A log of batches with these numbers of records, all by producer 7 in epoch 0. */
function logOf(counts: readonly number[], leaderEpochs: readonly number[] = []): { log: Log; table: BatchTable } {
  const table = createBatchTable();
  const log = createLog(0);
  let sequence = 0;
  counts.forEach((count, i) => {
    const batch = addBatch(table, 0, 7, 0, sequence, count, 100 * count, 0, PLAIN);
    appendBatch(log, table, batch, log.logEnd, leaderEpochs[i] ?? 0);
    sequence += count;
  });
  return { log, table };
}

describe('a log', () => {
  it('keeps its high watermark between its start and its end', () => {
    const { log } = logOf([3]);

    setHighWatermark(log, 5);

    expect(log.highWatermark).toBe(3);
  });

  it('drops a batch as a whole when it is truncated inside it', () => {
    const { log, table } = logOf([3, 3]);

    const dropped = truncateLog(log, table, 4);

    expect(dropped).toBe(3);
    expect(batchTotal(log)).toBe(1);
    expect(log.logEnd).toBe(4);
  });

  it('lowers the high watermark and forgets epochs and sequences that were dropped', () => {
    const { log, table } = logOf([2, 2, 2], [0, 1, 4]);
    setHighWatermark(log, 6);

    truncateLog(log, table, 2);

    expect(log.highWatermark).toBe(2);
    expect(log.epochCache).toEqual({ epochs: [0], startOffsets: [0] });
    expect(producerEntry(log.producers, 7)?.lastSequence).toBe(1);
  });

  it('starts anew at an offset', () => {
    const { log } = logOf([2, 2]);

    truncateFully(log, 40);

    expect([log.logStart, log.highWatermark, log.logEnd]).toEqual([40, 40, 40]);
  });

  it('finds the batch that holds an offset, wherever it lies', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 }),
        fc.nat(400),
        (counts, wanted) => {
          const { log, table } = logOf(counts);
          const holders = counts.flatMap((count, i) => new Array<number>(count).fill(i));

          expect(findBatch(log, table, wanted)).toBe(holders[wanted] ?? counts.length);
        },
      ),
    );
  });

  it('reads whole batches up to a bound and a size, and one in any case where that is asked', () => {
    const { log, table } = logOf([2, 2, 2]);

    expect(readEnd(log, table, 0, 5, 10_000, true)).toBe(2);
    expect(readEnd(log, table, 0, 6, 450, true)).toBe(2);
    expect(readEnd(log, table, 0, 6, 10, true)).toBe(1);
    expect(readEnd(log, table, 0, 6, 10, false)).toBe(0);
  });
});
