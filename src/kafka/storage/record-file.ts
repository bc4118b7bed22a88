import {
  type FloatColumn,
  floatColumn,
  getInt,
  type IntColumn,
  intColumn,
  pushFloat,
  pushInt,
  truncateColumn,
} from '../../sim/column.ts';
import { FLOATS, INTS, NUMBER, shape } from '../../sim/shape.ts';
import { lastAtOrBelow } from './offset-index.ts';

/**
 * The `.log` file of one segment: the headers of its batches in file order, a *row* each. What is in a batch is
 * in the caller's table.
 *
 * @see `FileRecords`, `DefaultRecordBatch`
 */
export interface RecordFile {
  /** Base offset less that of the segment. */
  relativeOffsets: IntColumn;
  /** Last offset less the base offset; compaction keeps it even where records are gone. */
  lastOffsetDeltas: IntColumn;
  /** Bytes from the start of the file. */
  positions: IntColumn;
  /** Of the batch's youngest record, ms; −1 = none. */
  maxTimestamps: FloatColumn;
  leaderEpochs: IntColumn;
  /** Number of the batch in the caller's table. */
  contents: IntColumn;
  sizeBytes: number;
}

export const recordFileForm = shape<RecordFile>({
  relativeOffsets: INTS,
  lastOffsetDeltas: INTS,
  positions: INTS,
  maxTimestamps: FLOATS,
  leaderEpochs: INTS,
  contents: INTS,
  sizeBytes: NUMBER,
});

export function createRecordFile(): RecordFile {
  return {
    relativeOffsets: intColumn(),
    lastOffsetDeltas: intColumn(),
    positions: intColumn(),
    maxTimestamps: floatColumn(),
    leaderEpochs: intColumn(),
    contents: intColumn(),
    sizeBytes: 0,
  };
}

/** Appends a batch's header. */
export function appendRow(
  file: RecordFile,
  relativeOffset: number,
  lastOffsetDelta: number,
  bytes: number,
  maxTimestampMs: number,
  leaderEpoch: number,
  content: number,
): void {
  pushInt(file.relativeOffsets, relativeOffset);
  pushInt(file.lastOffsetDeltas, lastOffsetDelta);
  pushInt(file.positions, file.sizeBytes);
  pushFloat(file.maxTimestamps, maxTimestampMs);
  pushInt(file.leaderEpochs, leaderEpoch);
  pushInt(file.contents, content);
  file.sizeBytes += bytes;
}

export function rowCount(file: RecordFile): number {
  return file.positions.length;
}

/** Where the batch of `row` begins; behind the last row, where the file ends. */
export function rowPosition(file: RecordFile, row: number): number {
  return row < file.positions.length ? getInt(file.positions, row) : file.sizeBytes;
}

export function rowBytes(file: RecordFile, row: number): number {
  return rowPosition(file, row + 1) - rowPosition(file, row);
}

/** The row whose batch begins at `position`, or holds it. */
export function rowAt(file: RecordFile, position: number): number {
  return Math.max(0, lastAtOrBelow(file.positions, position));
}

/** Cuts the file before `row`. @returns the bytes that went */
export function truncateRows(file: RecordFile, row: number): number {
  if (row >= rowCount(file)) return 0;
  const position = rowPosition(file, row);
  const cut = file.sizeBytes - position;
  truncateColumn(file.relativeOffsets, row);
  truncateColumn(file.lastOffsetDeltas, row);
  truncateColumn(file.positions, row);
  truncateColumn(file.maxTimestamps, row);
  truncateColumn(file.leaderEpochs, row);
  truncateColumn(file.contents, row);
  file.sizeBytes = position;
  return cut;
}
