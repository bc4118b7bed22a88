import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { matches, parseVectorFile, runVectors } from '../../src/cli/vectors.ts';
import { ROCKETMQ_SETS, ROCKETMQ_VECTORS } from '../../src/rocketmq/conformance.ts';

const SYSTEMS = { rocketmq: { kinds: ROCKETMQ_VECTORS, sets: ROCKETMQ_SETS } };

const path = fileURLToPath(new URL('./vectors/rocketmq.json', import.meta.url));
const file = parseVectorFile(readFileSync(path, 'utf8'));
if (typeof file === 'string') throw new Error(file);

describe('the vectors of rocketmq', () => {
  it('are all run', () => {
    expect(runVectors(file, SYSTEMS).skipped).toEqual([]);
  });

  it('have a case for each kind that is modelled', () => {
    expect(new Set(file.cases.map(({ kind }) => kind))).toEqual(new Set(Object.keys(ROCKETMQ_VECTORS)));
  });

  it.each(file.cases.map((vector) => [vector.id, vector] as const))(
    '%s',
    (_, { kind, in: input, expect: expected }) => {
      const actual = ROCKETMQ_VECTORS[kind]?.(input);

      if (!matches(expected, actual, ROCKETMQ_SETS[kind] ?? [])) expect(actual).toEqual(expected);
    },
  );
});
