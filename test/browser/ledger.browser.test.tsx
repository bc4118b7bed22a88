import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { buildFrame } from '../../src/engine/frame-layout.ts';
import type { LedgerRow } from '../../src/engine/protocol.ts';
import { speak, speakAll } from '../../src/ui/i18n/index.ts';
import { Ledger } from '../../src/ui/ledger/ledger.tsx';
import { frames } from '../../src/ui/store/frame-source.ts';
import { choices, provideEngine, set } from '../../src/ui/store/store.ts';
import { openedRun, recordingEngine } from './panel-fixture.ts';
import { show } from './show.tsx';

const ROWS: readonly LedgerRow[] = ['delivered', 'delivered', 'lost'].map((fate, uid) => ({
  uid,
  key: 'A',
  number: uid + 1,
  partition: 0,
  offset: uid,
  createdUs: uid * 50_000,
  outcomeUs: uid * 50_000 + 7000,
  outcome: 'acked',
  deliveries: fate === 'lost' ? 0 : 1,
  fate,
  where: 'none',
}));
let hide: () => void;

beforeEach(async () => {
  await speak('en');
  await speakAll();
  const opened = openedRun();
  provideEngine({
    ...recordingEngine(opened).engine,
    ledger: (_timeUs, from, count, filter) => {
      const all = ROWS.filter((row) => filter === '' || row.fate === 'lost');
      return Promise.resolve({ total: all.length, rows: all.slice(from, from + count) });
    },
  });
  set({ opened, timeUs: 6_100_000, playing: false, selection: '', uid: -1, panel: 'ledger', filter: '' });
  frames.publish(buildFrame({}, 1));
  hide = show(<Ledger />);
  await vi.waitFor(() => expect(records()).toEqual(['A1', 'A2', 'A3']));
});

afterEach(() => hide());

describe('the ledger', () => {
  it('sets what the producer knows beside the truth', () => {
    const lost = [...document.querySelectorAll('tbody tr')].at(-1)?.textContent ?? '';

    expect(lost).toContain('acked');
    expect(lost).toContain('acked, then lost');
    expect(document.querySelector('table')?.getAttribute('aria-rowcount')).toBe('3');
  });

  it('shows only what a counter counts, until the filter is taken away', async () => {
    set({ filter: 'ackedLost' });
    await vi.waitFor(() => expect(records()).toEqual(['A3']));

    await userEvent.click(document.querySelector('.ledger-aside button') ?? document.body);

    await vi.waitFor(() => expect(records()).toHaveLength(3));
    expect(choices().filter).toBe('');
  });

  it('opens the story of a lost record', async () => {
    await userEvent.click([...document.querySelectorAll('.ledger-record')].at(-1) ?? document.body);

    expect(choices()).toMatchObject({ uid: 2, selection: 'record(orders-0,2)', panel: 'none', inspectorShown: true });
  });

  it('goes to the instant at which a record was sent', async () => {
    await userEvent.click([...document.querySelectorAll('tbody tr:last-child .ledger-time')][0] ?? document.body);

    expect(choices()).toMatchObject({ timeUs: 100_000, panel: 'none' });
  });
});

function records(): (string | null)[] {
  return [...document.querySelectorAll('.ledger-record')].map((one) => one.textContent);
}
