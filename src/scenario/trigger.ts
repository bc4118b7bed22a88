import { type Condition, parseCondition, valuesOf } from './condition.ts';
import { foundText, meantOf, type Report } from './mistakes.ts';
import { checkTarget, type KnownNames } from './names.ts';
import type { GivenTrigger, MatchValue } from './schema.ts';
import type { FieldKind, System } from './system.ts';
import { parseTarget, type Target } from './target.ts';
import { parseDuration } from './units.ts';

/** Which observations are meant: a kind, fields with one of some values, and a condition at that moment. */
export interface Matcher {
  /** Number of the observation's kind. */
  readonly kind: number;
  readonly fields: readonly FieldMatch[];
  readonly condition: Condition | null;
}

/** One named field. Exactly one of `values`, `names` and `targets` is used. */
export interface FieldMatch {
  /** 0 … 5 = a … f, `NODE` the acting node, `BUNDLE` the messages concerned. */
  readonly place: number;
  readonly kind: FieldKind;
  readonly values: readonly number[];
  /** Names that only a world can turn into numbers: partitions, topics, groups, texts. */
  readonly names: readonly string[];
  readonly targets: readonly Target[];
}

export const NODE = 6;
export const BUNDLE = 7;

/** A trigger: the `count`-th match, then `afterUs` (−1 = at once, when the event has been handled). */
export interface Trigger {
  readonly matcher: Matcher;
  readonly count: number;
  readonly afterUs: number;
  readonly repeat: boolean;
}

type AnySystem = Pick<System<unknown, never>, 'observations' | 'fieldKind' | 'errors' | 'apis'>;

export function parseTrigger(
  given: GivenTrigger,
  system: AnySystem,
  names: KnownNames,
  path: string,
  report: Report,
): Trigger | null {
  const matcher = parseMatcher(given, system, names, path, report);
  if (matcher === null) return null;
  const after = given.after === undefined ? null : parseDuration(given.after);
  return { matcher, count: given.count ?? 1, afterUs: after ?? -1, repeat: given.repeat ?? false };
}

export function parseMatcher(
  given: {
    readonly event?: string | undefined;
    readonly match?: Readonly<Record<string, MatchValue>> | undefined;
    readonly while?: string | undefined;
  },
  system: AnySystem,
  names: KnownNames,
  path: string,
  report: Report,
): Matcher | null {
  const event = given.event ?? '';
  const kind = system.observations.findIndex((observation) => observation.name === event);
  const condition = parseWhile(given.while, names, path, report);
  if (kind < 0) {
    const known = system.observations.map((observation) => observation.name);
    report(`${path}.event`, 'trigger.unknown-event', { found: foundText(event), ...meantOf(event, known) });
    return null;
  }
  const fields: FieldMatch[] = [];
  for (const [field, value] of Object.entries(given.match ?? {})) {
    const parsed = parseField(event, kind, field, value, system, names, `${path}.match.${field}`, report);
    if (parsed !== null) fields.push(parsed);
  }
  return { kind, fields, condition };
}

function parseWhile(text: string | undefined, names: KnownNames, path: string, report: Report): Condition | null {
  if (text === undefined) return null;
  const condition = parseCondition(text);
  if (condition === null) {
    report(`${path}.while`, 'condition.bad', { found: foundText(text) });
    return null;
  }
  for (const value of valuesOf(condition)) {
    if (value.kind === 'hw' || value.kind === 'leo') checkTarget(value.node, names, `${path}.while`, report);
    if ('partition' in value && !names.partitions.includes(value.partition)) {
      const near = meantOf(value.partition, names.partitions);
      report(`${path}.while`, 'name.unknown', { found: value.partition, ...near });
    }
    if (value.kind === 'lag' && !names.groups.includes(value.group)) {
      report(`${path}.while`, 'name.unknown', { found: value.group, ...meantOf(value.group, names.groups) });
    }
  }
  return condition;
}

function parseField(
  event: string,
  kind: number,
  field: string,
  value: MatchValue,
  system: AnySystem,
  names: KnownNames,
  path: string,
  report: Report,
): FieldMatch | null {
  const fields = system.observations[kind]?.fields ?? [];
  const index = fields.indexOf(field);
  const place = index >= 0 ? index : field === 'node' ? NODE : field === 'uid' ? BUNDLE : -1;
  if (place < 0) {
    const known = [...fields, 'node', 'uid'];
    report(path, 'trigger.unknown-field', { event, found: field, ...meantOf(field, known) });
    return null;
  }
  const what = place === NODE ? 'node' : place === BUNDLE ? 'uid' : system.fieldKind(event, field);
  const given: readonly (string | number)[] = Array.isArray(value) ? value : [boolAsNumber(value)];
  const values: number[] = [];
  const named: string[] = [];
  const targets: Target[] = [];
  for (const one of given) {
    if (typeof one === 'number') {
      values.push(one);
    } else if (what === 'node') {
      const target = parseTarget(one);
      if (target === null || target.kind === 'link') report(path, 'target.bad', { found: foundText(one) });
      else {
        checkTarget(target, names, path, report);
        targets.push(target);
      }
    } else if (what === 'partition' || what === 'topic' || what === 'group' || what === 'text') {
      checkNamed(what, one, names, path, report);
      named.push(one);
    } else {
      const number = wordNumber(what, one, system);
      if (number === null) report(path, 'trigger.bad-value', { field, found: foundText(one), ...choices(what) });
      else values.push(number);
    }
  }
  return { place, kind: what, values, names: named, targets };
}

function wordNumber(what: FieldKind, word: string, system: AnySystem): number | null {
  if (what === 'error' || what === 'api') {
    const table = what === 'error' ? system.errors : system.apis;
    const found = Object.entries(table).find(([, name]) => name === word);
    return found === undefined ? null : Number(found[0]);
  }
  if (what === 'uid') {
    const match = /^m([1-9]\d{0,8})$/.exec(word);
    return match === null ? null : Number(match[1]) - 1;
  }
  if (typeof what !== 'string') {
    const index = what.indexOf(word);
    return index < 0 ? null : index;
  }
  return parseDuration(word);
}

function checkNamed(
  what: 'partition' | 'topic' | 'group' | 'text',
  name: string,
  names: KnownNames,
  path: string,
  report: Report,
): void {
  const list =
    what === 'partition' ? names.partitions : what === 'topic' ? names.topics : what === 'group' ? names.groups : null;
  if (list === null || list.includes(name)) return;
  if (what !== 'group' && name.startsWith('__consumer_offsets')) return;
  report(path, 'name.unknown', { found: foundText(name), ...meantOf(name, list) });
}

function choices(what: FieldKind): Readonly<Record<string, string>> {
  return typeof what === 'string' ? {} : { choices: what.join(', ') };
}

function boolAsNumber(value: string | number | boolean): string | number {
  return typeof value === 'boolean' ? (value ? 1 : 0) : value;
}
