import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorOver, remaining } from '../../../src/kafka/records/byte-cursor.ts';
import { createWriter, writtenBytes } from '../../../src/kafka/records/byte-writer.ts';
import {
  readUnsignedVarint,
  readVarint,
  readVarlong,
  varintSize,
  varlongSize,
  writeUnsignedVarint,
  writeVarint,
  writeVarlong,
} from '../../../src/kafka/records/varint.ts';
import { bytesOf, hexOf, int32, int64 } from './bytes.ts';

function written(write: (writer: ReturnType<typeof createWriter>) => void): Uint8Array {
  const writer = createWriter(1);
  write(writer);
  return writtenBytes(writer);
}

describe('a varint', () => {
  it.each([
    [0, '00'],
    [-1, '01'],
    [1, '02'],
    [63, '7e'],
    [-64, '7f'],
    [64, '8001'],
    [2 ** 31 - 1, 'feffffff0f'],
    [-(2 ** 31), 'ffffffff0f'],
  ])('of %i is %s', (value, hex) => {
    expect(hexOf(written((writer) => writeVarint(writer, value)))).toBe(hex);
    expect(readVarint(cursorOver(bytesOf(hex)), 'value')).toBe(value);
  });

  it('comes back as it was, over all 32 bits, in as many bytes as its size says', () => {
    fc.assert(
      fc.property(int32, (value) => {
        const bytes = written((writer) => writeVarint(writer, value));
        const cursor = cursorOver(bytes);

        expect(readVarint(cursor, 'value')).toBe(value);
        expect(remaining(cursor)).toBe(0);
        expect(bytes.length).toBe(varintSize(value));
      }),
    );
  });

  it('is taken when it is longer than it need be, as Kafka takes it', () => {
    expect(readVarint(cursorOver(bytesOf('82808000')), 'value')).toBe(1);
  });

  it('is refused when a sixth byte would follow, and when it breaks off', () => {
    const long = cursorOver(bytesOf('ffffffffff01'));
    const short = cursorOver(bytesOf('ffff'));
    readVarint(long, 'value');
    readVarint(short, 'value');

    expect(long.fault?.reason).toBe('varint-too-long');
    expect(short.fault?.reason).toBe('incomplete');
  });
});

describe('an unsigned varint', () => {
  it('comes back as it was, from 0 to 4,294,967,295', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        const bytes = written((writer) => writeUnsignedVarint(writer, value));

        expect(readUnsignedVarint(cursorOver(bytes), 'value')).toBe(value);
      }),
    );
  });
});

describe('a varlong', () => {
  it.each([
    [2n ** 63n - 1n, 'feffffffffffffffff01'],
    [-(2n ** 63n), 'ffffffffffffffffff01'],
  ])('of %s is %s', (value, hex) => {
    expect(hexOf(written((writer) => writeVarlong(writer, value)))).toBe(hex);
  });

  it('comes back as it was, over all 64 bits, in as many bytes as its size says', () => {
    fc.assert(
      fc.property(int64, (value) => {
        const bytes = written((writer) => writeVarlong(writer, value));

        expect(readVarlong(cursorOver(bytes), 'value')).toBe(value);
        expect(bytes.length).toBe(varlongSize(value));
      }),
    );
  });

  it('has the bytes of a varint where 32 bits are enough', () => {
    fc.assert(
      fc.property(int32, (value) => {
        const long = written((writer) => writeVarlong(writer, BigInt(value)));

        expect(hexOf(long)).toBe(hexOf(written((writer) => writeVarint(writer, value))));
      }),
    );
  });

  it('is refused when an eleventh byte would follow', () => {
    const cursor = cursorOver(bytesOf('ffffffffffffffffffff01'));
    readVarlong(cursor, 'value');

    expect(cursor.fault?.reason).toBe('varint-too-long');
  });
});
