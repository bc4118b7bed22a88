import { assert } from '../../sim/assert.ts';
import { at, getFloat, getInt } from '../../sim/column.ts';
import type { World } from '../../sim/world.ts';
import type { KafkaState } from '../cluster.ts';
import { OFFSET_ENTRY_BYTES, offsetSlot, slotOffset, slotPosition } from '../storage/offset-index.ts';
import { rowAt, rowCount, rowPosition } from '../storage/record-file.ts';
import { rowBaseOffset, rowLastOffset, type Segment } from '../storage/segment.ts';
import { type SegmentedLog, segmentIndexAt, upperBoundOf } from '../storage/segmented-log.ts';
import { slotTimestamp, TIME_ENTRY_BYTES, timeSlot, timeSlotOffset } from '../storage/time-index.ts';
import { recordsOf } from './batch-bytes.ts';
import type { Lookup, LookupStep } from './folder-rows.ts';
import { type ReplicaFiles, segmentsOf } from './segments-of.ts';

/** Bytes at the end of an index that are looked at first, so that a reader near the end touches few pages of memory. */
const WARM_BYTES = 8192;

/**
 * Finds an offset as a broker does, and says each step.
 *
 * @returns null where this broker has no such replica
 * @see `LogSegments#floorSegment`, `AbstractIndex#indexSlotRangeFor`, `FileRecords#searchForOffsetFromPosition`
 */
export function lookUpOffset(world: World<KafkaState>, partition: number, node: number, offset: number): Lookup | null {
  const replica = segmentsOf(world, partition, node);
  if (replica === null) return null;
  const { files } = replica;
  const steps: LookupStep[] = [];
  if (offset < files.logStart || offset > files.logEnd) {
    steps.push(step('out-of-range', { offset, logStart: files.logStart, logEnd: files.logEnd }));
    return { steps, offset: -1 };
  }
  if (offset === files.logEnd) {
    steps.push(step('at-end', { offset }));
    return { steps, offset: -1 };
  }
  let place = segmentIndexAt(files, offset);
  let segment = at(files.segments, place);
  steps.push(
    step(
      'segment',
      { offset, base: segment.baseOffset, to: upperBoundOf(files, place) - 1, of: files.segments.length },
      segment,
    ),
  );
  let row = scanOffset(segment, offset, findPosition(segment, offset, steps), steps);
  while (row === rowCount(segment.file) && place + 1 < files.segments.length) {
    // The batches up to the end of this segment are gone: the next one has the next offset.
    place += 1;
    segment = at(files.segments, place);
    steps.push(
      step(
        'segment',
        { offset, base: segment.baseOffset, to: upperBoundOf(files, place) - 1, of: files.segments.length },
        segment,
      ),
    );
    row = scanOffset(segment, offset, 0, steps);
  }
  if (row === rowCount(segment.file)) return { steps, offset: -1 };
  const base = rowBaseOffset(segment, row);
  const found = Math.max(offset, base);
  steps.push(
    step('record', { offset: found, base, last: rowLastOffset(segment, row), skipped: found - base }, segment, base),
  );
  return { steps, offset: found };
}

/**
 * Finds the first record with a timestamp at or above `timestampMs`, as ListOffsets does.
 *
 * @see `UnifiedLog#fetchOffsetByTimestamp`, `LogSegment#findOffsetByTimestamp`
 */
export function lookUpTime(
  world: World<KafkaState>,
  partition: number,
  node: number,
  timestampMs: number,
): Lookup | null {
  const replica = segmentsOf(world, partition, node);
  if (replica === null) return null;
  const { files } = replica;
  const steps: LookupStep[] = [];
  const segment = youngEnough(files, timestampMs, steps);
  const offset = segment === null ? -1 : timeIn(world, replica, segment, timestampMs, steps);
  if (offset < 0) steps.push(step('no-record', { timestampMs }));
  return { steps, offset };
}

/** The first segment whose youngest record is young enough. */
function youngEnough(files: SegmentedLog, timestampMs: number, steps: LookupStep[]): Segment | null {
  for (const segment of files.segments) {
    const fits = segment.maxTimestampMs >= timestampMs;
    const kind = fits ? 'segment-young-enough' : 'segment-too-old';
    steps.push(step(kind, { base: segment.baseOffset, maxTimestampMs: segment.maxTimestampMs, timestampMs }, segment));
    if (fits) return segment;
  }
  return null;
}

