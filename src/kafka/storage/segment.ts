import { assert } from '../../sim/assert.ts';
import { getFloat, getInt } from '../../sim/column.ts';
import { NUMBER, shape } from '../../sim/shape.ts';
import {
  appendIndexEntry,
  createOffsetIndex,
  isInSegmentRange,
  OFFSET_ENTRY_BYTES,
  type OffsetIndex,
  offsetIndexForm,
  offsetSlot,
  slotPosition,
  truncateOffsetIndex,
} from './offset-index.ts';
import {
  appendRow,
  createRecordFile,
  type RecordFile,
  recordFileForm,
  rowAt,
  rowCount,
  rowPosition,
  truncateRows,
} from './record-file.ts';
import type { StorageConfig } from './storage-config.ts';
import {
  appendTimeEntry,
  createTimeIndex,
  NO_TIMESTAMP,
  slotTimestamp,
  TIME_ENTRY_BYTES,
  type TimeIndex,
  timeIndexForm,
  timeSlotOffset,
  truncateTimeIndex,
} from './time-index.ts';

/**
 * A piece of a log: a file of batches with its two indexes. All times are ms.
 *
 * @remarks Left out: the index of aborted transactions, which is a function of the log's markers.
 * @see `LogSegment`
 */
export interface Segment {
  readonly baseOffset: number;
  /** What `segment.jitter.ms` takes off `segment.ms` for this segment. */
  readonly rollJitterMs: number;
  file: RecordFile;
  offsetIndex: OffsetIndex;
  timeIndex: TimeIndex;
  /** Wall clock. */
  createdMs: number;
  /** Wall clock of the last write: stands in for record timestamps where there are none. */
  lastModifiedMs: number;
  /** Of the first batch, from which the age is counted; −1 = it has none, or there is no batch. */
  firstTimestampMs: number;
  maxTimestampMs: number;
  /** Last offset of the batch that holds `maxTimestampMs`. */
  maxTimestampOffset: number;
  bytesSinceLastIndexEntry: number;
}

export const segmentForm = shape<Segment>({
  baseOffset: NUMBER,
  rollJitterMs: NUMBER,
  file: recordFileForm,
  offsetIndex: offsetIndexForm,
  timeIndex: timeIndexForm,
  createdMs: NUMBER,
  lastModifiedMs: NUMBER,
  firstTimestampMs: NUMBER,
  maxTimestampMs: NUMBER,
  maxTimestampOffset: NUMBER,
  bytesSinceLastIndexEntry: NUMBER,
});

export function createSegment(baseOffset: number, config: StorageConfig, nowMs: number, rollJitterMs = 0): Segment {
  return {
    baseOffset,
    rollJitterMs,
    file: createRecordFile(),
    offsetIndex: createOffsetIndex(baseOffset, config.segmentIndexBytes),
    timeIndex: createTimeIndex(baseOffset, config.segmentIndexBytes),
    createdMs: nowMs,
    lastModifiedMs: nowMs,
    firstTimestampMs: NO_TIMESTAMP,
    maxTimestampMs: NO_TIMESTAMP,
    maxTimestampOffset: baseOffset,
    bytesSinceLastIndexEntry: 0,
  };
}

/**
 * Puts a batch at the end of the segment, and an entry into the indexes where more than `index.interval.bytes` lie
 * between this batch and the last one that has an entry.
 *
 * @param content - number of the batch in the caller's table
 * @see `LogSegment#append`
 */
export function appendToSegment(
  segment: Segment,
  baseOffset: number,
  lastOffset: number,
  bytes: number,
  maxTimestampMs: number,
  leaderEpoch: number,
  content: number,
  indexIntervalBytes: number,
  nowMs: number,
): void {
  assert(isInSegmentRange(segment.baseOffset, lastOffset), 'a batch is within reach of its segment');
  const { file } = segment;
  const position = file.sizeBytes;
  if (position === 0) segment.firstTimestampMs = maxTimestampMs;
  appendRow(
    file,
    baseOffset - segment.baseOffset,
    lastOffset - baseOffset,
    bytes,
    maxTimestampMs,
    leaderEpoch,
    content,
  );
  segment.lastModifiedMs = nowMs;
  noteTimestamp(segment, maxTimestampMs, lastOffset);
  if (segment.bytesSinceLastIndexEntry > indexIntervalBytes) {
    addEntries(segment, lastOffset, position);
    segment.bytesSinceLastIndexEntry = 0;
  }
  segment.bytesSinceLastIndexEntry += bytes;
}

/** What a segment does when it stops being the active one. @see `LogSegment#onBecomeInactiveSegment` */
export function sealSegment(segment: Segment): void {
  appendTimeEntry(segment.timeIndex, segment.maxTimestampMs, segment.maxTimestampOffset);
}

/** Offset of the batch at `row`. */
export function rowBaseOffset(segment: Segment, row: number): number {
  return segment.baseOffset + getInt(segment.file.relativeOffsets, row);
}

export function rowLastOffset(segment: Segment, row: number): number {
  return rowBaseOffset(segment, row) + getInt(segment.file.lastOffsetDeltas, row);
}

