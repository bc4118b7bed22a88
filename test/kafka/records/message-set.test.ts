import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzip } from '../../../src/kafka/records/gzip.ts';
import {
  encodeMessages,
  ensureMessageValid,
  type Message,
  readMessage,
  readMessages,
  unwrapMessage,
  wrapMessages,
} from '../../../src/kafka/records/message-set.ts';
import { utf8 } from '../../../src/sim/utf8.ts';
import { bytesOf, hexOf, int64, maybeBytes } from './bytes.ts';

// Made by Kafka's own classes.
const FORMAT_0 = `
  000000000000002a 00000015 71ef5770 00 00 00000002 6b31 00000005 68656c6c6f
  000000000000002b 00000014 6169c11c 00 00 ffffffff 00000006 776f726c6421
  000000000000002c 00000012 96100b91 00 00 00000004 676f6e65 ffffffff`;
const FORMAT_1 = `
  000000000000002a 0000001d 9e349596 01 00 0000018bcfe56800 00000002 6b31 00000005 68656c6c6f
  000000000000002b 0000001c 5c3cb3d4 01 00 0000018bcfe56805 ffffffff 00000006 776f726c6421
  000000000000002c 0000001a d9e74453 01 00 0000018bcfe56803 00000004 676f6e65 ffffffff`;
const WRAPPER_0 = `
  000000000000002c 00000063 6b110598 00 01 ffffffff 00000055
  1f8b08000000000000ff636000032d20162d7c1f5e00e631651b0249d68cd49c9c7c883c8336108b24661e946160f80f
  04401e5b797e514e8a22545e078885a609704f04f358d2f3f35241ea009955ce2c5f000000`;
const WRAPPER_1 = `
  000000000000002c 00000074 62ce5388 01 01 0000018bcfe56805 ffffffff 0000005e
  1f8b08000000000000ff63608003d9792653a73102198cdde79f66804498b20d81246b466a4e4e3e5411485e26c666f3
  15b842d6ff4000e4b095e717e5a42842d53101b1d4cde72ec17075cc40064b7a7e5e2a483d00965b01d777000000`;
const TIME = 1_700_000_000_000n;

function threeMessages(magic: 0 | 1): Message[] {
  const message = (offset: bigint, lateMs: bigint, key: string | null, value: string | null): Message => ({
    offset,
    magic,
    attributes: 0,
    timestamp: magic === 0 ? null : TIME + lateMs,
    key: key === null ? null : utf8(key),
    value: value === null ? null : utf8(value),
  });
  return [message(42n, 0n, 'k1', 'hello'), message(43n, 5n, null, 'world!'), message(44n, 3n, 'gone', null)];
}

const anyMessages = fc.constantFrom<0 | 1>(0, 1).chain((magic) =>
  fc.array(
    fc.record({
      offset: int64,
      magic: fc.constant(magic),
      attributes: fc.constant(0),
      timestamp: magic === 0 ? fc.constant(null) : int64,
      key: maybeBytes,
      value: maybeBytes,
    }),
    { minLength: 1, maxLength: 6 },
  ),
);

describe.each([
  [0, FORMAT_0, WRAPPER_0],
  [1, FORMAT_1, WRAPPER_1],
] as const)('messages of format %i', (magic, plain, wrapper) => {
  const messages = threeMessages(magic);

  it('are written to the byte as Kafka writes them', () => {
    expect(hexOf(encodeMessages(messages))).toBe(hexOf(bytesOf(plain)));
    expect(readMessages(bytesOf(plain))).toEqual({ messages, fault: null });
  });

  it('come out of Kafka’s gzip wrapper with the offsets they had', () => {
    expect(readMessages(bytesOf(wrapper))).toEqual({ messages, fault: null });
  });

  it('are wrapped with the last offset and the latest time', () => {
    const { offset, timestamp } = wrapMessages(messages, 1);

    expect(offset).toBe(44n);
    expect(timestamp).toBe(magic === 0 ? null : TIME + 5n);
  });

  it('are refused when any one bit behind the size is flipped', () => {
    const bytes = bytesOf(plain);
    const { size } = readMessage(bytes);
    for (let bit = 12 * 8; bit < size * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));

      expect(ensureMessageValid(damaged)).not.toBeNull();
    }
  });
});

describe('a message set', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        expect(readMessages(encodeMessages(messages))).toEqual({ messages, fault: null });
      }),
    );
  });

  it('comes out of a wrapper with its offsets, whatever they are', () => {
    fc.assert(
      fc.property(anyMessages, fc.bigInt({ min: 1n, max: 2n ** 60n }), (messages, first) => {
        const numbered = messages.map((message, i) => ({ ...message, offset: first + BigInt(i) }));

        expect(readMessages(encodeMessages([wrapMessages(numbered, 1)]))).toEqual({ messages: numbered, fault: null });
      }),
    );
  });

  it('of format 1 has relative offsets in its wrapper, so that a broker numbers the wrapper only', () => {
    const wrapper = { ...wrapMessages(threeMessages(1), 1), offset: 1002n };

    expect(unwrapMessage(wrapper).messages.map(({ offset }) => offset)).toEqual([1000n, 1001n, 1002n]);
  });

  it('of format 0 has absolute offsets in its wrapper', () => {
    const wrapper = { ...wrapMessages(threeMessages(0), 1), offset: 1002n };

    expect(unwrapMessage(wrapper).messages.map(({ offset }) => offset)).toEqual([42n, 43n, 44n]);
  });

  it('takes the inner offsets as they are where the wrapper says 0', () => {
    const wrapper = { ...wrapMessages(threeMessages(1), 1), offset: 0n };

    expect(unwrapMessage(wrapper).messages.map(({ offset }) => offset)).toEqual([0n, 1n, 2n]);
  });

  it('has the broker’s time of its wrapper where that is set', () => {
    const wrapper = { ...wrapMessages(threeMessages(1), 1), attributes: 9, timestamp: 7n };

    expect(unwrapMessage(wrapper).messages.map(({ timestamp }) => timestamp)).toEqual([7n, 7n, 7n]);
  });

  const wrapper = wrapMessages(threeMessages(1), 1);
  const inside = (messages: readonly Message[]) => ({ ...wrapper, value: gzip(encodeMessages(messages)) });

  it.each([
    ['without a value', { ...wrapper, value: null }, 'wrapper-without-value'],
    ['without messages', inside([]), 'wrapper-without-messages'],
    ['with an offset below its last message', { ...wrapper, offset: 1n }, 'wrapper-offset'],
    ['with messages of another format', inside(threeMessages(0)), 'inner-magic'],
    ['with a wrapper inside', inside([wrapper]), 'inner-compression'],
    ['with snappy', { ...wrapper, attributes: 2 }, 'codec-not-modelled'],
    ['with a codec that nobody has', { ...wrapper, attributes: 7 }, 'unknown-compression'],
    ['with a damaged block', { ...wrapper, value: utf8('no gzip at all, this') }, 'bad-compressed-block'],
  ])('is refused in a wrapper %s', (_, message, reason) => {
    expect(readMessages(encodeMessages([message])).fault?.reason).toBe(reason);
  });

  it('that breaks off gives the messages before', () => {
    const bytes = bytesOf(FORMAT_1);
    const { messages, fault } = readMessages(bytes.subarray(0, bytes.length - 1));

    expect([messages.length, fault?.reason]).toEqual([2, 'incomplete']);
  });
});