function timeIn(
  world: World<KafkaState>,
  { files }: ReplicaFiles,
  segment: Segment,
  timestampMs: number,
  steps: LookupStep[],
): number {
  const { timeIndex } = segment;
  const entries = timeIndex.timestamps.length;
  const valueAt = (slot: number): number => slotTimestamp(timeIndex, slot);
  const slot = searchIndex(entries, TIME_ENTRY_BYTES, timestampMs, valueAt, 'compare-time', segment, steps);
  assert(slot === timeSlot(timeIndex, timestampMs), 'the shown search finds what the model finds');
  const indexed = timeSlotOffset(timeIndex, slot);
  if (slot >= 0)
    steps.push(step('time-entry', { slot, entry: slotTimestamp(timeIndex, slot), offset: indexed }, segment));
  const from = findPosition(segment, Math.max(indexed, files.logStart), steps);
  for (let row = rowAt(segment.file, from); row < rowCount(segment.file); row++) {
    const base = rowBaseOffset(segment, row);
    const last = rowLastOffset(segment, row);
    const maxTimestampMs = getFloat(segment.file.maxTimestamps, row);
    const hits = maxTimestampMs >= timestampMs && last >= files.logStart;
    const parameters = { position: rowPosition(segment.file, row), base, last, maxTimestampMs, timestampMs };
    steps.push(step(hits ? 'time-scan-hits' : 'time-scan-passes', parameters, segment, base));
    if (!hits) continue;
    const found = recordsOf(world, getInt(segment.file.contents, row), base).find(
      (one) => one.timestampMs >= timestampMs && one.offset >= files.logStart,
    );
    const offset = found?.offset ?? base;
    steps.push(
      step('record-by-time', { offset, at: found?.timestampMs ?? maxTimestampMs, timestampMs }, segment, base),
    );
    return offset;
  }
  return -1;
}

/** Where the offset index lets the scan of a segment begin. */
function findPosition(segment: Segment, offset: number, steps: LookupStep[]): number {
  const { offsetIndex } = segment;
  const entries = offsetIndex.positions.length;
  const valueAt = (slot: number): number => slotOffset(offsetIndex, slot);
  const slot = searchIndex(entries, OFFSET_ENTRY_BYTES, offset, valueAt, 'compare-offset', segment, steps);
  assert(slot === offsetSlot(offsetIndex, offset), 'the shown search finds what the model finds');
  const position = slotPosition(offsetIndex, slot);
  if (slot >= 0) steps.push(step('offset-entry', { slot, entry: slotOffset(offsetIndex, slot), position }, segment));
  return position;
}

/**
 * The entry with the greatest value at or below `target`, −1 where there is none; each comparison is a step.
 *
 * @remarks Only where the target lies below the warm end of an index are its other entries searched.
 */
function searchIndex(
  entries: number,
  entryBytes: number,
  target: number,
  valueAt: (slot: number) => number,
  kind: 'compare-offset' | 'compare-time',
  segment: Segment,
  steps: LookupStep[],
): number {
  if (entries === 0) {
    steps.push(step('index-empty', { isTime: kind === 'compare-time' ? 1 : 0 }, segment));
    return -1;
  }
  /** −1 the entry is below the target, 0 it is the target, 1 it is above. */
  const compare = (slot: number, low: number, high: number): number => {
    const entry = valueAt(slot);
    const order = Math.sign(entry - target);
    steps.push(step(kind, { slot, entry, target, low, high, order }, segment));
    return order;
  };
  let low = Math.max(0, entries - 1 - Math.floor(WARM_BYTES / entryBytes));
  let high = entries - 1;
  const warm = compare(low, low, high);
  if (warm >= 0) {
    if ((low === 0 ? warm : compare(0, 0, low)) > 0) {
      steps.push(step('before-first-entry', { isTime: kind === 'compare-time' ? 1 : 0 }, segment));
      return -1;
    }
    high = low;
    low = 0;
  }
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const order = compare(middle, low, high);
    if (order === 0) return middle;
    if (order > 0) high = middle - 1;
    else low = middle;
  }
  return low;
}

/** Headers are read one after the other from `position` on. @returns the row, the number of rows where none is */
function scanOffset(segment: Segment, offset: number, position: number, steps: LookupStep[]): number {
  const rows = rowCount(segment.file);
  let row = rows === 0 ? 0 : rowAt(segment.file, position);
  for (; row < rows; row++) {
    const base = rowBaseOffset(segment, row);
    const last = rowLastOffset(segment, row);
    const hits = last >= offset;
    const parameters = { position: rowPosition(segment.file, row), base, last, offset };
    steps.push(step(hits ? 'scan-hits' : 'scan-passes', parameters, segment, base));
    if (hits) break;
  }
  return row;
}

function step(
  kind: LookupStep['kind'],
  parameters: Readonly<Record<string, number>>,
  segment: Segment | null = null,
  batch = -1,
): LookupStep {
  return { kind, parameters, segment: segment === null ? -1 : segment.baseOffset, batch };
}
