import { at, getInt, numberAt } from '../../sim/column.ts';
import { NO_KEY } from './append-checks.ts';
import type { CleanableRange } from './cleanable.ts';
import {
  type AbortedTransaction,
  type CleanedTransactions,
  createCleanedTransactions,
  passData,
  passMarker,
} from './cleaned-transactions.ts';
import { rowCount } from './record-file.ts';
import { findRow } from './segment.ts';
import { type SegmentedLog, segmentIndexAt, upperBoundOf } from './segmented-log.ts';
import { isControl, type StoredBatch } from './stored-batch.ts';

/**
 * What a cleaning knows of the dirty part: of each key, the last offset.
 *
 * @remarks
 * The real map keeps a hash of the key, 24 bytes an entry in a buffer of `log.cleaner.dedupe.buffer.size`, which it
 * fills to nine tenths; here keys are numbers, and it is the number of keys that is limited.
 * @see `SkimpyOffsetMap`
 */
export interface OffsetMap {
  /** By key; −1 = not in it. */
  readonly lastOffsets: number[];
  readonly maxKeys: number;
  keyCount: number;
  /** The map speaks for offsets up to here; −1 = for none. */
  latestOffset: number;
  /** Added to what it says; not 0 in a mutant only. */
  readonly shift: number;
}

const ENTRY_BYTES = 24;

/** @param dedupeBufferBytes - `log.cleaner.dedupe.buffer.size`, of one cleaner thread */
export function createOffsetMap(dedupeBufferBytes: number, shift = 0): OffsetMap {
  const slots = Math.floor(dedupeBufferBytes / ENTRY_BYTES);
  return { lastOffsets: [], maxKeys: Math.floor((slots * 9) / 10), keyCount: 0, latestOffset: -1, shift };
}

/** Notes that `key` is at `offset`; false, and nothing is noted, where the map is full. */
function putOffset(map: OffsetMap, key: number, offset: number): boolean {
  if (map.keyCount >= map.maxKeys) return false;
  while (map.lastOffsets.length <= key) map.lastOffsets.push(-1);
  if (map.lastOffsets[key] === -1) map.keyCount++;
  map.lastOffsets[key] = offset;
  return true;
}

/** Last offset of `key` in the dirty part, −1 where it does not occur there. */
export function mappedOffset(map: OffsetMap, key: number): number {
  const last = map.lastOffsets[key] ?? -1;
  return last < 0 ? last : last + map.shift;
}

/**
 * Fills the map with the keys of the dirty part: of its first records only, where the map becomes full. Aborted
 * records and markers do not count.
 *
 * @param contents - batches by their number in the log's files
 * @param range - ends where a segment begins
 * @see `Cleaner#buildOffsetMap`
 */
export function fillOffsetMap(
  map: OffsetMap,
  log: SegmentedLog,
  contents: readonly StoredBatch[],
  aborted: readonly AbortedTransaction[],
  range: CleanableRange,
): void {
  const { firstDirtyOffset, firstUncleanableOffset } = range;
  if (firstDirtyOffset === firstUncleanableOffset) return;
  const transactions = createCleanedTransactions(aborted);
  for (let i = segmentIndexAt(log, firstDirtyOffset); i < log.segments.length; i++) {
    const segment = at(log.segments, i);
    if (segment.baseOffset >= firstUncleanableOffset) break;
    const rows = rowCount(segment.file);
    for (let row = findRow(segment, firstDirtyOffset); row < rows; row++) {
      const batch = at(contents, getInt(segment.file.contents, row));
      if (!putBatch(map, transactions, batch, firstDirtyOffset)) return;
    }
    // Where the segment's last offsets are gone, the map still speaks for them.
    map.latestOffset = Math.min(upperBoundOf(log, i), firstUncleanableOffset) - 1;
  }
}

/** False where the map is full. */
function putBatch(map: OffsetMap, transactions: CleanedTransactions, batch: StoredBatch, fromOffset: number): boolean {
  if (isControl(batch)) passMarker(transactions, batch);
  else if (!passData(transactions, batch)) {
    for (let i = 0; i < batch.offsets.length; i++) {
      const key = numberAt(batch.keys, i);
      const offset = numberAt(batch.offsets, i);
      if (key !== NO_KEY && offset >= fromOffset && !putOffset(map, key, offset)) return false;
    }
  }
  if (batch.lastOffset >= fromOffset) map.latestOffset = batch.lastOffset;
  return true;
}
