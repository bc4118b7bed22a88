import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { buildFrame } from '../../src/engine/frame-layout.ts';
import { createHost } from '../../src/engine/host.ts';
import { onKey } from '../../src/ui/app/keyboard.ts';
import { speak, speakAll } from '../../src/ui/i18n/index.ts';
import { Inspector } from '../../src/ui/inspector/inspector.tsx';
import { frames } from '../../src/ui/store/frame-source.ts';
import { choices, openAnother, provideEngine, set } from '../../src/ui/store/store.ts';
import { show } from './show.tsx';

let hide: () => void;

beforeEach(async () => {
  await speak('en');
  await speakAll();
  const load = (id: string): Promise<string> => fetch(`/scenarios/${id}.json`).then((file) => file.text());
  provideEngine(createHost({ load, list: () => Promise.resolve([]) }, () => Promise.resolve()));
  await openAnother('first-light', '', null, 5_000_000);
  frames.publish(buildFrame({}, 1));
  set({ selection: 'replica(orders-0,broker-1)', uid: -1, playing: false });
  hide = show(<Inspector />);
  document.addEventListener('keydown', onKey);
});

afterEach(() => {
  hide();
  document.removeEventListener('keydown', onKey);
  set({ selection: '' });
});

describe("a replica's folder", () => {
  it('is opened with B and walked by keys down to a byte and back', async () => {
    await open();
    expect(texts('.folder-open')).toContain('00000000000000000000.log');

    await press('00000000000000000000.log');
    await vi.waitFor(() => expect(texts('.folder-numbers th')).toContain('Records'));
    expect(document.activeElement?.textContent).toBe('00000000000000000000.log');
    await press('3');
    await vi.waitFor(() => expect(document.querySelector('.folder-hex')).not.toBeNull());
    document.querySelector<HTMLElement>('.folder-hex')?.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');

    await vi.waitFor(() => expect(reading()).toMatch(/^magic, 1 byte at 16: 2\. Version of the layout\./));
    expect(texts('.folder-hex-bytes .folder-hex-active')).toEqual(['02']);

    await userEvent.keyboard('{ArrowRight}');
    expect(reading()).toMatch(/^crc, 4 bytes at 17: 0x[0-9a-f]{8}\./);
    expect(texts('.folder-hex-bytes .folder-hex-active')).toHaveLength(4);
    expect(document.querySelector('.folder-note')?.textContent).toContain('checksum right');

    await press('orders-0/');
    await vi.waitFor(() => expect(texts('.folder-open')).toContain('partition.metadata'));
  });

  it('marks the bytes of a field that is reached in the table of fields', async () => {
    await open();
    await press('00000000000000000000.log');
    await vi.waitFor(() => expect(document.querySelector('.folder-numbers')).not.toBeNull());
    await press('0');
    await vi.waitFor(() => expect(document.querySelector('.folder-fields')).not.toBeNull());

    document.querySelector<HTMLElement>('.folder-fields button[tabindex="0"]')?.focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');

    expect(document.activeElement?.textContent).toBe('partitionLeaderEpoch');
    expect(texts('.folder-hex-bytes .folder-hex-active')).toEqual(['00', '00', '00', '00']);
  });

  it('writes the same records in an older layout, and inside gzip', async () => {
    await open();
    await press('00000000000000000000.log');
    await vi.waitFor(() => expect(document.querySelector('.folder-numbers')).not.toBeNull());
    await press('0');
    await vi.waitFor(() => expect(document.querySelectorAll('.folder-layouts input')).toHaveLength(6));

    document.querySelector<HTMLElement>('.folder-layouts input:checked')?.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    await vi.waitFor(() => {
      expect(texts('.folder-fields th button')).toContain('messageSize');
      expect(texts('.folder-fields th button')).not.toContain('timestamp');
    });
    await vi.waitFor(() => expect(reading()).toMatch(/^offset, 8 bytes at 0: 0\./));

    await userEvent.keyboard('{ArrowRight}');
    await vi.waitFor(() => expect(document.querySelectorAll('.folder-parts input')).toHaveLength(2));
    expect(texts('.folder-fields th button')).toContain('compressedRecords');
  });

  it('looks an offset up step by step and goes where a step looked', async () => {
    await open();
    const input = document.querySelector<HTMLInputElement>('.folder-lookup input');
    input?.focus();
    input?.select();
    await userEvent.keyboard('20{Enter}');

    await vi.waitFor(() =>
      expect(texts('.folder-steps li').at(-1)).toContain('The broker sends whole batches, from 20 on.'),
    );
    const last = [...document.querySelectorAll<HTMLElement>('.folder-steps button')].at(-1);
    last?.focus();
    await userEvent.keyboard('{Enter}');

    await vi.waitFor(() => expect(document.querySelector('.folder-hex')).not.toBeNull());
    expect(document.activeElement?.textContent).toBe('batch 20');
  });

  it('is there for a record as its batch, with the bytes of that record', async () => {
    set({ selection: 'record(orders-0,20)', uid: 20 });
    await vi.waitFor(() => expect(document.querySelector('#inspector-tab-bytes')).not.toBeNull());

    await userEvent.keyboard('b');

    await vi.waitFor(() => expect(texts('.folder-path b')).toEqual(['batch 20']));
    expect(choices().selection).toBe('record(orders-0,20)');
  });
});

async function open(): Promise<void> {
  await vi.waitFor(() => expect(document.querySelector('#inspector-tab-folder')).not.toBeNull());
  await userEvent.keyboard('b');
  await vi.waitFor(() => expect(document.querySelector('.folder-open')).not.toBeNull());
}

/** Focuses the button with this text and presses Enter. */
async function press(text: string): Promise<void> {
  const button = [...document.querySelectorAll<HTMLElement>('.folder button')].find((one) => one.textContent === text);
  button?.focus();
  await userEvent.keyboard('{Enter}');
}

function texts(selector: string): string[] {
  return [...document.querySelectorAll(selector)].map((one) => one.textContent ?? '');
}

function reading(): string {
  return document.querySelector('.folder-reads')?.textContent ?? '';
}
