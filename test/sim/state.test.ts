import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  floatColumn,
  forkFloats,
  forkInts,
  get,
  intColumn,
  pushFloat,
  pushInt,
  setInt,
  truncateColumn,
} from '../../src/sim/column.ts';
import { createHash, hashText, mixNumber, mixPlain } from '../../src/sim/hash.ts';
import { constant, INT_ARRAY, listOf, NUMBER, NUMBERS, nullable, shape, TEXT } from '../../src/sim/shape.ts';
import { textOfUtf8, utf8 } from '../../src/sim/utf8.ts';

describe('a column', () => {
  it('behaves as a list, and forks never see each other, whatever is pushed, set, cut and forked', () => {
    const act = fc.record({
      do: fc.constantFrom('push', 'push', 'push', 'set', 'cut', 'fork'),
      on: fc.nat(3),
      value: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 80 }), fc.nat(1500), (acts, start) => {
        const first = intColumn();
        const list: number[] = [];
        for (let i = 0; i < start + 900; i++) {
          pushInt(first, i);
          list.push(i);
        }
        const pairs = [{ column: first, list }];
        for (const one of acts) {
          const pair = pairs[one.on % pairs.length];
          if (pair === undefined) continue;
          if (one.do === 'push') {
            pushInt(pair.column, one.value);
            pair.list.push(one.value | 0);
          } else if (one.do === 'set') {
            const index = Math.abs(one.value) % pair.list.length;
            setInt(pair.column, index, one.value);
            pair.list[index] = one.value | 0;
          } else if (one.do === 'cut') {
            const length = Math.max(1, pair.list.length - (Math.abs(one.value) % 1200));
            truncateColumn(pair.column, length);
            pair.list.length = length;
          } else if (pairs.length < 4) pairs.push({ column: forkInts(pair.column), list: pair.list.slice() });
        }
        for (const pair of pairs) {
          expect(pair.column.length).toBe(pair.list.length);
          expect(pair.list.every((value, index) => get(pair.column, index) === value)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps times beyond 32 bits', () => {
    const times = floatColumn();
    pushFloat(times, 5e12);

    expect(get(forkFloats(times), 0)).toBe(5e12);
  });
});

interface Shelf {
  readonly name: string;
  books: number[];
  readonly owner: { readonly name: string };
  marks: Int32Array;
  top: Box | null;
}
interface Box {
  size: number;
}

const boxForm = shape<Box>({ size: NUMBER });
const shelfForm = shape<Shelf>({
  name: TEXT,
  books: NUMBERS,
  owner: constant(),
  marks: INT_ARRAY,
  top: nullable(boxForm),
});

function hashOf(shelf: Shelf): string {
  const hash = createHash();
  shelfForm.hash(hash, shelf);
  return hashText(hash);
}

describe('a shape', () => {
  const shelf: Shelf = { name: 'a', books: [1, 2], owner: { name: 'x' }, marks: Int32Array.of(3), top: { size: 4 } };

  it('forks what changes and shares what does not', () => {
    const fork = shelfForm.fork(shelf);
    fork.books.push(9);
    fork.marks[0] = 9;
    if (fork.top !== null) fork.top.size = 9;

    expect(shelf).toEqual({
      name: 'a',
      books: [1, 2],
      owner: { name: 'x' },
      marks: Int32Array.of(3),
      top: { size: 4 },
    });
    expect(fork.owner).toBe(shelf.owner);
  });

  it('hashes every field that is not constant', () => {
    const before = hashOf(shelf);

    expect(hashOf(shelfForm.fork(shelf))).toBe(before);
    expect(hashOf({ ...shelf, name: 'b' })).not.toBe(before);
    expect(hashOf({ ...shelf, books: [2, 1] })).not.toBe(before);
    expect(hashOf({ ...shelf, marks: Int32Array.of(4) })).not.toBe(before);
    expect(hashOf({ ...shelf, top: null })).not.toBe(before);
    expect(hashOf({ ...shelf, owner: { name: 'y' } })).toBe(before);
  });

  it('forks and hashes lists of records one by one', () => {
    const list = listOf(boxForm);
    const boxes = [{ size: 1 }, { size: 2 }];
    const fork = list.fork(boxes);
    const first = fork[0];
    if (first !== undefined) first.size = 5;

    expect(boxes[0]?.size).toBe(1);
  });
});

describe('a hash', () => {
  it('does not depend on the order in which the keys of plain data were written', () => {
    const one = createHash();
    const other = createHash();
    mixPlain(one, { a: 1, b: [true, null, 'x'] });
    mixPlain(other, { b: [true, null, 'x'], a: 1 });

    expect(hashText(one)).toBe(hashText(other));
    expect(hashText(one)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('refuses fractions and NaN', () => {
    expect(() => mixNumber(createHash(), 0.5)).toThrow('hashed numbers are whole');
    expect(() => mixNumber(createHash(), Number.NaN)).toThrow('hashed numbers are whole');
  });
});

describe('utf8', () => {
  it('encodes as TextEncoder does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Array.from(utf8(text))).toEqual(Array.from(new TextEncoder().encode(text)));
      }),
    );
  });

  it('becomes text again as TextDecoder makes it, also where the bytes are no UTF-8', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    // Bytes that begin or go on a character are more telling than any bytes.
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x80, 0x9f, 0xa0, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4));
    const bytes = fc.oneof(
      fc.array(byte).map((list) => Uint8Array.from(list)),
      fc.string({ unit: 'binary' }).map((text) => utf8(text)),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        expect(textOfUtf8(given)).toBe(decoder.decode(given));
      }),
    );
  });
});
