import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { buildFrame } from '../../src/engine/frame-layout.ts';
import type { RecordStory } from '../../src/engine/protocol.ts';
import { onKey } from '../../src/ui/app/keyboard.ts';
import { speak, speakAll } from '../../src/ui/i18n/index.ts';
import { Inspector } from '../../src/ui/inspector/inspector.tsx';
import { frames } from '../../src/ui/store/frame-source.ts';
import { choices, provideEngine, set } from '../../src/ui/store/store.ts';
import { openedRun, recordingEngine } from './panel-fixture.ts';
import { show } from './show.tsx';

const LOST: RecordStory = {
  uid: 121,
  key: 'A',
  number: 17,
  value: 'order',
  topic: 'orders',
  partition: 0,
  offset: 121,
  fate: 'lost',
  where: 'none',
  producer: 'checkout',
  producerId: -1,
  sequence: -1,
  size: 200,
  copies: [{ node: 0, offset: 121, leaderEpoch: 0, running: false }],
  steps: [
    { timeUs: 6_020_000, kind: 'sent', node: 4, parameters: {}, seq: 1 },
    { timeUs: 6_280_000, kind: 'gone', node: 0, parameters: {}, seq: 2 },
  ],
};
let hide: () => void;

beforeEach(async () => {
  await speak('en');
  await speakAll();
  const opened = openedRun();
  provideEngine({
    ...recordingEngine(opened).engine,
    fields: (timeUs, address) =>
      Promise.resolve([
        { name: 'asked', value: address },
        { name: 'at', value: String(timeUs) },
      ]),
    objectStory: () => Promise.resolve(LOST.steps),
    story: () => Promise.resolve(LOST),
  });
  set({ opened, timeUs: 6_100_000, playing: false, selection: '', uid: -1, panel: 'none', pickedFault: null });
  frames.publish(buildFrame({}, 1));
  hide = show(<Inspector />);
  document.addEventListener('keydown', onKey);
});

afterEach(() => {
  hide();
  document.removeEventListener('keydown', onKey);
});

describe('the inspector', () => {
  it('shows what a selected broker is at the instant on the screen, and its neighbours', async () => {
    set({ selection: 'broker-2' });
    await vi.waitFor(() => expect(values()).toEqual(['broker-2', '6100000']));
    expect(heading()).toBe('Broker 2');

    await userEvent.click(document.querySelector('[aria-label=Next]') ?? document.body);

    expect(choices().selection).toBe('broker-3');
    await vi.waitFor(() => expect(values()).toEqual(['broker-3', '6100000']));
  });

  it('closes with Escape', async () => {
    set({ selection: 'broker-2' });
    await vi.waitFor(() => expect(heading()).toBe('Broker 2'));

    await userEvent.keyboard('{Escape}');

    await vi.waitFor(() => expect(document.querySelector('.inspector-empty')).not.toBeNull());
    expect(choices().selection).toBe('');
  });

  it('moves between its tabs with arrows and opens one with Enter', async () => {
    set({ selection: 'broker-2' });
    await vi.waitFor(() => expect(tab('true')?.textContent).toBe('Fields'));

    tab('true')?.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement?.textContent).toBe('Story');
    expect(tab('true')?.textContent).toBe('Fields');
    await userEvent.keyboard('{Enter}');

    await vi.waitFor(() => expect(tab('true')?.textContent).toBe('Story'));
  });

  it('tells the story of a lost record, what lies ahead apart, and goes to a step', async () => {
    set({ selection: 'record(orders-0,121)', uid: 121 });
    await vi.waitFor(() => expect(document.querySelectorAll('.inspector-story .event-row')).toHaveLength(2));
    expect(document.querySelector('.inspector-fate')?.textContent).toBe('acked, then lost');
    expect(document.querySelectorAll('.event-row-ahead')).toHaveLength(1);

    await userEvent.click(document.querySelector('.event-row-ahead') ?? document.body);

    expect(choices().timeUs).toBe(6_280_000);
    await vi.waitFor(() => expect(document.querySelectorAll('.event-row-ahead')).toHaveLength(0));
  });
});

function heading(): string | null | undefined {
  return document.querySelector('.inspector-head h2')?.textContent;
}

function values(): (string | null)[] {
  return [...document.querySelectorAll('.inspector-fields dd')].map((one) => one.textContent);
}

function tab(selected: string): HTMLElement | null {
  return document.querySelector(`[role=tab][aria-selected=${selected}]`);
}
