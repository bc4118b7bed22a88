import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Facts, holds, parseCondition } from '../../src/scenario/condition.ts';
import { parseTarget, targetText } from '../../src/scenario/target.ts';
import { durationText, parseDuration, parseRate, parseSize } from '../../src/scenario/units.ts';

describe('a duration', () => {
  it.each([
    ['5s', 5_000_000],
    ['400ms', 400_000],
    ['500us', 500],
    ['16.2s', 16_200_000],
    ['2m', 120_000_000],
    ['1h', 3_600_000_000],
    ['0s', 0],
    ['0.5ms', 500],
    ['1.000001s', 1_000_001],
  ])('%s is %i µs', (text, us) => {
    expect(parseDuration(text)).toBe(us);
  });

  it.each(['5', 's', '-1s', '1e3s', '0.5us', '1.0000001s', '5 sec', '', '5s5s', '99999999999h'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );

  it('written by us is read as the same number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400_000_000 }), (us) => {
        expect(parseDuration(durationText(us))).toBe(us);
      }),
    );
  });
});

describe('sizes and rates', () => {
  it('count bytes in powers of 1,024', () => {
    expect([parseSize('200B'), parseSize('1KiB'), parseSize('1.5MiB')]).toEqual([200, 1024, 1_572_864]);
    expect([parseSize('1KB'), parseSize('200'), parseSize('0.3B')]).toEqual([null, null, null]);
  });

  it('say how many in what time', () => {
    expect(parseRate('100/s')).toEqual({ count: 100, perUs: 1_000_000 });
    expect(parseRate('1/500ms')).toEqual({ count: 1, perUs: 500_000 });
    expect(parseRate('0')).toEqual({ count: 0, perUs: 1_000_000 });
    expect([parseRate('100'), parseRate('/s'), parseRate('1/0s'), parseRate('1.5/s')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('a target', () => {
  it.each([
    'broker-2',
    'controller-1',
    'broker-a:master',
    '$old-leader',
    'leader(orders-0)',
    'follower(orders-0,1)',
    'followers(orders-0)',
    'replicas(orders-0)',
    'isr(orders-0)',
    'controller',
    'coordinator(group:billing)',
    'all',
    'down',
    'producer(checkout)',
    'group(billing)',
    'member(billing,2)',
    'member(billing,billing-1)',
    'link(broker-1,leader(orders-0))',
  ])('%s is read and written as it is', (text) => {
    const target = parseTarget(text);

    expect(target).not.toBeNull();
    if (target !== null) expect(targetText(target)).toBe(text);
  });

  it('is read with spaces and written without', () => {
    const target = parseTarget(' follower( orders-0 , 1 ) ');

    expect(target === null ? '' : targetText(target)).toBe('follower(orders-0,1)');
  });

  it.each([
    '',
    '$',
    'leader',
    'leader()',
    'leader(a,b)',
    'leader(a',
    'leader(a))',
    'boss(orders-0)',
    'all(x)',
    'member(g1)',
    'link(a)',
    'link(link(a,b),c)',
    'broker 1',
    '<b>broker-1</b>',
    'constructor(x)',
  ])('%j is none', (text) => {
    expect(parseTarget(text)).toBeNull();
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const target = parseTarget(text);
        if (target !== null) expect(parseTarget(targetText(target))).toEqual(target);
      }),
    );
  });
});

describe('a condition', () => {
  const facts: Facts = {
    now: () => 5_000_000,
    atRisk: () => 3,
    hw: (partition, node) => (partition === 'orders-0' && node.kind === 'node' ? 2 : Number.NaN),
    leo: () => 7,
    isrSize: () => 1,
    lag: (group, partition) => (group === 'billing' && partition === 'orders-0' ? 40 : 0),
  };
  const truth = (text: string): boolean | null => {
    const condition = parseCondition(text);
    return condition === null ? null : holds(condition, facts);
  };

  it.each([
    ['now >= 5s', true],
    ['now > 5s', false],
    ['now >= 5s and hw(orders-0,broker-2) < 3', true],
    ['hw(orders-0, broker-2) < leo(orders-0, broker-2)', true],
    ['isrSize(orders-0) == 1', true],
    ['isrSize(orders-0) != 1', false],
    ['lag(billing,orders-0) = 40 and atRisk <= 2', false],
    ['1 < 2', true],
  ])('%s is %s', (text, value) => {
    expect(truth(text)).toBe(value);
  });

  it('compares nothing with a node that is not there', () => {
    expect(truth('hw(orders-1,$nobody) != 1')).toBe(false);
    expect(truth('hw(orders-1,$nobody) < 1')).toBe(false);
  });

  it.each([
    '',
    'now',
    'now >=',
    '>= 5s',
    'now >= 5s and',
    'now >= soon',
    'hw(orders-0) < 2',
    'size(x) > 1',
    'now >= 5s or now < 3s',
  ])('%j is none', (text) => {
    expect(parseCondition(text)).toBeNull();
  });
});
