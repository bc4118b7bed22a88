import { describe, expect, it } from 'vitest';
import { finishRun } from '../../src/scenario/run.ts';
import { createRun, readScenarioValue } from '../../src/scenario/systems.ts';

const BOTH = { en: 'A slow group', zh: '慢消费者组' };

describe('the bound of the closing phase', () => {
  it('leaves a group the time that its backlog takes, however slow it is', () => {
    const document = readScenarioValue({
      format: 'mqscope/1',
      id: 'slow-group',
      title: BOTH,
      question: BOTH,
      system: 'kafka',
      seed: 1,
      duration: '10s',
      cluster: { brokers: 1 },
      topics: [{ name: 'orders', partitions: 1, replicas: [[1]] }],
      producers: [
        { id: 'p1', topic: 'orders', rate: '10/s', arrivals: 'even', keys: 0, size: '100B', config: { acks: '1' } },
      ],
      groups: [
        {
          id: 'g',
          topics: ['orders'],
          members: [{ id: 'c1', processing: '7s' }],
          config: { 'auto.offset.reset': 'earliest', 'max.poll.records': 1 },
        },
      ],
      network: { latency: '1ms' },
      script: [],
      expect: [],
    });
    if (!document.ok) throw new Error(JSON.stringify(document.mistakes));
    const run = createRun(document.value);
    if (!run.ok) throw new Error(JSON.stringify(run.mistakes));

    const { verdict, simulatedUs } = finishRun(run.value);

    expect(verdict).toMatchObject({ stuck: 0, unprocessed: 0 });
    expect(simulatedUs).toBeGreaterThan(620_000_000);
  });
});
