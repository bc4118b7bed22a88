import { bundleCount, bundleMember, type Payloads } from '../../sim/payload.ts';
import { type BatchTable, batchBytes, batchCount, batchTime, recordTimestamp } from '../batches.ts';
import { appendToSegment, createSegment, type Segment, sealSegment } from '../storage/segment.ts';
import { createSegmentedLog, type SegmentedLog } from '../storage/segmented-log.ts';
import { baseOffsetAt, batchAt, batchEpoch, batchTotal, findBatch, type Log } from './log.ts';
import { segmentBase, segmentCount, segmentEnd } from './segments.ts';

/**
 * The segments of a live log as they lie on disk, with their batches and indexes.
 *
 * @remarks
 * The live log knows where its segments begin; here the batches of each are laid into a file with its indexes, in
 * their order, as the broker appended them. What works on whole files (the cleaner, a look-up step by step, the
 * folder on the screen) works on this. Left out: what a truncation left in an index.
 */
export function layOut(log: Log, table: BatchTable, payloads: Payloads): SegmentedLog {
  const { segments, settings } = log;
  const files = createSegmentedLog(settings, 0);
  files.segments = [];
  const count = segmentCount(segments);
  for (let i = 0; i < count; i++) {
    const segment = createSegment(segmentBase(segments, i), settings, 0);
    fill(segment, log, table, payloads, segmentEnd(segments, i, log.logEnd));
    if (i < count - 1) sealSegment(segment);
    files.segments.push(segment);
  }
  files.logStart = log.logStart;
  files.logEnd = log.logEnd;
  files.highWatermark = log.highWatermark;
  files.cleanerCheckpoint = log.cleanerCheckpoint;
  return files;
}

function fill(segment: Segment, log: Log, table: BatchTable, payloads: Payloads, toOffset: number): void {
  const total = batchTotal(log);
  for (let i = findBatch(log, table, segment.baseOffset); i < total; i++) {
    const batch = batchAt(log, i);
    const baseOffset = baseOffsetAt(log, i);
    if (baseOffset >= toOffset) return;
    const youngestMs = maxTimestampOf(table, payloads, batch);
    appendToSegment(
      segment,
      baseOffset,
      baseOffset + batchCount(table, batch) - 1,
      batchBytes(table, batch),
      youngestMs,
      batchEpoch(log, baseOffset),
      batch,
      log.settings.indexIntervalBytes,
      youngestMs,
    );
  }
}

/** Of a batch's youngest record, ms. Calls are in the order of their time, so it is the last one that is left. */
function maxTimestampOf(table: BatchTable, payloads: Payloads, batch: number): number {
  const baseTime = batchTime(table, batch);
  const members = bundleCount(payloads, batch);
  for (let i = members - 1; i >= 0; i--) {
    const uid = bundleMember(payloads, batch, i);
    if (uid >= 0) return recordTimestamp(payloads, uid, baseTime);
  }
  return members === 0 ? Math.floor(baseTime / 1000) : -1;
}
