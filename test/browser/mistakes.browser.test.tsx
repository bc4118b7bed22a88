import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createEngine } from '../../src/engine/client.ts';
import { speak, speakAll } from '../../src/ui/i18n/index.ts';
import { Mistakes } from '../../src/ui/open/mistakes.tsx';
import { openFile } from '../../src/ui/open/open-file.tsx';
import { choices, openAnother, provideEngine } from '../../src/ui/store/store.ts';
import { press, show } from './show.tsx';

let broken: string;
let hide: () => void;

beforeEach(async () => {
  await speak('en');
  await speakAll();
  provideEngine(createEngine());
  await openAnother('first-light');
  const whole = await (await fetch('/scenarios/first-light.json')).text();
  // as an attacker or a hurried colleague might send it
  broken = whole
    .replace('"acks"', '"ack"')
    .replace('"script"', '"scrpt"')
    .replace('{', '{"<img src=x onerror=alert(1)>":1,');
  hide = show(<Mistakes />);
});

afterEach(() => hide());

describe('a broken scenario file', () => {
  it('gets all of its mistakes told at once, with place and meaning, and the run on the screen stays', async () => {
    const before = choices().opened;

    expect(await openFile(new File([broken], 'broken.json'))).toBe(false);

    await vi.waitFor(() => expect(told().length).toBeGreaterThanOrEqual(3));
    expect(told().some((one) => one.includes('config.ack') && one.includes('did you mean acks?'))).toBe(true);
    expect(told().some((one) => one.includes('did you mean script?'))).toBe(true);
    expect(choices().opened).toBe(before);
    await userEvent.click(press('Close'));
    await vi.waitFor(() => expect(document.querySelector('dialog')).toBeNull());
  });

  it('has its names shown as text, never as markup', async () => {
    await openFile(new File([broken], 'broken.json'));

    await vi.waitFor(() => expect(told().join(' ')).toContain('<img src=x onerror=alert(1)>'));
    expect(document.querySelector('img')).toBeNull();
  });

  it('may be no JSON at all', async () => {
    expect(await openFile(new File(['{"format":'], 'half.json'))).toBe(false);

    await vi.waitFor(() => expect(told()).toHaveLength(1));
  });
});

function told(): string[] {
  return [...document.querySelectorAll('.mistakes li')].map((one) => one.textContent ?? '');
}
