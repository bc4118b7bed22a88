import { describe, expect, it } from 'vitest';
import { finishRun } from '../../../src/scenario/run.ts';
import { startMutantRun } from '../../truth/mutant-runs.ts';

describe('a registration of a dead process', () => {
  it('that arrives behind a cut after that of its successor does not displace it', () => {
    const script = [
      { at: '4s', do: 'cut-link', from: 'broker-2', to: 'controller-1', for: '18s' },
      { at: '8s', do: 'crash', node: 'broker-2' },
      { at: '11.2s', do: 'restart', node: 'broker-2' },
      { at: '16.5s', do: 'crash', node: 'broker-2' },
      { at: '22s', do: 'restart', node: 'broker-2' },
    ];

    const run = startMutantRun({ script }, []);
    finishRun(run);

    expect(run.stuck).toBe(false);
    expect(run.witness.ledger.partitions[0]).toMatchObject({ isr: 0b111 });
  });
});
