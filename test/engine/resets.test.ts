import { describe, expect, it } from 'vitest';
import { openHost, VIEW } from './open-host.ts';

const SECOND = 1_000_000;

describe('a reset that waits for its request', () => {
  it('is over once it has met it, long before the run closes', async () => {
    const { engine, opened } = await openHost({ source: { from: 'shipped', id: 'retry-duplicates' } });

    const { faults } = await engine.frame(30 * SECOND, VIEW);

    const verbs = Array.from(faults.verb, (verb) => opened.names.texts[verb]);
    expect(verbs).toEqual(Array.from({ length: 3 }, () => 'reset-connection'));
    expect(Array.from(faults.toUs, (time) => Math.floor(time / SECOND))).toEqual([5, 10, 15]);
  });
});
