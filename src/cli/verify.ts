import type { ScenarioDocument } from '../scenario/compile.ts';
import type { Mistake } from '../scenario/mistakes.ts';
import { finishRun, type RunResult } from '../scenario/run.ts';
import { createRun } from '../scenario/systems.ts';
import { mix32 } from '../sim/random.ts';
import { findScenarios, loadScenario, shortPath, tellMistakes } from './files.ts';
import type { ExitCode, Io } from './io.ts';
import { parseOptions, parseWhole } from './options.ts';
import { mistakeText } from './words.ts';

export const VERIFY_USAGE = 'usage: verify FILE_OR_DIR… [--seeds N] [--json]';

const OPTIONS = { seeds: 'value', json: 'flag' } as const;

/** What one scenario or variant came to over its seeds. */
interface Verified {
  readonly file: string;
  readonly id: string;
  /** '' = the document itself. */
  readonly variant: string;
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly Pick<RunResult, 'seed' | 'hash' | 'expectations' | 'breaches'>[];
}

interface Broken {
  readonly file: string;
  readonly mistakes: readonly (Mistake & { readonly text: string })[];
}

/** `verify`: every scenario and variant of files and folders. Exit 1 on a failure, 2 where a file is bad. */
export function verify(args: readonly string[], io: Io): ExitCode {
  const options = parseOptions(args, OPTIONS, VERIFY_USAGE, io);
  if (options === null) return 2;
  const seeds = parseWhole(options.values.seeds ?? '1', 1, 1_000_000);
  if (seeds === null) {
    io.err(`--seeds: ${options.values.seeds} is not a whole number from 1`);
    return 2;
  }
  if (options.positionals.length === 0) {
    io.err(VERIFY_USAGE);
    return 2;
  }
  const files: string[] = [];
  for (const argument of options.positionals) {
    const found = findScenarios(argument, io);
    if (found === null) return 2;
    for (const file of found) if (!files.includes(file)) files.push(file);
  }
  const json = options.flags.has('json');
  const verified: Verified[] = [];
  const broken: Broken[] = [];
  for (const path of files) {
    const file = shortPath(path, io);
    const document = loadScenario(path);
    if (!document.ok) {
      if (!json) tellMistakes(file, document, io);
      broken.push({ file, mistakes: document.mistakes.map((mistake) => ({ ...mistake, text: mistakeText(mistake) })) });
      continue;
    }
    for (const variant of ['', ...document.value.variants.map(({ id }) => id)]) {
      const one = verifyVariant(file, document.value, variant, seeds);
      verified.push(one);
      if (!json) for (const line of linesOf(one)) io.out(line);
    }
  }
  const passed = verified.reduce((sum, one) => sum + one.passed, 0);
  const failed = verified.reduce((sum, one) => sum + one.failed, 0);
  if (json) {
    const ok = failed === 0 && broken.length === 0;
    io.out(JSON.stringify({ passed, failed, ok, scenarios: verified, broken }));
  } else io.out(`${passed} passed, ${failed} failed${broken.length === 0 ? '' : `, ${broken.length} not readable`}`);
  if (broken.length > 0) return 2;
  return failed > 0 ? 1 : 0;
}

/** The seeds of a check: the document's own, then others that never repeat. */
export function seedsOf(own: number, count: number): readonly number[] {
  const seeds = [own];
  for (let i = 1; seeds.length < count; i++) {
    const seed = mix32(own + i);
    if (seed !== own) seeds.push(seed);
  }
  return seeds;
}

function verifyVariant(file: string, document: ScenarioDocument, variant: string, seeds: number): Verified {
  const failures: RunResult[] = [];
  const list = seedsOf(document.seed, seeds);
  for (const seed of list) {
    const made = createRun(document, { variant, seed });
    if (!made.ok) continue;
    const result = finishRun(made.value);
    if (!result.ok) failures.push(result);
  }
  return {
    file,
    id: document.id,
    variant,
    passed: list.length - failures.length,
    failed: failures.length,
    failures: failures.map(({ seed, hash, expectations, breaches }) => ({
      seed,
      hash,
      expectations: expectations.filter(({ ok }) => !ok),
      breaches,
    })),
  };
}

const MOST_LINES = 3;

function linesOf(one: Verified): readonly string[] {
  const name = one.variant === '' ? one.id : `${one.id} ${one.variant}`;
  const total = one.passed + one.failed;
  if (one.failed === 0) return [`✓ ${name}${total > 1 ? ` (${total} seeds)` : ''}`];
  const lines = [`✗ ${name}: ${one.failed} of ${total} failed`];
  for (const { seed, expectations, breaches } of one.failures.slice(0, MOST_LINES)) {
    for (const { text, actual } of expectations) lines.push(`    seed ${seed}: ${text} (was ${actual})`);
    for (const { invariant, detail } of breaches) lines.push(`    seed ${seed}: ${invariant} broken, ${detail}`);
  }
  return lines;
}
