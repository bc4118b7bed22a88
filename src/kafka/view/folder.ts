import { at } from '../../sim/column.ts';
import { utf8Length } from '../../sim/utf8.ts';
import type { World } from '../../sim/world.ts';
import type { BrokerState } from '../broker/broker-state.ts';
import { isTaken } from '../broker/log-cleaner.ts';
import type { KafkaState } from '../cluster.ts';
import { stableOffset } from '../log/log.ts';
import { deletedFiles } from '../log/segments.ts';
import { cleanableRange, dirtyRatio, logToClean } from '../storage/cleanable.ts';
import { OFFSET_ENTRY_BYTES, offsetIndexBytes } from '../storage/offset-index.ts';
import { activeSegment } from '../storage/segmented-log.ts';
import { TIME_ENTRY_BYTES, timeIndexBytes } from '../storage/time-index.ts';
import type { Dirt, FileKind, Folder, FolderFile } from './folder-rows.ts';
import { snapshotsOf } from './producer-snapshots.ts';
import { type ReplicaFiles, segmentsOf } from './segments-of.ts';
import {
  cleanShutdownText,
  leaderEpochText,
  metaPropertiesText,
  type OffsetEntry,
  offsetCheckpointText,
  partitionMetadataText,
} from './text-files.ts';

/**
 * A broker's data directory (`log.dirs`): a folder for each replica, and the checkpoints that hold a line for each.
 *
 * @remarks
 * Recovery points and log starts are shown as they are; a real broker writes those two files once a minute and when it
 * stops in order. The marker of a clean stop is there until the broker has registered again; the real one takes it away
 * as soon as the logs are loaded.
 * @returns null where the node is no broker
 * @see `LogManager#checkpointLogRecoveryOffsets`, `ReplicaManager#checkpointHighWatermarks`
 */
export function dataDirectory(world: World<KafkaState>, node: number): Folder | null {
  const broker = world.state.actors[node];
  if (broker?.actor !== 'broker') return null;
  const folders: FolderFile[] = [];
  const watermarks: OffsetEntry[] = [];
  const recovery: OffsetEntry[] = [];
  const starts: OffsetEntry[] = [];
  const cleaned: OffsetEntry[] = [];
  for (const partition of partitionsOf(broker)) {
    const replica = segmentsOf(world, partition, node);
    if (replica === null) continue;
    const { topic, index, name } = nameOf(world, partition);
    const bytes = replicaFiles(world, partition, replica).reduce((sum, file) => sum + file.bytes, 0);
    folders.push({ ...plain(name, 'folder', bytes), partition });
    watermarks.push({ topic, index, offset: replica.log.checkpointedHighWatermark });
    recovery.push({ topic, index, offset: replica.files.recoveryPoint });
    if (replica.log.cleanerCheckpoint >= 0) cleaned.push({ topic, index, offset: replica.log.cleanerCheckpoint });
    // Only a start that the first file's name does not tell already is worth a line.
    if (replica.log.logStart > at(replica.files.segments, 0).baseOffset) {
      starts.push({ topic, index, offset: replica.log.logStart });
    }
  }
  const files = [
    ...folders,
    ...(broker.cleanShutdownEpoch < 0
      ? []
      : [textFile('.kafka_cleanshutdown', cleanShutdownText(broker.cleanShutdownEpoch))]),
    textFile('cleaner-offset-checkpoint', offsetCheckpointText(cleaned)),
    textFile('meta.properties', metaPropertiesText(world, node)),
    textFile('log-start-offset-checkpoint', offsetCheckpointText(starts)),
    textFile('recovery-point-offset-checkpoint', offsetCheckpointText(recovery)),
    textFile('replication-offset-checkpoint', offsetCheckpointText(watermarks)),
  ];
  return { name: '', files, logStart: -1, highWatermark: -1, logEnd: -1, dirt: null };
}

/**
 * The folder of a replica: three files for each segment and a snapshot of the producers where it begins, what waits for
 * its deletion, and two small text files.
 *
 * @remarks The file of a cleaning under way is listed; the model writes what is in it at the cleaning's end. Left out: `.txnindex`, which is there only after a transaction was aborted; a segment's other files beside
 * its `.log` among the deleted ones; the suffix `.swap`, which lasts for the renaming only.
 *
 * @returns null where this broker has no such replica
 */
