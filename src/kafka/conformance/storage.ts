import * as v from 'valibot';
import { at, getFloat } from '../../sim/column.ts';
import { type ConfigValues, type GivenConfig, parseConfig } from '../../sim/config.ts';
import { errorName, NONE } from '../protocol/errors.ts';
import { judgeKeys, judgeSize, keylessIndexes, NO_KEY } from '../storage/append-checks.ts';
import {
  appendIndexEntry,
  createOffsetIndex,
  ENTRY_FITS,
  judgeIndexEntry,
  lastIndexedOffset,
  type OffsetIndex,
  offsetSlot,
  slotOffset,
  slotPosition,
  truncateOffsetIndex,
} from '../storage/offset-index.ts';
import { createLogRead, readLog } from '../storage/reading.ts';
import { rowCount } from '../storage/record-file.ts';
import { appendToSegment, createSegment, findRow, rowBaseOffset } from '../storage/segment.ts';
import { appendToLog, createSegmentedLog, type SegmentedLog } from '../storage/segmented-log.ts';
import { readStorageConfig, STORAGE_ROWS, type StorageConfig } from '../storage/storage-config.ts';
import {
  appendTimeEntry,
  createTimeIndex,
  NO_TIMESTAMP,
  slotTimestamp,
  timeSlot,
  timeSlotOffset,
} from '../storage/time-index.ts';
import {
  batchOfMaxTimestamp,
  EARLIEST_TIMESTAMP,
  firstBatchByTime,
  LATEST_TIMESTAMP,
  offsetOfSpecial,
} from '../storage/time-lookup.ts';

const ROLL = v.object({
  segmentBytes: v.number(),
  segmentMs: v.number(),
  appends: v.array(
    v.object({ atMs: v.number(), bytes: v.number(), timestamp: v.number(), offset: v.optional(v.number()) }),
  ),
});
const CHECKED = v.union([
  v.object({ segmentBytes: v.number(), batchBytes: v.number() }),
  v.object({ cleanupPolicy: v.string(), batchKeys: v.array(v.nullable(v.string())) }),
]);
const ENTRY = v.object({ offset: v.number(), position: v.number() });
const INDEX_LOOKUP = v.object({ baseOffset: v.number(), entries: v.array(ENTRY), queries: v.array(v.number()) });
const INDEX_OPS = v.object({
  baseOffset: v.number(),
  ops: v.array(
    v.variant('op', [
      v.object({ op: v.literal('append'), offset: v.number(), position: v.number() }),
      v.object({ op: v.literal('truncateTo'), offset: v.number() }),
    ]),
  ),
});
const INDEX_BUILD = v.object({
  indexIntervalBytes: v.number(),
  batches: v.array(v.object({ lastOffset: v.number(), bytes: v.number() })),
});
const TIME_LOOKUP = v.object({
  baseOffset: v.number(),
  entries: v.array(v.object({ timestamp: v.number(), offset: v.number() })),
  queries: v.array(v.number()),
});
const SEGMENT_READ = v.object({
  segmentBaseOffset: v.number(),
  batches: v.array(v.object({ baseOffset: v.number(), lastOffset: v.number() })),
  fetchOffset: v.number(),
});
const LOG_READ = v.object({ logStartOffset: v.number(), logEndOffset: v.number(), fetchOffset: v.number() });
const BY_TIME = v.object({
  records: v.array(v.object({ offset: v.number(), timestamp: v.number() })),
  queries: v.optional(v.array(v.number()), []),
  special: v.optional(v.array(v.picklist(['EARLIEST', 'LATEST', 'MAX_TIMESTAMP'])), []),
});
/** Bytes of a batch whose size a vector does not give. */
export const SOME_BYTES = 100;

export function runSegmentRoll(input: unknown): unknown {
  const { segmentBytes, segmentMs, appends } = v.parse(ROLL, input);
  const config = configWith({ 'segment.bytes': segmentBytes, 'segment.ms': segmentMs });
  const log = createSegmentedLog(config, 0);
  const segmentCounts = appends.map(({ atMs, bytes, timestamp, offset = log.logEnd }) => {
    if (bytes > 0) appendToLog(log, config, offset, offset, bytes, timestamp, 0, 0, atMs);
    return log.segments.length;
  });
  return { segmentCounts };
}

export function runAppendChecked(input: unknown): unknown {
  const given = v.parse(CHECKED, input);
  if ('batchBytes' in given) {
    const config = configWith({ 'segment.bytes': given.segmentBytes });
    return {
      error: errorName(judgeSize({ ...config, maxMessageBytes: Infinity }, given.batchBytes, given.batchBytes)),
    };
  }
  const keys = given.batchKeys.map((key, i) => (key === null ? NO_KEY : i));
  const error = judgeKeys(configWith({ 'cleanup.policy': given.cleanupPolicy }), keys);
  return { error: errorName(error), batchIndexes: error === NONE ? [] : keylessIndexes(keys) };
}

export function runOffsetIndexLookup(input: unknown): unknown {
  const { baseOffset, entries, queries } = v.parse(INDEX_LOOKUP, input);
  const index = createOffsetIndex(baseOffset, configWith({}).segmentIndexBytes);
  for (const { offset, position } of entries) appendIndexEntry(index, offset, position);
  const results = queries.map((offset) => {
    const slot = offsetSlot(index, offset);
    return { offset: slotOffset(index, slot), position: slotPosition(index, slot) };
  });
  return { results };
}

