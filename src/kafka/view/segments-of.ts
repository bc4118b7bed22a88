import type { ConfigValues } from '../../sim/config.ts';
import { bundleCount, bundleMember, type Payloads } from '../../sim/payload.ts';
import type { World } from '../../sim/world.ts';
import { type BatchTable, batchBytes, batchCount, batchTime, recordTimestamp } from '../batches.ts';
import { replicaOf } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import { baseOffsetAt, batchAt, batchEpoch, batchTotal, type Log } from '../log/log.ts';
import { appendToLog, createSegmentedLog, type SegmentedLog } from '../storage/segmented-log.ts';
import { readStorageConfig, STORAGE_ROWS, type StorageConfig } from '../storage/storage-config.ts';

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
 * The live log keeps batches and offsets; here they are laid through the rules of the storage room, in their order, as
 * if they had come one by one. Left out: what a truncation left in an index, and the snapshots of producer states.
 */
export function segmentsOf(world: World<KafkaState>, partition: number, node: number): ReplicaFiles | null {
  const broker = world.state.actors[node];
  const replica = broker?.actor === 'broker' ? replicaOf(broker, partition) : null;
  if (replica === null) return null;
  const topic = world.state.plan.topics[world.state.plan.partitionTopic[partition] ?? -1];
  const config = storageConfigOf(topic?.config ?? {});
  const { log } = replica;
  const files = layOut(log, world.state.batches, world.payloads, config);
  files.recoveryPoint = Math.min(log.logEnd, world.nodes[node]?.files[log.file]?.flushed ?? 0);
  return { log, files, config };
}

/** The batches of a log as files with these settings. */
export function layOut(log: Log, table: BatchTable, payloads: Payloads, config: StorageConfig): SegmentedLog {
  const total = batchTotal(log);
  const firstOffset = total === 0 ? log.logStart : baseOffsetAt(log, 0);
  const files = createSegmentedLog(config, 0, Math.min(firstOffset, log.logStart));
  for (let i = 0; i < total; i++) {
    const batch = batchAt(log, i);
    const baseOffset = baseOffsetAt(log, i);
    const youngest = maxTimestampOf(table, payloads, batch);
    appendToLog(
      files,
      config,
      baseOffset,
      baseOffset + batchCount(table, batch) - 1,
      batchBytes(table, batch),
      youngest,
      batchEpoch(log, baseOffset),
      batch,
      youngest,
    );
  }
  files.logStart = log.logStart;
  files.logEnd = log.logEnd;
  files.highWatermark = log.highWatermark;
  return files;
}

/** Of a batch's youngest record, ms. Calls are in the order of their time, so it is the last one. */
export function maxTimestampOf(table: BatchTable, payloads: Payloads, batch: number): number {
  const count = bundleCount(payloads, batch);
  const baseTime = batchTime(table, batch);
  return count === 0
    ? Math.floor(baseTime / 1000)
    : recordTimestamp(payloads, bundleMember(payloads, batch, count - 1), baseTime);
}

/** Kafka's defaults, and what the topic says otherwise. */
function storageConfigOf(given: ConfigValues): StorageConfig {
  const values: Record<string, string | number | boolean | null> = {};
  for (const [key, row] of Object.entries(STORAGE_ROWS)) values[key] = given[key] ?? row.default;
  return readStorageConfig(values);
}
