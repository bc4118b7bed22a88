import { at } from '../../sim/column.ts';
import { NONE, OFFSET_OUT_OF_RANGE } from '../protocol/errors.ts';
import { rowBytes, rowCount } from './record-file.ts';
import { findRow, rowLastOffset, type Segment } from './segment.ts';
import { type SegmentedLog, segmentIndexAt } from './segmented-log.ts';

/** What a read found; filled by `readLog`, so that one of them serves many reads. */
export interface LogRead {
  /** NONE or OFFSET_OUT_OF_RANGE. */
  error: number;
  /** Index of the segment that was read; −1 = nothing was. */
  segment: number;
  /** Whole batches: rows of that segment. The first may begin below the asked offset, and the reader skips. */
  fromRow: number;
  toRow: number;
  bytes: number;
}

export function createLogRead(): LogRead {
  return { error: NONE, segment: -1, fromRow: 0, toRow: 0, bytes: 0 };
}

/**
 * Reads whole batches from `offset` on.
 *
 * @remarks
 * A read ends with its segment, even if more would fit: the reader comes again. The real broker sends the last batch
 * cut off where `maxBytes` end, and the client throws that part away; here it is not sent.
 *
 * @param bound - first offset that this reader may not see: the log end for a follower, the high watermark or the
 *   last stable offset for a consumer. At or above it there is nothing, which is no error up to the log end.
 * @param minOneMessage - the first batch is read even if it is larger than `maxBytes` (KIP-74)
 * @see `UnifiedLog#read`, `LocalLog#read`, `FetchIsolation`
 */
export function readLog(
  log: SegmentedLog,
  offset: number,
  bound: number,
  maxBytes: number,
  minOneMessage: boolean,
  into: LogRead,
): void {
  into.error = offset < log.logStart || offset > log.logEnd ? OFFSET_OUT_OF_RANGE : NONE;
  into.segment = -1;
  into.fromRow = 0;
  into.toRow = 0;
  into.bytes = 0;
  if (into.error !== NONE || offset >= bound) return;
  for (let i = segmentIndexAt(log, offset); i < log.segments.length; i++) {
    const segment = at(log.segments, i);
    const row = findRow(segment, offset);
    if (row === rowCount(segment.file)) continue; // its last batches are gone: the next segment has the next offset
    into.segment = i;
    into.fromRow = row;
    readRows(segment, bound, maxBytes, minOneMessage, into);
    return;
  }
}

/** Takes rows from `into.fromRow` on, as many as `bound` and `maxBytes` let pass. @see `LogSegment#read` */
function readRows(segment: Segment, bound: number, maxBytes: number, minOneMessage: boolean, into: LogRead): void {
  const rows = rowCount(segment.file);
  let row = into.fromRow;
  while (row < rows && rowLastOffset(segment, row) < bound) {
    const bytes = rowBytes(segment.file, row);
    if (into.bytes + bytes > maxBytes && !(minOneMessage && row === into.fromRow)) break;
    into.bytes += bytes;
    row++;
  }
  into.toRow = row;
}
