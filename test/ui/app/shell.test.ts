import { describe, expect, it } from 'vitest';
import { buildFrame } from '../../../src/engine/frame-layout.ts';
import { keyName } from '../../../src/ui/app/keyboard.ts';
import { FIRST_SCENARIO, readPlace } from '../../../src/ui/app/place.ts';
import { layoutOf } from '../../../src/ui/app/use-layout.ts';
import { recordAt } from '../../../src/ui/store/record-at.ts';

const PRESS = { code: '', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };

describe('a key press', () => {
  it('is known by its place on the keyboard, whatever sign an input method makes of it', () => {
    expect(keyName({ ...PRESS, code: 'Comma' }, true)).toBe('Comma');
    expect(keyName({ ...PRESS, code: 'Comma', shiftKey: true }, true)).toBe('Shift+Comma');
    expect(keyName({ ...PRESS, code: 'KeyZ', metaKey: true, shiftKey: true }, true)).toBe('Control+Shift+KeyZ');
  });

  it('of a single letter or sign counts for nothing when these are turned off; others do', () => {
    expect(keyName({ ...PRESS, code: 'KeyR' }, false)).toBeNull();
    expect(keyName({ ...PRESS, code: 'Slash', shiftKey: true }, false)).toBeNull();
    expect(keyName({ ...PRESS, code: 'Space' }, false)).toBe('Space');
    expect(keyName({ ...PRESS, code: 'KeyZ', ctrlKey: true }, false)).toBe('Control+KeyZ');
  });

  it('with Alt is left to the browser', () => {
    expect(keyName({ ...PRESS, code: 'ArrowLeft', altKey: true }, true)).toBeNull();
  });
});

describe('the address of the page', () => {
  it('names scenario, variant, seed, instant, selection, language and theme', () => {
    const place = readPlace('#/lab/hw-lag?variant=all&seed=7&t=6300000&sel=record(orders-0,42,e3)&lang=zh&theme=dark');

    expect(place).toEqual({
      scenario: 'hw-lag',
      learn: false,
      variant: 'all',
      seed: 7,
      timeUs: 6_300_000,
      selection: 'record(orders-0,42,e3)',
      language: 'zh',
      theme: 'dark',
    });
  });

  it('is the first scenario when nothing is said, and the list of scenarios under #/learn', () => {
    expect(readPlace('').scenario).toBe(FIRST_SCENARIO);
    expect(readPlace('#/').scenario).toBe(FIRST_SCENARIO);
    expect(readPlace('#/learn?lang=en')).toMatchObject({ scenario: FIRST_SCENARIO, learn: true, language: 'en' });
  });

  it('leaves out what makes no sense', () => {
    const place = readPlace('#/lab/<script>?seed=-1&t=soon&sel=<b>bold</b>&lang=fr&theme=pink');

    expect(place).toEqual({
      scenario: FIRST_SCENARIO,
      learn: false,
      variant: '',
      seed: null,
      timeUs: 0,
      selection: '',
      language: null,
      theme: null,
    });
  });
});

describe('the layout', () => {
  it('changes at 600, 900 and 1200 px', () => {
    expect([320, 599, 600, 899, 900, 1199, 1200].map(layoutOf)).toEqual([
      'narrow',
      'narrow',
      'small',
      'small',
      'middle',
      'middle',
      'wide',
    ]);
  });
});

describe('a record by its address', () => {
  it('is the cell at that offset of that partition, if a frame shows it', () => {
    const cell = { replica: 0, batch: 0, leaderEpoch: 0, label: -1, number: 1, fate: 0, flags: 0, size: 1 };
    const rest = { producerId: -1, sequence: -1, appendedUs: 0 };
    const frame = buildFrame(
      {
        cells: [
          { ...cell, ...rest, partition: 0, offset: 42, uid: 17 },
          { ...cell, ...rest, partition: 1, offset: 42, uid: 18 },
        ],
      },
      1,
    );

    expect(recordAt(frame, 1, 42)).toBe(18);
    expect(recordAt(frame, 1, 43)).toBe(-1);
  });
});
