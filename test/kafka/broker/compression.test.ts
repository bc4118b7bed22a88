import { describe, expect, it } from 'vitest';
import { batchBytes, codecOf } from '../../../src/kafka/batches.ts';
import { bytesWithCodec } from '../../../src/kafka/log/batch-sizes.ts';
import { batchAt, batchTotal } from '../../../src/kafka/log/log.ts';
import { CODECS, modelledBlockSize } from '../../../src/kafka/records/codec.ts';
import { at } from '../../../src/sim/column.ts';
import { type Cluster, cluster, producer, replicaAt, runTo, topic } from '../watched-cluster.ts';

function written(type: string, topicType = 'producer', lingerMs = 200): Cluster {
  const one = cluster({
    topics: [topic({ config: { 'compression.type': topicType } })],
    producers: [
      producer({
        rate: { count: 50, perUs: 1_000_000 },
        stopUs: 3_000_000,
        sizeBytes: 500,
        keys: 5,
        config: { 'compression.type': type, 'linger.ms': lingerMs },
      }),
    ],
  });
  runTo(one, 6);
  return one;
}

/** Of broker `node`'s log: batch, bytes and codec. */
function stored(one: Cluster, node: number): { batch: number; bytes: number; codec: string }[] {
  const { log } = replicaAt(one, node);
  return Array.from({ length: batchTotal(log) }, (_, i) => {
    const batch = batchAt(log, i);
    const { batches } = one.world.state;
    return { batch, bytes: batchBytes(batches, batch), codec: at(CODECS, codecOf(batches, batch)) };
  });
}

const total = (one: Cluster): number => stored(one, 1).reduce((sum, { bytes }) => sum + bytes, 0);

describe('compression.type of a producer', () => {
  it('makes every batch as small as the codec does, on the wire, in each copy and on disk', () => {
    const plain = written('none');
    for (const codec of [1, 2, 3, 4]) {
      const one = written(at(CODECS, codec));

      expect(stored(one, 2)).toEqual(stored(one, 1));
      expect(one.seen.filter(({ kind }) => kind === 'batch-closed').map(({ fields }) => fields.bytes)).toEqual(
        stored(one, 1).map(({ bytes }) => bytes),
      );
      expect(stored(one, 1)[1]?.bytes).toBe(61 + modelledBlockSize(codec, (stored(plain, 1)[1]?.bytes ?? 0) - 61));
    }
  });

  it('saves more where batches linger', () => {
    expect(total(written('lz4', 'producer', 200))).toBeLessThan(0.8 * total(written('lz4', 'producer', 0)));
  });

  it('puts more records into a batch than batch.size holds uncompressed, once it knows the ratio', () => {
    const fill = (type: string) => {
      const one = cluster({
        producers: [
          producer({
            rate: { count: 2000, perUs: 1_000_000 },
            stopUs: 5_000_000,
            sizeBytes: 500,
            config: { 'compression.type': type, 'linger.ms': 1000 },
          }),
        ],
      });
      runTo(one, 8);
      const counts = one.seen.filter(({ kind }) => kind === 'batch-closed').map(({ fields }) => fields.count ?? 0);
      return counts;
    };

    expect(Math.max(...fill('none'))).toBeLessThanOrEqual(33);
    const counts = fill('zstd');
    expect(counts[0]).toBeLessThanOrEqual(33);
    expect(Math.max(...counts)).toBeGreaterThan(50);
  });
});

describe('compression.type of a topic', () => {
  it('leaves batches as they come where it is producer, or the same', () => {
    expect(new Set(stored(written('lz4'), 1).map(({ codec }) => codec))).toEqual(new Set(['lz4']));
    expect(written('lz4', 'lz4').seen.some(({ kind }) => kind === 'recompressed')).toBe(false);
  });

  it('makes the leader compress anew where it is another one; followers copy what the leader has', () => {
    const one = written('none', 'zstd');

    expect(new Set(stored(one, 1).map(({ codec }) => codec))).toEqual(new Set(['zstd']));
    expect(stored(one, 3)).toEqual(stored(one, 1));
    expect(total(one)).toBeLessThan(total(written('none')));
  });

  it('unpacks what came compressed where it is uncompressed, to the size that it had before', () => {
    const one = written('gzip', 'uncompressed');
    const plain = written('none');

    expect(stored(one, 1).map(({ bytes }) => bytes)).toEqual(stored(plain, 1).map(({ bytes }) => bytes));
    for (const { batch, bytes } of stored(plain, 1)) {
      expect(bytesWithCodec(plain.world.state.batches, plain.world.payloads, batch, 0)).toBe(bytes);
    }
  });

  it('still knows a batch that comes twice', () => {
    const one = written('none', 'lz4');
    const first = one.seen.filter(({ kind, node }) => kind === 'appended' && node === 1).length;

    expect(first).toBe(stored(one, 1).length);
    expect(one.seen.filter(({ kind }) => kind === 'acked').length).toBe(first);
  });
});
