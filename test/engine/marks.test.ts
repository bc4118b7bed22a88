import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../src/engine/host.ts';

describe('the ledger lane', () => {
  it('marks each duplicate when its retry is acknowledged, not at the next key event', async () => {
    const load = async (id: string): Promise<string> => readFileSync(`public/scenarios/${id}.json`, 'utf8');
    const host = createHost({ load, list: async () => [] }, async () => undefined);
    const source = { from: 'shipped', id: 'retry-duplicates' } as const;
    await host.open({ source, variant: '', seed: null, set: {}, commands: [] });

    const view = {
      lanes: [],
      ticks: 10,
      dockPartition: 0,
      dockGroup: 0,
      beforeUs: 0,
      afterUs: 0,
      aheadUs: 0,
      events: 1,
    };
    const { ledgerMarks } = await host.frame(16_000_000, view);

    expect(Array.from(ledgerMarks.fate)).toEqual([9, 9, 9]);
    expect(Array.from(ledgerMarks.timeUs, (time) => Math.floor(time / 1_000_000))).toEqual([5, 10, 15]);
  });
});
