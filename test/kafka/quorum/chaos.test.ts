import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breachesOf, startMutantRun } from '../../truth/mutant-runs.ts';

const controller = fc.integer({ min: 1, max: 3 }).map((number) => `controller-${number}`);
const broker = fc.integer({ min: 1, max: 3 }).map((number) => `broker-${number}`);

/** One fault and its end; controllers suffer more than brokers. */
const fault = fc
  .record({
    what: fc.constantFrom('crash', 'crash', 'power-cut', 'stop', 'isolate', 'cut-link', 'pause', 'slow-link'),
    node: fc.oneof({ weight: 4, arbitrary: controller }, { weight: 1, arbitrary: broker }),
    other: controller,
    atMs: fc.integer({ min: 1_000, max: 30_000 }),
    forMs: fc.integer({ min: 200, max: 9_000 }),
  })
  .map(({ what, node, other, atMs, forMs }) => {
    const at = `${atMs}ms`;
    const end = `${forMs}ms`;
    switch (what) {
      case 'isolate':
        return [{ at, do: what, node, from: atMs % 2 === 0 ? 'controller' : 'all', for: end }];
      case 'pause':
        return [{ at, do: what, node, for: end }];
      case 'cut-link':
        return node === other ? [] : [{ at, do: what, from: node, to: other, 'one-way': atMs % 2 === 0, for: end }];
      case 'slow-link':
        return node === other ? [] : [{ at, do: what, from: node, to: other, latency: '400ms', for: end }];
      default:
        return [
          { at, do: what, node },
          { at: `${atMs + forMs}ms`, do: 'restart', node },
        ];
    }
  });

describe('a quorum of controllers', () => {
  it('has one leader an epoch, keeps what was committed and holds one log, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fault, { minLength: 1, maxLength: 9 }), (faults) => {
        const script = faults.flat().sort((a, b) => Number.parseInt(a.at, 10) - Number.parseInt(b.at, 10));

        const run = startMutantRun({ controllers: 3, rate: '20/s', producer: { acks: 'all' }, script }, []);

        expect(breachesOf(run)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
