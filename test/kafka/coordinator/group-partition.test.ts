import { describe, expect, it } from 'vitest';
import { groupPartition, javaAbs, javaStringHash } from '../../../src/kafka/coordinator/group-partition.ts';

describe('the partition of __consumer_offsets of a group', () => {
  // What Kafka's own Utils.abs(hashCode) % 50 answers.
  it.each([
    ['my-group', -1906497762, 12],
    ['orders-service', 23943117, 17],
    ['console-consumer-1', 35782224, 24],
    ['test', 3556498, 48],
    ['group-1', 293427299, 49],
    ['payments', 1382682413, 13],
    ['tx-1', 3572520, 20],
    ['', 0, 0],
  ])('"%s" hashes to %i: partition %i of 50', (groupId, hash, partition) => {
    expect(javaStringHash(groupId)).toBe(hash);
    expect(groupPartition(groupId, 50)).toBe(partition);
  });

  it('takes 0 for the absolute value of the smallest integer', () => {
    expect(javaAbs(-0x8000_0000)).toBe(0);
    expect(javaAbs(-0x7fff_ffff)).toBe(0x7fff_ffff);
  });
});
