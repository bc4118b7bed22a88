import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Binding,
  bindingTo,
  DIRECT,
  type Exchange,
  exchangeForm,
  FANOUT,
  type FieldTable,
  type FieldValue,
  HEADERS,
  isValidHeadersBinding,
  isValidTopicBinding,
  matchesHeaders,
  matchesTopic,
  NO_EXCHANGE,
  NO_FIELDS,
  routeMessage,
  TO_EXCHANGE,
  TO_QUEUE,
  TOPIC,
  topicWords,
} from '../../../src/queue/index.ts';

function topic(pattern: string, key: string): boolean {
  return matchesTopic(topicWords(pattern), topicWords(key));
}

function fields(record: Record<string, FieldValue>): FieldTable {
  return { names: Object.keys(record), values: Object.values(record) };
}

function queue(destination: number, key = '', bindingArguments = NO_FIELDS): Binding {
  return bindingTo(TO_QUEUE, destination, key, bindingArguments);
}

function exchange(type: number, ...bindings: Binding[]): Exchange {
  return { type, bindings, alternate: NO_EXCHANGE };
}

/** The rule as the manual tells it: every `#` tries to take nothing, then one word, and so on. */
function matchesByTrying(pattern: readonly string[], words: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return words.length === 0;
  if (first === '#' && matchesByTrying(rest, words)) return true;
  if (words.length === 0) return false;
  if (first === '#') return matchesByTrying(pattern, words.slice(1));
  return (first === '*' || first === words[0]) && matchesByTrying(rest, words.slice(1));
}

describe('a topic binding', () => {
  it.each([
    ['*.orange.*', 'quick.orange.fox', true],
    ['*.orange.*', 'a.quick.orange.fox', false],
    ['lazy.#', 'lazy', true],
    ['lazy.#', 'lazyness', false],
    ['#', '', true],
    ['*', '', false],
    ['a.#.z', 'a.b.c.z', true],
    ['#.*', '', false],
    ['a.*', 'a.', true],
    ['a*', 'ab', false],
    ['#.a', '#', false],
  ])('%s takes %s: %s', (pattern, key, taken) => {
    expect(topic(pattern, key)).toBe(taken);
  });

  it('takes what the manual says, whatever the words', () => {
    const pattern = fc.array(fc.constantFrom('a', 'b', '', '*', '#'), { maxLength: 6 });
    const key = fc.array(fc.constantFrom('a', 'b', '', '#'), { maxLength: 7 });
    fc.assert(
      fc.property(pattern, key, (words, routed) => {
        expect(matchesTopic(words, routed)).toBe(matchesByTrying(words, routed));
      }),
      { numRuns: 2000 },
    );
  });

  it('with 200 hashes is answered, though no broker takes it any more', () => {
    const pattern = `${'#.a.'.repeat(200)}z`;

    expect(topic(pattern, 'a.'.repeat(400))).toBe(false);
    expect(isValidTopicBinding(pattern)).toBe(false);
    expect(isValidTopicBinding('#.a.#')).toBe(true);
  });
});

describe('a headers binding', () => {
  it('wants all arguments by default, with type and value, and a void one only to be there', () => {
    const wanted = fields({ kind: 'a', size: 42, seen: null });

    expect(matchesHeaders(wanted, fields({ kind: 'a', size: 42, seen: false }))).toBe(true);
    expect(matchesHeaders(wanted, fields({ kind: 'a', size: '42', seen: 1 }))).toBe(false);
    expect(matchesHeaders(wanted, fields({ kind: 'a', size: 42 }))).toBe(false);
  });

  it('looks at x- arguments only where x-match says with-x', () => {
    const headers = fields({ 'x-kind': 'b' });

    expect(matchesHeaders(fields({ 'x-match': 'all', 'x-kind': 'a' }), headers)).toBe(true);
    expect(matchesHeaders(fields({ 'x-match': 'all-with-x', 'x-kind': 'a' }), headers)).toBe(false);
    expect(matchesHeaders(fields({ 'x-match': 'any', 'x-kind': 'b' }), headers)).toBe(false);
    expect(matchesHeaders(fields({ 'x-match': 'any-with-x', 'x-kind': 'b' }), headers)).toBe(true);
  });

  it('is refused where x-match is something else', () => {
    expect(isValidHeadersBinding(NO_FIELDS)).toBe(true);
    expect(isValidHeadersBinding(fields({ 'x-match': 'any' }))).toBe(true);
    expect(isValidHeadersBinding(fields({ 'x-match': 'most' }))).toBe(false);
    expect(isValidHeadersBinding(fields({ 'x-match': null }))).toBe(false);
  });
});

describe('an exchange', () => {
  it('gives a queue one copy, however many bindings take the message', () => {
    const exchanges = [exchange(TOPIC, queue(3, 'a.*'), queue(5, '#'), queue(3, '#.b'))];

    expect(routeMessage(exchanges, 0, 'a.b', NO_FIELDS)).toEqual([3, 5]);
  });

  it('of type direct compares the key, fanout nothing, headers the headers', () => {
    const bindings = [queue(0, 'a'), queue(1, 'b', fields({ kind: 1 }))];
    const route = (type: number) => routeMessage([exchange(type, ...bindings)], 0, 'b', fields({ kind: 2 }));

    expect(route(DIRECT)).toEqual([1]);
    expect(route(FANOUT)).toEqual([0, 1]);
    expect(route(HEADERS)).toEqual([0]);
  });

  it('is asked once, though exchanges are bound in a circle', () => {
    const exchanges = [
      exchange(FANOUT, bindingTo(TO_EXCHANGE, 1, '', NO_FIELDS), queue(0)),
      exchange(FANOUT, bindingTo(TO_EXCHANGE, 0, '', NO_FIELDS), queue(1)),
    ];

    expect(routeMessage(exchanges, 0, '', NO_FIELDS)).toEqual([0, 1]);
  });

  it('hands what no binding takes to its alternate exchange', () => {
    const first = { ...exchange(DIRECT, queue(0, 'a')), alternate: 1 };
    const exchanges = [first, exchange(FANOUT, queue(9))];

    expect(routeMessage(exchanges, 0, 'a', NO_FIELDS)).toEqual([0]);
    expect(routeMessage(exchanges, 0, 'b', NO_FIELDS)).toEqual([9]);
    expect(routeMessage([{ ...first, alternate: NO_EXCHANGE }], 0, 'b', NO_FIELDS)).toEqual([]);
  });

  it('has bindings of its own in a fork', () => {
    const original = exchange(DIRECT, queue(0, 'a'));
    const fork = exchangeForm.fork(original);
    fork.bindings.push(queue(1, 'a'));

    expect(original.bindings).toHaveLength(1);
  });
});
