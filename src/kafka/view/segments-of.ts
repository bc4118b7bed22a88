import { bundleCount, bundleMember, type Payloads } from '../../sim/payload.ts';
import type { World } from '../../sim/world.ts';
import { type BatchTable, batchBytes, batchCount, batchTime, recordTimestamp } from '../batches.ts';
import { replicaOf } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import { baseOffsetAt, batchAt, batchEpoch, batchTotal, findBatch, type Log } from '../log/log.ts';
import { segmentBase, segmentCount, segmentEnd } from '../log/segments.ts';
import { appendToSegment, createSegment, type Segment, sealSegment } from '../storage/segment.ts';
import { createSegmentedLog, type SegmentedLog } from '../storage/segmented-log.ts';

/** A replica's log with the files that it makes on disk. */
export interface ReplicaFiles {
  readonly log: Log;
  readonly files: SegmentedLog;
}

/**
 * The segments of a replica, or null where the broker has none.
 *
 * @remarks
 * The live log knows where its segments begin; here the batches of each are laid into a file with its indexes, in
 * their order, as the broker appended them. Left out: what a truncation left in an index, and the snapshots of
 * producer states.
 */
export function segmentsOf(world: World<KafkaState>, partition: number, node: number): ReplicaFiles | null {
  const broker = world.state.actors[node];
  const replica = broker?.actor === 'broker' ? replicaOf(broker, partition) : null;
  if (replica === null) return null;
  const { log } = replica;
  const files = layOut(log, world.state.batches, world.payloads);
  files.recoveryPoint = Math.min(log.logEnd, world.nodes[node]?.files[log.file]?.flushed ?? 0);
  return { log, files };
}

/** The segments of a log with their batches and indexes. */
function layOut(log: Log, table: BatchTable, payloads: Payloads): SegmentedLog {
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

/** Of a batch's youngest record, ms. Calls are in the order of their time, so it is the last one. */
function maxTimestampOf(table: BatchTable, payloads: Payloads, batch: number): number {
  const count = bundleCount(payloads, batch);
  const baseTime = batchTime(table, batch);
  return count === 0
    ? Math.floor(baseTime / 1000)
    : recordTimestamp(payloads, bundleMember(payloads, batch, count - 1), baseTime);
}
