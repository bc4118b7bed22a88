import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { buildFrame } from '../../src/engine/frame-layout.ts';
import type { GuideStep } from '../../src/engine/protocol.ts';
import { Guide } from '../../src/ui/guide/guide.tsx';
import { speak, speakAll } from '../../src/ui/i18n/index.ts';
import { frames } from '../../src/ui/store/frame-source.ts';
import { choices, provideEngine, set } from '../../src/ui/store/store.ts';
import { openedRun, recordingEngine } from './panel-fixture.ts';

const both = (text: string) => ({ en: text, zh: text });
const GUIDE: readonly GuideStep[] = [
  {
    kind: 'predict',
    question: both('How many are gone?'),
    choices: [
      { text: both('None'), value: 0 },
      { text: both('A few'), value: 1 },
    ],
    answer: 'ackedLost',
  },
  { kind: 'observe', text: both('Look at the last records.'), stopUs: 6_280_000, cue: 'broker-1' },
  { kind: 'explain', answer: both('One broker knew.'), ideas: [] },
];
let root: Root;

beforeEach(async () => {
  await speak('en');
  await speakAll();
  const opened = openedRun({ guide: GUIDE });
  provideEngine(recordingEngine(opened).engine);
  set({ opened, timeUs: 0, playing: false, stopUs: -1, guideStep: 0, predictions: {}, verdict: null, selection: '' });
  frames.publish(buildFrame({ counters: [9, 8, 5].map((value) => ({ value })) }, 1));
  const box = document.createElement('div');
  document.body.append(box);
  root = createRoot(box);
  root.render(<Guide />);
  await vi.waitFor(() => expect(button('Lock in')).toBeDefined());
});

afterEach(() => {
  root.unmount();
  document.body.replaceChildren();
});

describe('the guide', () => {
  it('takes a prediction and keeps what came out to itself until it was observed', async () => {
    expect(button('Lock in')?.disabled).toBe(true);
    await userEvent.click(document.querySelectorAll('input')[0] ?? document.body);
    await userEvent.click(button('Lock in') ?? document.body);

    await vi.waitFor(() => expect(versus()).toEqual(['None', '…']));
    expect(choices().predictions).toEqual({ 0: 0 });

    set({ guideStep: 2 });
    await vi.waitFor(() => expect(versus()).toEqual(['None', '5']));
  });

  it('plays to the stop of the step that is read, whoever starts the run', async () => {
    set({ guideStep: 1 });
    await vi.waitFor(() => expect(button('Play to the stop')).toBeDefined());
    await userEvent.click(button('Play to the stop') ?? document.body);
    expect(choices()).toMatchObject({ playing: true, stopUs: 6_280_000 });

    set({ playing: false, stopUs: -1 });
    await vi.waitFor(() => expect(button('Play to the stop')?.disabled).toBe(false));
    set({ playing: true });
    await vi.waitFor(() => expect(choices().stopUs).toBe(6_280_000));
  });

  it('cues its place and goes on once the stop is reached', async () => {
    set({ guideStep: 1 });
    await vi.waitFor(() => expect(button('Play to the stop')).toBeDefined());
    await userEvent.click(button('Play to the stop') ?? document.body);
    set({ timeUs: 6_280_000, playing: false });

    await vi.waitFor(() => expect(choices().selection).toBe('broker-1'));
    await userEvent.click(button('Next') ?? document.body);
    expect(choices().guideStep).toBe(2);
  });
});

function button(text: string): HTMLButtonElement | undefined {
  return [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === text);
}

function versus(): (string | null)[] {
  return [...document.querySelectorAll('.guide-versus b')].map((one) => one.textContent);
}
