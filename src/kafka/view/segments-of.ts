import { bundleCount, bundleMember, type Payloads } from '../../sim/payload.ts';
import type { World } from '../../sim/world.ts';
import { type BatchTable, batchBytes, batchCount, batchTime, recordTimestamp } from '../batches.ts';
import { replicaOf } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import { baseOffsetAt, batchAt, batchEpoch, batchTotal, findBatch, type Log } from '../log/log.ts';
import { segmentBase, segmentCount } from '../log/segments.ts';
import { appendToLog, createSegmentedLog, rollLog, type SegmentedLog } from '../storage/segmented-log.ts';
import { NEVER_MS, type StorageConfig } from '../storage/storage-config.ts';

/** A replica's log with the files that it makes on disk. */
export interface ReplicaFiles {
  readonly log: Log;
  readonly files: SegmentedLog;
  readonly config: StorageConfig;
}

/**
 * The segments of a replica, or null where the broker has none.
 *
 * @remarks
 * The live log keeps batches, offsets and where its segments begin; here they are laid through the rules of the
 * storage room, in their order, as if they had come one by one. Left out: what a truncation left in an index, and the snapshots of producer states.
 */
export function segmentsOf(world: World<KafkaState>, partition: number, node: number): ReplicaFiles | null {
  const broker = world.state.actors[node];
  const replica = broker?.actor === 'broker' ? replicaOf(broker, partition) : null;
  if (replica === null) return null;
  const { log } = replica;
  const config = log.settings;
  const files = layOut(log, world.state.batches, world.payloads, config);
  files.recoveryPoint = Math.min(log.logEnd, world.nodes[node]?.files[log.file]?.flushed ?? 0);
  return { log, files, config };
}

/** The batches of a log as files with these settings. */
export function layOut(log: Log, table: BatchTable, payloads: Payloads, config: StorageConfig): SegmentedLog {
  const { segments } = log;
  const files = createSegmentedLog(config, 0, segmentBase(segments, 0));
  const asTheyAre: StorageConfig = { ...config, segmentBytes: Number.MAX_SAFE_INTEGER, segmentMs: NEVER_MS };
  let next = 1;
  for (let i = findBatch(log, table, segmentBase(segments, 0)); i < batchTotal(log); i++) {
    const batch = batchAt(log, i);
    const baseOffset = baseOffsetAt(log, i);
    const youngest = maxTimestampOf(table, payloads, batch);
    if (next < segmentCount(segments) && baseOffset >= segmentBase(segments, next)) {
      rollLog(files, config, segmentBase(segments, next), youngest);
      next += 1;
    }
    appendToLog(
      files,
      asTheyAre,
      baseOffset,
      baseOffset + batchCount(table, batch) - 1,
      batchBytes(table, batch),
      youngest,
      batchEpoch(log, baseOffset),
      batch,
      youngest,
    );
  }
  if (next < segmentCount(segments)) rollLog(files, config, segments.base, 0);
  files.logStart = log.logStart;
  files.logEnd = log.logEnd;
  files.highWatermark = log.highWatermark;
  return files;
}

/** Of a batch's youngest record, ms. Calls are in the order of their time, so it is the last one. */
export function maxTimestampOf(table: BatchTable, payloads: Payloads, batch: number): number {
  const count = bundleCount(payloads, batch);
  const baseTime = batchTime(table, batch);
  for (let i = count - 1; i >= 0; i--) {
    const uid = bundleMember(payloads, batch, i);
    if (uid >= 0) return recordTimestamp(payloads, uid, baseTime);
  }
  return Math.floor(baseTime / 1000);
}
