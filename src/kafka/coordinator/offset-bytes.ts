import { at, numberAt } from '../../sim/column.ts';
import { hash32, nameHash } from '../../sim/random.ts';
import { utf8 } from '../../sim/utf8.ts';
import type { ClusterPlan } from '../cluster.ts';
import {
  type ByteWriter,
  createWriter,
  writeBytes,
  writeInt16,
  writeInt32,
  writeInt64,
  writtenBytes,
} from '../records/byte-writer.ts';
import { recordOf, recordSize } from '../records/record.ts';
import { RECORD_BATCH_OVERHEAD } from '../storage/stored-batch.ts';
import {
  commitCount,
  commitGroup,
  commitLeaderEpoch,
  commitOffset,
  commitPartition,
  type GroupRecord,
  groupRecordAt,
  isGroupRecord,
  type MemberRecord,
  type OffsetRecords,
} from './offset-records.ts';

/** A record of `__consumer_offsets` as it lies in the log, and in words. */
export interface OffsetsTopicRecord {
  /** Offset less that of its batch. */
  readonly delta: number;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly keyText: string;
  readonly valueText: string;
}

/**
 * The records of a batch of `__consumer_offsets`, with the bytes that a broker writes today.
 *
 * @remarks
 * Left out: what a client may note beside an offset, user data of assignors, racks. The second half of a member's id,
 * and its host, are made up; they depend on its number alone.
 *
 * @param atMs - when it was written
 * @see `OffsetCommitKey` 1, `OffsetCommitValue` 3, `GroupMetadataKey` 2, `GroupMetadataValue` 3; `ConsumerProtocol` 3
 */
export function recordsAt(
  plan: ClusterPlan,
  records: OffsetRecords,
  place: number,
  atMs: number,
): OffsetsTopicRecord[] {
  if (isGroupRecord(place)) {
    const record = groupRecordAt(records, place);
    return record === undefined ? [] : [groupRecord(plan, record, atMs)];
  }
  const found: OffsetsTopicRecord[] = [];
  for (let i = 0; i < commitCount(records, place); i++) {
    if (commitPartition(records, place, i) >= 0) found.push(commitRecord(plan, records, place, i, atMs));
  }
  return found;
}

/** Bytes of the batch that carries a content. */
export function bytesAt(plan: ClusterPlan, records: OffsetRecords, place: number, atMs: number): number {
  let bytes = RECORD_BATCH_OVERHEAD;
  for (const { delta, key, value } of recordsAt(plan, records, place, atMs)) {
    bytes += recordSize(recordOf(delta, 0n, key, value));
  }
  return bytes;
}

function commitRecord(
  plan: ClusterPlan,
  records: OffsetRecords,
  place: number,
  index: number,
  atMs: number,
): OffsetsTopicRecord {
  const group = at(plan.groups, commitGroup(records, place)).name;
  const world = commitPartition(records, place, index);
  const topic = at(plan.topics, numberAt(plan.partitionTopic, world)).name;
  const partition = numberAt(plan.partitionIndex, world);
  const offset = commitOffset(records, place, index);
  const leaderEpoch = commitLeaderEpoch(records, place, index);
  const key = createWriter(64);
  writeInt16(key, 1);
  writeText(key, group);
  writeText(key, topic);
  writeInt32(key, partition);
  const value = createWriter(32);
  writeInt16(value, 3);
  writeInt64(value, BigInt(offset));
  writeInt32(value, leaderEpoch);
  writeText(value, '');
  writeInt64(value, BigInt(atMs));
  return {
    delta: index,
    key: writtenBytes(key),
    value: writtenBytes(value),
    keyText: JSON.stringify({ version: 1, group, topic, partition }),
    valueText: JSON.stringify({ version: 3, offset, leaderEpoch, metadata: '', commitTimestamp: atMs }),
  };
}

