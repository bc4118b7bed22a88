import { describe, expect, it } from 'vitest';
import { advance, finishRun } from '../../src/scenario/run.ts';
import { createRun, readScenarioValue } from '../../src/scenario/systems.ts';

describe('a cluster of 100 brokers, 1,000 partitions and 1,000 clients', () => {
  it('loses, repeats and reorders nothing, and breaks no promise', () => {
    const run = startLarge();

    advance(run, 2_000_000, Number.POSITIVE_INFINITY);
    const result = finishRun(run);

    expect(result.breaches).toEqual([]);
    expect(result.verdict.produced).toBeGreaterThan(500);
    expect(result.verdict.acked).toBe(result.verdict.produced);
    expect(result.verdict.ackedLost).toBe(0);
    expect(result.verdict.duplicated).toBe(0);
  }, 120_000);
});

function startLarge() {
  const text = { en: 'Large', zh: '大' };
  const document = readScenarioValue({
    format: 'mqscope/1',
    id: 'large',
    title: text,
    system: 'kafka',
    duration: '3s',
    settle: '20s',
    cluster: { brokers: 100 },
    topics: [{ name: 'orders', partitions: 1000, replication: 3, config: { 'min.insync.replicas': 2 } }],
    producers: Array.from({ length: 500 }, (_, i) => ({
      id: `p${i + 1}`,
      topic: 'orders',
      rate: '1/s',
      keys: 100,
      config: { acks: 'all' },
    })),
    groups: [
      {
        id: 'g1',
        topics: ['orders'],
        members: Array.from({ length: 500 }, (_, i) => ({ id: `c${i + 1}`, processing: '1ms' })),
      },
    ],
  });
  if (!document.ok) throw new Error(JSON.stringify(document.mistakes));
  const run = createRun(document.value, { eventBudget: Number.MAX_SAFE_INTEGER });
  if (!run.ok) throw new Error(JSON.stringify(run.mistakes));
  return run.value;
}
