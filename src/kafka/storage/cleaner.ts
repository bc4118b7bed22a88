import { at, getInt } from '../../sim/column.ts';
import { type CleaningPass, cleanBatch, type LastRecord } from './batch-cleaning.ts';
import type { CleanableRange } from './cleanable.ts';
import { type AbortedTransaction, createCleanedTransactions } from './cleaned-transactions.ts';
import { MAX_RELATIVE_OFFSET, offsetIndexBytes } from './offset-index.ts';
import { fillOffsetMap, type OffsetMap } from './offset-map.ts';
import { rowBytes, rowCount } from './record-file.ts';
import { appendToSegment, createSegment, type Segment, sealSegment } from './segment.ts';
import { deleteFiles, type SegmentedLog, upperBoundOf } from './segmented-log.ts';
import type { StorageConfig } from './storage-config.ts';
import { type StoredBatch, storedBytes } from './stored-batch.ts';
import { timeIndexBytes } from './time-index.ts';

/** What the cleaner must know of a log beside its segments. */
export interface CleanerView {
  /** Batches by their number in the log's files; a cleaning adds those that it writes. */
  readonly contents: StoredBatch[];
  /** The transaction index, by first offset. */
  readonly aborted: readonly AbortedTransaction[];
  /** Of the producers that the partition remembers, by producer id. */
  readonly lastRecords: ReadonlyMap<number, LastRecord>;
}

/** What a cleaning did. @see `CleanerStats` */
export interface Cleaning {
  /** The next dirty part begins here; also the log's `cleanerCheckpoint` now. */
  readonly endOffset: number;
  /** The transaction index from now on, as far as the cleaned part goes. */
  readonly aborted: readonly AbortedTransaction[];
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/**
 * Cleans a log once: the keys of its dirty part are mapped to their last offsets, and all segments up to the end of
 * the map are written anew without the records that the map makes stale. Offsets and order stay.
 *
 * @remarks
 * Neighbours become one segment as far as they fit. The old files go after `file.delete.delay.ms`. Left out: the
 * cleaner's own pace (`log.cleaner.io.max.bytes.per.second`), and that a crash may come between two renames.
 * @param range - as `logToClean` gives it: it ends where a segment begins
 * @param map - empty
 * @see `Cleaner#doClean`; KIP-71, KIP-98
 */
export function cleanLog(
  log: SegmentedLog,
  config: StorageConfig,
  view: CleanerView,
  range: CleanableRange,
  map: OffsetMap,
  nowMs: number,
): Cleaning {
  fillOffsetMap(map, log, view.contents, view.aborted, range);
  const endOffset = map.latestOffset + 1;
  const transactions = createCleanedTransactions(view.aborted);
  const pass: CleaningPass = {
    map,
    transactions,
    lastRecords: view.lastRecords,
    firstUncleanableOffset: range.firstUncleanableOffset,
    deleteRetentionMs: config.deleteRetentionMs,
    nowMs,
  };
  let bytesRead = 0;
  let bytesWritten = 0;
  for (let index = 0; index < log.segments.length && at(log.segments, index).baseOffset < endOffset; index++) {
    const count = groupLength(log, config, index, endOffset, range.firstUncleanableOffset);
    const cleaned = cleanGroup(log, config, view.contents, index, count, pass);
    for (let i = index; i < index + count; i++) bytesRead += at(log.segments, i).file.sizeBytes;
    bytesWritten += cleaned.file.sizeBytes;
    deleteFiles(log, index, count, config, nowMs);
    log.segments.splice(index, 0, cleaned);
  }
  if (endOffset > range.firstDirtyOffset) log.cleanerCheckpoint = endOffset;
  return { endOffset, aborted: transactions.kept, bytesRead, bytesWritten };
}

/** How many segments from `index` on fit into one. @see `Cleaner#groupSegmentsBySize` */
function groupLength(
  log: SegmentedLog,
  config: StorageConfig,
  index: number,
  endOffset: number,
  firstUncleanableOffset: number,
): number {
  const first = at(log.segments, index);
  let bytes = first.file.sizeBytes;
  let offsetBytes = offsetIndexBytes(first.offsetIndex);
  let timeBytes = timeIndexBytes(first.timeIndex);
  let next = index + 1;
  for (; next < log.segments.length; next++) {
    const segment = at(log.segments, next);
    if (segment.baseOffset >= endOffset) break;
    bytes += segment.file.sizeBytes;
    offsetBytes += offsetIndexBytes(segment.offsetIndex);
    timeBytes += timeIndexBytes(segment.timeIndex);
    if (bytes > config.segmentBytes) break;
    if (offsetBytes > config.segmentIndexBytes || timeBytes > config.segmentIndexBytes) break;
    const lastOffset = Math.min(upperBoundOf(log, next), firstUncleanableOffset) - 1;
    if (segment.file.sizeBytes > 0 && lastOffset - first.baseOffset > MAX_RELATIVE_OFFSET) break;
  }
  return next - index;
}

/** Writes what stays of `count` segments into a new one, which has the base of the first. @see `Cleaner#cleanSegments` */
function cleanGroup(
  log: SegmentedLog,
  config: StorageConfig,
  contents: StoredBatch[],
  from: number,
  count: number,
  pass: CleaningPass,
): Segment {
  const cleaned = createSegment(at(log.segments, from).baseOffset, config, pass.nowMs);
  for (let i = from; i < from + count; i++) {
    const { file } = at(log.segments, i);
    for (let row = 0; row < rowCount(file); row++) {
      const number = getInt(file.contents, row);
      const batch = at(contents, number);
      const kept = cleanBatch(pass, batch);
      if (kept === batch) write(cleaned, batch, number, rowBytes(file, row), config, pass.nowMs);
      else if (kept !== null) write(cleaned, kept, contents.push(kept) - 1, storedBytes(kept), config, pass.nowMs);
    }
  }
  sealSegment(cleaned);
  // The age of what has no timestamps is not counted from the cleaning.
  cleaned.lastModifiedMs = at(log.segments, from + count - 1).lastModifiedMs;
  return cleaned;
}

function write(
  segment: Segment,
  batch: StoredBatch,
  content: number,
  bytes: number,
  config: StorageConfig,
  nowMs: number,
): void {
  appendToSegment(
    segment,
    batch.baseOffset,
    batch.lastOffset,
    bytes,
    batch.maxTimestampMs,
    batch.leaderEpoch,
    content,
    config.indexIntervalBytes,
    nowMs,
  );
}
