import { beforeEach, describe, expect, it } from 'vitest';
import type { Engine, Opened, OpenRequest } from '../../src/engine/protocol.ts';
import { choices, openRun, provideEngine, restart } from '../../src/ui/store/store.ts';

const asked: OpenRequest[] = [];
const OPENED: Opened = {
  run: 1,
  id: 'first-light',
  title: { en: '', zh: '' },
  question: { en: '', zh: '' },
  seed: 7,
  variant: '',
  variants: [],
  durationUs: 40_000_000,
  versions: {},
  guide: [],
  settings: [],
  producers: [],
  groups: [],
  brokers: [],
  controllers: [],
  partitions: [],
  verbs: [],
  names: { texts: [], kinds: [], counters: [], places: [], apis: {}, errors: {} },
  commands: [],
};

/** An engine that opens everything but seed 13. */
const OPENER: Pick<Engine, 'open'> = {
  open: async (request) => {
    asked.push(request);
    if (request.seed === 13) return { ok: false, mistakes: [{ path: 'seed', code: 'number.wrong', parameters: {} }] };
    return { ok: true, value: OPENED };
  },
};

describe('a new run of what is open', () => {
  beforeEach(async () => {
    asked.length = 0;
    provideEngine(Object.assign(Object.create(null), OPENER));
    const source = { from: 'shipped', id: 'first-light' } as const;
    await openRun({ source, variant: '', seed: null, set: {}, commands: [] });
  });

  it('keeps the settings that were changed before', async () => {
    await restart(null, { 'producers.checkout.config.acks': 'all' });
    await restart(8);
    await restart(null, { 'producers.checkout.config.linger.ms': 0 });

    expect(asked.slice(1).map((request) => request.set)).toEqual([
      { 'producers.checkout.config.acks': 'all' },
      { 'producers.checkout.config.acks': 'all' },
      { 'producers.checkout.config.acks': 'all', 'producers.checkout.config.linger.ms': 0 },
    ]);
  });

  it('forgets a change that was refused', async () => {
    await restart(13, { 'producers.checkout.config.acks': '0' });
    await restart(null);

    expect(asked.at(-1)?.set).toEqual({});
    expect(choices().mistakes).toEqual([]);
  });
});
