import { describe, expect, it } from 'vitest';
import { at } from '../../../src/sim/column.ts';
import { DISK_FULL } from '../../../src/sim/world.ts';
import { type Cluster, cluster, producer, runTo, topic } from '../watched-cluster.ts';

function written(config: Record<string, number>): Cluster {
  return cluster({
    topics: [topic({ config })],
    producers: [producer({ rate: { count: 50, perUs: 1_000_000 }, config: { acks: 'all' } })],
  });
}

/** When the producer was told of its first record, ms. */
function firstAck({ seen }: Cluster): number {
  return seen.find(({ kind }) => kind === 'acked')?.atMs ?? Number.NaN;
}

describe('a broker and its disk', () => {
  it('has every record on the platter with flush.messages=1, and none after three seconds without', () => {
    const flushing = written({ 'flush.messages': 1 });
    const plain = written({});
    for (const one of [flushing, plain]) runTo(one, 3);

    const flushed = (one: Cluster) => at(at(one.world.nodes, 1).files, 0);

    expect(flushed(flushing).flushed).toBe(flushed(flushing).position);
    expect(flushed(plain)).toMatchObject({ flushed: 0 });
  });

  it('acknowledges later where leader and followers flush first', () => {
    const flushing = written({ 'flush.messages': 1 });
    const plain = written({});
    for (const one of [flushing, plain]) runTo(one, 3);

    expect(firstAck(flushing) - firstAck(plain)).toBeGreaterThanOrEqual(2);
  });

  it('halts when it cannot write, and another leads', () => {
    const one = written({ 'min.insync.replicas': 2 });
    runTo(one, 3);

    at(one.world.nodes, 1).diskFault = DISK_FULL;
    runTo(one, 20);

    expect(at(one.world.nodes, 1).status).toBe('crashed');
    expect(one.seen.filter(({ kind }) => kind === 'log-dir-failed')).toHaveLength(1);
    expect(one.seen.some(({ kind, node }) => kind === 'leading' && node === 2)).toBe(true);
  });
});
