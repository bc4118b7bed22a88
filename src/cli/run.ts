import { advance, finishRun, type RunResult, resultOf } from '../scenario/run.ts';
import { createRun } from '../scenario/systems.ts';
import { durationText, parseDuration } from '../scenario/units.ts';
import { findScenario, loadScenario, shortPath, tellMistakes } from './files.ts';
import type { ExitCode, Io } from './io.ts';
import { parseOptions, parseWhole } from './options.ts';
import { printable, sentence } from './words.ts';

export const RUN_USAGE = 'usage: run FILE_OR_ID [--variant ID] [--seed N] [--until T] [--json]';

const OPTIONS = { variant: 'value', seed: 'value', until: 'value', json: 'flag' } as const;

/** `run`: one scenario, headless. Exit 1 where an expectation fails or an invariant is breached. */
export function run(args: readonly string[], io: Io): ExitCode {
  const options = parseOptions(args, OPTIONS, RUN_USAGE, io);
  if (options === null) return 2;
  const [argument] = options.positionals;
  if (argument === undefined || options.positionals.length > 1) {
    io.err(RUN_USAGE);
    return 2;
  }
  const seed = options.values.seed === undefined ? null : parseWhole(options.values.seed, 0, 0xffff_ffff);
  if (options.values.seed !== undefined && seed === null) {
    io.err(`--seed: ${options.values.seed} is not a whole number from 0 to 4294967295`);
    return 2;
  }
  const until = options.values.until === undefined ? null : parseDuration(options.values.until);
  if (options.values.until !== undefined && until === null) {
    io.err(`--until: ${sentence('duration.bad', { found: options.values.until })}`);
    return 2;
  }
  const path = findScenario(argument, io);
  if (path === null) return 2;
  const document = loadScenario(path);
  if (!document.ok) {
    tellMistakes(shortPath(path, io), document, io);
    return 2;
  }
  const made = createRun(document.value, { variant: options.values.variant ?? '', seed });
  if (!made.ok) {
    tellMistakes(shortPath(path, io), made, io);
    return 2;
  }
  const one = made.value;
  if (until !== null) advance(one, until, Number.POSITIVE_INFINITY);
  const isPart = until !== null && one.phase !== 'ended';
  const result = isPart ? soFar(resultOf(one)) : finishRun(one);
  if (options.flags.has('json')) io.out(JSON.stringify(jsonOf(result)));
  else for (const line of report(document.value.title.en, result, isPart)) io.out(line);
  if (result.stopped === 'run.event-budget') {
    io.err(sentence('run.event-budget', { events: result.events, time: durationText(result.simulatedUs) }));
    return 2;
  }
  return result.ok ? 0 : 1;
}

/** A run that was left before its end: nothing is expected of it yet. */
function soFar(result: RunResult): RunResult {
  return { ...result, expectations: [], ok: result.breaches.length === 0 };
}

/** The fields of `--json`, in the order of the contract. */
export function jsonOf(result: RunResult): Omit<RunResult, 'stopped'> {
  const { stopped: _, ...fields } = result;
  return fields;
}

/** A short report for people. */
export function report(title: string, result: RunResult, isPart: boolean): readonly string[] {
  const variant = result.variant === '' ? '' : `, variant ${result.variant}`;
  const lines = [`${result.id}${variant}, seed ${result.seed}: ${printable(title)}`, ''];
  lines.push(`verdict      ${countersText(result.verdict)}`);
  const where = countersText(result.where);
  if (where !== NOTHING) lines.push(`where        ${where}`);
  if (result.breaches.length === 0) lines.push('invariants   all hold');
  for (const breach of result.breaches) {
    lines.push(`invariants   ✗ ${breach.invariant} at ${durationText(breach.atUs)}: ${breach.detail}`);
  }
  if (isPart) lines.push('expected     judged at the end of a whole run only');
  for (const [index, { text, ok, actual }] of result.expectations.entries()) {
    const label = index === 0 ? 'expected    ' : '            ';
    lines.push(`${label} ${ok ? '✓' : '✗'} ${text}${ok ? '' : ` (was ${actual})`}`);
  }
  lines.push('');
  lines.push(`hash ${result.hash}, ${result.events} events, ${durationText(result.simulatedUs)} simulated`);
  return lines;
}

const NOTHING = 'nothing';

function countersText(counters: Readonly<Record<string, number>>): string {
  const some = Object.entries(counters).filter(([, value]) => value !== 0);
  return some.length === 0 ? NOTHING : some.map(([name, value]) => `${name} ${value}`).join(', ');
}
