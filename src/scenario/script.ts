import type { VerbParameter } from '../sim/faults/verb.ts';
import { foundText, type Mistake, meantOf, type Report } from './mistakes.ts';
import { checkTarget, type KnownNames } from './names.ts';
import { readForm } from './read-form.ts';
import { type GivenEntry, triggerSchema } from './schema.ts';
import type { System, VerbTable } from './system.ts';
import { parseTarget, type Target } from './target.ts';
import { parseTrigger, type Trigger } from './trigger.ts';
import { parseDuration, parseSize } from './units.ts';

/** One command of a script, or typed by a user: read and checked, its targets not yet resolved. */
export interface ScriptEntry {
  readonly verb: string;
  /** µs, −1 where a trigger starts it. */
  readonly atUs: number;
  readonly on: Trigger | null;
  readonly node: Target | null;
  readonly from: Target | null;
  readonly to: Target | null;
  readonly values: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** Targets among the parameters. */
  readonly targets: readonly Target[];
  /** µs after its start, −1 = no end of its own. */
  readonly forUs: number;
  /** µs, −1 = none. */
  readonly untilUs: number;
  readonly until: Trigger | null;
  /** '' = not remembered. */
  readonly as: string;
  /** µs after which a node that it took down starts again, −1 = never. */
  readonly restartAfterUs: number;
  /** As it was written. */
  readonly given: GivenEntry;
}

/** Ends faults; it belongs to the script, since it ends what others began. */
export const HEAL: VerbTable = {
  name: 'heal',
  target: 'none',
  group: 'operation',
  aims: ['server', 'control', 'client'],
  parameters: { what: { type: 'target', default: 'all' } },
  ends: false,
};

const OWN_KEYS = ['at', 'on', 'do', 'as', 'for', 'until', 'note', 'hand'] as const;
const TARGET_KEYS = { node: ['node'], link: ['from', 'to'], none: [] } as const;

/** Parameters that name something of the document. */
const NAMED: Readonly<Record<string, (names: KnownNames) => readonly string[]>> = {
  producer: (names) => names.producers,
  like: (names) => names.producers,
  group: (names) => names.groups,
  topic: (names) => names.topics,
};

type Reader = Pick<System<unknown, never>, 'verbs' | 'observations' | 'fieldKind' | 'errors' | 'apis'>;

export function verbsOf(system: Pick<Reader, 'verbs'>): readonly VerbTable[] {
  return [...system.verbs, HEAL];
}

/** Reads one entry. Everything that is wrong with it is reported; null then. */
export function parseEntry(
  given: GivenEntry,
  system: Reader,
  names: KnownNames,
  path: string,
  mistakes: Mistake[],
): ScriptEntry | null {
  const before = mistakes.length;
  const report: Report = (place, code, parameters = {}) => mistakes.push({ path: place, code, parameters });
  const verbs = verbsOf(system);
  const verb = verbs.find((one) => one.name === given.do);
  if (verb === undefined) {
    const found = foundText(given.do ?? '');
    report(`${path}.do`, 'verb.unknown', {
      found,
      ...meantOf(
        found,
        verbs.map((one) => one.name),
      ),
    });
    parseAt(given, path, report);
    return null;
  }
  checkKeys(given, verb, path, report);
  const on = parseOn(given.on, system, names, `${path}.on`, mistakes);
  const atUs = parseAt(given, path, report);
  const targetOf = (key: string): Target | null =>
    readTarget(
      given[key],
      names,
      `${path}.${key}`,
      (TARGET_KEYS[verb.target] as readonly string[]).includes(key),
      report,
    );
  const node = verb.target === 'node' ? targetOf('node') : null;
  const from = verb.target === 'link' ? targetOf('from') : null;
  const to = verb.target === 'link' ? targetOf('to') : null;
  const { values, targets } = readParameters(given, verb, system, names, path, report);
  const ends = readEnds(given, verb, values, system, names, path, mistakes);
  const as = given.as === undefined ? '' : readAlias(given.as, path, report);
  if (mistakes.length > before) return null;
  const restart = values['restart-after'];
  return {
    verb: verb.name,
    atUs,
    on,
    node,
    from,
    to,
    values,
    targets,
    ...ends,
    as,
    restartAfterUs: typeof restart === 'number' ? restart : -1,
    given,
  };
}

function checkKeys(given: GivenEntry, verb: VerbTable, path: string, report: Report): void {
  const known = [...OWN_KEYS, ...TARGET_KEYS[verb.target], ...Object.keys(verb.parameters)];
  for (const key of Object.keys(given)) {
    if (!known.includes(key))
      report(`${path}.${key}`, 'parameter.unknown', { verb: verb.name, key, ...meantOf(key, known) });
  }
}

function parseAt(given: GivenEntry, path: string, report: Report): number {
  if (given.at === undefined) {
    if (given.on === undefined) report(path, 'entry.no-start');
    return -1;
  }
  if (given.on !== undefined) report(path, 'entry.two-starts');
  return readDuration(given.at, `${path}.at`, report);
}

function parseOn(on: unknown, system: Reader, names: KnownNames, path: string, mistakes: Mistake[]): Trigger | null {
  if (on === undefined) return null;
  const form = readForm(triggerSchema, on, path, mistakes);
  if (form === null) return null;
  return parseTrigger(form, system, names, path, (place, code, parameters = {}) =>
    mistakes.push({ path: place, code, parameters }),
  );
}

