import { describe, expect, it } from 'vitest';
import { cellLabel, keysInView, labelSizes } from '../../../src/ui/stage/cell-labels.ts';
import { frameOfLoss, TEXTS } from './fixture.ts';

/** The keys that the fixture calls A, B, C …, under other names. */
function renamed(names: readonly string[]): readonly string[] {
  return TEXTS.map((text, at) => names[at - TEXTS.indexOf('A')] ?? text);
}

function shortKeys(names: readonly string[]): readonly string[] {
  return [...keysInView(frameOfLoss(), renamed(names)).values()];
}

describe('the label of a record', () => {
  it('is a letter and the number of the key, or a longer key set apart from it', () => {
    expect([cellLabel('A', 17), cellLabel('12', 350), cellLabel('3', 5), cellLabel('', 9)]).toEqual([
      'A17',
      '12·350',
      '3·5',
      '9',
    ]);
  });

  it('has all digits of a numbered key, so that k5, k105 and k205 differ', () => {
    const names = ['k5', 'k105', 'k205', 'k12', 'k112', 'k7', 'k8', 'k9'];

    expect(new Set(shortKeys(names))).toEqual(new Set(names.map((name) => name.slice(1))));
  });

  it('has as many letters of a name as tell it from the others in view', () => {
    const names = ['alice', 'anna', 'bob', 'ann', 'carol', 'dave', 'eve', 'frank'];

    const short = shortKeys(names);

    expect(new Set(short).size).toBe(short.length);
    expect(short).toEqual(expect.arrayContaining(['al', 'b', 'c']));
  });

  it('is measured over all records in view', () => {
    const plain = labelSizes(frameOfLoss(), TEXTS);
    const long = labelSizes(frameOfLoss(), renamed(['k5', 'k105', 'k205', 'k12', 'k112', 'k7', 'k8', 'k9']));

    expect([plain.short, plain.line]).toEqual([0, 3]);
    expect([long.short, long.line]).toEqual([3, 3 + 1 + long.number]);
  });
});
