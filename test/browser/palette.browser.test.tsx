import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { buildFrame } from '../../src/engine/frame-layout.ts';
import type { TypedCommand } from '../../src/engine/protocol.ts';
import { onKey } from '../../src/ui/app/keyboard.ts';
import { FaultPalette } from '../../src/ui/faults/palette.tsx';
import { speak, speakAll } from '../../src/ui/i18n/index.ts';
import { frames } from '../../src/ui/store/frame-source.ts';
import { provideEngine, set } from '../../src/ui/store/store.ts';
import { openedRun, recordingEngine } from './panel-fixture.ts';

const UP = 0;
const CRASHED = 3;
let root: Root;
let taken: TypedCommand[];

beforeEach(async () => {
  await speak('en');
  await speakAll();
  const opened = openedRun();
  const recording = recordingEngine(opened);
  taken = recording.taken;
  provideEngine(recording.engine);
  set({ opened, timeUs: 6_280_000, pickedFault: null, selection: '', uid: -1 });
  showBrokers([UP, UP, UP]);
  const box = document.createElement('div');
  document.body.append(box);
  root = createRoot(box);
  root.render(<FaultPalette />);
  document.addEventListener('keydown', onKey);
  await vi.waitFor(() => expect(document.querySelector('[data-fault=crash]')).not.toBeNull());
});

afterEach(() => {
  root.unmount();
  document.removeEventListener('keydown', onKey);
  document.body.replaceChildren();
});

describe('the fault palette by keyboard', () => {
  it('places a fault with F, Enter and Enter on its target', async () => {
    await userEvent.keyboard('f');
    expect(focusedFault()).toBe('crash');
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(focusedTarget()).toBe('broker-1'));
    await userEvent.keyboard('{Tab}{Enter}');

    await vi.waitFor(() => expect(taken).toEqual([{ atUs: 6_280_000, entry: { do: 'crash', node: 'broker-2' } }]));
    expect(document.querySelector('[data-target]')).toBeNull();
    expect(focusedFault()).toBe('crash');
  });

  it('walks through the faults with arrows and lets go with Escape', async () => {
    await userEvent.keyboard('f{ArrowRight}{ArrowRight}');
    expect(focusedFault()).toBe('slow-link');
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(focusedTarget()).toBe('broker-1'));
    await userEvent.keyboard('{Escape}');

    await vi.waitFor(() => expect(document.querySelector('[data-target]')).toBeNull());
    expect(focusedFault()).toBe('slow-link');
    expect(taken).toEqual([]);
  });

  it('slows the selected broker down towards all others at once', async () => {
    set({ selection: 'broker-3' });
    await vi.waitFor(() => expect(focusedTarget()).toBeNull());
    await userEvent.keyboard('f{ArrowRight}{ArrowRight}{Enter}');

    await vi.waitFor(() =>
      expect(taken.map((one) => one.entry)).toEqual([{ do: 'slow-link', from: 'broker-3', to: 'all' }]),
    );
  });

  it('starts only what is down again', async () => {
    showBrokers([UP, CRASHED, UP]);
    await vi.waitFor(() => expect(document.querySelector('[data-fault=restart]')).not.toBeNull());
    await userEvent.keyboard('f');
    document.querySelector<HTMLElement>('[data-fault=restart]')?.focus();
    await userEvent.keyboard('{Enter}');

    await vi.waitFor(() => expect(targets()).toEqual(['broker-2']));
  });
});

function showBrokers(statuses: readonly number[]): void {
  const nodes = statuses.map((status, node) => ({
    node,
    name: node,
    kind: 0,
    status,
    paused: 0,
    fenced: 0,
    cut: 0,
    slow: 0,
    sinceUs: 0,
    dirty: 0,
    written: 0,
    leaders: 0,
  }));
  frames.publish(buildFrame({ nodes }, 1));
}

function focusedFault(): string | null {
  return document.activeElement?.getAttribute('data-fault') ?? null;
}

function focusedTarget(): string | null {
  return document.activeElement?.getAttribute('data-target') ?? null;
}

function targets(): (string | null)[] {
  return [...document.querySelectorAll('[data-target]')].map((one) => one.getAttribute('data-target'));
}
