import { describe, expect, it } from 'vitest';
import type { KafkaState } from '../../../src/kafka/cluster.ts';
import {
  batchPage,
  dataDirectory,
  lookUpOffset,
  lookUpTime,
  type RecordHead,
  replicaFolder,
  segmentPage,
} from '../../../src/kafka/folder.ts';
import { segmentsOf } from '../../../src/kafka/view/segments-of.ts';
import type { World } from '../../../src/sim/world.ts';
import { type Cluster, cluster, producer, runTo, topic } from '../watched-cluster.ts';

/** Three brokers after so many seconds of 50 records a second, which lie in small segments if the settings say so. */
function written(config: Record<string, string | number> = {}, seconds = 10): Cluster {
  const one = cluster({
    config: { 'log.retention.check.interval.ms': 1_000 },
    topics: [topic({ config })],
    producers: [producer({ keys: 3, sizeBytes: 200, rate: { count: 50, perUs: 1_000_000 }, config: { acks: 'all' } })],
  });
  runTo(one, seconds);
  return one;
}

const SMALL = { 'segment.bytes': 20_000, 'index.interval.bytes': 1_000 };
const BROKER = 1;

/** All records of the leader's log, read out of its files. */
function recordsIn(world: World<KafkaState>): RecordHead[] {
  const end = segmentsOf(world, 0, BROKER)?.log.logEnd ?? 0;
  const records: RecordHead[] = [];
  while (records.length < end) {
    records.push(...(batchPage(world, 0, BROKER, records.length, { magic: 2, codec: 0 })?.records ?? []));
  }
  return records;
}

