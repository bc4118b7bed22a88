import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32, crc32c } from '../../../src/kafka/records/crc.ts';
import { utf8 } from '../../../src/sim/utf8.ts';

const DIGITS = utf8('123456789');

describe('the checksums', () => {
  it('have their published check values', () => {
    expect(crc32c(DIGITS)).toBe(0xe306_9283);
    expect(crc32(DIGITS)).toBe(0xcbf4_3926);
  });

  it('of 32 zero bytes and 32 bytes ff are those of RFC 3720', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a91_36aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8_ab43);
  });

  it('cover a part of the bytes as if it were all', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.uint8Array(), (before, part, after) => {
        const bytes = Uint8Array.of(...before, ...part, ...after);

        expect(crc32c(bytes, before.length, before.length + part.length)).toBe(crc32c(part));
      }),
    );
  });
});
