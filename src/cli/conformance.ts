import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KAFKA_JUDGES, KAFKA_SETS, KAFKA_VECTORS } from '../kafka/conformance.ts';
import { RABBITMQ_SETS, RABBITMQ_VECTORS } from '../queue/conformance.ts';
import { ROCKETMQ_SETS, ROCKETMQ_VECTORS } from '../rocketmq/conformance.ts';
import { parseVectorFile, runVectors, type VectorFile, type VectorSystem } from './vectors.ts';

/** By the name that a vector file gives its system. */
const SYSTEMS: Readonly<Record<string, VectorSystem>> = {
  kafka: { kinds: KAFKA_VECTORS, sets: KAFKA_SETS, judges: KAFKA_JUDGES },
  rabbitmq: { kinds: RABBITMQ_VECTORS, sets: RABBITMQ_SETS },
  rocketmq: { kinds: ROCKETMQ_VECTORS, sets: ROCKETMQ_SETS },
};

/** Where a command writes: standard output and standard error, a line at a time. */
export interface ConformanceIo {
  out(line: string): void;
  err(line: string): void;
}

const USAGE = 'usage: conformance FILE_OR_DIR [--json]';

/**
 * `conformance FILE_OR_DIR [--json]`: runs test vectors against the engine's rules.
 *
 * @returns 0, 1 where a vector fails, 2 for a file that is not there or is no vector file
 */
export function conformance(args: readonly string[], io: ConformanceIo): number {
  const paths = args.filter((arg) => !arg.startsWith('--'));
  const unknown = args.find((arg) => arg.startsWith('--') && arg !== '--json');
  const [path] = paths;
  if (unknown !== undefined || path === undefined || paths.length > 1) {
    io.err(unknown === undefined ? USAGE : `${unknown}: unknown option; ${USAGE}`);
    return 2;
  }
  const files = readVectorFiles(path, io);
  if (files === null) return 2;

  const results = files.map((file) => runVectors(file, SYSTEMS));
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failures = results.flatMap((result) => result.failures);
  const skipped = results.flatMap((result) => result.skipped);
  if (args.includes('--json')) {
    io.out(JSON.stringify({ passed, failed: failures.length, skipped: skipped.length, failures }));
  } else {
    for (const { id, expected, actual } of failures) {
      io.out(`failed ${id}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
    }
    for (const id of skipped) io.out(`skipped ${id}`);
    io.out(`${passed} passed, ${failures.length} failed, ${skipped.length} skipped`);
  }
  return failures.length > 0 ? 1 : 0;
}

/** All files, or null where one is bad; each bad one was told. */
function readVectorFiles(path: string, io: ConformanceIo): VectorFile[] | null {
  const paths = listFiles(path);
  if (paths === null) {
    io.err(`${path}: no such file or folder`);
    return null;
  }
  if (paths.length === 0) {
    io.err(`${path}: no .json file in this folder`);
    return null;
  }
  const files: VectorFile[] = [];
  for (const one of paths) {
    const file = parseVectorFile(readFileSync(one, 'utf8'));
    if (typeof file === 'string') io.err(`${one}: ${file}`);
    else files.push(file);
  }
  return files.length === paths.length ? files : null;
}

/** The file itself, or the `.json` files of a folder by name; null where there is nothing. */
function listFiles(path: string): string[] | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => join(path, name));
}
