import { describe, expect, it } from 'vitest';
import {
  MESSAGE_TOO_LARGE,
  NOT_ENOUGH_REPLICAS,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  REQUEST_TIMED_OUT,
} from '../../../src/kafka/protocol/errors.ts';
import { breakConnection } from '../../../src/sim/network.ts';
import { crashNode, startNode, stopNode } from '../../../src/sim/node-life.ts';
import { runWorld } from '../../../src/sim/step.ts';
import { forkWorld, worldHash } from '../../../src/sim/world.ts';
import { createdMs, fakeCluster, outcomesByUid } from './fake-cluster.ts';

const PLAIN = { 'enable.idempotence': false };
const perSecond = (count: number) => ({ rate: { count, perUs: 1_000_000 } });

describe('a producer that begins', () => {
  it('asks for metadata and a producer id before its first record leaves', () => {
    const fake = fakeCluster({ setup: { ...perSecond(10), stopUs: 1_000_000 } });

    fake.run(3_000);

    expect(fake.metadataRequests).toBe(1);
    expect(fake.initRequests).toBe(1);
    expect(fake.arrivals.every((one) => one.epoch === 0)).toBe(true);
    expect(fake.of('client-started')).toMatchObject([{ timeMs: 0, fields: { session: 0, group: -1 } }]);
    expect(fake.of('acked').flatMap((one) => one.uids)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('asks again for a producer id after an error, with a back-off', () => {
    const fake = fakeCluster({
      setup: { ...perSecond(10), stopUs: 1_000_000 },
      initError: (nth) => (nth < 2 ? 15 : 0),
    });

    fake.run(3_000);

    expect(fake.initRequests).toBe(3);
    expect(fake.of('acked').flatMap((one) => one.uids).length).toBe(10);
  });

  it('asks for no producer id without idempotence', () => {
    const fake = fakeCluster({ config: PLAIN, setup: { ...perSecond(10), stopUs: 1_000_000 } });

    fake.run(3_000);

    expect(fake.initRequests).toBe(0);
    expect(fake.arrivals.map((one) => one.sequence)).toEqual(fake.arrivals.map(() => -1));
  });
});

describe('lingering', () => {
  it('sends a record 5 ms after its batch began', () => {
    const fake = fakeCluster({ config: PLAIN, setup: { ...perSecond(10), startUs: 1_000_000, stopUs: 2_000_000 } });

    fake.run(3_000);

    expect(fake.of('sent').map((one) => one.timeMs - createdMs(fake, one.uids[0] ?? -1))).toEqual(Array(10).fill(5));
  });

  it('sends a record at once with linger.ms=0', () => {
    const config = { ...PLAIN, 'linger.ms': 0 };
    const fake = fakeCluster({ config, setup: { ...perSecond(10), startUs: 1_000_000, stopUs: 2_000_000 } });

    fake.run(3_000);

    expect(fake.of('sent').map((one) => one.timeMs - createdMs(fake, one.uids[0] ?? -1))).toEqual(Array(10).fill(0));
  });

  it('gathers what comes within linger.ms into one batch', () => {
    const config = { ...PLAIN, 'linger.ms': 100 };
    const fake = fakeCluster({ config, setup: { ...perSecond(100), startUs: 1_000_000, stopUs: 2_000_000 } });

    fake.run(3_000);

    expect(fake.of('batch-closed').map((one) => one.fields.count)).toEqual(Array(10).fill(10));
  });

  it('closes a batch when the next record does not fit into batch.size', () => {
    const config = { ...PLAIN, 'linger.ms': 1_000, 'batch.size': 400 };
    const fake = fakeCluster({ config, setup: { ...perSecond(100), startUs: 1_000_000, stopUs: 1_090_000 } });

    fake.run(1_500);

    // 61 bytes of the batch and 109 of each record: three fit into 400.
    expect(fake.of('batch-closed').map((one) => one.fields)).toMatchObject([
      { count: 3, bytes: 61 + 3 * 109 },
      { count: 3, bytes: 61 + 3 * 109 },
    ]);
  });

  it('sends all ready partitions of a broker in one request, and the others along', () => {
    const config = { ...PLAIN, 'linger.ms': 50 };
    const fake = fakeCluster({
      partitions: 4,
      config,
      setup: { ...perSecond(1_000), startUs: 1_000_000, stopUs: 1_008_000, keys: 8 },
    });

    fake.run(3_000);

    expect(new Set(fake.arrivals.map((one) => one.request)).size).toBe(1);
    expect(fake.arrivals.length).toBeGreaterThan(1);
  });
});

describe('requests in flight', () => {
  it('keeps at most 5 unanswered on a connection', () => {
    let open = 0;
    let most = 0;
    const config = { ...PLAIN, 'linger.ms': 0, 'batch.size': 1 };
    const fake = fakeCluster({
      config,
      latencyUs: 20_000,
      setup: { ...perSecond(1_000), startUs: 1_000_000, stopUs: 1_500_000 },
    });

    fake.run(1_000);
    for (let ms = 1_001; ms < 6_000; ms++) {
      fake.run(ms);
      open = fake.of('sent').length - fake.of('acked').length;
      most = Math.max(most, open);
    }

    expect(most).toBe(5);
    expect(outcomesByUid(fake).every((one) => one.join() === 'acked')).toBe(true);
  });

  it('swaps records when the first of two is retried without idempotence', () => {
    const config = { ...PLAIN, 'linger.ms': 0, 'batch.size': 1 };
    const fake = fakeCluster({
      config,
      setup: { ...perSecond(10_000), startUs: 1_000_000, stopUs: 1_000_200 },
      produce: (arrival) => (arrival.request === 0 ? NOT_ENOUGH_REPLICAS : undefined),
    });

    fake.run(3_000);

    expect(fake.logs).toEqual([[1, 0]]);
  });

  it('keeps the order with one in flight', () => {
    const config = { ...PLAIN, 'linger.ms': 0, 'batch.size': 1, 'max.in.flight.requests.per.connection': 1 };
    const fake = fakeCluster({
      config,
      setup: { ...perSecond(10_000), startUs: 1_000_000, stopUs: 1_000_500 },
      produce: (arrival) => (arrival.request === 0 ? NOT_ENOUGH_REPLICAS : undefined),
    });

    fake.run(3_000);

    expect(fake.logs).toEqual([[0, 1, 2, 3, 4]]);
  });

  it('keeps the order with idempotence and five in flight', () => {
    const config = { 'linger.ms': 0, 'batch.size': 1 };
    const fake = fakeCluster({
      config,
      setup: { ...perSecond(10_000), startUs: 1_000_000, stopUs: 1_001_000 },
      produce: (arrival) => (arrival.uids[0] === 2 && arrival.timeMs < 1_050 ? NOT_ENOUGH_REPLICAS : undefined),
    });

    fake.run(3_000);

    expect(fake.logs).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
    expect(outcomesByUid(fake).every((one) => one.join() === 'acked')).toBe(true);
  });

  it('swaps them all the same where a retry goes behind the next batch', () => {
    const config = { 'linger.ms': 0, 'batch.size': 1 };
    const fake = fakeCluster({
      config,
      mutants: ['retry-behind-next'],
      setup: { ...perSecond(10_000), startUs: 1_000_000, stopUs: 1_001_000 },
      produce: (arrival) => (arrival.uids[0] === 2 && arrival.timeMs < 1_050 ? NOT_ENOUGH_REPLICAS : undefined),
    });

    fake.run(5_000);

    const log = fake.logs[0] ?? [];
    expect(log.slice().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(log).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('a retry', () => {
  it('waits 100 ms, then twice as long each time, at most 1 s, give or take 20 %', () => {
    const fake = fakeCluster({
      config: PLAIN,
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
      produce: () => NOT_ENOUGH_REPLICAS,
    });

    fake.run(10_000);

    const backoffs = fake.of('retried').map((one) => (one.fields.backoffUs ?? 0) / 1_000);
    [100, 200, 400, 800, 1_000, 1_000].forEach((expected, i) => {
      expect(backoffs[i]).toBeGreaterThanOrEqual(expected * 0.8);
      expect(backoffs[i]).toBeLessThanOrEqual(Math.min(1_000, expected * 1.2));
    });
  });

  it('is refused when all attempts were answered NOT_ENOUGH_REPLICAS until delivery.timeout.ms', () => {
    const config = { 'delivery.timeout.ms': 10_000, 'request.timeout.ms': 2_000 };
    const fake = fakeCluster({
      config,
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
      produce: () => NOT_ENOUGH_REPLICAS,
    });

    fake.run(20_000);

    expect(fake.of('refused')).toMatchObject([{ timeMs: 11_000, uids: [0], fields: { error: REQUEST_TIMED_OUT } }]);
  });

  it('ends unknown when one attempt may have been written', () => {
    const fake = fakeCluster({
      config: { ...PLAIN, retries: 1 },
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
      produce: (arrival) =>
        arrival.request === 0 ? { appends: NOT_ENOUGH_REPLICAS_AFTER_APPEND } : NOT_ENOUGH_REPLICAS,
    });

    fake.run(20_000);

    expect(fake.of('unknown')).toMatchObject([{ uids: [0], fields: { error: NOT_ENOUGH_REPLICAS, attempt: 2 } }]);
  });

  it('is not made with retries=0', () => {
    const fake = fakeCluster({
      config: { retries: 0 },
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
      produce: () => NOT_ENOUGH_REPLICAS,
    });

    fake.run(20_000);

    expect(fake.arrivals.length).toBe(1);
    expect(fake.of('refused').length).toBe(1);
  });

  it('follows a new leader at once where the old one names it', () => {
    const fake = fakeCluster({
      brokers: 2,
      config: PLAIN,
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
    });

    fake.run(500);
    fake.leaders[0] = 1;
    fake.epochs[0] = 1;
    fake.run(3_000);

    expect(fake.logs).toEqual([[0]]);
    expect(fake.of('acked')[0]?.timeMs).toBeLessThan(1_050);
  });

  it('writes twice without idempotence when the answer was lost', () => {
    const config = { ...PLAIN, 'request.timeout.ms': 1_000, 'delivery.timeout.ms': 10_000 };
    const fake = fakeCluster({
      config,
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
      produce: (arrival) => (arrival.request === 0 ? 'lost' : undefined),
    });

    fake.run(20_000);

    expect(fake.logs).toEqual([[0, 0]]);
    expect(fake.of('retried')).toMatchObject([{ fields: { error: REQUEST_TIMED_OUT } }]);
    expect(outcomesByUid(fake)).toEqual([['acked']]);
  });

  it('writes once with idempotence when the answer was lost', () => {
    const config = { 'request.timeout.ms': 1_000, 'delivery.timeout.ms': 10_000 };
    const fake = fakeCluster({
      config,
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
      produce: (arrival) => (arrival.request === 0 ? 'lost' : undefined),
    });

    fake.run(20_000);

    expect(fake.logs).toEqual([[0]]);
    expect(outcomesByUid(fake)).toEqual([['acked']]);
  });
});

describe('a request that waits too long', () => {
  it('takes the connection down, and the others in flight with it', () => {
    const config = {
      ...PLAIN,
      'linger.ms': 0,
      'batch.size': 1,
      'request.timeout.ms': 1_000,
      'delivery.timeout.ms': 10_000,
    };
    const fake = fakeCluster({
      config,
      setup: { ...perSecond(10), startUs: 1_000_000, stopUs: 1_300_000 },
      produce: (arrival) => (arrival.timeMs < 1_900 ? 'ignore' : undefined),
    });

    fake.run(20_000);

    expect(fake.of('retried').map((one) => one.fields.error)).toEqual([7, 13, 13]);
    expect(outcomesByUid(fake)).toEqual([['acked'], ['acked'], ['acked']]);
  });
});

describe('delivery.timeout.ms', () => {
  it('counts from the creation of the batch and ends a batch that was never sent as refused', () => {
    const config = { 'delivery.timeout.ms': 3_000, 'request.timeout.ms': 1_000 };
    const fake = fakeCluster({ config, setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 } });
    fake.run(500);
    fake.leaders[0] = -1;
    fake.epochs[0] = 1;
    crashNode(fake.world, 0);

    fake.run(10_000);

    expect(fake.of('refused')).toMatchObject([{ timeMs: 4_000, uids: [0], fields: { attempt: 0 } }]);
  });

  it('ends a batch on the wire as unknown', () => {
    const config = { ...PLAIN, 'delivery.timeout.ms': 3_000, 'request.timeout.ms': 2_900 };
    const fake = fakeCluster({
      config,
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
      produce: () => 'ignore',
    });

    fake.run(10_000);

    expect(fake.of('unknown')).toMatchObject([{ timeMs: 4_000, uids: [0] }]);
  });
});

describe('max.block.ms', () => {
  it('refuses a call that finds no metadata in time', () => {
    const config = { 'max.block.ms': 2_000 };
    const fake = fakeCluster({ config, setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 } });
    crashNode(fake.world, 0);

    fake.run(10_000);

    expect(fake.of('produced')).toMatchObject([{ timeMs: 1_000, fields: { partition: -1 } }]);
    expect(fake.of('refused')).toMatchObject([{ timeMs: 3_000, uids: [0], fields: { partition: -1, error: 7 } }]);
  });

  it('refuses a call that finds no memory in time, and serves those that find some in order', () => {
    const config = {
      ...PLAIN,
      'buffer.memory': 1_000,
      'batch.size': 500,
      'max.block.ms': 400,
      'delivery.timeout.ms': 6_000,
      'request.timeout.ms': 1_000,
    };
    const fake = fakeCluster({
      config,
      setup: { ...perSecond(10), startUs: 1_000_000, stopUs: 3_000_000 },
      produce: (arrival) => (arrival.timeMs < 2_000 ? NOT_ENOUGH_REPLICAS : undefined),
    });

    fake.run(20_000);

    const outcomes = outcomesByUid(fake);
    expect(outcomes.every((one) => one.length === 1)).toBe(true);
    expect(outcomes.flat().includes('refused')).toBe(true);
    const log = fake.logs[0] ?? [];
    expect(log).toEqual(log.slice().sort((a, b) => a - b));
  });

  it('refuses at once what is larger than max.request.size', () => {
    const fake = fakeCluster({
      config: { 'max.request.size': 150 },
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
    });

    fake.run(3_000);

    expect(fake.of('refused')).toMatchObject([{ timeMs: 1_000, fields: { error: MESSAGE_TOO_LARGE } }]);
  });
});

describe('MESSAGE_TOO_LARGE', () => {
  for (const idempotent of [false, true]) {
    it(`splits a batch until its parts fit, ${idempotent ? 'with' : 'without'} idempotence`, () => {
      const config = { 'enable.idempotence': idempotent, 'linger.ms': 100, 'batch.size': 2_000 };
      const fake = fakeCluster({
        config,
        setup: { ...perSecond(200), startUs: 1_000_000, stopUs: 1_500_000 },
        produce: (arrival) => (arrival.bytes > 500 ? MESSAGE_TOO_LARGE : undefined),
      });

      fake.run(20_000);

      expect(outcomesByUid(fake).every((one) => one.join() === 'acked')).toBe(true);
      const log = fake.logs[0] ?? [];
      expect(log.length).toBe(100);
      if (idempotent) expect(log).toEqual(log.slice().sort((a, b) => a - b));
    });
  }

  it('refuses a single record', () => {
    const fake = fakeCluster({
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
      produce: () => MESSAGE_TOO_LARGE,
    });

    fake.run(3_000);

    expect(fake.of('refused')).toMatchObject([{ uids: [0], fields: { error: MESSAGE_TOO_LARGE, attempt: 1 } }]);
  });
});

describe('acks=0', () => {
  it('is told nothing, and forgets a record as soon as it is on the connection', () => {
    const fake = fakeCluster({
      config: { acks: 0 },
      setup: { ...perSecond(10), startUs: 1_000_000, stopUs: 2_000_000 },
      produce: () => 'ignore',
    });

    fake.run(5_000);

    expect(fake.initRequests).toBe(0);
    expect(outcomesByUid(fake)).toEqual(Array(10).fill(['fire-and-forget']));
    expect(fake.of('fire-and-forget').map((one) => one.timeMs)).toEqual(fake.of('sent').map((one) => one.timeMs));
  });
});

describe('the end of a producer', () => {
  it('flushes what it holds when it is stopped in order', () => {
    const fake = fakeCluster({ config: { 'linger.ms': 10_000, 'delivery.timeout.ms': 60_000 }, setup: perSecond(100) });
    fake.run(1_005);

    stopNode(fake.world, fake.node, 30_000_000);
    fake.run(3_000);

    expect(outcomesByUid(fake).length).toBe(101);
    expect(outcomesByUid(fake).every((one) => one.join() === 'acked')).toBe(true);
    expect(fake.of('client-stopped')).toMatchObject([{ fields: { session: 0, clean: 1 } }]);
    expect(fake.world.nodes[fake.node]?.status).toBe('stopped');
  });

  it('gives up what is left when the grace is over', () => {
    const fake = fakeCluster({ setup: perSecond(10), produce: () => 'ignore' });
    fake.run(1_050);

    stopNode(fake.world, fake.node, 2_000_000);
    fake.run(4_000);

    expect(outcomesByUid(fake).every((one) => one.length === 1)).toBe(true);
    expect(outcomesByUid(fake).flat().includes('unknown')).toBe(true);
    expect(fake.of('client-stopped')).toMatchObject([{ timeMs: 3_050, fields: { clean: 1 } }]);
  });

  it('tells nobody anything when it is killed, and begins a new session with a new id when it is back', () => {
    const fake = fakeCluster({ setup: { ...perSecond(100), stopUs: 4_000_000 } });
    fake.run(1_001);

    crashNode(fake.world, fake.node);
    fake.run(2_000);
    startNode(fake.world, fake.node);
    fake.run(6_000);

    const open = outcomesByUid(fake).filter((one) => one.length === 0);
    expect(open.length).toBe(1);
    expect(fake.of('client-stopped')).toMatchObject([{ fields: { session: 0, clean: 0 } }]);
    expect(fake.of('client-started')).toMatchObject([{ fields: { session: 0 } }, { fields: { session: 1 } }]);
    expect(fake.initRequests).toBe(2);
    expect(fake.of('produced').length).toBe(101 + 200);
  });
});

describe('a fork of a producer', () => {
  it('goes on exactly as the original does', () => {
    const fake = fakeCluster({
      partitions: 3,
      setup: { ...perSecond(300), keys: 7, arrivals: 'poisson', stopUs: 3_000_000 },
      config: { ...PLAIN, 'linger.ms': 20 },
      latencyUs: 15_000,
    });
    fake.run(1_234);

    const fork = forkWorld(fake.world);
    runWorld(fork, 2_000_000, 1_000_000);
    fake.run(2_000);
    fork.now = fake.world.now;

    expect(worldHash(fork)).toBe(worldHash(fake.world));
  });
});

describe('a reset connection', () => {
  it('is opened again, and what was in flight is retried', () => {
    const fake = fakeCluster({ setup: { ...perSecond(1_000), stopUs: 3_000_000 } });
    fake.run(1_000);

    breakConnection(fake.world, fake.self.net.connections.connection[0] ?? 0);
    fake.run(9_000);

    expect(outcomesByUid(fake).length).toBe(3_000);
    expect(outcomesByUid(fake).every((one) => one.join() === 'acked')).toBe(true);
    expect(fake.logs[0]).toEqual(Array.from({ length: 3_000 }, (_, i) => i));
  });
});
