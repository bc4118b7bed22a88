import { at, getFloat } from '../../sim/column.ts';
import { offsetSlot, slotPosition } from './offset-index.ts';
import { rowAt, rowCount } from './record-file.ts';
import { rowLastOffset, type Segment } from './segment.ts';
import type { SegmentedLog } from './segmented-log.ts';
import { timeSlot, timeSlotOffset } from './time-index.ts';

/** Timestamps of a ListOffsets request that ask for a place. @see `ListOffsetsRequest` */
export const LATEST_TIMESTAMP = -1;
export const EARLIEST_TIMESTAMP = -2;
/** KIP-734. */
export const MAX_TIMESTAMP = -3;

/** A batch of a log; segment −1 = none. Filled by the functions below. */
export interface BatchPlace {
  segment: number;
  row: number;
}

/**
 * Finds the first batch that may hold the first record with `timestampMs` or a later one: its youngest record is
 * that young, and it reaches the log's start.
 *
 * @remarks
 * The record itself is in the batch's content. Where the batch's young records lie below the log start, none of them
 * counts, and the search goes on with `nextBatchByTime`. Only the first segment that is young enough is searched, as
 * in the real broker. No batch: no such record, and the answer has the offset −1.
 * @see `UnifiedLog#fetchOffsetByTimestamp`, `LogSegment#findOffsetByTimestamp`
 */
export function firstBatchByTime(log: SegmentedLog, timestampMs: number, into: BatchPlace): void {
  into.segment = -1;
  into.row = 0;
  for (let i = 0; i < log.segments.length; i++) {
    const segment = at(log.segments, i);
    if (segment.maxTimestampMs < timestampMs) continue;
    scanByTime(log, timestampMs, i, timeScanStart(segment, timestampMs, log.logStart), into);
    return;
  }
}

/** The next candidate after the one in `into`. */
export function nextBatchByTime(log: SegmentedLog, timestampMs: number, into: BatchPlace): void {
  scanByTime(log, timestampMs, into.segment, into.row + 1, into);
}

/** Finds the first batch that holds the greatest timestamp of the log; none where no record has one. @see KIP-734 */
export function batchOfMaxTimestamp(log: SegmentedLog, into: BatchPlace): void {
  let best = -1;
  for (let i = 0; i < log.segments.length; i++) {
    const max = at(log.segments, i).maxTimestampMs;
    if (max >= 0 && (best < 0 || max > at(log.segments, best).maxTimestampMs)) best = i;
  }
  into.segment = best;
  into.row = 0;
  if (best < 0) return;
  const { file, maxTimestampMs } = at(log.segments, best);
  while (getFloat(file.maxTimestamps, into.row) !== maxTimestampMs) into.row++;
}

/**
 * Offset for `EARLIEST_TIMESTAMP` and `LATEST_TIMESTAMP`; such an answer carries no timestamp.
 *
 * @param latest - where this reader ends: the high watermark, the last stable offset for a read-committed consumer,
 *   the log end for a replica
 */
export function offsetOfSpecial(log: SegmentedLog, special: number, latest: number): number {
  return special === EARLIEST_TIMESTAMP ? log.logStart : latest;
}

/** Where the time index and then the offset index let the scan of a segment begin. */
function timeScanStart(segment: Segment, timestampMs: number, startOffset: number): number {
  const offset = timeSlotOffset(segment.timeIndex, timeSlot(segment.timeIndex, timestampMs));
  const slot = offsetSlot(segment.offsetIndex, Math.max(offset, startOffset));
  return rowAt(segment.file, slotPosition(segment.offsetIndex, slot));
}

function scanByTime(log: SegmentedLog, timestampMs: number, index: number, fromRow: number, into: BatchPlace): void {
  const segment = at(log.segments, index);
  const rows = rowCount(segment.file);
  let row = fromRow;
  while (row < rows && !mayHold(segment, row, timestampMs, log.logStart)) row++;
  into.segment = row < rows ? index : -1;
  into.row = row;
}

function mayHold(segment: Segment, row: number, timestampMs: number, logStart: number): boolean {
  return getFloat(segment.file.maxTimestamps, row) >= timestampMs && rowLastOffset(segment, row) >= logStart;
}
