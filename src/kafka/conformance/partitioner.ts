import * as v from 'valibot';
import { at } from '../../sim/column.ts';
import {
  adaptiveWeights,
  choosePartition,
  createStickyPartition,
  librdkafkaPartitionForKey,
  murmur2,
  partitionCandidates,
  partitionForKey,
  recordSticky,
  roundRobinPartition,
  weightedIndex,
} from '../client/partitioner.ts';
import { groupPartition, javaAbs, javaStringHash } from '../coordinator/group-partition.ts';
import { transactionPartition } from '../transactions/transaction-metadata.ts';

const PARTITION = v.object({ id: v.number(), hasLeader: v.boolean() });
const KEY = v.object({ keyHex: v.string() });
const KEY_TO_PARTITION = v.object({ keyHex: v.string(), partitions: v.number() });
const STICKY = v.object({
  stickyBatchSize: v.number(),
  randoms: v.array(v.number()),
  partitions: v.array(PARTITION),
  appends: v.array(v.object({ bytes: v.number(), batchReady: v.boolean() })),
});
const WEIGHTS = v.object({ queueSizes: v.array(v.number()), partitionIds: v.array(v.number()), total: v.number() });
const ROUND_ROBIN = v.object({
  topics: v.array(v.object({ topic: v.string(), partitions: v.array(PARTITION) })),
  calls: v.array(v.object({ topic: v.string(), count: v.number() })),
});
const GROUP = v.union([
  v.object({ groupId: v.string(), offsetsTopicPartitions: v.number() }),
  v.object({ hashCode: v.number() }),
]);
const TRANSACTIONAL_ID = v.object({ transactionalId: v.string(), partitions: v.number() });

export function runMurmur2(input: unknown): unknown {
  return { hash: murmur2(bytesOf(v.parse(KEY, input).keyHex)) };
}

export function runKeyToPartition(input: unknown): unknown {
  const { keyHex, partitions } = v.parse(KEY_TO_PARTITION, input);
  return { partition: partitionForKey(bytesOf(keyHex), partitions) };
}

export function runLibrdkafka(input: unknown): unknown {
  const { keyHex, partitions } = v.parse(KEY_TO_PARTITION, input);
  const key = bytesOf(keyHex);
  return { partition: librdkafkaPartitionForKey(key, partitions), murmur2Partition: partitionForKey(key, partitions) };
}

export function runStickyKeyless(input: unknown): unknown {
  const { stickyBatchSize, randoms, partitions, appends } = v.parse(STICKY, input);
  const candidates = candidatesOf(partitions);
  const sticky = createStickyPartition();
  let draws = 0;
  const choose = () => choosePartition(sticky, candidates, at(randoms, draws++ % randoms.length));
  choose();
  const chosen = appends.map(({ bytes, batchReady }) => {
    const { partition } = sticky;
    if (recordSticky(sticky, bytes, stickyBatchSize, batchReady)) choose();
    return partition;
  });
  return { chosen, current: sticky.partition };
}

export function runAdaptiveWeights(input: unknown): unknown {
  const { queueSizes, partitionIds, total } = v.parse(WEIGHTS, input);
  const cumulative = adaptiveWeights(queueSizes, total);
  if (cumulative === null) return { cumulative };
  const pickForRandom: number[] = [];
  for (let random = 0; random < at(cumulative, cumulative.length - 1); random++) {
    pickForRandom.push(at(partitionIds, weightedIndex(cumulative, random)));
  }
  return { cumulative, pickForRandom };
}

export function runRoundRobinCounts(input: unknown): unknown {
  const { topics, calls } = v.parse(ROUND_ROBIN, input);
  const turns: Record<string, number> = {};
  const counts: Record<string, Record<string, number>> = {};
  for (const { topic, count } of calls) {
    const candidates = candidatesOf(topics.find((known) => known.topic === topic)?.partitions ?? []);
    const own: Record<string, number> = counts[topic] ?? {};
    counts[topic] = own;
    for (let i = 0; i < count; i++) {
      const turn = turns[topic] ?? 0;
      const partition = roundRobinPartition(candidates, turn);
      turns[topic] = turn + 1;
      own[partition] = (own[partition] ?? 0) + 1;
    }
  }
  return { counts };
}

export function runGroupPartition(input: unknown): unknown {
  const given = v.parse(GROUP, input);
  if ('hashCode' in given) return { abs: javaAbs(given.hashCode) };
  const { groupId, offsetsTopicPartitions } = given;
  return { hashCode: javaStringHash(groupId), partition: groupPartition(groupId, offsetsTopicPartitions) };
}

export function runIdPartition(input: unknown): unknown {
  const { transactionalId, partitions } = v.parse(TRANSACTIONAL_ID, input);
  return { hashCode: javaStringHash(transactionalId), partition: transactionPartition(transactionalId, partitions) };
}

function candidatesOf(partitions: readonly { id: number; hasLeader: boolean }[]): readonly number[] {
  return partitionCandidates(
    partitions.map(({ id }) => id),
    partitions.map(({ hasLeader }) => (hasLeader ? 1 : 0)),
  );
}

function bytesOf(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}
