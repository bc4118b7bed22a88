import { describe, expect, it } from 'vitest';
import { refreshLinks } from '../../../src/sim/network.ts';
import { crashNode, pauseNode, resumeNode, startNode } from '../../../src/sim/node-life.ts';
import { forkWorld, worldHash } from '../../../src/sim/world.ts';
import { brokerOf, cluster, ends, partitionOf, producer, replicaAt, runTo, seenOf, topic } from '../watched-cluster.ts';

const NOT_ENOUGH_REPLICAS = 19;

describe('replication', () => {
  it('tells followers a new high watermark only with the next records, or after 500 ms', () => {
    const one = cluster({
      producers: [producer({ config: { acks: 'all' }, startUs: 1_000_000, stopUs: 1_150_000 })],
    });

    runTo(one, 3);

    // Two records: the second fetch answer brings the high watermark of the first.
    const [first, second] = seenOf(one, 'appended', { role: 0 });
    expect(first?.fields.baseOffset).toBe(0);
    expect(second?.fields.baseOffset).toBe(1);
    const followers = seenOf(one, 'hw-moved', { role: 1, to: 1 });
    const leader = seenOf(one, 'hw-moved', { role: 0, to: 1 })[0];
    expect(followers).toHaveLength(2);
    for (const follower of followers) {
      const nextAnswer = Math.min(second?.atMs ?? 0, (leader?.atMs ?? 0) + 500);
      expect(follower.atMs).toBeGreaterThanOrEqual(nextAnswer);
    }
    expect(ends(one)).toEqual(['2/2', '2/2', '2/2']);
  });

  it('follows the table of one record: append, fetch, acknowledge, and the watermark after the long poll', () => {
    const one = cluster({
      producers: [producer({ config: { acks: 'all' }, startUs: 1_200_000, stopUs: 1_250_000 })],
    });
    const at = (kind: string, match: Record<string, number>): number => seenOf(one, kind, match)[0]?.atMs ?? -1;

    runTo(one, 3);

    const appended = at('appended', { role: 0 });
    expect(at('appended', { role: 1 })).toBe(appended + 1);
    expect(at('hw-moved', { role: 0 })).toBe(appended + 2);
    expect(at('acked', {})).toBe(appended + 3);
    expect(at('hw-moved', { role: 1 })).toBe(appended + 2 + 500 + 1);
  });

  it('fences a frozen broker out of the ISR, and takes it back when it has caught up', () => {
    const one = cluster({ producers: [producer({ config: { acks: 'all' } })] });
    runTo(one, 5);

    pauseNode(one.world, 3);
    runTo(one, 55);
    const out = partitionOf(one).isr;
    resumeNode(one.world, 3);
    runTo(one, 70);

    const fenced = seenOf(one, 'broker-fenced', { broker: 3 })[0];
    expect(fenced?.atMs).toBeGreaterThan(5_000 + 7_000);
    expect(fenced?.atMs).toBeLessThan(5_000 + 10_200);
    expect(out).toEqual([1, 2]);
    expect(partitionOf(one).isr).toEqual([1, 2, 3]);
  });

  it('shrinks the ISR 30 to 45 s after a follower that still heartbeats has stopped fetching', () => {
    const one = cluster({ producers: [producer({ config: { acks: 'all' } })] });
    runTo(one, 5);
    const links = [1, 3, 3, 1];
    one.world.faults.push({ command: 0, verb: 'cut-link', links, nodes: [], cut: true, latency: -1, jitter: -1 });
    refreshLinks(one.world);

    runTo(one, 60);

    const shrunk = seenOf(one, 'isr', { by: 1, mask: 0b011 })[0];
    expect(shrunk?.atMs).toBeGreaterThan(5_000 + 30_000);
    expect(shrunk?.atMs).toBeLessThan(5_000 + 45_100);
  });

  it('refuses acks=all with NOT_ENOUGH_REPLICAS below min.insync.replicas, and takes acks=1', () => {
    const all = producer({ id: 'all', config: { acks: 'all' } });
    const one = producer({ id: 'one', config: { acks: '1', 'enable.idempotence': false } });
    const laboratory = cluster({
      topics: [topic({ config: { 'min.insync.replicas': 2 } })],
      producers: [all, one],
    });
    runTo(laboratory, 2);

    crashNode(laboratory.world, 2);
    crashNode(laboratory.world, 3);
    runTo(laboratory, 40);

    const end = replicaAt(laboratory, 1).log.logEnd;
    const highWatermark = replicaAt(laboratory, 1).log.highWatermark;
    expect(partitionOf(laboratory).isr).toEqual([1]);
    expect(seenOf(laboratory, 'append-refused', { error: NOT_ENOUGH_REPLICAS }).length).toBeGreaterThan(0);
    runTo(laboratory, 45);
    expect(replicaAt(laboratory, 1).log.logEnd).toBeGreaterThan(end);
    expect(replicaAt(laboratory, 1).log.highWatermark).toBe(highWatermark);
  });

  it('truncates a former leader by its epochs when it comes back', () => {
    const one = cluster({
      producers: [
        producer({ config: { acks: '1', 'enable.idempotence': false }, rate: { count: 1000, perUs: 1_000_000 } }),
      ],
      link: { latencyUs: 20_000, jitterUs: 0, bandwidth: 0 },
    });
    runTo(one, 5);

    crashNode(one.world, 1);
    runTo(one, 25);
    startNode(one.world, 1);
    runTo(one, 40);

    expect(seenOf(one, 'elected', { leader: 2, how: 0 })).toHaveLength(1);
    const [truncated] = seenOf(one, 'truncated', { partition: 0 });
    expect(truncated?.node).toBe(1);
    expect(truncated?.fields.reason).toBe(0);
    const leader = replicaAt(one, 2).log;
    const follower = replicaAt(one, 1).log;
    expect(follower.epochCache).toEqual(leader.epochCache);
    expect(leader.logEnd - follower.logEnd).toBeLessThan(200);
    expect(partitionOf(one).isr).toEqual([1, 2, 3]);
  });

  it('keeps one request of a connection in process, so acks=all holds back what was pipelined behind it', () => {
    const one = cluster({
      producers: [
        producer({
          config: { acks: 'all', 'linger.ms': 0, 'batch.size': 1 },
          rate: { count: 5000, perUs: 1_000_000 },
          stopUs: 200_000,
        }),
      ],
    });
    runTo(one, 0.15);

    const broker = brokerOf(one, 1);
    expect(broker.channels.list.some((channel) => channel.queue.length > 0)).toBe(true);
    runTo(one, 20);
    expect(broker.channels.list.every((channel) => channel.queue.length === 0)).toBe(true);
  });

  it('goes on in a fork as in the original', () => {
    const one = cluster({
      topics: [topic({ partitions: 6, replicas: null })],
      producers: [producer({ config: {}, rate: { count: 200, perUs: 1_000_000 }, keys: 7 })],
      link: { latencyUs: 1000, jitterUs: 400, bandwidth: 0 },
    });
    runTo(one, 3.3);
    crashNode(one.world, 2);
    runTo(one, 6);
    const other = { world: forkWorld(one.world), seen: [] };

    startNode(one.world, 2);
    runTo(one, 30);
    startNode(other.world, 2);
    runTo(other, 30);

    expect(worldHash(other.world)).toBe(worldHash(one.world));
    expect(other.world.handled).toBe(one.world.handled);
  });
});
