import { describe, expect, it } from 'vitest';
import { batchBytes } from '../../../src/kafka/batches.ts';
import type { KafkaState } from '../../../src/kafka/cluster.ts';
import { batchPage } from '../../../src/kafka/folder.ts';
import { baseOffsetAt, batchAt, batchTotal } from '../../../src/kafka/log/log.ts';
import { ensureValid, readBatch } from '../../../src/kafka/records/batch-reader.ts';
import { readMessages } from '../../../src/kafka/records/message-set.ts';
import { stampBatch } from '../../../src/kafka/records/record-batch.ts';
import { bytesIn, draftOf, LAYOUTS } from '../../../src/kafka/view/batch-bytes.ts';
import { advance } from '../../../src/scenario/run.ts';
import { createRun, readScenario } from '../../../src/scenario/systems.ts';
import { textOfUtf8 } from '../../../src/sim/utf8.ts';
import type { World } from '../../../src/sim/world.ts';
import { right, textOf } from '../../engine/open-host.ts';
import { type Cluster, cluster, producer, runTo, topic } from '../watched-cluster.ts';

const LEADER = 1;
const IN_FILE = { magic: 2, codec: 0 } as const;

function written(sizeBytes: number, config: Record<string, string | number | boolean> = {}): Cluster {
  const one = cluster({
    producers: [
      producer({
        keys: 3,
        sizeBytes,
        rate: { count: 200, perUs: 1_000_000 },
        config: { acks: 'all', 'linger.ms': 100, ...config },
      }),
    ],
  });
  runTo(one, 5);
  return one;
}

describe('the bytes of a batch', () => {
  it('are as many as the model counts for it, in whatever scenario', () => {
    for (const id of ['first-light', 'retry-duplicates', 'static-membership', 'compaction']) {
      const run = right(createRun(right(readScenario(textOf(id))), { variant: '', seed: null, set: {} }));
      advance(run, id === 'compaction' ? 60_000_000 : 10_000_000, Number.POSITIVE_INFINITY);
      const sizes = sizesIn(run.world);
      expect(sizes.length, id).toBeGreaterThan(10);
      for (const { counted, written } of sizes) expect(written, id).toBe(counted);
    }
  });

  it('are as many after a batch was too large for the topic and went again in parts', () => {
    const one = cluster({
      topics: [topic({ config: { 'max.message.bytes': 9_000 } })],
      producers: [
        producer({
          sizeBytes: 40,
          rate: { count: 1_000, perUs: 1_000_000 },
          config: { acks: 'all', 'linger.ms': 300, 'batch.size': 20_000 },
        }),
      ],
    });
    runTo(one, 3);

    const { batches } = one.world.state;
    const sent = Array.from({ length: batches.baseTime.length }, (_, batch) => batchBytes(batches, batch));
    expect(Math.max(...sent)).toBeGreaterThan(9_000);
    const counts = sizesIn(one.world);
    expect(Math.max(...counts.map(({ counted }) => counted))).toBeLessThanOrEqual(9_000);
    expect(counts.length).toBeGreaterThan(5);
    for (const { counted, written } of counts) expect(written).toBe(counted);
  });

  it('have a checksum that is right, and stays right when another epoch is stamped on them', () => {
    const page = batchPage(written(120).world, 0, LEADER, 50, IN_FILE);
    const bytes = page?.written?.bytes ?? new Uint8Array();

    expect(page?.isIntact).toBe(true);
    expect(ensureValid(bytes)).toBeNull();
    expect(ensureValid(stampBatch(bytes, 9_000n, 7))).toBeNull();
  });

  it('give back the records, with their offsets, keys and values', () => {
    const page = batchPage(written(120).world, 0, LEADER, 50, IN_FILE);

    const { header, records, fault } = readBatch(page?.written?.bytes ?? new Uint8Array());

    expect(fault).toBeNull();
    expect(Number(header?.baseOffset)).toBe(page?.head.baseOffset);
    expect(records).toHaveLength(page?.head.records ?? -1);
    expect(records.length).toBeGreaterThan(5);
    expect(
      records.map(({ key, value }) => [textOfUtf8(key ?? new Uint8Array()), textOfUtf8(value ?? new Uint8Array())]),
    ).toEqual(page?.records.map(({ key, value }) => [key, value]));
    expect(records.map(({ timestampDelta }) => Number((header?.baseTimestamp ?? 0n) + timestampDelta))).toEqual(
      page?.records.map(({ timestampMs }) => timestampMs),
    );
  });

  it('carry what makes a producer idempotent, and the epoch of the leader', () => {
    const one = written(120, { 'enable.idempotence': true });
    const page = batchPage(one.world, 0, LEADER, 50, IN_FILE);

    const { header } = readBatch(page?.written?.bytes ?? new Uint8Array());

    expect(Number(header?.producerId)).toBeGreaterThanOrEqual(0);
    expect(header?.producerEpoch).toBe(0);
    expect(header?.baseSequence).toBe(page?.head.baseOffset);
    expect(header?.partitionLeaderEpoch).toBe(page?.head.leaderEpoch);
  });

  it('are all told of: every byte belongs to one field', () => {
    for (const layout of LAYOUTS) {
      const page = batchPage(written(120).world, 0, LEADER, 50, layout);
      for (const part of [page?.written, page?.block]) {
        if (part === null || part === undefined) continue;
        let next = 0;
        for (const { name, from, length } of part.fields) {
          expect(from).toBe(next);
          expect(name).not.toBe('unread');
          next += length;
        }
        expect(next).toBe(part.bytes.length);
      }
    }
  });

  it('name the call in each value, down to a few bytes', () => {
    const values = (size: number) =>
      batchPage(written(size).world, 0, LEADER, 0, IN_FILE)?.records.map(({ value }) => value) ?? [];

    expect(JSON.parse(values(200)[1] ?? '')).toMatchObject({ from: 'p', call: 1 });
    expect(JSON.parse(values(26)[1] ?? '')).toMatchObject({ from: 'p', call: 1 });
    expect(values(8)[1]).toBe('#1    ');
    expect(values(2)[1]).toBe('');
  });
});