/** Offset behind the last batch, the base offset where there is none. @see `LogSegment#readNextOffset` */
export function nextOffsetOf(segment: Segment): number {
  const rows = rowCount(segment.file);
  return rows === 0 ? segment.baseOffset : rowLastOffset(segment, rows - 1) + 1;
}

/**
 * The row of the first batch that reaches `offset` or lies above it: the index says where to begin, then headers are
 * read one after the other.
 *
 * @returns the number of rows where no batch reaches `offset`
 * @see `LogSegment#translateOffset`, `FileRecords#searchForOffsetFromPosition`
 */
export function findRow(segment: Segment, offset: number): number {
  const rows = rowCount(segment.file);
  let row = scanStart(segment, offset);
  while (row < rows && rowLastOffset(segment, row) < offset) row++;
  return row;
}

/** The row at which the scan for `offset` begins. */
export function scanStart(segment: Segment, offset: number): number {
  return rowAt(segment.file, slotPosition(segment.offsetIndex, offsetSlot(segment.offsetIndex, offset)));
}

/**
 * Drops every batch that reaches `offset`, and the index entries at or above it.
 *
 * @remarks A batch that begins below `offset` goes as a whole.
 * @returns the bytes that went
 * @see `LogSegment#truncateTo`
 */
export function truncateSegment(segment: Segment, offset: number, nowMs: number): number {
  const row = findRow(segment, offset);
  truncateOffsetIndex(segment.offsetIndex, offset);
  truncateTimeIndex(segment.timeIndex, offset);
  const cut = truncateRows(segment.file, row);
  if (segment.file.sizeBytes === 0) {
    segment.createdMs = nowMs;
    segment.firstTimestampMs = NO_TIMESTAMP;
  }
  if (cut > 0) segment.lastModifiedMs = nowMs;
  segment.bytesSinceLastIndexEntry = 0;
  if (segment.maxTimestampMs >= 0) readLargestTimestamp(segment);
  return cut;
}

/**
 * Reads the file from its start: indexes and timestamps are made anew, and at the first batch that did not reach the
 * disk whole the file is cut.
 *
 * @param firstDamagedOffset - the first offset that is not on the disk; a batch that reaches it fails its CRC
 * @returns the bytes that went
 * @see `LogSegment#recover`
 */
export function recoverSegment(segment: Segment, firstDamagedOffset: number, indexIntervalBytes: number): number {
  const { file } = segment;
  segment.offsetIndex = createOffsetIndex(segment.baseOffset, segment.offsetIndex.maxEntries * OFFSET_ENTRY_BYTES);
  segment.timeIndex = createTimeIndex(segment.baseOffset, segment.timeIndex.maxEntries * TIME_ENTRY_BYTES);
  segment.firstTimestampMs = rowCount(file) > 0 ? getFloat(file.maxTimestamps, 0) : NO_TIMESTAMP;
  segment.maxTimestampMs = NO_TIMESTAMP;
  segment.maxTimestampOffset = segment.baseOffset;
  let lastIndexed = 0;
  let row = 0;
  for (; row < rowCount(file) && rowLastOffset(segment, row) < firstDamagedOffset; row++) {
    const lastOffset = rowLastOffset(segment, row);
    noteTimestamp(segment, getFloat(file.maxTimestamps, row), lastOffset);
    const position = rowPosition(file, row);
    if (position - lastIndexed > indexIntervalBytes) {
      addEntries(segment, lastOffset, position);
      lastIndexed = position;
    }
  }
  const cut = truncateRows(file, row);
  if (file.sizeBytes === 0) segment.firstTimestampMs = NO_TIMESTAMP;
  segment.bytesSinceLastIndexEntry = 0;
  sealSegment(segment);
  return cut;
}

/** The greatest record timestamp, or the time of the last write where records have none. @see `LogSegment#largestTimestamp` */
export function largestTimestamp(segment: Segment): number {
  return segment.maxTimestampMs >= 0 ? segment.maxTimestampMs : segment.lastModifiedMs;
}

function noteTimestamp(segment: Segment, timestampMs: number, lastOffset: number): void {
  if (timestampMs <= segment.maxTimestampMs) return;
  segment.maxTimestampMs = timestampMs;
  segment.maxTimestampOffset = lastOffset;
}

function addEntries(segment: Segment, lastOffset: number, position: number): void {
  appendIndexEntry(segment.offsetIndex, lastOffset, position);
  appendTimeEntry(segment.timeIndex, segment.maxTimestampMs, segment.maxTimestampOffset);
}

/** After a cut: the last time entry, or what is younger behind it. @see `LogSegment#readLargestTimestamp` */
function readLargestTimestamp(segment: Segment): void {
  const last = segment.timeIndex.timestamps.length - 1;
  segment.maxTimestampMs = slotTimestamp(segment.timeIndex, last);
  segment.maxTimestampOffset = timeSlotOffset(segment.timeIndex, last);
  const rows = rowCount(segment.file);
  for (let row = scanStart(segment, segment.maxTimestampOffset); row < rows; row++) {
    noteTimestamp(segment, getFloat(segment.file.maxTimestamps, row), rowLastOffset(segment, row));
  }
}
