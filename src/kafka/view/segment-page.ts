import { at, getFloat, getInt } from '../../sim/column.ts';
import { bundleCount, bundleMember } from '../../sim/payload.ts';
import type { World } from '../../sim/world.ts';
import { batchCount, codecOf, deleteHorizonOf, isInternal } from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { bytesWithCodec } from '../log/batch-sizes.ts';
import { createWriter, writeInt32, writeInt64, writtenBytes } from '../records/byte-writer.ts';
import { CODECS, NO_CODEC } from '../records/codec.ts';
import { rowBytes, rowCount, rowPosition } from '../storage/record-file.ts';
import { ROLL_NOT, rollReason } from '../storage/rolling.ts';
import { findRow, rowBaseOffset, rowLastOffset, type Segment } from '../storage/segment.ts';
import { segmentIndexAt, upperBoundOf } from '../storage/segmented-log.ts';
import { bytesIn, draftOf, inWords, isIntact, LAYOUTS, mapWritten, recordsOf } from './batch-bytes.ts';
import {
  type BatchHead,
  type BatchPage,
  type IndexEntry,
  type Layout,
  ROLL_REASONS,
  type RollReason,
  type SegmentPage,
} from './folder-rows.ts';
import { type ReplicaFiles, segmentsOf } from './segments-of.ts';

/** Rows of a page at the most. */
export const PAGE_ROWS = 200;

/**
 * A file of the segment that holds `offset`, from row `from` on.
 *
 * @param from - −1 = the last page
 * @returns null where this broker has no such replica
 */
export function segmentPage(
  world: World<KafkaState>,
  partition: number,
  node: number,
  file: SegmentPage['file'],
  offset: number,
  from: number,
): SegmentPage | null {
  const replica = segmentsOf(world, partition, node);
  if (replica === null) return null;
  const { files } = replica;
  const place = Math.max(0, segmentIndexAt(files, offset));
  const segment = at(files.segments, place);
  const total = rowsIn(segment, file);
  const first = from < 0 ? Math.max(0, total - PAGE_ROWS) : Math.min(from, Math.max(0, total - 1));
  const rows = Array.from({ length: Math.min(PAGE_ROWS, total - first) }, (_, i) => first + i);
  return {
    file,
    baseOffset: segment.baseOffset,
    toOffset: upperBoundOf(files, place),
    isActive: place === files.segments.length - 1,
    reason: reasonOf(replica, place),
    bytes: segment.file.sizeBytes,
    maxTimestampMs: segment.maxTimestampMs,
    total,
    from: first,
    batches: file === 'log' ? rows.map((row) => headOf(world, segment, row)) : [],
    entries: file === 'log' ? [] : rows.map((slot) => entryAt(segment, file, slot)),
  };
}

/** The batch that holds `offset`, with its bytes in a layout; null where no batch of this replica does. */
export function batchPage(
  world: World<KafkaState>,
  partition: number,
  node: number,
  offset: number,
  layout: Layout,
): BatchPage | null {
  const replica = segmentsOf(world, partition, node);
  if (replica === null) return null;
  const segment = at(replica.files.segments, Math.max(0, segmentIndexAt(replica.files, offset)));
  const row = findRow(segment, offset);
  if (row >= rowCount(segment.file)) return null;
  const batch = getInt(segment.file.contents, row);
  const head = headOf(world, segment, row);
  const records = recordsOf(world, batch, head.baseOffset);
  const known = { head, segment: segment.baseOffset, layout, records };
  const draft = draftOf(world, batch, head.baseOffset, head.leaderEpoch);
  const bytes = bytesIn(layout, draft);
  const sizes = LAYOUTS.map((one) => ({ ...one, bytes: bytesIn(one, draft).length }));
  const { written, block } = mapWritten(bytes, layout);
  const mapped = isInternal(world.state.batches, batch)
    ? { written: inWords(written, records), block: block === null ? null : inWords(block, records) }
    : { written, block };
  return { ...known, ...mapped, isIntact: isIntact(bytes, layout), sizes };
}

/** An entry of an index with the bytes that it has on disk. @see `OffsetIndex#append`, `TimeIndex#maybeAppend` */
export function entryAt(segment: Segment, file: 'index' | 'timeindex', slot: number): IndexEntry {
  const writer = createWriter(12);
  if (file === 'index') {
    const relativeOffset = getInt(segment.offsetIndex.relativeOffsets, slot);
    const position = getInt(segment.offsetIndex.positions, slot);
    writeInt32(writer, relativeOffset);
    writeInt32(writer, position);
    const offset = segment.baseOffset + relativeOffset;
    return { slot, bytes: writtenBytes(writer), relativeOffset, offset, position, timestampMs: -1 };
  }
  const timestampMs = getFloat(segment.timeIndex.timestamps, slot);
  const relativeOffset = getInt(segment.timeIndex.relativeOffsets, slot);
  writeInt64(writer, BigInt(timestampMs));
  writeInt32(writer, relativeOffset);
  const offset = segment.baseOffset + relativeOffset;
  return { slot, bytes: writtenBytes(writer), relativeOffset, offset, position: -1, timestampMs };
}

function rowsIn(segment: Segment, file: SegmentPage['file']): number {
  if (file === 'log') return rowCount(segment.file);
  return file === 'index' ? segment.offsetIndex.positions.length : segment.timeIndex.timestamps.length;
}

function headOf(world: World<KafkaState>, segment: Segment, row: number): BatchHead {
  const { file } = segment;
  const { batches } = world.state;
  const batch = getInt(file.contents, row);
  const codec = codecOf(batches, batch);
  const bytes = rowBytes(file, row);
  return {
    baseOffset: rowBaseOffset(segment, row),
    lastOffset: rowLastOffset(segment, row),
    position: rowPosition(file, row),
    bytes,
    records: recordsLeft(world, batch),
    leaderEpoch: getInt(file.leaderEpochs, row),
    maxTimestampMs: getFloat(file.maxTimestamps, row),
    codec: at(CODECS, codec),
    plainBytes: codec === NO_CODEC ? bytes : bytesWithCodec(batches, world.payloads, batch, NO_CODEC),
    deleteHorizonMs: deleteHorizonOf(batches, batch),
  };
}

/** A cleaning may have taken some out of a batch. */
function recordsLeft(world: World<KafkaState>, batch: number): number {
  const { payloads, state } = world;
  if (isInternal(state.batches, batch)) return recordsOf(world, batch, 0).length;
  const members = bundleCount(payloads, batch);
  let left = members === 0 ? batchCount(state.batches, batch) : 0;
  for (let i = 0; i < members; i++) if (bundleMember(payloads, batch, i) >= 0) left++;
  return left;
}

/** Why a segment was begun: what the rules said to its first batch, with the segment before it as it was left. */
function reasonOf({ files, log }: ReplicaFiles, place: number): RollReason {
  if (place === 0) return 'first';
  const before = at(files.segments, place - 1);
  const segment = at(files.segments, place);
  if (rowCount(segment.file) === 0) return 'time';
  const youngest = getFloat(segment.file.maxTimestamps, 0);
  const bytes = rowBytes(segment.file, 0);
  const reason = rollReason(before, log.settings, bytes, rowLastOffset(segment, 0), youngest, youngest);
  return reason === ROLL_NOT ? 'time' : (ROLL_REASONS[reason] ?? 'first');
}