export function replicaFolder(world: World<KafkaState>, partition: number, node: number): Folder | null {
  const replica = segmentsOf(world, partition, node);
  if (replica === null) return null;
  const { logStart, logEnd, highWatermark } = replica.log;
  const { name } = nameOf(world, partition);
  const files = replicaFiles(world, partition, replica);
  const dirt = dirtOf(world, partition, node, replica);
  if (dirt?.isCleaning === true) {
    files.push(plain(`${segmentName(at(replica.files.segments, 0).baseOffset)}.log.cleaned`, 'cleaned', 0));
  }
  return { name, files, logStart, highWatermark, logEnd, dirt };
}

function dirtOf(world: World<KafkaState>, partition: number, node: number, { log, files }: ReplicaFiles): Dirt | null {
  const { settings } = log;
  const broker = world.state.actors[node];
  if (!settings.compacts || broker?.actor !== 'broker') return null;
  const range = cleanableRange(files, settings, stableOffset(log, false), Math.floor(world.now / 1000));
  const toClean = logToClean(files, range);
  return {
    firstDirtyOffset: range.firstDirtyOffset,
    firstUncleanableOffset: toClean.firstUncleanableOffset,
    ratio: dirtyRatio(toClean),
    minRatio: settings.minCleanableDirtyRatio,
    isCleaning: isTaken(broker, partition),
  };
}

/** The name of a segment's files: its base offset with 20 digits. @see `LogFileUtils#filenamePrefixFromOffset` */
export function segmentName(baseOffset: number): string {
  return String(baseOffset).padStart(20, '0');
}

function replicaFiles(world: World<KafkaState>, partition: number, { log, files }: ReplicaFiles): FolderFile[] {
  const rows: FolderFile[] = [];
  const active = activeSegment(files);
  for (const segment of files.segments) {
    const { baseOffset } = segment;
    const name = segmentName(baseOffset);
    const isActive = segment === active;
    const offsets = offsetIndexBytes(segment.offsetIndex);
    const times = timeIndexBytes(segment.timeIndex);
    rows.push(
      { ...plain(`${name}.index`, 'index', offsets), baseOffset, ...madeAhead(isActive, OFFSET_ENTRY_BYTES) },
      { ...plain(`${name}.log`, 'log', segment.file.sizeBytes), baseOffset },
      { ...plain(`${name}.timeindex`, 'timeindex', times), baseOffset, ...madeAhead(isActive, TIME_ENTRY_BYTES) },
    );
  }
  for (const snapshot of snapshotsOf(log, files, world.state.batches)) {
    const { baseOffset, bytes, text } = snapshot;
    rows.push({ ...plain(`${segmentName(baseOffset)}.snapshot`, 'snapshot', bytes), text });
  }
  for (const { baseOffset, bytes } of deletedFiles(log.segments, world.now)) {
    rows.push(plain(`${segmentName(baseOffset)}.log.deleted`, 'deleted', bytes));
  }
  rows.push(textFile('leader-epoch-checkpoint', leaderEpochText(log.epochCache)));
  rows.push(textFile('partition.metadata', partitionMetadataText(world, nameOf(world, partition).topic)));
  return rows;

  /** Indexes are mapped into memory: an active one has its full size at once, and is cut when its segment ends. */
  function madeAhead(isActive: boolean, entryBytes: number): { readonly bytes?: number } {
    return isActive ? { bytes: Math.floor(log.settings.segmentIndexBytes / entryBytes) * entryBytes } : {};
  }
}

function plain(name: string, kind: FileKind, bytes: number): FolderFile {
  return { name, kind, bytes, usedBytes: bytes, baseOffset: -1, partition: -1, text: null };
}

function textFile(kind: FileKind, text: string): FolderFile {
  return { ...plain(kind, kind, utf8Length(text)), text };
}

function partitionsOf(broker: BrokerState): number[] {
  const partitions: number[] = [];
  for (const replica of broker.replicas) if (replica !== null) partitions.push(replica.partition);
  return partitions;
}

function nameOf(world: World<KafkaState>, partition: number): { topic: string; index: number; name: string } {
  const { plan } = world.state;
  const topic = plan.topics[plan.partitionTopic[partition] ?? -1]?.name ?? '';
  const index = plan.partitionIndex[partition] ?? 0;
  return { topic, index, name: `${topic}-${index}` };
}
