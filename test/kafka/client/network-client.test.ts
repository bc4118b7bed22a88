import { describe, expect, it } from 'vitest';
import { leaderOf } from '../../../src/kafka/client/metadata.ts';
import { crashNode, powerCutNode, startNode } from '../../../src/sim/node-life.ts';
import { fakeCluster, outcomesByUid } from './fake-cluster.ts';

const PLAIN = { 'enable.idempotence': false };
const perSecond = (count: number) => ({ rate: { count, perUs: 1_000_000 } });

describe('a client’s metadata', () => {
  it('is asked for again after metadata.max.age.ms', () => {
    const fake = fakeCluster({ config: PLAIN });

    fake.run(299_000);
    expect(fake.metadataRequests).toBe(1);
    fake.run(301_000);

    expect(fake.metadataRequests).toBe(2);
  });

  it('is asked for again and again, ever more slowly, while a partition has no leader', () => {
    const fake = fakeCluster({ config: PLAIN });
    fake.leaders[0] = -1;

    fake.run(10_000);

    // 100, 100, 200, 400, 800 ms and then 1 s, each give or take 20 %.
    expect(fake.metadataRequests).toBeGreaterThanOrEqual(11);
    expect(fake.metadataRequests).toBeLessThanOrEqual(16);
  });

  it('never goes back to an older leader epoch', () => {
    const config = { ...PLAIN, 'metadata.max.age.ms': 1_000 };
    const fake = fakeCluster({ brokers: 2, config });
    fake.leaders[0] = 1;
    fake.epochs[0] = 5;
    fake.run(500);

    fake.leaders[0] = 0;
    fake.epochs[0] = 4;
    fake.run(5_000);

    expect(fake.metadataRequests).toBeGreaterThan(2);
    expect(leaderOf(fake.self.net, 0)).toBe(1);
  });

  it('is asked of another broker when the first one is silent for socket.connection.setup.timeout.ms', () => {
    const fake = fakeCluster({ brokers: 2, config: PLAIN, setup: { ...perSecond(1), stopUs: 500_000 } });
    const tried = fake.self.net.connections.connection[0] === 0 ? 1 : 0;
    fake.leaders[0] = 1 - tried;
    powerCutNode(fake.world, tried);

    fake.run(7_900);
    expect(fake.metadataRequests).toBe(0);
    fake.run(13_000);

    expect(fake.metadataRequests).toBe(1);
    expect(outcomesByUid(fake)).toEqual([['acked']]);
  });
});

describe('a client whose brokers are all down', () => {
  it('knocks with back-off from 50 ms to 1 s, and goes on as soon as one is back', () => {
    const fake = fakeCluster({ brokers: 2, config: {}, setup: { ...perSecond(10), stopUs: 12_000_000 } });
    fake.run(2_000);
    crashNode(fake.world, 0);
    crashNode(fake.world, 1);
    fake.run(10_000);
    expect(fake.of('acked').every((one) => one.timeMs < 2_000)).toBe(true);

    startNode(fake.world, 0);
    startNode(fake.world, 1);
    fake.run(20_000);

    expect(outcomesByUid(fake).length).toBe(120);
    expect(outcomesByUid(fake).every((one) => one.join() === 'acked')).toBe(true);
    const first = fake.of('acked').find((one) => one.timeMs > 10_000);
    expect(first?.timeMs).toBeLessThan(11_300);
  });

  it('counts no attempt for what never left it', () => {
    const config = { ...PLAIN, 'delivery.timeout.ms': 4_000, 'request.timeout.ms': 1_000 };
    const fake = fakeCluster({ config, setup: { ...perSecond(1), startUs: 2_000_000, stopUs: 2_500_000 } });
    fake.run(1_000);
    crashNode(fake.world, 0);

    fake.run(10_000);

    expect(fake.of('sent')).toEqual([]);
    expect(fake.of('refused')).toMatchObject([{ timeMs: 6_000, fields: { attempt: 0 } }]);
  });
});
