import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isRight, parseVectorFile, runVectors, type VectorFile } from '../../src/cli/vectors.ts';
import { RABBITMQ_SETS, RABBITMQ_VECTORS } from '../../src/queue/conformance.ts';

const RABBITMQ = { kinds: RABBITMQ_VECTORS, sets: RABBITMQ_SETS };

function vectorFile(): VectorFile {
  const path = fileURLToPath(new URL('./vectors/rabbit.json', import.meta.url));
  const file = parseVectorFile(readFileSync(path, 'utf8'));
  if (typeof file === 'string') throw new Error(file);
  return file;
}

describe('the vectors of rabbit', () => {
  const file = vectorFile();

  it('are all run', () => {
    expect(runVectors(file, { rabbitmq: RABBITMQ }).skipped).toEqual([]);
  });

  it.each(file.cases.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
    const actual = RABBITMQ_VECTORS[vector.kind]?.(vector.in);

    if (!isRight(RABBITMQ, vector, actual)) expect(actual).toEqual(vector.expect);
  });
});