function readEnds(
  given: GivenEntry,
  verb: VerbTable,
  values: Readonly<Record<string, unknown>>,
  system: Reader,
  names: KnownNames,
  path: string,
  mistakes: Mistake[],
): Pick<ScriptEntry, 'forUs' | 'untilUs' | 'until'> {
  const report: Report = (place, code, parameters = {}) => mistakes.push({ path: place, code, parameters });
  const hasEnd = given.for !== undefined || given.until !== undefined;
  if (hasEnd && !verb.ends) report(path, 'entry.no-end', { verb: verb.name });
  if (given.for !== undefined && given.until !== undefined) report(path, 'entry.two-ends');
  const byDefault = values.for;
  let forUs = typeof byDefault === 'number' ? byDefault : -1;
  if (given.for !== undefined) forUs = readDuration(given.for, `${path}.for`, report);
  if (given.until === undefined) return { forUs, untilUs: -1, until: null };
  if (typeof given.until === 'string') {
    return { forUs: -1, untilUs: readDuration(given.until, `${path}.until`, report), until: null };
  }
  return { forUs: -1, untilUs: -1, until: parseOn(given.until, system, names, `${path}.until`, mistakes) };
}

function readParameters(
  given: GivenEntry,
  verb: VerbTable,
  system: Reader,
  names: KnownNames,
  path: string,
  report: Report,
): { values: Record<string, string | number | boolean | readonly string[]>; targets: Target[] } {
  const values: Record<string, string | number | boolean | readonly string[]> = {};
  const targets: Target[] = [];
  for (const [name, parameter] of Object.entries(verb.parameters)) {
    const found = given[name];
    const place = `${path}.${name}`;
    if (found === undefined && parameter.required === true) {
      report(place, 'parameter.missing', { verb: verb.name, key: name });
      continue;
    }
    const value = found ?? parameter.default;
    if (value === '') continue;
    if (parameter.type === 'target') {
      const target = readTarget(value, names, place, true, report, true);
      if (target !== null) targets.push(target);
      if (typeof value === 'string') values[name] = value;
      continue;
    }
    const read = name === 'api' ? readApi(value, system, place, report) : readValue(value, parameter, place, report);
    if (read === null) continue;
    values[name] = read;
    const known = NAMED[name]?.(names);
    if (parameter.type === 'text' && known !== undefined && typeof read === 'string' && !known.includes(read)) {
      report(place, 'name.unknown', { found: foundText(read), ...meantOf(read, known) });
    }
  }
  return { values, targets };
}

function readValue(
  value: unknown,
  parameter: VerbParameter,
  path: string,
  report: Report,
): string | number | boolean | readonly string[] | null {
  switch (parameter.type) {
    case 'duration':
      return readDuration(value, path, report);
    case 'size': {
      const bytes = typeof value === 'string' ? parseSize(value) : null;
      if (bytes === null) report(path, 'size.bad', { found: foundText(value) });
      return bytes;
    }
    case 'count':
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
      break;
    case 'flag':
      if (typeof value === 'boolean') return value;
      break;
    case 'choice': {
      const allowed = parameter.choices ?? [];
      if (typeof value === 'string' && allowed.includes(value)) return value;
      reportChoice(value, allowed, path, report);
      return null;
    }
    case 'list':
      return readList(value, parameter, path, report);
    case 'text':
      if (typeof value === 'string' || typeof value === 'number') return String(value);
      break;
    default:
      if (typeof value === 'string' || typeof value === 'boolean') return value;
      if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  report(path, 'value.wrong-type', { found: foundText(value), type: parameter.type });
  return null;
}

function readList(value: unknown, parameter: VerbParameter, path: string, report: Report): readonly string[] | null {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const words: string[] = [];
  for (const one of list) {
    const word = typeof one === 'string' || typeof one === 'number' ? String(one) : null;
    if (word === null) report(path, 'value.wrong-type', { found: foundText(one), type: 'text' });
    else if (parameter.choices !== undefined && !parameter.choices.includes(word)) {
      reportChoice(word, parameter.choices, path, report);
    } else words.push(word);
  }
  return words.length === list.length ? words : null;
}

function readApi(value: unknown, system: Reader, path: string, report: Report): number | null {
  const apis = Object.entries(system.apis);
  const found = apis.find(([, name]) => name === value);
  if (found !== undefined) return Number(found[0]);
  reportChoice(
    value,
    apis.map(([, name]) => name),
    path,
    report,
  );
  return null;
}

function reportChoice(value: unknown, allowed: readonly string[], path: string, report: Report): void {
  const found = foundText(value);
  report(path, 'value.not-a-choice', { found, choices: allowed.join(', '), ...meantOf(found, allowed) });
}

function readTarget(
  value: unknown,
  names: KnownNames,
  path: string,
  required: boolean,
  report: Report,
  linkToo = false,
): Target | null {
  if (value === undefined) {
    if (required) report(path, 'value.missing', { type: 'target' });
    return null;
  }
  const target = typeof value === 'string' ? parseTarget(value) : null;
  if (target === null) report(path, 'target.bad', { found: foundText(value) });
  else if (target.kind === 'link' && !linkToo) report(path, 'target.wrong-kind', { found: foundText(value) });
  else checkTarget(target, names, path, report);
  return target;
}

function readDuration(value: unknown, path: string, report: Report): number {
  const us = typeof value === 'string' ? parseDuration(value) : null;
  if (us === null) report(path, 'duration.bad', { found: foundText(value) });
  return us ?? -1;
}

function readAlias(value: unknown, path: string, report: Report): string {
  if (typeof value === 'string' && /^[A-Za-z0-9_.-]{1,60}$/.test(value)) return value;
  report(`${path}.as`, 'name.bad', { found: foundText(value) });
  return '';
}
