import { describe, expect, it } from 'vitest';
import { finishRun } from '../../src/scenario/run.ts';
import { createRun, readScenario } from '../../src/scenario/systems.ts';
import HASHES from '../scenario/hashes.json';

const TEXTS = import.meta.glob<string>('../../public/scenarios/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

describe('a shipped scenario in this browser', () => {
  it.each(Object.keys(HASHES))('%s gives the hash that Node gave', (name) => {
    const [id = '', variant = ''] = name.split(' ');

    expect(hashOf(id, variant)).toBe(Object.entries(HASHES).find(([key]) => key === name)?.[1]);
  });
});

function hashOf(id: string, variant: string): string {
  const read = readScenario(TEXTS[`../../public/scenarios/${id}.json`] ?? '');
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
  const made = createRun(read.value, { variant });
  if (!made.ok) throw new Error(JSON.stringify(made.mistakes));
  return finishRun(made.value).hash;
}