describe('the same records in the old layouts', () => {
  it.each([0, 1] as const)(
    'of magic %i have the same offsets, keys and values, and checksums of their own',
    (magic) => {
      const { world } = written(120);
      const inFile = batchPage(world, 0, LEADER, 50, IN_FILE);

      for (const codec of [0, 1] as const) {
        const page = batchPage(world, 0, LEADER, 50, { magic, codec });
        const { messages, fault } = readMessages(page?.written?.bytes ?? new Uint8Array());
        expect(fault).toBeNull();
        expect(page?.isIntact).toBe(true);
        expect(messages.map(({ offset, value }) => [Number(offset), textOfUtf8(value ?? new Uint8Array())])).toEqual(
          inFile?.records.map(({ offset, value }) => [offset, value]),
        );
        expect(messages.map(({ timestamp }) => timestamp === null)).toEqual(messages.map(() => magic === 0));
      }
    },
  );

  it('need 12 + 14 bytes more for each record in magic 0 and 12 + 22 in magic 1, besides key and value', () => {
    const { world } = written(120);
    const page = batchPage(world, 0, LEADER, 50, IN_FILE);
    const count = page?.head.records ?? 0;
    const sizeOf = (magic: number) => page?.sizes.find((one) => one.magic === magic && one.codec === 0)?.bytes;

    expect(sizeOf(0)).toBe(count * (26 + 120));
    expect(sizeOf(1)).toBe(count * (34 + 120));
    expect(sizeOf(2)).toBe(page?.head.bytes);
  });

  it('become smaller with gzip in every layout', () => {
    const sizes = batchPage(written(120).world, 0, LEADER, 50, IN_FILE)?.sizes ?? [];

    for (const magic of [0, 1, 2]) {
      const [plain, zipped] = [0, 1].map(
        (codec) => sizes.find((one) => one.magic === magic && one.codec === codec)?.bytes,
      );
      expect(zipped).toBeLessThan(plain ?? 0);
    }
  });
});

/** Of each batch in the logs of all brokers: bytes as the model counts them, and as they are written. */
function sizesIn(world: World<KafkaState>): { readonly counted: number; readonly written: number }[] {
  return world.state.actors.flatMap((actor) => {
    if (actor?.actor !== 'broker') return [];
    return actor.replicas.flatMap((replica) => {
      if (replica === null) return [];
      return Array.from({ length: batchTotal(replica.log) }, (_, i) => {
        const batch = batchAt(replica.log, i);
        const draft = draftOf(world, batch, baseOffsetAt(replica.log, i), 0);
        return { counted: batchBytes(world.state.batches, batch), written: bytesIn(IN_FILE, draft).length };
      });
    });
  });
}
