import { describe, expect, it } from 'vitest';
import { runMinimalCluster } from './reference/minimal-cluster.ts';

describe('the minimal model', () => {
  it('spends 7 events on a message and 3 a second on heartbeats', () => {
    const { events, produced, acked } = runMinimalCluster({ rate: 1000, seconds: 100, seed: 1, crashes: [] });

    expect(produced).toBe(99_999);
    expect(acked).toBe(produced);
    expect(events).toBeGreaterThan(703 * 995);
    expect(events).toBeLessThan(703 * 1005);
  });

  it('elects after a crash, sends again what was not taken, and settles with nothing lost', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const { events, produced, acked, lost } = runMinimalCluster({
        rate: 100,
        seconds: 10,
        seed,
        crashes: [4_000_000],
      });

      expect({ acked, lost }).toEqual({ acked: produced, lost: 0 });
      expect(events).toBeGreaterThan(5_000);
    }
  });
});
