import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPONENTIAL_QUANTILES } from '../../src/sim/quantiles.ts';
import {
  chance,
  createStreams,
  exponential,
  forkStreams,
  hash32,
  intInclusive,
  keyedUint32,
  mix32,
  nameHash,
  nextUint32,
  openStream,
  weighted,
} from '../../src/sim/random.ts';

/** xoshiro128** written a second time, in 64-bit integers, from its authors' description. */
function reference(state: bigint[]): bigint {
  const mask = 0xffffffffn;
  const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask;
  const [s0 = 0n, s1 = 0n, s2 = 0n, s3 = 0n] = state;
  const result = (rotl((s1 * 5n) & mask, 7n) * 9n) & mask;
  const t = (s1 << 9n) & mask;
  const x2 = s2 ^ s0;
  const x3 = s3 ^ s1;
  state[1] = s1 ^ x2;
  state[0] = s0 ^ x3;
  state[2] = x2 ^ t;
  state[3] = rotl(x3, 11n);
  return result;
}

describe('random streams', () => {
  it('draw these numbers for ever (pinned)', () => {
    const streams = createStreams(42);
    const stream = openStream(streams, 'client', 3);

    const draws = Array.from({ length: 6 }, () => nextUint32(streams, stream));

    expect(draws).toMatchInlineSnapshot(`
      [
        1520208980,
        4181356404,
        4023869854,
        160838405,
        2664293050,
        3406874602,
      ]
    `);
    expect([
      nameHash('net.latency'),
      hash32(1, 2, 3, 4),
      mix32(0),
      mix32(1),
      keyedUint32(7, 1, 2, 3),
    ]).toMatchInlineSnapshot(`
      [
        1241041009,
        846038351,
        0,
        1364076727,
        59933017,
      ]
    `);
  });

  it('are xoshiro128**, as written down by its authors', () => {
    const streams = createStreams(7);
    const stream = openStream(streams, 'workload', 0);
    const state = Array.from(streams.fields.subarray(0, 4), (field) => BigInt(field >>> 0));

    for (let i = 0; i < 1000; i++) expect(BigInt(nextUint32(streams, stream))).toBe(reference(state));
  });

  it('depend on seed, name and entity, and not on the order in which they were opened', () => {
    const one = createStreams(9);
    const other = createStreams(9);
    const a = openStream(one, 'client', 1);
    openStream(other, 'broker', 5);
    const b = openStream(other, 'client', 1);
    const c = openStream(other, 'client', 2);

    expect(nextUint32(one, a)).toBe(nextUint32(other, b));
    expect(nextUint32(other, c)).not.toBe(nextUint32(forkStreams(other), b));
  });

  it('count their draws, so that a stray one shows in the hash', () => {
    const streams = createStreams(1);
    const stream = openStream(streams, 'disk', 0);
    nextUint32(streams, stream);
    nextUint32(streams, stream);

    expect(streams.fields[4]).toBe(2);
  });

  it('keep to closed ranges and reach both ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.nat(50), fc.nat(), (low, size, seed) => {
        const streams = createStreams(seed);
        const stream = openStream(streams, 'workload', 0);
        const seen = new Set<number>();
        for (let i = 0; i < 1500; i++) seen.add(intInclusive(streams, stream, low, low + size));
        expect(Math.min(...seen)).toBe(low);
        expect(Math.max(...seen)).toBe(low + size);
      }),
      { numRuns: 30 },
    );
  });

  it('give chances and weights in whole numbers', () => {
    const streams = createStreams(5);
    const stream = openStream(streams, 'chaos', 0);
    let hits = 0;
    const picks = [0, 0, 0];
    for (let i = 0; i < 10_000; i++) {
      if (chance(streams, stream, 1, 4)) hits += 1;
      const index = weighted(streams, stream, [1, 0, 3]);
      picks[index] = (picks[index] ?? 0) + 1;
    }
    expect(hits).toBeGreaterThan(2300);
    expect(hits).toBeLessThan(2700);
    expect(picks[1]).toBe(0);
    expect((picks[2] ?? 0) / (picks[0] ?? 1)).toBeCloseTo(3, 0);
  });

  it('draw exponential delays from a table of integers, with the right mean and a tail beyond it', () => {
    const streams = createStreams(11);
    const stream = openStream(streams, 'workload', 1);
    let sum = 0;
    let largest = 0;
    const count = 200_000;
    for (let i = 0; i < count; i++) {
      const delay = exponential(streams, stream, 10_000, EXPONENTIAL_QUANTILES);
      sum += delay;
      largest = Math.max(largest, delay);
    }
    expect(EXPONENTIAL_QUANTILES).toHaveLength(4096);
    expect(EXPONENTIAL_QUANTILES[2048]).toBe(Math.round(Math.log(2) * 1_048_576));
    expect(sum / count / 10_000).toBeCloseTo(1, 1);
    expect(largest).toBeGreaterThan(100_000);
  });

  it('never give one seed twice in a sweep', () => {
    const seeds = new Set<number>();
    for (let i = 0; i < 100_000; i++) seeds.add(mix32(1000 + i));
    expect(seeds.size).toBe(100_000);
  });
});
