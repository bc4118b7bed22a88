import type { CleanableRange } from '../../../src/kafka/storage/cleanable.ts';
import type { StorageConfig } from '../../../src/kafka/storage/storage-config.ts';
import { type StoredBatch, storedBytes } from '../../../src/kafka/storage/stored-batch.ts';

/**
 * A log as a list of batches and four numbers: what a segmented log must be like from the outside. Where segments
 * begin is told to it, since that decides what goes at once.
 */
export interface ListedLog {
  batches: StoredBatch[];
  logStart: number;
  logEnd: number;
  highWatermark: number;
}

export function listedLog(): ListedLog {
  return { batches: [], logStart: 0, logEnd: 0, highWatermark: 0 };
}

export function truncateList(list: ListedLog, offset: number): void {
  if (offset >= list.logEnd) return;
  list.batches = list.batches.filter(({ lastOffset }) => lastOffset < offset);
  list.logEnd = offset;
  list.logStart = Math.min(list.logStart, offset);
  list.highWatermark = Math.min(list.highWatermark, offset);
}

/** Base offsets of the segments that stay. */
export function retainList(list: ListedLog, bases: readonly number[], config: StorageConfig, nowMs: number): number[] {
  const pieces = bases.map((base, i) => {
    const end = bases[i + 1] ?? list.logEnd;
    return { base, end, batches: list.batches.filter(({ baseOffset }) => segmentBase(bases, baseOffset) === base) };
  });
  const sizeOf = (batches: StoredBatch[]): number => batches.reduce((sum, batch) => sum + storedBytes(batch), 0);
  const takeWhile = (goes: (piece: (typeof pieces)[number], isLast: boolean) => boolean): void => {
    for (let piece = pieces[0]; piece !== undefined; piece = pieces[0]) {
      const isLast = pieces.length === 1;
      if (piece.end > list.highWatermark || (isLast && piece.batches.length === 0) || !goes(piece, isLast)) return;
      pieces.shift();
      list.logStart = Math.max(list.logStart, piece.end);
    }
  };
  takeWhile(({ end }, isLast) => !isLast && end <= list.logStart);
  const fresh = (): void => {
    if (pieces.length === 0) pieces.push({ base: list.logEnd, end: list.logEnd, batches: [] });
  };
  if (config.deletes && config.retentionBytes >= 0) {
    const rest = (): number => sizeOf(pieces.flatMap(({ batches }) => batches));
    takeWhile(({ batches }) => rest() - sizeOf(batches) >= config.retentionBytes);
    fresh();
  }
  if (config.deletes && config.retentionMs >= 0) {
    takeWhile(
      ({ batches }) => nowMs - Math.max(...batches.map(({ maxTimestampMs }) => maxTimestampMs)) > config.retentionMs,
    );
    fresh();
  }
  list.batches = pieces.flatMap(({ batches }) => batches);
  return pieces.map(({ base }) => base);
}

/** Every record goes whose key comes again in the dirty part. */
export function compactList(list: ListedLog, { firstDirtyOffset, firstUncleanableOffset }: CleanableRange): void {
  if (firstDirtyOffset >= firstUncleanableOffset) return;
  const lastOffsets = new Map<number, number>();
  for (const { offsets, keys } of list.batches) {
    for (const [i, offset] of offsets.entries()) {
      const key = keys[i] ?? -1;
      if (offset >= firstDirtyOffset && offset < firstUncleanableOffset) lastOffsets.set(key, offset);
    }
  }
  list.batches = list.batches.flatMap((batch) => {
    if (batch.baseOffset >= firstUncleanableOffset) return [batch];
    const stays = batch.offsets.map((offset, i) => offset >= (lastOffsets.get(batch.keys[i] ?? -1) ?? -1));
    const isLast = batch.lastOffset + 1 === firstUncleanableOffset;
    if (!stays.includes(true) && !isLast) return [];
    const kept = (values: readonly number[]): number[] => values.filter((_, i) => stays[i] === true);
    const timestamps = kept(batch.timestamps);
    return [
      {
        ...batch,
        maxTimestampMs: Math.max(-1, ...timestamps),
        offsets: kept(batch.offsets),
        timestamps,
        keys: kept(batch.keys),
        sizes: kept(batch.sizes),
        tombstones: kept(batch.tombstones),
      },
    ];
  });
}

/** The log goes on from what is whole, in the segments that are read again. */
export function crashList(
  list: ListedLog,
  bases: readonly number[],
  damagedOffset: number,
  recoveryPoint: number,
): void {
  const readFrom = segmentBase(bases, recoveryPoint);
  const cut = list.batches.findIndex(
    ({ baseOffset, lastOffset }) => baseOffset >= readFrom && lastOffset >= damagedOffset,
  );
  const active = segmentBase(bases, list.batches[cut]?.baseOffset ?? list.logEnd);
  if (cut >= 0) list.batches = list.batches.slice(0, cut);
  const last = list.batches.at(-1);
  list.logEnd = last !== undefined && last.baseOffset >= active ? last.lastOffset + 1 : active;
  if (list.logEnd < list.logStart) {
    list.batches = [];
    list.logEnd = list.logStart;
  }
  list.highWatermark = Math.max(list.logStart, Math.min(list.highWatermark, list.logEnd));
}

/** Base offsets of the batches that a read gives: all that fit, of one segment. */
export function readList(
  list: ListedLog,
  bases: readonly number[],
  offset: number,
  bound: number,
  maxBytes: number,
  minOneMessage: boolean,
): number[] {
  if (offset >= bound) return [];
  const found = list.batches.filter(({ lastOffset }) => lastOffset >= offset);
  const segment = segmentBase(bases, found[0]?.baseOffset ?? 0);
  const read: number[] = [];
  let bytes = 0;
  for (const batch of found) {
    bytes += storedBytes(batch);
    if (batch.lastOffset >= bound || segmentBase(bases, batch.baseOffset) !== segment) break;
    if (bytes > maxBytes && !(minOneMessage && read.length === 0)) break;
    read.push(batch.baseOffset);
  }
  return read;
}

/** Offset of the first record that is young enough, in the first segment that has one; null = none. */
export function timeInList(list: ListedLog, bases: readonly number[], timestampMs: number): number | null {
  const young = list.batches.filter(({ maxTimestampMs }) => maxTimestampMs >= timestampMs);
  const segment = segmentBase(bases, young[0]?.baseOffset ?? 0);
  for (const { baseOffset, offsets, timestamps } of young) {
    if (segmentBase(bases, baseOffset) !== segment) break;
    const found = offsets.find((offset, i) => (timestamps[i] ?? -1) >= timestampMs && offset >= list.logStart);
    if (found !== undefined) return found;
  }
  return null;
}

/** Base of the segment that holds `offset`; batches never reach over into the next. */
export function segmentBase(bases: readonly number[], offset: number): number {
  return bases.findLast((base) => base <= offset) ?? bases[0] ?? 0;
}
