import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { OpenRequest, Setting, TypedCommand } from '../../src/engine/protocol.ts';
import { ConfigStrip } from '../../src/ui/config/config-strip.tsx';
import { SettingsPanel } from '../../src/ui/config/settings-panel.tsx';
import { speak, speakAll } from '../../src/ui/i18n/index.ts';
import { choices, provideEngine, set } from '../../src/ui/store/store.ts';
import { openedRun, recordingEngine } from './panel-fixture.ts';
import { press, show } from './show.tsx';

const ACKS = 'producers.checkout.config.acks';
const IDEMPOTENCE = 'producers.checkout.config.enable.idempotence';
const SETTINGS: readonly Setting[] = [
  producerSetting('acks', '1', 'choice', ['all', '-1', '0', '1']),
  producerSetting('enable.idempotence', 'false', 'flag', ['true', 'false']),
];
let hide: () => void;
let taken: TypedCommand[];
let asked: OpenRequest[];

beforeEach(async () => {
  await speak('en');
  await speakAll();
  const opened = openedRun({ settings: SETTINGS });
  const recording = recordingEngine(opened);
  taken = recording.taken;
  asked = [];
  provideEngine({
    ...recording.engine,
    open: (request) => {
      asked.push(request);
      return Promise.resolve({ ok: true, value: opened });
    },
  });
  set({ opened, timeUs: 6_100_000, playing: false, panel: 'settings', changes: {}, mistakes: [] });
  hide = show(
    <>
      <ConfigStrip />
      <SettingsPanel />
    </>,
  );
  await vi.waitFor(() => expect(row(ACKS)).not.toBeNull());
});

afterEach(() => hide());

describe('the settings', () => {
  it('say what a choice promises and what it costs, before it is made', async () => {
    for (const [acks, promise] of [
      ['all', 'An ack once every in-sync copy has the record'],
      ['0', 'The lowest latency: nobody answers'],
      ['1', 'An ack once the leader has appended the record'],
    ] as const) {
      await choose(ACKS, acks);
      await vi.waitFor(() => expect(row(ACKS)?.querySelector('dd')?.textContent).toBe(promise));
    }
    expect(taken).toEqual([]);
  });

  it('change the run at the instant on the screen, and the sentence about an ack with it', async () => {
    expect(promised()).toBe('promise.leader');
    await choose(ACKS, '0');
    await userEvent.click(press('Apply now'));

    const entry = { do: 'set-config', target: 'producer(checkout)', key: 'acks', value: '0' };
    await vi.waitFor(() => expect(taken).toEqual([{ atUs: 6_100_000, entry }]));
    await vi.waitFor(() => expect(promised()).toBe('promise.nothing'));
    expect(choices().panel).toBe('none');

    set({ timeUs: 6_000_000 });
    await vi.waitFor(() => expect(promised()).toBe('promise.leader'));
  });

  it('begin a new run with the same seed', async () => {
    await choose(ACKS, 'all');
    await userEvent.click(press('New run, same seed'));

    await vi.waitFor(() => expect(asked).toMatchObject([{ seed: 7, set: { [ACKS]: 'all' } }]));
  });

  it('refuse idempotence with acks=1 as the client does, and offer to change both', async () => {
    await choose(IDEMPOTENCE, 'true');
    await vi.waitFor(() =>
      expect(document.querySelector('[role=alert]')?.textContent).toBe('Idempotence needs acks=all. Change acks too?'),
    );
    await userEvent.click(press('Change both now'));

    await vi.waitFor(() =>
      expect(taken.map(({ entry }) => [entry.key, entry.value])).toEqual([
        ['acks', 'all'],
        ['enable.idempotence', true],
      ]),
    );
  });
});

function producerSetting(key: string, value: string, type: string, all: readonly string[]): Setting {
  return {
    path: `producers.checkout.config.${key}`,
    owner: 'producer',
    ownerId: 'checkout',
    key,
    type,
    value,
    default: key === 'acks' ? 'all' : 'true',
    given: true,
    choices: all,
    applies: 'restart-client',
    source: '',
  };
}

function row(path: string): Element | null {
  return document.querySelector(`[data-setting="${path}"]`);
}

async function choose(path: string, value: string): Promise<void> {
  await userEvent.selectOptions(row(path)?.querySelector('select') ?? document.body, value);
}

function promised(): string | null | undefined {
  return document.querySelector('[data-promise]')?.getAttribute('data-promise');
}
