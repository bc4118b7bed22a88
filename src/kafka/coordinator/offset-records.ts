import { getInt, type IntColumn, intColumn, pushInt } from '../../sim/column.ts';
import { frozen, INTS, listOf, shape } from '../../sim/shape.ts';
import type { OwnedPartitions } from '../assignors/assignor.ts';
import { addBatch, type BatchTable, INTERNAL, sequenceOf } from '../batches.ts';

/**
 * The contents of all records of `__consumer_offsets`. They only grow and never change; the logs of the brokers
 * hold batches of kind `INTERNAL`, whose `baseSequence` is the place of their content here.
 *
 * @see `OffsetCommitKey`, `GroupMetadataValue` in Apache Kafka. Left out: expiry, tombstones and commit metadata.
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
  partition: number,
  place: number,
  bytes: number,
  now: number,
): number {
  return addBatch(table, partition, -1, -1, place, 1, bytes, now, INTERNAL);
}

/** Place of a batch's content. */
export function contentOf(table: BatchTable, batch: number): number {
  return sequenceOf(table, batch);
}
