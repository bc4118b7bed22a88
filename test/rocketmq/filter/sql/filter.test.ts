import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Letter, someCondition, someProperties } from './brute-force.ts';
import { outcomeOf } from './filter.ts';

const OUTCOMES = { T: true, F: false, N: null, E: 'EVALUATION_ERROR' } satisfies Record<Letter, unknown>;

describe('a SQL filter', () => {
  it('agrees with conditions that tell their own truth', () => {
    fc.assert(
      fc.property(someCondition, someProperties, (condition, properties) => {
        expect(outcomeOf(condition.text, properties)).toBe(OUTCOMES[condition.truth(properties)]);
      }),
      { numRuns: 1000 },
    );
  });

  it('cannot tell white space from comments', () => {
    const gap = fc.constantFrom(' ', '\n\t', ' /* and */ ', " /* 'x */", '/**/', '-- or not\n', ' --\r\n', '\f');

    fc.assert(
      fc.property(someCondition, someProperties, fc.array(gap, { minLength: 1 }), (condition, properties, gaps) => {
        let next = 0;
        const spread = condition.text.replaceAll(' ', () => gaps[next++ % gaps.length] ?? ' ');

        expect(outcomeOf(spread, properties)).toBe(outcomeOf(condition.text, properties));
      }),
    );
  });

  it('ignores words behind a complete condition, but not a sign that is no token', () => {
    fc.assert(
      fc.property(someCondition, someProperties, (condition, properties) => {
        const outcome = outcomeOf(condition.text, properties);

        expect(outcomeOf(`${condition.text} like 'x%' ((`, properties)).toBe(outcome);
        expect(outcomeOf(`${condition.text} -- open`, properties)).toBe(outcome);
        expect(outcomeOf(`${condition.text};`, properties)).toBe('PARSE_ERROR');
        expect(outcomeOf(`${condition.text} /* open`, properties)).toBe('PARSE_ERROR');
      }),
    );
  });

  it('does not take what every object has for a property', () => {
    expect(outcomeOf('constructor is null and toString is null', Object.create(null))).toBe(true);
  });
});

describe('the parser of SQL filters', () => {
  const pieces = fc.constantFrom(
    ...'a b $x 0 007 1 -1 1.5 .5 5. 1e5 2147483648 9223372036854775808 3L 0.0'.split(' '),
    ...'NOT and Or BETWEEN in is NULL true False contains startswith endswith'.split(' '),
    ...'= <> < <= > >= ( ) , + - -- /* */ \' " ; . 颜'.split(' '),
    "'x'",
    "''",
    "'it''s'",
    '\n',
  );

  it('answers to whatever is put together from its own pieces', () => {
    const text = fc
      .tuple(fc.array(pieces, { maxLength: 30 }), fc.constantFrom(' ', ''))
      .map(([all, gap]) => all.join(gap));

    fc.assert(
      fc.property(text, someProperties, (expression, properties) => {
        expect([true, false, null, 'EVALUATION_ERROR', 'PARSE_ERROR']).toContain(outcomeOf(expression, properties));
      }),
      { numRuns: 2000 },
    );
  });

  it('answers to any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void outcomeOf(text)));
  });

  it.each(['(', '+', '- ', 'not ', "a = '1' = ", 'a is null is not ', 'a contains '])(
    'gives up "%s" a hundred thousand times over',
    (piece) => {
      expect(outcomeOf(piece.repeat(100_000))).toBe('PARSE_ERROR');
    },
  );

  it('reads long lists, long chains and long texts', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `'${i}'`);

    expect(outcomeOf(`a in (${many.join(',')})`, { a: '19999' })).toBe(true);
    expect(outcomeOf(many.map((text) => `a = ${text}`).join(' or '), { a: '19999' })).toBe(true);
    expect(outcomeOf(`a = '${"''".repeat(100_000)}'`, { a: "'".repeat(100_000) })).toBe(true);
    expect(outcomeOf(`a > ${'1'.repeat(100_000)}.${'1'.repeat(100_000)}`, { a: '1' })).toBe('PARSE_ERROR');
    expect(outcomeOf(`${' '.repeat(1_000_000)}a is null`)).toBe(true);
  });

  it.each([
    // Longest first: 007 is three tokens, of which the last two stand behind the condition.
    ['a = 007', { a: '0' }, true],
    ['a = 0x10', { a: '0' }, true],
    ['a = 5L', { a: '5' }, true],
    ['a = 9223372036854775807', { a: '9223372036854775807' }, true],
    ['a < 9223372036854775807', { a: '9223372036854775806' }, true],
    ['a = -2147483648', { a: '-2147483648' }, true],
    ['a = --5', { a: '5' }, true],
    ['a > 1e-400', { a: '1' }, 'PARSE_ERROR'],
    ['a > 1e400', { a: '1' }, 'PARSE_ERROR'],
    ["a = 'open", { a: 'open' }, 'PARSE_ERROR'],
    ["a = 'x''", { a: 'x' }, 'PARSE_ERROR'],
    ['a != 1', { a: '1' }, 'PARSE_ERROR'],
    ["a\u00a0= 'x'", { a: 'x' }, 'PARSE_ERROR'],
    ['a between 9 and 3', { a: '5' }, 'PARSE_ERROR'],
    ['a not between 9 and 3', { a: '5' }, true],
    ['a between 1 and NULL', { a: '5' }, 'PARSE_ERROR'],
    ["not a in ('x')", { a: 'x' }, 'PARSE_ERROR'],
    ["(a) in ('x')", { a: 'x' }, true],
    ['-a', { a: '1' }, 'PARSE_ERROR'],
    ['NULL is null', {}, true],
  ])('reads %s of %j as %s', (expression, properties, outcome) => {
    expect(outcomeOf(expression, properties)).toBe(outcome);
  });
});

describe('values of a SQL filter', () => {
  it.each([
    ["'true' = TRUE", {}, true],
    ['1 = TRUE', {}, false],
    ['TRUE = a', {}, false],
    ['TRUE = a', { a: 'true' }, 'EVALUATION_ERROR'],
    ['1 = 1.0', {}, true],
    ["1 = '1'", {}, true],
    ["'x' = 1", {}, 'EVALUATION_ERROR'],
    ['a > 1', { a: '3000000000' }, 'EVALUATION_ERROR'],
    ['a > 1.5', { a: 'NaN' }, true],
    ['a > 1.5', { a: ' 2d ' }, true],
    ['a = b', { a: '1', b: '1.0' }, false],
    ['a <= b and a >= b', { a: '1', b: '1.0' }, true],
    ["a > -'x'", { a: '1' }, null],
    ['a is null', { a: '' }, false],
    ['a > 0', { a: '' }, 'EVALUATION_ERROR'],
    ["a contains 'x' contains 'x'", { a: 'x' }, false],
  ])('%s of %j is %s', (expression, properties, outcome) => {
    expect(outcomeOf(expression, properties)).toBe(outcome);
  });
});
