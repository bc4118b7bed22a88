import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adaptiveWeights,
  choosePartition,
  chooseWeighted,
  createStickyPartition,
  librdkafkaPartitionForKey,
  murmur2,
  partitionCandidates,
  partitionForKey,
  recordSticky,
  roundRobinPartition,
  stickyPartitionForm,
  weightedIndex,
} from '../../../src/kafka/client/partitioner.ts';
import { utf8 } from '../../../src/sim/utf8.ts';

describe('the partition of a key', () => {
  // What Kafka's own Utils.murmur2 answers, and the partitions of 3 and of 6.
  it.each([
    ['', 275646681, 0, 3],
    ['21', -973932308, 0, 0],
    ['foobar', -790332482, 0, 0],
    ['abc', 479470107, 0, 3],
    ['key-0', 29210041, 1, 1],
    ['key-1', 193331640, 0, 0],
    ['key-2', 852269702, 2, 2],
    ['user-1', 1404122828, 2, 2],
    ['user-2', -324981792, 2, 2],
    ['user-42', 1459644460, 1, 4],
    ['order-1001', 297523878, 0, 0],
    ['A', 1592744578, 1, 4],
    ['B', 1411423576, 1, 4],
    ['a-little-bit-long-string', -985981536, 2, 2],
  ])('"%s" hashes to %i: partition %i of 3, %i of 6', (key, hash, ofThree, ofSix) => {
    const bytes = utf8(key);

    expect(murmur2(bytes)).toBe(hash);
    expect(partitionForKey(bytes, 3)).toBe(ofThree);
    expect(partitionForKey(bytes, 6)).toBe(ofSix);
  });

  it('is a partition of the topic, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 1000 }), (key, count) => {
        for (const partition of [partitionForKey(key, count), librdkafkaPartitionForKey(key, count)]) {
          expect(partition).toBeGreaterThanOrEqual(0);
          expect(partition).toBeLessThan(count);
        }
      }),
    );
  });

  it('differs between the Java client and librdkafka, whose hash is CRC-32', () => {
    expect(librdkafkaPartitionForKey(utf8('hejsan'), 17)).toBe(14);
    expect(partitionForKey(utf8('hejsan'), 17)).toBe(5);
  });
});

describe('the sticky partition of records without a key', () => {
  it('changes after batch.size bytes when a batch is full, and after twice that in any case', () => {
    const sticky = createStickyPartition();
    choosePartition(sticky, [4, 5], 1);

    expect(sticky.partition).toBe(5);
    expect(recordSticky(sticky, 15, 16, true)).toBe(false);
    expect(recordSticky(sticky, 1, 16, false)).toBe(false);
    expect(recordSticky(sticky, 0, 16, true)).toBe(true);
    expect(recordSticky(sticky, 16, 16, false)).toBe(true);
  });

  it('begins to count anew with each choice', () => {
    const sticky = createStickyPartition();
    choosePartition(sticky, [0, 1], 0);
    recordSticky(sticky, 100, 16, true);

    chooseWeighted(sticky, [0, 1], [1, 4], 3);

    expect(sticky).toEqual({ partition: 1, producedBytes: 0 });
    expect(stickyPartitionForm.fork(sticky)).toEqual(sticky);
  });

  it('is chosen among those with a leader, or among all if none has one', () => {
    expect(partitionCandidates([0, 1, 2], [1, 0, 1])).toEqual([0, 2]);
    expect(partitionCandidates([0, 1, 2], [0, 0, 0])).toEqual([0, 1, 2]);
    expect([0, 1, 2, 3].map((turn) => roundRobinPartition([0, 2], turn))).toEqual([0, 2, 0, 2]);
  });

  it('is chosen more often the shorter its queue', () => {
    expect(adaptiveWeights([5, 0, 3, 0, 1], 5)).toEqual([1, 7, 10, 16, 21]);
    expect(adaptiveWeights([4, 4], 2)).toBeNull();
    expect(adaptiveWeights([4, 4], 3)).toEqual([1, 2]);
    expect(adaptiveWeights([4], 1)).toBeNull();
    expect(adaptiveWeights([], 3)).toBeNull();
  });

  it('gets exactly its weight of all random numbers', () => {
    const queues = fc.array(fc.nat(9), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(queues, (queueSizes) => {
        const cumulative = adaptiveWeights(queueSizes, queueSizes.length + 1) ?? [];
        const hits = queueSizes.map(() => 0);
        const sum = cumulative.at(-1) ?? 0;
        for (let random = 0; random < sum; random++) {
          const index = weightedIndex(cumulative, random);
          hits[index] = (hits[index] ?? 0) + 1;
        }

        expect(hits).toEqual(queueSizes.map((size) => Math.max(...queueSizes) + 1 - size));
      }),
    );
  });
});
