import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODECS, GZIP, LZ4, modelledBlockSize, NO_CODEC, SNAPPY, ZSTD } from '../../../src/kafka/records/codec.ts';
import { gunzip, gzip } from '../../../src/kafka/records/gzip.ts';
import { hexOf } from './bytes.ts';

const anyText = fc.oneof(fc.uint8Array({ maxLength: 3000 }), fc.array(fc.constantFrom(65, 66), { maxLength: 3000 }));

describe('gzip', () => {
  it('comes back as it was, and zlib reads it too', () => {
    fc.assert(
      fc.property(anyText, (content) => {
        const bytes = Uint8Array.from(content);
        const block = gzip(bytes);

        expect(gunzip(block)).toEqual(bytes);
        expect(Uint8Array.from(gunzipSync(block))).toEqual(bytes);
      }),
    );
  });

  it('of zlib is read', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 9 }), (content, level) => {
        const bytes = Uint8Array.from(content);

        expect(gunzip(Uint8Array.from(gzipSync(bytes, { level })))).toEqual(bytes);
      }),
    );
  });

  it('gives the same bytes each time, with no time in them', () => {
    expect(hexOf(gzip(Uint8Array.of(1, 2, 3)))).toBe('1f8b08000000000000ff6364620600'.concat('1d80bc5503000000'));
  });

  it('is refused when damaged or cut, whatever was hit behind its header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), fc.nat(7), (bytes, where, bit) => {
        const block = gzip(bytes);
        const at = 10 + (where % (block.length - 10));
        const cut = block.subarray(0, at);
        block[at] = (block[at] ?? 0) ^ (1 << bit);
        const read = gunzip(block);

        expect(gunzip(cut)).toBeNull();
        if (read !== null) expect(read).toEqual(bytes);
      }),
    );
  });

  it('may have a name and a comment in its header', () => {
    const block = gzip(Uint8Array.of(7));
    const named = Uint8Array.of(...block.slice(0, 3), 24, ...block.slice(4, 10), 97, 0, 98, 0, ...block.slice(10));

    expect(gunzip(named)).toEqual(Uint8Array.of(7));
  });
});

describe('the modelled size of a block', () => {
  it('is the size itself without a codec', () => {
    expect(modelledBlockSize(NO_CODEC, 5000)).toBe(5000);
  });

  // Sizes that the Java client's libraries gave for 10, 100 and 1,000 orders as JSON.
  it.each([
    [GZIP, 1385, 445],
    [GZIP, 14_018, 2886],
    [GZIP, 141_424, 25_095],
    [SNAPPY, 1385, 649],
    [SNAPPY, 14_018, 4879],
    [SNAPPY, 141_424, 47_162],
    [LZ4, 1385, 646],
    [LZ4, 14_018, 4980],
    [LZ4, 141_424, 46_154],
    [ZSTD, 1385, 427],
    [ZSTD, 14_018, 2492],
    [ZSTD, 141_424, 21_547],
  ])('of codec %i and %i bytes is within a fifth of the %i that were measured', (codec, bytes, measured) => {
    expect(Math.abs(modelledBlockSize(codec, bytes) - measured)).toBeLessThanOrEqual(measured / 5);
  });

  it('never shrinks when there is more to compress', () => {
    for (let codec = 0; codec < CODECS.length; codec++) {
      for (let bytes = 0; bytes < 2000; bytes++) {
        expect(modelledBlockSize(codec, bytes + 1)).toBeGreaterThanOrEqual(modelledBlockSize(codec, bytes));
      }
    }
  });
});
