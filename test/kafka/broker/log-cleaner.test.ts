import { describe, expect, it } from 'vitest';
import { INVALID_RECORD } from '../../../src/kafka/protocol/errors.ts';
import { dataDirectory, replicaFolder } from '../../../src/kafka/view/folder.ts';
import { type Cluster, cluster, producer, runTo, topic } from '../watched-cluster.ts';

function compacted(
  topicConfig: Record<string, string | number>,
  config: Record<string, number>,
  keys = 3,
  stopUs = -1,
): Cluster {
  return cluster({
    config,
    topics: [topic({ config: { 'cleanup.policy': 'compact', 'segment.ms': 2000, ...topicConfig } })],
    producers: [producer({ rate: { count: 50, perUs: 1_000_000 }, keys, stopUs, config: { 'linger.ms': 100 } })],
  });
}

const cleanings = ({ seen }: Cluster) => seen.filter(({ kind }) => kind === 'cleaned');

describe("a broker's cleaner", () => {
  it('comes every log.cleaner.backoff.ms, and cleans the log of each replica', () => {
    const one = compacted({}, { 'log.cleaner.backoff.ms': 4000 });
    runTo(one, 5);

    expect(cleanings(one).map(({ atMs, node }) => [Math.floor(atMs / 1000), node])).toEqual([
      [4, 1],
      [4, 2],
      [4, 3],
    ]);
  });

  it('takes its time where log.cleaner.io.max.bytes.per.second is low', () => {
    const one = compacted({}, { 'log.cleaner.backoff.ms': 4000, 'log.cleaner.io.max.bytes.per.second': 10_000 });
    runTo(one, 30);

    expect(cleanings(one)[0]?.atMs).toBeGreaterThan(5000);
  });

  it('leaves a log alone that is less dirty than min.cleanable.dirty.ratio, or too young', () => {
    for (const config of [{ 'min.cleanable.dirty.ratio': 1 }, { 'min.compaction.lag.ms': 60_000 }]) {
      const one = compacted(config, { 'log.cleaner.backoff.ms': 4000 });
      runTo(one, 20);

      expect(cleanings(one)).toEqual([]);
    }
  });

  it('cleans what is older than max.compaction.lag.ms, however little it is', () => {
    const one = compacted(
      { 'min.cleanable.dirty.ratio': 1, 'max.compaction.lag.ms': 3000 },
      { 'log.cleaner.backoff.ms': 4000 },
    );
    runTo(one, 9);

    expect(cleanings(one).length).toBeGreaterThanOrEqual(3);
  });

  it('deletes old segments, too, of a topic that is compact,delete, and none of one that is compact', () => {
    const config = { 'log.cleaner.backoff.ms': 4000 };
    const both = compacted({ 'cleanup.policy': 'compact,delete', 'retention.ms': 5000 }, config, 3, 9_000_000);
    const only = compacted({ 'retention.ms': 5000 }, config, 3, 9_000_000);
    for (const one of [both, only]) runTo(one, 40);

    const expired = (one: Cluster) => one.seen.filter(({ kind }) => kind === 'expired').length;
    expect(expired(both)).toBeGreaterThan(0);
    expect(expired(only)).toBe(0);
  });

  it('shows what it has done in the folder: a checkpoint, old files that wait, snapshots where segments begin', () => {
    const one = compacted({}, { 'log.cleaner.backoff.ms': 4000 });
    runTo(one, 9);

    const names = replicaFolder(one.world, 0, 1)?.files.map(({ name }) => name) ?? [];
    const checkpoint = dataDirectory(one.world, 1)?.files.find(({ name }) => name === 'cleaner-offset-checkpoint');
    const to = cleanings(one)
      .filter(({ node }) => node === 1)
      .at(-1)?.fields.to;

    expect(checkpoint?.text).toBe(`0\n1\norders 0 ${to}\n`);
    expect(names).toContain('00000000000000000000.log.deleted');
    expect(names.filter((name) => name.endsWith('.snapshot')).length).toBeGreaterThan(0);
  });
});

describe('the folder of a compacted replica', () => {
  it('tells how dirty it is, and names the file that a slow cleaning writes', () => {
    const one = compacted({}, { 'log.cleaner.backoff.ms': 4000, 'log.cleaner.io.max.bytes.per.second': 10_000 });
    runTo(one, 3.9);
    const before = replicaFolder(one.world, 0, 1);
    runTo(one, 4.2);
    const during = replicaFolder(one.world, 0, 1);

    expect(before?.dirt).toMatchObject({ firstDirtyOffset: 0, ratio: 1, minRatio: 0.5, isCleaning: false });
    expect(during?.dirt?.isCleaning).toBe(true);
    expect(
      during?.files.some(({ kind, name }) => kind === 'cleaned' && name === '00000000000000000000.log.cleaned'),
    ).toBe(true);
  });
});

describe('a compacted topic', () => {
  it('refuses records without a key with INVALID_RECORD, and the producer does not try again', () => {
    const one = compacted({}, {}, 0);
    runTo(one, 3);

    const refused = one.seen.filter(({ kind }) => kind === 'append-refused');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ fields }) => fields.error === INVALID_RECORD)).toBe(true);
    expect(one.seen.some(({ kind }) => kind === 'retried')).toBe(false);
    expect(one.seen.some(({ kind }) => kind === 'acked')).toBe(false);
  });
});
