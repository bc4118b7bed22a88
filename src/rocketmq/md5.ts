import { intAt } from '../sim/column.ts';

/**
 * First four bytes of a text's MD5 (RFC 1321), big-endian and unsigned: a place on the ring of consistent hashing.
 *
 * @param bytes - the text in UTF-8
 * @see `ConsistentHashRouter.MD5Hash` in Apache RocketMQ
 */
export function md5Head(bytes: Uint8Array): number {
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  const words = paddedWords(bytes);
  for (let block = 0; block < words.length; block += BLOCK_WORDS) mixBlock(state, words, block);
  return swapBytes(intAt(state, 0)) >>> 0;
}

const BLOCK_WORDS = 16;

/** The message as little-endian words, with a one bit, zeros and its length in bits behind it. */
function paddedWords(bytes: Uint8Array): Int32Array {
  const blocks = Math.floor((bytes.length + 8) / 64) + 1;
  const words = new Int32Array(blocks * BLOCK_WORDS);
  for (const [i, byte] of bytes.entries()) setByte(words, i, byte);
  setByte(words, bytes.length, 0x80);
  words[words.length - 2] = bytes.length << 3;
  words[words.length - 1] = bytes.length >>> 29;
  return words;
}

function setByte(words: Int32Array, index: number, byte: number): void {
  words[index >> 2] = intAt(words, index >> 2) | (byte << ((index & 3) << 3));
}

function mixBlock(state: Int32Array, words: Int32Array, block: number): void {
  let a = intAt(state, 0);
  let b = intAt(state, 1);
  let c = intAt(state, 2);
  let d = intAt(state, 3);
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    const word = intAt(words, block + wordOfStep(round, step));
    const sum = (a + roundFunction(round, b, c, d) + intAt(SINES, step) + word) | 0;
    const turn = intAt(TURNS, (round << 2) | (step & 3));
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0;
  }
  state[0] = intAt(state, 0) + a;
  state[1] = intAt(state, 1) + b;
  state[2] = intAt(state, 2) + c;
  state[3] = intAt(state, 3) + d;
}

function roundFunction(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  if (round === 1) return (d & b) | (~d & c);
  return round === 2 ? b ^ c ^ d : c ^ (b | ~d);
}

function wordOfStep(round: number, step: number): number {
  if (round === 0) return step;
  if (round === 1) return (5 * step + 1) & 15;
  return round === 2 ? (3 * step + 5) & 15 : (7 * step) & 15;
}

function swapBytes(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** Left turns of the four steps of each round. */
const TURNS = Int32Array.of(7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21);

/** 2^32 times the sine of 1 to 64 rad, without sign, rounded down. */
// biome-ignore format: a table
const SINES = Int32Array.of(
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
  0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
  0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
  0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
  0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
  0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
  0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
  0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
);
