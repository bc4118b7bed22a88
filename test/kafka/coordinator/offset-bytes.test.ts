import { describe, expect, it } from 'vitest';
import { recordsAt } from '../../../src/kafka/coordinator/offset-bytes.ts';
import {
  addCommit,
  addGroupRecord,
  createOffsetRecords,
  keysAt,
  withRecordsAt,
} from '../../../src/kafka/coordinator/offset-records.ts';
import type { GroupSetup } from '../../../src/kafka/setup.ts';
import { crashNode } from '../../../src/sim/node-life.ts';
import { brokerOf, cluster, producer, runTo, seenOf, topic } from '../watched-cluster.ts';

const BILLING: GroupSetup = {
  id: 'billing',
  topics: ['orders'],
  members: [
    {
      id: 'billing-1',
      startUs: 0,
      processingUs: 1000,
      commit: { how: 'sync', when: 'after', every: 'poll' },
      config: {},
    },
  ],
  config: { 'enable.auto.commit': false, 'auto.offset.reset': 'earliest' },
};

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');
const utf8Hex = (text: string) => Buffer.from(text).toString('hex');

describe('a record of __consumer_offsets', () => {
  const { plan } = cluster({ groups: [BILLING] }).world.state;

  it('is, for a commit, OffsetCommitKey 1 and OffsetCommitValue 3, one for each partition', () => {
    const records = createOffsetRecords();
    const place = addCommit(records, 0, [0], [258], [5]);

    const [commit] = recordsAt(plan, records, place, 1000);

    expect(hex(commit?.key)).toBe(`00010007${utf8Hex('billing')}0006${utf8Hex('orders')}00000000`);
    expect(hex(commit?.value)).toBe(`0003${'0000000000000102'}${'00000005'}0000${'00000000000003e8'}`);
  });

  it('is, for a group, GroupMetadataKey 2 and GroupMetadataValue 3, with null for what an empty group has not', () => {
    const records = createOffsetRecords();
    const empty = { group: 0, generation: 4, protocolType: 'consumer', protocol: '', leader: -1, members: [] };
    const place = addGroupRecord(records, empty);

    const [group] = recordsAt(plan, records, place, 1000);

    expect(hex(group?.key)).toBe(`00020007${utf8Hex('billing')}`);
    expect(hex(group?.value)).toBe(`00030008${utf8Hex('consumer')}00000004ffffffff${'00000000000003e8'}00000000`);
  });

  it('has a key of its own by group and partition; what a cleaning takes out leaves its place', () => {
    const records = createOffsetRecords();
    const place = addCommit(records, 0, [3, 4], [10, 20], [0, 0]);

    const cleaned = withRecordsAt(records, place, [1]);

    expect(
      new Set([...keysAt(records, place, 50), ...keysAt(records, addCommit(records, 1, [3], [0], [0]), 50)]).size,
    ).toBe(3);
    expect(keysAt(records, cleaned, 50)).toEqual([-1, keysAt(records, place, 50)[1]]);
    expect(recordsAt(plan, records, withRecordsAt(records, place, []), 0)).toEqual([]);
  });
});

describe('__consumer_offsets', () => {
  it('is compacted, and the next coordinator finds in it what was committed last', () => {
    const one = cluster({
      config: {
        'offsets.topic.num.partitions': 1,
        'offsets.topic.segment.bytes': 2000,
        'log.cleaner.backoff.ms': 2000,
        'group.initial.rebalance.delay.ms': 0,
      },
      topics: [topic({ replicas: [[3, 2, 1]] })],
      producers: [producer({ rate: { count: 20, perUs: 1_000_000 }, stopUs: 20_000_000, config: {} })],
      groups: [BILLING],
    });
    runTo(one, 25);
    const cleaned = seenOf(one, 'cleaned', { partition: 1 });
    const committed = seenOf(one, 'position-committed').at(-1);
    const coordinator = committed?.node ?? -1;

    const later = [1, 2, 3].filter((node) => node !== coordinator);
    const before = brokerOf(one, coordinator).coordinator.groups[0]?.offsets[0];

    expect(cleaned.length).toBeGreaterThan(3);
    expect(cleaned.some(({ fields }) => (fields.removed ?? 0) > 50)).toBe(true);
    expect(before).toBe(400);
    crashNode(one.world, coordinator);
    runTo(one, 60);
    const found = later.map((node) => brokerOf(one, node).coordinator.groups[0]?.offsets[0]);
    expect(found).toContain(400);
  });
});
