import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScenarioValue } from '../../src/scenario/systems.ts';

describe('a document with mistakes of every sort', () => {
  it('is told all of them at once: of form, of keys, of settings, of names, of the script', () => {
    const right = JSON.parse(readFileSync('public/scenarios/acks-1-leader-crash.json', 'utf8'));
    const wrong = {
      ...right,
      duratoin: '4s',
      seed: -1,
      topics: [{ ...right.topics[0], replicas: [[1, 2, 9]], config: { 'min.insync.replica': 1 } }],
      producers: [{ ...right.producers[0], rate: '100', config: { ack: '1', 'enable.idempotence': true, acks: '1' } }],
      script: [
        { at: '5', do: 'crsh', node: 'leader(orders-0)' },
        { at: '5s', do: 'crash', node: 'broker-7' },
      ],
    };

    const read = readScenarioValue(wrong);

    expect(read.ok).toBe(false);
    const paths = read.ok ? [] : read.mistakes.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'duratoin',
        'seed',
        'producers.checkout.rate',
        'producers.checkout.config.ack',
        'producers.checkout.config.acks',
        'topics.orders.config.min.insync.replica',
        'script.0.do',
        'script.0.at',
        'script.1.node',
      ]),
    );
    expect(paths.some((path) => path.startsWith('topics.orders.replicas'))).toBe(true);
  });
});
