import { numberAt } from '../../sim/column.ts';
import { NUMBER, NUMBERS, shape } from '../../sim/shape.ts';
import { maxSegmentMs } from '../storage/rolling.ts';
import type { StorageConfig } from '../storage/storage-config.ts';

/**
 * The segments of one replica's log, without their batches: those are in the log's own list, found by offset.
 *
 * @remarks
 * A batch counts with the time of its first record; the real one counts with its latest. Left out: the random
 * delay of a roll, and files that grow ahead of their use.
 * @see `LogSegments`
 */
export interface Segments {
  /** Inactive segments, oldest first: rows of base offset, bytes, time of the first batch, largest time (µs). */
  closed: number[];
  /** The active segment. */
  base: number;
  bytes: number;
  firstUs: number;
  largestUs: number;
  /** Bytes since the last index entry, and entries so far. @see `index.interval.bytes` */
  unindexed: number;
  indexEntries: number;
  /** 1 = it has begun since the disk was last written: what lies before is flushed. */
  rolled: number;
  /** Files with the suffix `.deleted`: rows of base offset, bytes and the time at which they go, µs. */
  deleted: number[];
}

export const segmentsForm = shape<Segments>({
  closed: NUMBERS,
  base: NUMBER,
  bytes: NUMBER,
  firstUs: NUMBER,
  largestUs: NUMBER,
  unindexed: NUMBER,
  indexEntries: NUMBER,
  rolled: NUMBER,
  deleted: NUMBERS,
});

/** Numbers of a closed segment's row. */
export const SEGMENT_ROW = 4;
const BYTES = 1;
const LARGEST = 3;

const OFFSET_ENTRY_BYTES = 8;
const TIME_ENTRY_BYTES = 12;

export function createSegments(): Segments {
  return {
    closed: [],
    base: 0,
    bytes: 0,
    firstUs: -1,
    largestUs: -1,
    unindexed: 0,
    indexEntries: 0,
    rolled: 0,
    deleted: [],
  };
}

/**
 * A batch goes behind the last one: into the active segment, or into a new one.
 *
 * @see `LogSegment#shouldRoll`, `LogSegment#append`
 */
export function addToSegment(
  segments: Segments,
  config: StorageConfig,
  baseOffset: number,
  bytes: number,
  timeUs: number,
): void {
  if (segments.bytes > 0 && mustRoll(segments, config, bytes, timeUs)) rollSegment(segments, baseOffset);
  addToActive(segments, config, bytes, timeUs);
}

/** Puts a batch into the active segment, whatever its size. */
export function addToActive(segments: Segments, config: StorageConfig, bytes: number, timeUs: number): void {
  if (segments.bytes === 0) segments.firstUs = timeUs;
  if (segments.unindexed > config.indexIntervalBytes) {
    segments.indexEntries += 1;
    segments.unindexed = 0;
  }
  segments.unindexed += bytes;
  segments.bytes += bytes;
  if (timeUs > segments.largestUs) segments.largestUs = timeUs;
}

function mustRoll(segments: Segments, config: StorageConfig, bytes: number, timeUs: number): boolean {
  if (segments.bytes > config.segmentBytes - bytes) return true;
  if (timeUs - segments.firstUs > maxSegmentMs(config) * 1000) return true;
  const { indexEntries } = segments;
  return indexEntries > 0 && indexEntries >= mostEntries(config);
}

/** The time index keeps its last place for the roll. */
function mostEntries({ segmentIndexBytes }: StorageConfig): number {
  return Math.max(
    1,
    Math.min(Math.floor(segmentIndexBytes / OFFSET_ENTRY_BYTES), Math.floor(segmentIndexBytes / TIME_ENTRY_BYTES) - 1),
  );
}

/** Closes the active segment; a new one begins at `baseOffset`. */
export function rollSegment(segments: Segments, baseOffset: number): void {
  segments.closed.push(segments.base, segments.bytes, segments.firstUs, segments.largestUs);
  beginActive(segments, baseOffset);
  segments.rolled = 1;
}

/** An empty active segment begins at `baseOffset`. */
export function beginActive(segments: Segments, baseOffset: number): void {
  segments.base = baseOffset;
  segments.bytes = 0;
  segments.firstUs = -1;
  segments.largestUs = -1;
  segments.unindexed = 0;
  segments.indexEntries = 0;
}

/** Segments of a log, the active one included. */
export function segmentCount(segments: Segments): number {
  return segments.closed.length / SEGMENT_ROW + 1;
}

export function segmentBase(segments: Segments, index: number): number {
  const place = index * SEGMENT_ROW;
  return place < segments.closed.length ? numberAt(segments.closed, place) : segments.base;
}

export function segmentBytes(segments: Segments, index: number): number {
  const place = index * SEGMENT_ROW + BYTES;
  return place < segments.closed.length ? numberAt(segments.closed, place) : segments.bytes;
}

/** µs; −1 = it is empty. */
export function segmentLargestUs(segments: Segments, index: number): number {
  const place = index * SEGMENT_ROW + LARGEST;
  return place < segments.closed.length ? numberAt(segments.closed, place) : segments.largestUs;
}

/** Where the next segment begins, or the log ends. */
export function segmentEnd(segments: Segments, index: number, logEnd: number): number {
  return index + 1 < segmentCount(segments) ? segmentBase(segments, index + 1) : logEnd;
}

export function bytesOfLog(segments: Segments): number {
  let bytes = segments.bytes;
  for (let place = BYTES; place < segments.closed.length; place += SEGMENT_ROW) {
    bytes += numberAt(segments.closed, place);
  }
  return bytes;
}

/** Numbers of a row of `deleted`. */
export const DELETED_ROW = 3;
const GOES_AT = 2;

/** Bytes of `.deleted` files that are still there. */
export function bytesToGo({ deleted }: Segments, nowUs: number): number {
  let bytes = 0;
  for (let row = 0; row < deleted.length; row += DELETED_ROW) {
    if (numberAt(deleted, row + GOES_AT) > nowUs) bytes += numberAt(deleted, row + BYTES);
  }
  return bytes;
}

/** `.deleted` files that are still there. */
export function deletedFiles(
  { deleted }: Segments,
  nowUs: number,
): { readonly baseOffset: number; readonly bytes: number }[] {
  const files: { readonly baseOffset: number; readonly bytes: number }[] = [];
  for (let row = 0; row < deleted.length; row += DELETED_ROW) {
    if (numberAt(deleted, row + GOES_AT) <= nowUs) continue;
    files.push({ baseOffset: numberAt(deleted, row), bytes: numberAt(deleted, row + BYTES) });
  }
  return files;
}

/** The files of the segments `from` to `to` are renamed `.deleted`; those whose time is over are gone. */
export function deleteLater(segments: Segments, from: number, to: number, config: StorageConfig, nowUs: number): void {
  const { deleted } = segments;
  let gone = 0;
  while (gone < deleted.length && numberAt(deleted, gone + GOES_AT) <= nowUs) gone += DELETED_ROW;
  deleted.splice(0, gone);
  for (let i = from; i < to; i++) {
    deleted.push(segmentBase(segments, i), segmentBytes(segments, i), nowUs + config.fileDeleteDelayMs * 1000);
  }
}

/** Takes the `count` oldest closed segments out. */
export function dropOldest(segments: Segments, count: number): void {
  segments.closed.splice(0, count * SEGMENT_ROW);
}

/** Nothing is left; the log goes on at `offset`. */
export function restartSegments(segments: Segments, offset: number): void {
  segments.closed.length = 0;
  beginActive(segments, offset);
}