export function runOffsetIndexOps(input: unknown): unknown {
  const { baseOffset, ops } = v.parse(INDEX_OPS, input);
  const index = createOffsetIndex(baseOffset, configWith({}).segmentIndexBytes);
  for (const step of ops) {
    if (step.op === 'truncateTo') truncateOffsetIndex(index, step.offset);
    else if (judgeIndexEntry(index, step.offset) !== ENTRY_FITS) return { error: 'INVALID_OFFSET' };
    else appendIndexEntry(index, step.offset, step.position);
  }
  return { entries: entriesOf(index), lastOffset: lastIndexedOffset(index) };
}

export function runOffsetIndexBuild(input: unknown): unknown {
  const { indexIntervalBytes, batches } = v.parse(INDEX_BUILD, input);
  const segment = createSegment(0, configWith({}), 0);
  let baseOffset = 0;
  for (const { lastOffset, bytes } of batches) {
    appendToSegment(segment, baseOffset, lastOffset, bytes, -1, 0, 0, indexIntervalBytes, 0);
    baseOffset = lastOffset + 1;
  }
  return { entries: entriesOf(segment.offsetIndex) };
}

export function runTimeIndexLookup(input: unknown): unknown {
  const { baseOffset, entries, queries } = v.parse(TIME_LOOKUP, input);
  const index = createTimeIndex(baseOffset, configWith({}).segmentIndexBytes);
  for (const { timestamp, offset } of entries) appendTimeEntry(index, timestamp, offset);
  const results = queries.map((timestamp) => {
    const slot = timeSlot(index, timestamp);
    return { timestamp: slotTimestamp(index, slot), offset: timeSlotOffset(index, slot) };
  });
  return { results };
}

export function runSegmentRead(input: unknown): unknown {
  const { segmentBaseOffset, batches, fetchOffset } = v.parse(SEGMENT_READ, input);
  const config = configWith({});
  const segment = createSegment(segmentBaseOffset, config, 0);
  for (const { baseOffset, lastOffset } of batches) {
    appendToSegment(segment, baseOffset, lastOffset, SOME_BYTES, -1, 0, 0, config.indexIntervalBytes, 0);
  }
  const row = findRow(segment, fetchOffset);
  if (row === rowCount(segment.file)) return { nothing: true };
  return { firstBatchBaseOffset: rowBaseOffset(segment, row) };
}

export function runLogRead(input: unknown): unknown {
  const { logStartOffset, logEndOffset, fetchOffset } = v.parse(LOG_READ, input);
  const config = configWith({});
  const log = createSegmentedLog(config, 0, logStartOffset);
  for (let offset = logStartOffset; offset < logEndOffset; offset++) {
    appendToLog(log, config, offset, offset, SOME_BYTES, -1, 0, 0, 0);
  }
  const read = createLogRead();
  readLog(log, fetchOffset, log.logEnd, Infinity, true, read);
  return read.error === NONE ? { records: read.toRow - read.fromRow } : { error: errorName(read.error) };
}

export function runOffsetForTimestamp(input: unknown): unknown {
  const { records, queries, special } = v.parse(BY_TIME, input);
  const config = configWith({});
  const log = createSegmentedLog(config, 0, records[0]?.offset ?? 0);
  for (const { offset, timestamp } of records) {
    appendToLog(log, config, offset, offset, SOME_BYTES, timestamp, 0, 0, 0);
  }
  log.highWatermark = log.logEnd;
  return {
    offsets: queries.map((timestamp) => offsetByTime(log, timestamp)),
    special: Object.fromEntries(special.map((name) => [name, answerOf(log, name)])),
  };
}

/** Each record is a batch, so that the batch which the log finds is the record. */
function offsetByTime(log: SegmentedLog, timestampMs: number): number | null {
  const place = { segment: -1, row: 0 };
  firstBatchByTime(log, timestampMs, place);
  return place.segment < 0 ? null : rowBaseOffset(at(log.segments, place.segment), place.row);
}

function answerOf(log: SegmentedLog, special: 'EARLIEST' | 'LATEST' | 'MAX_TIMESTAMP'): unknown {
  if (special !== 'MAX_TIMESTAMP') {
    const asked = special === 'EARLIEST' ? EARLIEST_TIMESTAMP : LATEST_TIMESTAMP;
    return { offset: offsetOfSpecial(log, asked, log.highWatermark), timestamp: NO_TIMESTAMP };
  }
  const place = { segment: -1, row: 0 };
  batchOfMaxTimestamp(log, place);
  if (place.segment < 0) return { offset: -1, timestamp: NO_TIMESTAMP };
  const segment = at(log.segments, place.segment);
  return { offset: rowBaseOffset(segment, place.row), timestamp: getFloat(segment.file.maxTimestamps, place.row) };
}

function entriesOf(index: OffsetIndex): unknown[] {
  const entries: unknown[] = [];
  for (let slot = 0; slot < index.positions.length; slot++) {
    entries.push({ offset: slotOffset(index, slot), position: slotPosition(index, slot) });
  }
  return entries;
}

/** A topic's settings: those given, Kafka's defaults else. Sizes below the real minimum are taken, as in upstream's tests. */
export function configWith(given: GivenConfig): StorageConfig {
  const values: ConfigValues = { ...parseConfig(STORAGE_ROWS, {}).values, ...given };
  return readStorageConfig(values);
}
