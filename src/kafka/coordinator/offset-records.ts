import { getInt, type IntColumn, intColumn, pushInt } from '../../sim/column.ts';
import { frozen, INTS, listOf, shape } from '../../sim/shape.ts';
import type { OwnedPartitions } from '../assignors/assignor.ts';
import { addBatch, type BatchTable, INTERNAL, sequenceOf } from '../batches.ts';

/**
 * The contents of all records of `__consumer_offsets`. They only grow and never change; the logs of the brokers
 * hold batches of kind `INTERNAL`, whose `baseSequence` is the place of their content here.
 *
 * @remarks A commit has a record for each partition; −1 in a partition's place = a cleaning took it out. Left out:
 * expiry, tombstones and commit metadata.
 * @see `OffsetCommitKey`, `GroupMetadataValue` in Apache Kafka; `offset-bytes.ts` for how they are written
 */
export interface OffsetRecords {
  /** Offset commits: group, number of partitions, then partition, offset and leader epoch of each. */
  commits: IntColumn;
  groups: GroupRecord[];
}

/** What a group looked like after a rebalance. */
export interface GroupRecord {
  readonly group: number;
  readonly generation: number;
  readonly protocolType: string;
  readonly protocol: string;
  readonly leader: number;
  readonly members: readonly MemberRecord[];
}

export interface MemberRecord {
  readonly id: number;
  readonly name: string;
  readonly instanceId: string | null;
  readonly node: number;
  readonly sessionTimeoutUs: number;
  readonly rebalanceTimeoutUs: number;
  readonly protocols: readonly string[];
  readonly topics: readonly number[];
  readonly owned: OwnedPartitions;
  readonly lastAssigned: OwnedPartitions;
  readonly assignment: readonly number[];
}

export const offsetRecordsForm = shape<OffsetRecords>({ commits: INTS, groups: listOf(frozen<GroupRecord>()) });

export function createOffsetRecords(): OffsetRecords {
  return { commits: intColumn(), groups: [] };
}

/** Adds an offset commit; answers its place (≥ 0). */
export function addCommit(
  records: OffsetRecords,
  group: number,
  partitions: readonly number[],
  offsets: readonly number[],
  leaderEpochs: readonly number[],
): number {
  const place = pushInt(records.commits, group);
  pushInt(records.commits, partitions.length);
  for (let i = 0; i < partitions.length; i++) {
    pushInt(records.commits, partitions[i] ?? 0);
    pushInt(records.commits, offsets[i] ?? 0);
    pushInt(records.commits, leaderEpochs[i] ?? -1);
  }
  return place;
}

/** Adds a group's metadata; answers its place (< 0). */
export function addGroupRecord(records: OffsetRecords, record: GroupRecord): number {
  records.groups.push(record);
  return -records.groups.length;
}

/** True where the place is a group's metadata. */
export function isGroupRecord(place: number): boolean {
  return place < 0;
}

export function groupRecordAt(records: OffsetRecords, place: number): GroupRecord | undefined {
  return records.groups[-1 - place];
}

export function commitGroup(records: OffsetRecords, place: number): number {
  return getInt(records.commits, place);
}

export function commitCount(records: OffsetRecords, place: number): number {
  return getInt(records.commits, place + 1);
}

export function commitPartition(records: OffsetRecords, place: number, index: number): number {
  return getInt(records.commits, place + 2 + 3 * index);
}

export function commitOffset(records: OffsetRecords, place: number, index: number): number {
  return getInt(records.commits, place + 3 + 3 * index);
}

export function commitLeaderEpoch(records: OffsetRecords, place: number, index: number): number {
  return getInt(records.commits, place + 4 + 3 * index);
}

/** Adds the batch that carries a content; its empty bundle has just been made. */
export function addInternalBatch(
  table: BatchTable,
  records: OffsetRecords,
  partition: number,
  place: number,
  bytes: number,
  now: number,
): number {
  const count = isGroupRecord(place) ? 1 : commitCount(records, place);
  return addBatch(table, partition, -1, -1, place, count, bytes, now, INTERNAL);
}

/** Place of a batch's content. */
export function contentOf(table: BatchTable, batch: number): number {
  return sequenceOf(table, batch);
}

/** What stands for the keys of a batch's records in a cleaning: one for each group and partition, and one for each group. */
export function keysAt(records: OffsetRecords, place: number, partitions: number): number[] {
  if (isGroupRecord(place)) return [(groupRecordAt(records, place)?.group ?? 0) * (partitions + 1)];
  const base = commitGroup(records, place) * (partitions + 1) + 1;
  const keys: number[] = [];
  for (let i = 0; i < commitCount(records, place); i++) {
    const partition = commitPartition(records, place, i);
    keys.push(partition < 0 ? -1 : base + partition);
  }
  return keys;
}

/** The same content with the records at these places alone; answers its place. */
export function withRecordsAt(records: OffsetRecords, place: number, kept: readonly number[]): number {
  if (isGroupRecord(place)) {
    return kept.length > 0 ? place : addCommit(records, groupRecordAt(records, place)?.group ?? 0, [-1], [0], [-1]);
  }
  const partitions: number[] = [];
  const offsets: number[] = [];
  const leaderEpochs: number[] = [];
  for (let i = 0; i < commitCount(records, place); i++) {
    partitions.push(kept.includes(i) ? commitPartition(records, place, i) : -1);
    offsets.push(commitOffset(records, place, i));
    leaderEpochs.push(commitLeaderEpoch(records, place, i));
  }
  return addCommit(records, commitGroup(records, place), partitions, offsets, leaderEpochs);
}
