import { describe, expect, it } from 'vitest';
import { finishRun } from '../../src/scenario/run.ts';
import { startMutantRun } from '../truth/mutant-runs.ts';

describe('the closing phase', () => {
  it('starts a broker again that was still ending when it began', () => {
    const run = startMutantRun({ script: [{ at: '39.999s', do: 'stop', node: 'broker-1' }] }, []);

    finishRun(run);

    const closing = run.director.log.filter(({ by }) => by === 'closing').map(({ verb }) => verb);
    expect(closing).toEqual(['stop-producers', 'restart']);
    expect(run.stuck).toBe(false);
    expect(run.world.nodes.map(({ status }) => status)).toEqual(run.world.nodes.map(() => 'up'));
  });

  it('ends in order with a broker that was asked to stop while it was paused', () => {
    const script = [
      { at: '10s', do: 'pause', node: 'broker-1', for: '5s' },
      { at: '12s', do: 'stop', node: 'broker-1', grace: '1s' },
    ];
    const run = startMutantRun({ script }, []);

    const result = finishRun(run);

    expect(result.breaches).toEqual([]);
    expect(run.stuck).toBe(false);
  });
});
