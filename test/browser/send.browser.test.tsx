import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { buildFrame } from '../../src/engine/frame-layout.ts';
import type { LedgerRow, TypedCommand } from '../../src/engine/protocol.ts';
import { SendOne } from '../../src/ui/by-hand/send.tsx';
import { speak, speakAll } from '../../src/ui/i18n/index.ts';
import { frames } from '../../src/ui/store/frame-source.ts';
import { choices, provideEngine, set } from '../../src/ui/store/store.ts';
import { openedRun, recordingEngine } from './panel-fixture.ts';
import { press, show } from './show.tsx';

const SENT: LedgerRow = {
  uid: 5,
  key: 'vip',
  number: 1,
  partition: 0,
  offset: -1,
  createdUs: 6_100_000,
  outcomeUs: -1,
  outcome: 'open',
  deliveries: 0,
  fate: 'in-flight',
  where: 'none',
};
let hide: () => void;
let taken: TypedCommand[];

beforeEach(async () => {
  await speak('en');
  await speakAll();
  const opened = openedRun();
  const recording = recordingEngine(opened);
  taken = recording.taken;
  provideEngine({
    ...recording.engine,
    frame: () => Promise.resolve(buildFrame({}, 1)),
    ledger: () => Promise.resolve({ total: 5, rows: [SENT] }),
  });
  set({ opened, timeUs: 6_100_000, playing: false, selection: '', uid: -1, panel: 'send' });
  frames.publish(buildFrame({}, 1));
  hide = show(<SendOne />);
  await vi.waitFor(() => expect(document.querySelectorAll('.by-hand input')).toHaveLength(2));
});

afterEach(() => hide());

describe('sending one by hand', () => {
  it('takes key, value and partition, sends at the instant on the screen and follows the record', async () => {
    await userEvent.keyboard('vip');
    await userEvent.keyboard('{Tab}hello');
    await userEvent.selectOptions([...document.querySelectorAll('select')].at(-1) ?? document.body, '0');
    await userEvent.click(press('Send and follow'));

    const entry = { do: 'send', producer: 'checkout', key: 'vip', value: 'hello', partition: 0 };
    await vi.waitFor(() => expect(taken).toEqual([{ atUs: 6_100_000, entry }]));
    await vi.waitFor(() => expect(choices()).toMatchObject({ uid: 5, playing: true, panel: 'none' }));
  });

  it('leaves the partition to the partitioner, and Enter sends', async () => {
    await userEvent.keyboard('vip{Enter}');

    await vi.waitFor(() =>
      expect(taken.map(({ entry }) => entry)).toEqual([{ do: 'send', producer: 'checkout', key: 'vip' }]),
    );
  });

  it('sends nothing when it is closed with Escape', async () => {
    await userEvent.keyboard('vip{Escape}');

    await vi.waitFor(() => expect(choices().panel).toBe('none'));
    expect(taken).toEqual([]);
  });
});
