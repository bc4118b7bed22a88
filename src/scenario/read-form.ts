import * as v from 'valibot';
import { nearest } from '../sim/config.ts';
import { foundText, type Mistake } from './mistakes.ts';

/** Reads a value by a schema: the typed value, or null where it has mistakes of form. All are reported. */
export function readForm<T extends v.GenericSchema>(
  schema: T,
  input: unknown,
  path: string,
  mistakes: Mistake[],
): v.InferOutput<T> | null {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  for (const issue of result.issues) report(issue, path, mistakes);
  return null;
}

/** A value that is right in form, for what has to be there and is wrong. */
const STAND_INS: Readonly<Record<string, unknown>> = {
  format: 'mqscope/1',
  id: 'x',
  name: 'x',
  title: { en: '', zh: '' },
  en: '',
  zh: '',
  system: 'kafka',
  duration: '24h',
  topics: [],
  members: [],
  rate: '0',
};

/** Where one of these has to go, a name may be missing elsewhere that was there before. */
const HOLD_NAMES: readonly string[] = [
  'id',
  'name',
  'cluster',
  'brokers',
  'topics',
  'partitions',
  'replicas',
  'producers',
  'groups',
  'members',
];

/** What is left of a value without its mistakes of form. */
export interface Salvage<T> {
  readonly value: T;
  /** False where names went with the mistakes: that something is unknown says nothing then. */
  readonly namesKept: boolean;
}

/**
 * Takes out what has mistakes of form, so that names and settings of the rest can be checked in the same go.
 *
 * @returns null where too little is left
 */
export function salvage<T extends v.GenericSchema>(schema: T, input: unknown): Salvage<v.InferOutput<T>> | null {
  let value: unknown = input;
  let namesKept = true;
  for (let round = 0; round < 3; round++) {
    const result = v.safeParse(schema, value);
    if (result.success) return { value: result.output, namesKept };
    for (const issue of result.issues) {
      const keys = (issue.path ?? []).map((item) => item.key);
      while (typeof keys.at(-1) === 'number') keys.pop();
      if (keys.length === 0) return null;
      const last = String(keys.at(-1));
      if (issue.message !== 'key.unknown' && HOLD_NAMES.includes(last)) namesKept = false;
      value = without(value, keys);
    }
  }
  return null;
}

/** A copy in which the key at the end of a path is gone, or has its stand-in. */
function without(value: unknown, keys: readonly unknown[]): unknown {
  const [key, ...rest] = keys;
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? without(item, rest) : item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (name !== key) return [[name, inner]];
    return rest.length > 0 ? [[name, without(inner, rest)]] : [];
  });
  const copy = Object.fromEntries(entries);
  if (rest.length === 0 && typeof key === 'string' && Object.hasOwn(STAND_INS, key)) copy[key] = STAND_INS[key];
  return copy;
}

function report(issue: v.BaseIssue<unknown>, prefix: string, mistakes: Mistake[]): void {
  // A union answers one issue for all its members; what its only object member found is more precise.
  if (issue.type === 'union' && issue.issues !== undefined) {
    const inner = issue.issues.filter((one) => one.path !== undefined);
    if (inner.length > 0) {
      for (const one of inner) report(one, joinPath(prefix, issue), mistakes);
      return;
    }
    const precise = issue.issues.find((one) => one.kind === 'validation');
    if (precise !== undefined) {
      report(precise, joinPath(prefix, issue), mistakes);
      return;
    }
  }
  const path = joinPath(prefix, issue);
  const found = foundText(issue.input);
  if (issue.message === 'key.unknown') {
    const key = String(issue.path?.at(-1)?.key ?? '');
    const meant = nearest(key, (issue.expected ?? '').split(' '));
    mistakes.push({ path, code: 'key.unknown', parameters: meant === null ? { key } : { key, meant } });
    return;
  }
  if (issue.kind === 'validation') {
    mistakes.push({ path, code: issue.message, parameters: limitsOf(issue, found) });
    return;
  }
  if (issue.message === 'format.unknown') {
    mistakes.push({ path, code: 'format.unknown', parameters: { found } });
  } else if (issue.received === 'undefined') {
    const code = issue.type === 'variant' ? 'value.not-a-choice' : 'value.missing';
    const parameters = issue.type === 'variant' ? { found: '', choices: choicesOf(issue) } : { type: typeOf(issue) };
    mistakes.push({ path, code, parameters });
  } else if (issue.type === 'picklist' || issue.type === 'literal' || issue.type === 'variant') {
    const choices = choicesOf(issue);
    const meant = nearest(found, choices.split(', '));
    mistakes.push({
      path,
      code: 'value.not-a-choice',
      parameters: meant === null ? { found, choices } : { found, choices, meant },
    });
  } else {
    mistakes.push({ path, code: 'value.wrong-type', parameters: { found, type: typeOf(issue) } });
  }
}

function limitsOf(issue: v.BaseIssue<unknown>, found: string): Readonly<Record<string, string | number>> {
  const limit = typeof issue.requirement === 'number' ? issue.requirement : null;
  switch (issue.message) {
    case 'value.too-small':
      return { found, least: limit ?? '' };
    case 'value.too-large':
    case 'value.too-long':
      return { found: typeof issue.received === 'string' ? issue.received : found, most: limit ?? '' };
    case 'value.wrong-type':
      return { found, type: 'count' };
    default:
      return { found };
  }
}

/** Valibot writes what it expected as `("a" | "b")`. */
function choicesOf(issue: v.BaseIssue<unknown>): string {
  return (issue.expected ?? '').replaceAll(/[()"]/g, '').split(' | ').join(', ');
}

function typeOf(issue: v.BaseIssue<unknown>): string {
  const expected = issue.expected ?? '';
  return expected.startsWith('"') || expected === 'Object' ? 'object' : expected.replaceAll(/[()]/g, '').toLowerCase();
}

function joinPath(prefix: string, issue: v.BaseIssue<unknown>): string {
  let path = prefix;
  for (const item of issue.path ?? []) path = path === '' ? label(item) : `${path}.${label(item)}`;
  return path;
}

/** Elements of a list go by their `id` or `name`, else by their index. */
function label(item: v.IssuePathItem): string {
  if (item.type === 'array' && typeof item.value === 'object' && item.value !== null) {
    for (const [key, value] of Object.entries(item.value)) {
      if ((key === 'id' || key === 'name') && typeof value === 'string' && value !== '') return value;
    }
  }
  return String(item.key);
}
