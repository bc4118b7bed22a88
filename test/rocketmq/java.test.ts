import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareJavaDoubles,
  parseJavaDouble,
  parseJavaInteger,
  parseJavaLong,
} from '../../src/rocketmq/java-number.ts';
import { isJavaBlank, javaSplit, javaStringHash, javaTrim } from '../../src/rocketmq/java-text.ts';
import { md5Head } from '../../src/rocketmq/md5.ts';
import { utf8 } from '../../src/sim/utf8.ts';

describe('a whole number in a text', () => {
  it.each([
    ['+5', 5],
    ['-5', -5],
    ['007', 7],
    ['-0', 0],
    ['2147483647', 2147483647],
    ['-2147483648', -2147483648],
    ['１２', 12],
    ['٣', 3],
  ])('%s is %d', (text, value) => {
    expect(parseJavaInteger(text)).toBe(value);
  });

  it.each(['', '+', '--5', ' 5', '5 ', '5.0', '0x10', '5L', '1_0', '2147483648', '-2147483649', '𝟓'])(
    '"%s" is none',
    (text) => {
      expect(parseJavaInteger(text)).toBeNull();
    },
  );

  it('may have 64 bits and not one more', () => {
    expect(parseJavaLong('9223372036854775807')).toBe(9223372036854775807n);
    expect(parseJavaLong('-9223372036854775808')).toBe(-9223372036854775808n);
    expect(parseJavaLong('9223372036854775808')).toBeNull();
    expect(parseJavaLong('9'.repeat(100_000))).toBeNull();
  });
});

describe('a double in a text', () => {
  it.each([
    [' 5 ', 5],
    ['5.', 5],
    ['.5', 0.5],
    ['1e5', 1e5],
    ['1.5f', 1.5],
    ['1e400', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['NaN', Number.NaN],
  ])('%s is %d', (text, value) => {
    expect(parseJavaDouble(text)).toBe(value);
  });

  it.each(['', '.', '1e', '1.5L', 'NaNd', 'infinity', '１', '\u30005'])('"%s" is none', (text) => {
    expect(parseJavaDouble(text)).toBeNull();
  });

  it('has its place in one order of all', () => {
    const ascending = [Number.NEGATIVE_INFINITY, -1, -0, 0, 1, Number.POSITIVE_INFINITY, Number.NaN];

    fc.assert(
      fc.property(fc.nat(6), fc.nat(6), (i, j) => {
        expect(compareJavaDoubles(ascending[i] ?? 0, ascending[j] ?? 0)).toBe(Math.sign(i - j));
      }),
    );
  });
});

describe('a text', () => {
  it('is hashed by UTF-16 units', () => {
    expect(javaStringHash('Aa')).toBe(javaStringHash('BB'));
    expect(javaStringHash('🎉')).toBe(1773261);
  });

  it('is split without the empty pieces at its end', () => {
    expect(javaSplit('a||b||||', '||')).toEqual(['a', 'b']);
    expect(javaSplit('||', '||')).toEqual([]);
    expect(javaSplit('', '||')).toEqual(['']);
  });

  it('is trimmed of control characters and blanks alone', () => {
    expect(javaTrim('\u0001 a\u3000 ')).toBe('a\u3000');
  });

  it('is blank by Unicode, but for no-break spaces', () => {
    expect(isJavaBlank('\t \u2003\u2028\u3000')).toBe(true);
    expect(isJavaBlank('\u2007')).toBe(false);
    expect(isJavaBlank('\ufeff')).toBe(false);
  });
});

describe('the head of an MD5', () => {
  it('is that of any other implementation', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(md5Head(utf8(text))).toBe(createHash('md5').update(utf8(text)).digest().readUInt32BE());
      }),
    );
  });
});