function groupRecord(plan: ClusterPlan, record: GroupRecord, atMs: number): OffsetsTopicRecord {
  const group = at(plan.groups, record.group).name;
  const leader = record.members.find(({ id }) => id === record.leader);
  const key = createWriter(32);
  writeInt16(key, 2);
  writeText(key, group);
  const value = createWriter(256);
  writeInt16(value, 3);
  writeText(value, record.protocolType);
  writeInt32(value, record.generation);
  writeNullable(value, record.protocol === '' ? null : record.protocol);
  writeNullable(value, leader === undefined ? null : memberId(leader));
  writeInt64(value, BigInt(atMs));
  writeInt32(value, record.members.length);
  for (const member of record.members) writeMember(value, plan, member);
  const { protocolType, generation, protocol } = record;
  const members = record.members.map(({ name, assignment }) => ({ name, assignment: namesOf(plan, assignment) }));
  return {
    delta: 0,
    key: writtenBytes(key),
    value: writtenBytes(value),
    keyText: JSON.stringify({ version: 2, group }),
    valueText: JSON.stringify({ version: 3, protocolType, generation, protocol, members }),
  };
}

function writeMember(writer: ByteWriter, plan: ClusterPlan, member: MemberRecord): void {
  writeText(writer, memberId(member));
  writeNullable(writer, member.instanceId);
  writeText(writer, member.name);
  writeText(writer, `/10.0.0.${member.node}`);
  writeInt32(writer, Math.floor(member.rebalanceTimeoutUs / 1000));
  writeInt32(writer, Math.floor(member.sessionTimeoutUs / 1000));
  writeBlock(writer, subscriptionOf(plan, member));
  writeBlock(writer, assignmentOf(plan, member.assignment));
}

/** @see `ConsumerProtocolSubscription` 3 */
function subscriptionOf(plan: ClusterPlan, { topics, owned }: MemberRecord): Uint8Array {
  const writer = createWriter(64);
  writeInt16(writer, 3);
  writeInt32(writer, topics.length);
  for (const topic of topics) writeText(writer, at(plan.topics, topic).name);
  writeInt32(writer, -1);
  writePartitions(writer, plan, owned.partitions);
  writeInt32(writer, owned.generation);
  writeNullable(writer, null);
  return writtenBytes(writer);
}

/** @see `ConsumerProtocolAssignment` 3 */
function assignmentOf(plan: ClusterPlan, partitions: readonly number[]): Uint8Array {
  const writer = createWriter(64);
  writeInt16(writer, 3);
  writePartitions(writer, plan, partitions);
  writeInt32(writer, -1);
  return writtenBytes(writer);
}

/** By topic, in the order of the list. */
function writePartitions(writer: ByteWriter, plan: ClusterPlan, partitions: readonly number[]): void {
  const topics: number[] = [];
  for (const partition of partitions) {
    const topic = numberAt(plan.partitionTopic, partition);
    if (!topics.includes(topic)) topics.push(topic);
  }
  writeInt32(writer, topics.length);
  for (const topic of topics) {
    const own = partitions.filter((partition) => numberAt(plan.partitionTopic, partition) === topic);
    writeText(writer, at(plan.topics, topic).name);
    writeInt32(writer, own.length);
    for (const partition of own) writeInt32(writer, numberAt(plan.partitionIndex, partition));
  }
}

function namesOf(plan: ClusterPlan, partitions: readonly number[]): string[] {
  return partitions.map((partition) => {
    const topic = at(plan.topics, numberAt(plan.partitionTopic, partition)).name;
    return `${topic}-${numberAt(plan.partitionIndex, partition)}`;
  });
}

/** A client's id and a UUID, as the coordinator makes it. @see `GroupCoordinator#generateMemberId` */
function memberId({ id, name }: MemberRecord): string {
  let hex = '';
  for (let i = 0; i < 4; i++) hex += (hash32(id, nameHash(name), i, 0) >>> 0).toString(16).padStart(8, '0');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ];
  return `${name}-${parts.join('-')}`;
}

function writeText(writer: ByteWriter, text: string): void {
  const bytes = utf8(text);
  writeInt16(writer, bytes.length);
  writeBytes(writer, bytes);
}

function writeNullable(writer: ByteWriter, text: string | null): void {
  if (text === null) writeInt16(writer, -1);
  else writeText(writer, text);
}

function writeBlock(writer: ByteWriter, bytes: Uint8Array): void {
  writeInt32(writer, bytes.length);
  writeBytes(writer, bytes);
}
