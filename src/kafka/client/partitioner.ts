import { at } from '../../sim/column.ts';
import { NUMBER, shape } from '../../sim/shape.ts';
import { crc32 } from '../records/crc.ts';

/**
 * The hash of the Java client's partitioner over a key's bytes, as a signed 32-bit number.
 *
 * @see `Utils#murmur2`
 */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  const blocks = length & ~3;
  let hash = MURMUR_SEED ^ length;
  for (let i = 0; i < blocks; i += 4) {
    let block = at(bytes, i) | (at(bytes, i + 1) << 8) | (at(bytes, i + 2) << 16) | (at(bytes, i + 3) << 24);
    block = Math.imul(block, MURMUR_M);
    block = Math.imul(block ^ (block >>> 24), MURMUR_M);
    hash = Math.imul(hash, MURMUR_M) ^ block;
  }
  if (blocks < length) {
    let tail = 0;
    for (let i = length - 1; i >= blocks; i--) tail = (tail << 8) | at(bytes, i);
    hash = Math.imul(hash ^ tail, MURMUR_M);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MURMUR_M);
  return hash ^ (hash >>> 15);
}

const MURMUR_SEED = 0x9747b28c | 0;
const MURMUR_M = 0x5bd1e995;

/**
 * The partition of a record with a key, over all partitions of the topic, whether or not they have a leader.
 *
 * @remarks An empty key is a key.
 * @see `BuiltInPartitioner#partitionForKey`
 */
export function partitionForKey(key: Uint8Array, partitionCount: number): number {
  return (murmur2(key) & 0x7fff_ffff) % partitionCount;
}

/** What librdkafka's `consistent` partitioner picks for the same key: mixed clients disagree. */
export function librdkafkaPartitionForKey(key: Uint8Array, partitionCount: number): number {
  return crc32(key) % partitionCount;
}

/**
 * Which partition records without a key go to at present.
 *
 * @remarks
 * A choice is asked for with a random number, which the caller draws, so that a partitioner is only numbers.
 *
 * @see KIP-794; `BuiltInPartitioner.StickyPartitionInfo`
 */
export interface StickyPartition {
  /** Place in the list of partitions; −1 = none chosen yet. */
  partition: number;
  /** Bytes put into it since it was chosen. */
  producedBytes: number;
}

export const stickyPartitionForm = shape<StickyPartition>({ partition: NUMBER, producedBytes: NUMBER });

export function createStickyPartition(): StickyPartition {
  return { partition: -1, producedBytes: 0 };
}

/**
 * Counts an append to the sticky partition.
 *
 * @remarks
 * One `batch.size` of bytes is the share of a partition; the switch waits for a full batch, so that no batch is closed
 * early, but at most until twice that size.
 *
 * @param batchReady - the partition's newest batch is full, so that switching leaves no half-filled one behind
 * @returns true: time for `choosePartition`
 * @see `BuiltInPartitioner#updatePartitionInfo`
 */
export function recordSticky(
  sticky: StickyPartition,
  bytes: number,
  stickyBatchSizeBytes: number,
  batchReady: boolean,
): boolean {
  sticky.producedBytes += bytes;
  return (
    (sticky.producedBytes >= stickyBatchSizeBytes && batchReady) || sticky.producedBytes >= stickyBatchSizeBytes * 2
  );
}

/**
 * Chooses the next sticky partition, each of `candidates` equally likely.
 *
 * @param candidates - partitions with a leader; all, if none has one
 * @param random - not negative
 */
export function choosePartition(sticky: StickyPartition, candidates: readonly number[], random: number): void {
  sticky.partition = at(candidates, random % candidates.length);
  sticky.producedBytes = 0;
}

/** The same with weights from `adaptiveWeights`. */
export function chooseWeighted(
  sticky: StickyPartition,
  candidates: readonly number[],
  cumulative: readonly number[],
  random: number,
): void {
  sticky.partition = at(candidates, weightedIndex(cumulative, random));
  sticky.producedBytes = 0;
}

/**
 * Running sums of the partitions' weights: the fewer batches wait for one, the likelier it is.
 *
 * @param queueSizes - batches that wait, of the partitions that may be chosen
 * @param partitionCount - of the topic, those left out included
 * @returns null where weights would change nothing: equal queues and nobody left out, or a single partition
 * @see `partitioner.adaptive.partitioning.enable`; `BuiltInPartitioner#updatePartitionLoadStats`
 */
export function adaptiveWeights(queueSizes: readonly number[], partitionCount: number): number[] | null {
  const { length } = queueSizes;
  if (length < 1 || partitionCount < 2) return null;
  let longest = at(queueSizes, 0);
  let allEqual = true;
  for (let i = 1; i < length; i++) {
    if (at(queueSizes, i) !== at(queueSizes, 0)) allEqual = false;
    longest = Math.max(longest, at(queueSizes, i));
  }
  if (allEqual && length === partitionCount) return null;
  const cumulative: number[] = [];
  let sum = 0;
  for (let i = 0; i < length; i++) {
    sum += longest + 1 - at(queueSizes, i);
    cumulative.push(sum);
  }
  return cumulative;
}

/** Index of the weight on which a random number falls. */
export function weightedIndex(cumulative: readonly number[], random: number): number {
  const target = random % at(cumulative, cumulative.length - 1);
  let index = 0;
  while (at(cumulative, index) <= target) index++;
  return index;
}

/**
 * The n-th choice of `RoundRobinPartitioner`, whatever the key: it goes round the partitions that have a leader.
 *
 * @param turn - 0, 1, 2, … per topic
 */
export function roundRobinPartition(candidates: readonly number[], turn: number): number {
  return at(candidates, turn % candidates.length);
}

/**
 * The partitions of a topic among which the keyless partitioners choose.
 *
 * @param hasLeader - 1 by partition
 */
export function partitionCandidates(partitions: readonly number[], hasLeader: readonly number[]): readonly number[] {
  const available = partitions.filter((_, i) => hasLeader[i] === 1);
  return available.length === 0 ? partitions : available;
}
