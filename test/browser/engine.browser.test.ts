import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/engine/client.ts';
import type { OpenRequest, View } from '../../src/engine/protocol.ts';
import HASHES from '../scenario/hashes.json';

const REQUEST: OpenRequest = {
  source: { from: 'shipped', id: 'first-light' },
  variant: '',
  seed: null,
  set: {},
  commands: [],
};

const VIEW: View = {
  lanes: [{ partition: 0, from: -1, columns: 24 }],
  ticks: 840,
  dockPartition: 0,
  dockGroup: 0,
  beforeUs: 3_000_000,
  afterUs: 500_000,
  aheadUs: 20_000_000,
  events: 60,
};

describe('the engine in its worker', () => {
  it('opens a shipped scenario, hands frames over, takes a command in the past and comes to the committed hash', async () => {
    const engine = createEngine();

    const opened = await engine.open(REQUEST);
    expect(opened.ok).toBe(true);
    const frame = await engine.frame(8_000_000, VIEW);
    expect(frame.clock.timeUs[0]).toBe(8_000_000);
    expect(frame.cells.length).toBeGreaterThan(0);
    engine.release(frame);
    expect(frame.buffer.byteLength).toBe(0);
    const plain = await engine.finish();
    expect(plain.hash).toBe(HASHES['first-light']);

    await engine.command({ atUs: 6_000_000, entry: { do: 'crash', node: 'broker-1' } });
    expect((await engine.finish()).hash).not.toBe(plain.hash);
    await engine.undo();
    expect((await engine.finish()).hash).toBe(plain.hash);
  });

  it('lists the shipped scenarios with their questions', async () => {
    const library = await createEngine().library();

    expect(library[0]?.id).toBe('first-light');
    expect(library.every(({ question }) => question.en !== '' && question.zh !== '')).toBe(true);
  });

  it('tells a call that cannot be carried out as its own contradiction', async () => {
    const engine = createEngine();

    await expect(engine.finish()).rejects.toMatchObject({ contradiction: { claim: 'nothing is open' } });
  });
});
