import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUT_OF_ORDER_SEQUENCE_NUMBER } from '../../../src/kafka/protocol/errors.ts';
import { type Arrival, type Behaviour, fakeCluster, outcomesByUid } from './fake-cluster.ts';

const perSecond = (count: number) => ({ rate: { count, perUs: 1_000_000 } });

describe('an idempotent producer', () => {
  it('raises its epoch and begins at 0 when the next expected batch is out of order', () => {
    const fake = fakeCluster({
      setup: { ...perSecond(10), startUs: 1_000_000, stopUs: 2_000_000 },
      produce: (arrival) => (arrival.uids[0] === 3 && arrival.epoch === 0 ? OUT_OF_ORDER_SEQUENCE_NUMBER : undefined),
    });

    fake.run(5_000);

    expect(fake.arrivals.map((one) => `${one.epoch}:${one.sequence}`)).toEqual([
      '0:0',
      '0:1',
      '0:2',
      '0:3',
      '1:0',
      '1:1',
      '1:2',
      '1:3',
      '1:4',
      '1:5',
      '1:6',
    ]);
    expect(fake.initRequests).toBe(1);
    expect(fake.logs).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
  });

  it('names a batch anew when it gets other sequence numbers', () => {
    const fake = fakeCluster({
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
      produce: (arrival) => (arrival.epoch === 0 ? OUT_OF_ORDER_SEQUENCE_NUMBER : undefined),
    });

    fake.run(5_000);

    const closed = fake.of('batch-closed');
    expect(closed.map((one) => one.uids)).toEqual([[0], [0]]);
    expect(closed.map((one) => one.fields.producerEpoch)).toEqual([0, 1]);
    expect(closed[0]?.bundle).not.toBe(closed[1]?.bundle);
    expect(fake.of('acked')).toMatchObject([{ bundle: closed[1]?.bundle }]);
  });

  it('keeps the sequence numbers of a batch over its retries', () => {
    const fake = fakeCluster({
      config: { 'request.timeout.ms': 500, 'delivery.timeout.ms': 20_000 },
      setup: { ...perSecond(1), startUs: 1_000_000, stopUs: 1_500_000 },
      produce: (arrival) => (arrival.request < 3 ? 'ignore' : undefined),
    });

    fake.run(20_000);

    expect(new Set(fake.arrivals.map((one) => `${one.batch} ${one.epoch}:${one.sequence}`)).size).toBe(1);
    expect(fake.of('acked')).toMatchObject([{ fields: { attempt: 4 } }]);
  });

  it('sends nothing new after a batch expired on the wire until it knows, and then raises its epoch', () => {
    const fake = fakeCluster({
      config: { 'linger.ms': 0, 'request.timeout.ms': 1_000, 'delivery.timeout.ms': 1_500 },
      setup: { ...perSecond(2), startUs: 1_000_000, stopUs: 5_000_000 },
      produce: (arrival) => (arrival.uids[0] === 0 ? 'ignore' : undefined),
    });

    fake.run(10_000);

    // Records 0 and 1 expire at 2.5 s and 3 s; what came meanwhile waits for the second of them.
    const outcomes = outcomesByUid(fake).map((one) => one.join());
    expect(outcomes).toEqual(['unknown', 'unknown', 'acked', 'acked', 'acked', 'acked', 'acked', 'acked']);
    expect(fake.of('sent').find((one) => one.uids.includes(2))?.timeMs).toBe(3_000);
    expect(fake.arrivals.find((one) => one.uids.includes(2))).toMatchObject({ epoch: 1, sequence: 0 });
    expect(fake.logs).toEqual([[2, 3, 4, 5, 6, 7]]);
  });

  it('writes each record once and in order, whatever the brokers do to single requests', () => {
    const fates: readonly Behaviour[] = [undefined, 'lost', 'ignore', 19, 6, { appends: 20 }, { appends: 7 }];
    fc.assert(
      fc.property(
        fc.array(fc.nat(fates.length - 1), { minLength: 1, maxLength: 20 }),
        fc.record({
          linger: fc.constantFrom(0, 5, 50),
          partitions: fc.constantFrom(1, 3),
          batch: fc.constantFrom(1, 500, 16_384),
        }),
        fc.nat(1_000),
        (script, { linger, partitions, batch }, seed) => {
          const fake = fakeCluster({
            seed,
            brokers: 2,
            partitions,
            config: {
              'linger.ms': linger,
              'batch.size': batch,
              'request.timeout.ms': 1_000,
              'delivery.timeout.ms': 100_000,
            },
            setup: { ...perSecond(100), startUs: 500_000, stopUs: 1_500_000, keys: 5 },
            produce: (arrival) => fates[script[arrival.request] ?? 0],
          });

          fake.run(150_000);

          expect(outcomesByUid(fake)).toEqual(Array(100).fill(['acked']));
          for (const log of fake.logs) expect(log).toEqual(log.slice().sort((a, b) => a - b));
          expect(fake.logs.flat().length).toBe(100);
          expectContiguous(fake.arrivals);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('any producer', () => {
  it('tells exactly one outcome of each record once it has ended in order', () => {
    const fates: readonly Behaviour[] = [undefined, 'lost', 'ignore', 19, 6, 10, 45, 87, -1, { appends: 20 }];
    fc.assert(
      fc.property(
        fc.array(fc.nat(fates.length - 1), { minLength: 1, maxLength: 60 }),
        fc.record({
          idempotent: fc.boolean(),
          acks: fc.constantFrom('all', '1', '0'),
          retries: fc.constantFrom(0, 1, 2_147_483_647),
          inFlight: fc.constantFrom(1, 2, 5),
          linger: fc.constantFrom(0, 5, 100),
          batch: fc.constantFrom(1, 400, 16_384),
          memory: fc.constantFrom(40_000, 33_554_432),
          keys: fc.constantFrom(0, 3),
        }),
        fc.nat(1_000),
        (script, given, seed) => {
          const fake = fakeCluster({
            seed,
            brokers: 2,
            partitions: 3,
            config: {
              ...(given.idempotent ? {} : { 'enable.idempotence': false }),
              acks: given.acks,
              retries: given.retries,
              'max.in.flight.requests.per.connection': given.inFlight,
              'linger.ms': given.linger,
              'batch.size': given.batch,
              'buffer.memory': given.memory,
              'request.timeout.ms': 400,
              'delivery.timeout.ms': 3_000,
              'max.block.ms': 2_000,
            },
            setup: { ...perSecond(200), startUs: 100_000, stopUs: 1_100_000, keys: given.keys },
            produce: (arrival) => fates[script[arrival.request] ?? 0],
          });

          fake.run(10_000);

          const outcomes = outcomesByUid(fake);
          expect(outcomes.length).toBe(200);
          expect(outcomes.filter((one) => one.length !== 1)).toEqual([]);
          // What is refused is in no log.
          const refused = new Set(fake.of('refused').flatMap((one) => one.uids));
          expect(fake.logs.flat().filter((uid) => refused.has(uid))).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** Of what is sent first under one epoch, each batch begins where the one before ended. */
function expectContiguous(arrivals: readonly Arrival[]): void {
  const next = new Map<string, number>();
  const seen = new Set<number>();
  for (const one of arrivals) {
    if (seen.has(one.batch)) continue;
    seen.add(one.batch);
    const key = `${one.partition} ${one.epoch}`;
    const expected = next.get(key);
    if (expected !== undefined) expect(one.sequence).toBe(expected);
    next.set(key, one.sequence + one.uids.length);
  }
}
