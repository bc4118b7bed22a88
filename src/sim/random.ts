import { assert } from './assert.ts';
import { intAt, numberAt } from './column.ts';
import { utf8 } from './utf8.ts';

/**
 * Random numbers on int32 arithmetic only, so that every JavaScript engine draws the same.
 *
 * Two ways to draw, both derived from names and never from the order in which things were set up:
 * a *stream* (xoshiro128**, seeded by seed, stream name and entity) for what one entity draws one after the
 * other, and a *keyed draw* (a hash of seed, stream, entity and index) for what must not shift when something
 * else is removed, such as the latency of the n-th segment on a connection.
 *
 * @see D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators" (xoshiro128**)
 */
export interface Streams {
  readonly seed: number;
  /** Four int32 of state per stream, then the number of draws made: five fields each. */
  fields: Int32Array;
  count: number;
}

const FIELDS = 5;

export function createStreams(seed: number): Streams {
  assert(seed >>> 0 === seed, 'a seed is an unsigned 32-bit number');
  return { seed, fields: new Int32Array(FIELDS * 16), count: 0 };
}

export function forkStreams(streams: Streams): Streams {
  return { seed: streams.seed, fields: streams.fields.slice(), count: streams.count };
}

/** Opens the stream of this name and entity, and answers its index in the world. */
export function openStream(streams: Streams, name: string, entity: number): number {
  const index = streams.count;
  if ((index + 1) * FIELDS > streams.fields.length) {
    const larger = new Int32Array(streams.fields.length * 2);
    larger.set(streams.fields);
    streams.fields = larger;
  }
  let state = hash32(streams.seed, nameHash(name), entity, 0);
  for (let i = 0; i < 4; i++) {
    state = (state + 0x9e3779b9) | 0;
    streams.fields[index * FIELDS + i] = finish(state);
  }
  streams.fields[index * FIELDS + 4] = 0;
  streams.count = index + 1;
  return index;
}

/** The next unsigned 32-bit number of a stream. */
export function nextUint32(streams: Streams, stream: number): number {
  const s = streams.fields;
  const i = stream * FIELDS;
  const s1 = intAt(s, i + 1);
  const scrambled = Math.imul(rotl(Math.imul(s1, 5), 7), 9);
  const t = s1 << 9;
  let s2 = intAt(s, i + 2) ^ intAt(s, i);
  let s3 = intAt(s, i + 3) ^ s1;
  s[i + 1] = s1 ^ s2;
  s[i] = intAt(s, i) ^ s3;
  s2 ^= t;
  s3 = rotl(s3, 11);
  s[i + 2] = s2;
  s[i + 3] = s3;
  s[i + 4] = intAt(s, i + 4) + 1;
  return scrambled >>> 0;
}

/** A whole number in the closed range, each equally likely (multiply and reject, after Lemire). */
export function intInclusive(streams: Streams, stream: number, low: number, high: number): number {
  assert(low <= high, 'a range has its low end first');
  const size = high - low + 1;
  const limit = 0x1_0000_0000 - (0x1_0000_0000 % size);
  let draw = nextUint32(streams, stream);
  while (draw >= limit) draw = nextUint32(streams, stream);
  return low + (draw % size);
}

/** True in `numerator` of `denominator` cases. */
export function chance(streams: Streams, stream: number, numerator: number, denominator: number): boolean {
  return intInclusive(streams, stream, 0, denominator - 1) < numerator;
}

/** An index 0 … weights.length − 1, each as likely as its whole-number weight says. */
export function weighted(streams: Streams, stream: number, weights: readonly number[]): number {
  let sum = 0;
  for (const weight of weights) sum += weight;
  let draw = intInclusive(streams, stream, 0, sum - 1);
  for (let i = 0; i < weights.length; i++) {
    draw -= numberAt(weights, i);
    if (draw < 0) return i;
  }
  return weights.length - 1;
}

/** An exponentially distributed delay with the given mean (whole µs), from the table of quantiles. */
export function exponential(streams: Streams, stream: number, mean: number, quantiles: Int32Array): number {
  const last = quantiles.length - 1;
  let scaled = 0;
  for (;;) {
    const draw = nextUint32(streams, stream);
    const cell = draw >>> 20;
    if (cell < last) {
      const fraction = (draw >>> 8) & 0xfff;
      const from = intAt(quantiles, cell);
      scaled += from + Math.floor(((intAt(quantiles, cell + 1) - from) * fraction) / 4096);
      return Math.floor((scaled * mean) / 0x10_0000);
    }
    scaled += intAt(quantiles, last);
  }
}

/** The stateless draw number `index` of an entity in a stream, unsigned 32 bits. */
export function keyedUint32(seed: number, stream: number, entity: number, index: number): number {
  return hash32(seed, stream, entity, index) >>> 0;
}

/** A stream's name as an int32, for keyed draws. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5 | 0;
  for (const byte of utf8(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return finish(hash);
}

/** Mixes four int32 into one (murmur3's body and finaliser). */
export function hash32(a: number, b: number, c: number, d: number): number {
  let hash = mix(0x3c6ef372, a);
  hash = mix(hash, b);
  hash = mix(hash, c);
  hash = mix(hash, d);
  return finish(hash);
}

/**
 * A bijection of uint32: run `i` of a sweep uses `mix32(baseSeed + i)`, so no seed comes twice.
 */
export function mix32(value: number): number {
  return finish(value | 0) >>> 0;
}

function mix(hash: number, value: number): number {
  const scrambled = Math.imul(rotl(Math.imul(value | 0, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotl(hash ^ scrambled, 13), 5) + 0xe6546b64) | 0;
}

function finish(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

function rotl(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