describe("a replica's folder", () => {
  it('has a segment of three files, the epochs and the topic id', () => {
    const { world } = written();

    const folder = replicaFolder(world, 0, BROKER);

    expect(folder?.name).toBe('orders-0');
    expect(folder?.files.map(({ name }) => name)).toEqual([
      '00000000000000000000.index',
      '00000000000000000000.log',
      '00000000000000000000.timeindex',
      'leader-epoch-checkpoint',
      'partition.metadata',
    ]);
  });

  it('says the epochs and the topic id as a broker writes them', () => {
    const { world } = written();

    const texts = replicaFolder(world, 0, BROKER)?.files.flatMap(({ text }) => text ?? []);

    expect(texts?.[0]).toBe('0\n1\n0 0\n');
    expect(texts?.[1]).toMatch(/^version: 0\ntopic_id: [\w-]{21}[AQgw]$/);
    expect(replicaFolder(world, 0, 2)?.files.at(-1)?.text).toBe(texts?.[1]);
  });

  it('names its segments by their first offsets, and each ends where the next begins', () => {
    const { world } = written(SMALL);

    const files = replicaFolder(world, 0, BROKER)?.files.filter(({ kind }) => kind === 'log') ?? [];

    expect(files.length).toBeGreaterThan(3);
    for (const { name, baseOffset, bytes } of files) {
      expect(name).toBe(`${String(baseOffset).padStart(20, '0')}.log`);
      expect(bytes).toBeLessThanOrEqual(20_000);
    }
    const ends = files.map(({ baseOffset }) => segmentPage(world, 0, BROKER, 'log', baseOffset, 0)?.toOffset);
    expect(ends.slice(0, -1)).toEqual(files.slice(1).map(({ baseOffset }) => baseOffset));
    expect(ends.at(-1)).toBe(segmentsOf(world, 0, BROKER)?.log.logEnd);
  });

  it('counts the bytes of its batches: positions follow each other up to the size of the file', () => {
    const { world } = written(SMALL);

    for (const { baseOffset, bytes } of replicaFolder(world, 0, BROKER)?.files.filter((f) => f.kind === 'log') ?? []) {
      const page = segmentPage(world, 0, BROKER, 'log', baseOffset, 0);
      let position = 0;
      for (const batch of page?.batches ?? []) {
        expect(batch.position).toBe(position);
        position += batch.bytes;
      }
      expect(position).toBe(bytes);
    }
  });

  it('has indexes of whole entries; those of the active segment have their full size at once', () => {
    const { world } = written(SMALL);

    const indexes = replicaFolder(world, 0, BROKER)?.files.filter(({ kind }) => /index/.test(kind)) ?? [];

    for (const { kind, usedBytes } of indexes) expect(usedBytes % (kind === 'index' ? 8 : 12)).toBe(0);
    expect(indexes.slice(-2).map(({ bytes }) => bytes)).toEqual([10_485_760, 10_485_756]);
    for (const { bytes, usedBytes } of indexes.slice(0, -2)) expect(bytes).toBe(usedBytes);
  });

  it('says why a segment was begun', () => {
    const { world } = written(SMALL);
    const [first, second] = segmentsOf(world, 0, BROKER)?.files.segments ?? [];

    expect(segmentPage(world, 0, BROKER, 'log', first?.baseOffset ?? -1, 0)?.reason).toBe('first');
    expect(segmentPage(world, 0, BROKER, 'log', second?.baseOffset ?? -1, 0)?.reason).toBe('size');
  });

  it('has no files below the log start, and what the retention task has taken waits to be deleted', () => {
    const { world } = written({ ...SMALL, 'retention.ms': 10_000 }, 45);

    const folder = replicaFolder(world, 0, BROKER);

    const first = folder?.files.find(({ kind }) => kind === 'log');
    expect(folder?.logStart).toBeGreaterThan(0);
    expect(first?.baseOffset).toBe(folder?.logStart);
    const deleted = folder?.files.filter(({ kind }) => kind === 'deleted') ?? [];
    expect(deleted[0]?.name).toBe('00000000000000000000.log.deleted');
    expect(deleted.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(20_000);
    expect(lookUpOffset(world, 0, BROKER, 0)?.steps[0]?.kind).toBe('out-of-range');
    expect(lookUpTime(world, 0, BROKER, 0)?.offset).toBe(folder?.logStart);
  });

  it('is the same on a follower that has everything', () => {
    const { world } = written(SMALL);

    expect(replicaFolder(world, 0, 2)?.files.slice(0, 6)).toEqual(replicaFolder(world, 0, BROKER)?.files.slice(0, 6));
  });
});

describe("a broker's data directory", () => {
  it('has a folder for each replica and a line for each in the checkpoint of high watermarks', () => {
    const { world } = written();
    const saved = segmentsOf(world, 0, BROKER)?.log.checkpointedHighWatermark;

    const directory = dataDirectory(world, BROKER);

    expect(directory?.files[0]).toMatchObject({ name: 'orders-0', kind: 'folder', partition: 0 });
    const text = (kind: string) => directory?.files.find((file) => file.kind === kind)?.text;
    expect(saved).toBeGreaterThan(0);
    expect(text('replication-offset-checkpoint')).toBe(`0\n1\norders 0 ${saved}\n`);
    expect(text('recovery-point-offset-checkpoint')).toMatch(/^0\n1\norders 0 \d+\n$/);
    expect(text('log-start-offset-checkpoint')).toBe('0\n0\n');
  });

  it('is nothing that a client has', () => {
    const { world } = written();

    expect(dataDirectory(world, world.state.plan.controller)).toBeNull();
  });
});

describe('an index entry', () => {
  it('is a relative offset and a position in 8 bytes, big-endian', () => {
    const { world } = written(SMALL);
    const base = segmentsOf(world, 0, BROKER)?.files.segments[1]?.baseOffset ?? -1;

    const page = segmentPage(world, 0, BROKER, 'index', base, 0);

    expect(page?.total).toBeGreaterThan(5);
    for (const { bytes, offset, position } of page?.entries ?? []) {
      const view = new DataView(bytes.buffer);
      expect(bytes).toHaveLength(8);
      expect([view.getInt32(0) + base, view.getInt32(4)]).toEqual([offset, position]);
      const batch = segmentPage(world, 0, BROKER, 'log', base, 0)?.batches.find((one) => one.position === position);
      expect(batch?.lastOffset).toBe(offset);
    }
  });

  it('is a timestamp and a relative offset in 12 bytes in a time index', () => {
    const { world } = written(SMALL);
    const base = segmentsOf(world, 0, BROKER)?.files.segments[1]?.baseOffset ?? -1;

    for (const { bytes, offset, timestampMs } of segmentPage(world, 0, BROKER, 'timeindex', base, 0)?.entries ?? []) {
      const view = new DataView(bytes.buffer);
      expect(bytes).toHaveLength(12);
      expect([Number(view.getBigInt64(0)), view.getInt32(8) + base]).toEqual([timestampMs, offset]);
    }
  });
});

describe('a look-up by offset', () => {
  it('goes from the segment over the index to the batch', () => {
    const { world } = written(SMALL);

    const lookup = lookUpOffset(world, 0, BROKER, 300);

    const kinds = lookup?.steps.map(({ kind }) => kind) ?? [];
    expect(kinds[0]).toBe('segment');
    expect(kinds).toContain('compare-offset');
    expect(kinds.slice(-2)).toEqual(['scan-hits', 'record']);
    expect(lookup?.offset).toBe(300);
  });

  it('finds the offsets of the whole log', () => {
    const { world } = written(SMALL);
    const end = segmentsOf(world, 0, BROKER)?.log.logEnd ?? 0;

    for (let offset = 0; offset < end; offset += 7) expect(lookUpOffset(world, 0, BROKER, offset)?.offset).toBe(offset);
  });

  it('finds nothing at the end of the log, and says which offsets there are beyond it', () => {
    const { world } = written();
    const end = segmentsOf(world, 0, BROKER)?.log.logEnd ?? 0;

    expect(lookUpOffset(world, 0, BROKER, end)?.steps.map(({ kind }) => kind)).toEqual(['at-end']);
    expect(lookUpOffset(world, 0, BROKER, end + 1)?.steps).toMatchObject([
      { kind: 'out-of-range', parameters: { offset: end + 1, logStart: 0, logEnd: end } },
    ]);
  });
});

describe('a look-up by timestamp', () => {
  it('finds the first record that is not older, for every instant', () => {
    const { world } = written(SMALL);
    const records = recordsIn(world);
    const youngest = records.at(-1)?.timestampMs ?? 0;

    for (let ms = 0; ms <= youngest; ms += 370) {
      const found = lookUpTime(world, 0, BROKER, ms);
      expect(found?.offset).toBe(records.find(({ timestampMs }) => timestampMs >= ms)?.offset);
      expect(found?.steps.at(-1)?.kind).toBe('record-by-time');
    }
  });

  it('finds nothing after the youngest record', () => {
    const { world } = written(SMALL);

    const found = lookUpTime(world, 0, BROKER, 60_000);

    expect(found?.offset).toBe(-1);
    expect(new Set(found?.steps.map(({ kind }) => kind))).toEqual(new Set(['segment-too-old', 'no-record']));
  });
});
