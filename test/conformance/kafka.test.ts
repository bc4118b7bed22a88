import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isRight, parseVectorFile, runVectors, type VectorFile } from '../../src/cli/vectors.ts';
import { KAFKA_JUDGES, KAFKA_SETS, KAFKA_VECTORS } from '../../src/kafka/conformance.ts';

/** Files whose every case must be run. */
const COMPLETE = [
  'assignors',
  'groups',
  'partitioner',
  'idempotence',
  'leader-epoch',
  'log',
  'record-batch',
  'replication',
  'transactions',
];
const KAFKA = { kinds: KAFKA_VECTORS, sets: KAFKA_SETS, judges: KAFKA_JUDGES };
const SYSTEMS = { kafka: KAFKA };

function vectorFile(name: string): VectorFile {
  const path = fileURLToPath(new URL(`./vectors/${name}.json`, import.meta.url));
  const file = parseVectorFile(readFileSync(path, 'utf8'));
  if (typeof file === 'string') throw new Error(`${name}: ${file}`);
  return file;
}

describe.each(COMPLETE)('the vectors of %s', (name) => {
  const file = vectorFile(name);

  it('are all run', () => {
    expect(runVectors(file, SYSTEMS).skipped).toEqual([]);
  });

  it.each(file.cases.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
    const actual = KAFKA_VECTORS[vector.kind]?.(vector.in);

    if (!isRight(KAFKA, vector, actual)) expect(actual).toEqual(vector.expect);
  });
});
