import { meantOf, type Report } from './mistakes.ts';
import type { KnownNames } from './names.ts';
import type { GivenExpectation, GivenValue } from './schema.ts';
import type { System } from './system.ts';
import { type Matcher, parseMatcher } from './trigger.ts';
import { parseDuration } from './units.ts';

/**
 * A number of a run: a counter of the verdict, a place of losses, something of a partition or group, in how many ways
 * an invariant was broken that the configuration does not promise, how often an event matched, or a value at the first
 * match.
 */
export type RunValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'verdict'; readonly counter: string }
  | { readonly kind: 'where'; readonly place: string }
  | { readonly kind: 'finding'; readonly invariant: string }
  | { readonly kind: 'partition'; readonly partition: string; readonly value: string }
  | { readonly kind: 'group'; readonly group: string; readonly value: string }
  /** `tally`: place in the run's list of tallies. */
  | { readonly kind: 'count'; readonly tally: number }
  | { readonly kind: 'atRisk'; readonly tally: number };

export interface Expectation {
  readonly value: RunValue;
  readonly relation: 'min' | 'max' | 'equals';
  readonly bound: RunValue;
  readonly given: GivenExpectation;
}

/** What has to be counted while the run goes on. */
export interface Tally {
  readonly matcher: Matcher;
  /** µs; `toUs` is excluded, Infinity = to the end. */
  readonly fromUs: number;
  readonly toUs: number;
  /** True: the value of `atRisk` at the first match is wanted, else the number of matches. */
  readonly atRisk: boolean;
}

/** What the verdict, its places, partitions and groups can be asked for. */
export interface Vocabulary {
  readonly counters: readonly string[];
  readonly places: readonly string[];
  /** Slugs of the invariants. */
  readonly invariants: readonly string[];
  readonly ofPartition: readonly string[];
  readonly ofGroup: readonly string[];
}

type Reader = Pick<System<unknown, never>, 'observations' | 'fieldKind' | 'errors' | 'apis'>;

/** Reads expectations and collects the tallies that they and their bounds need. */
export function parseExpectations(
  given: readonly GivenExpectation[],
  system: Reader,
  names: KnownNames,
  vocabulary: Vocabulary,
  tallies: Tally[],
  path: string,
  report: Report,
): readonly Expectation[] {
  const read: Expectation[] = [];
  for (const [index, one] of given.entries()) {
    const place = `${path}.${index}`;
    const value = parseRunValue(one, system, names, vocabulary, tallies, place, report);
    const relations = (['min', 'max', 'equals'] as const).filter((relation) => one[relation] !== undefined);
    if (relations.length === 0) report(place, 'expect.no-bound');
    if (relations.length > 1 && relations.includes('equals')) report(place, 'expect.two-bounds');
    for (const relation of relations) {
      const bound = one[relation];
      if (bound === undefined) continue;
      const right: RunValue | null =
        typeof bound === 'number'
          ? { kind: 'number', value: bound }
          : parseRunValue(bound, system, names, vocabulary, tallies, `${place}.${relation}`, report);
      if (value !== null && right !== null) read.push({ value, relation, bound: right, given: one });
    }
  }
  return read;
}

/** Reads one value; null with a report where it has no form, or names what is not there. */
export function parseRunValue(
  given: GivenValue,
  system: Reader,
  names: KnownNames,
  vocabulary: Vocabulary,
  tallies: Tally[],
  path: string,
  report: Report,
): RunValue | null {
  if (given.verdict !== undefined) {
    if (!isKnown(given.verdict, vocabulary.counters, `${path}.verdict`, report)) return null;
    return { kind: 'verdict', counter: given.verdict };
  }
  if (given.where !== undefined) {
    if (!isKnown(given.where, vocabulary.places, `${path}.where`, report)) return null;
    return { kind: 'where', place: given.where };
  }
  if (given.finding !== undefined) {
    if (!isKnown(given.finding, vocabulary.invariants, `${path}.finding`, report)) return null;
    return { kind: 'finding', invariant: given.finding };
  }
  if (given.partition !== undefined) {
    const isThere = isKnown(given.partition, names.partitions, `${path}.partition`, report);
    if (!isKnown(given.value ?? '', vocabulary.ofPartition, `${path}.value`, report) || !isThere) return null;
    return { kind: 'partition', partition: given.partition, value: given.value ?? '' };
  }
  if (given.group !== undefined) {
    const isThere = isKnown(given.group, names.groups, `${path}.group`, report);
    if (!isKnown(given.value ?? '', vocabulary.ofGroup, `${path}.value`, report) || !isThere) return null;
    return { kind: 'group', group: given.group, value: given.value ?? '' };
  }
  if (given.event === undefined) {
    report(path, 'expect.no-form');
    return null;
  }
  if (given.value !== undefined && !isKnown(given.value, ['atRisk'], `${path}.value`, report)) return null;
  const matcher = parseMatcher(given, system, names, path, report);
  if (matcher === null) return null;
  const atRisk = given.value === 'atRisk';
  tallies.push({
    matcher,
    fromUs: given.from === undefined ? 0 : (parseDuration(given.from) ?? 0),
    toUs: given.to === undefined ? Number.POSITIVE_INFINITY : (parseDuration(given.to) ?? 0),
    atRisk,
  });
  return { kind: atRisk ? 'atRisk' : 'count', tally: tallies.length - 1 };
}

/** What an evaluation reads. */
export interface Results {
  counter(name: string): number;
  place(name: string): number;
  finding(invariant: string): number;
  ofPartition(partition: string, value: string): number;
  ofGroup(group: string, value: string): number;
  tally(index: number): number;
}

/** The outcome of one expectation, as `run --json` prints it. */
export interface Outcome {
  readonly text: string;
  readonly ok: boolean;
  readonly actual: number;
}

export function evaluateExpectation(expectation: Expectation, results: Results): Outcome {
  const actual = evaluateValue(expectation.value, results);
  const bound = evaluateValue(expectation.bound, results);
  const { relation } = expectation;
  const ok = relation === 'min' ? actual >= bound : relation === 'max' ? actual <= bound : actual === bound;
  return { text: expectationText(expectation), ok, actual };
}

export function evaluateValue(value: RunValue, results: Results): number {
  switch (value.kind) {
    case 'number':
      return value.value;
    case 'verdict':
      return results.counter(value.counter);
    case 'where':
      return results.place(value.place);
    case 'finding':
      return results.finding(value.invariant);
    case 'partition':
      return results.ofPartition(value.partition, value.value);
    case 'group':
      return results.ofGroup(value.group, value.value);
    case 'count':
    case 'atRisk':
      return results.tally(value.tally);
  }
}

/** An expectation in the words of its file: `ackedLost ≥ 1`. */
export function expectationText(expectation: Expectation): string {
  const sign = { min: '≥', max: '≤', equals: '=' }[expectation.relation];
  const bound = expectation.given[expectation.relation];
  const right = typeof bound === 'object' ? valueText(bound) : String(bound);
  return `${valueText(expectation.given)} ${sign} ${right}`;
}

function valueText(given: GivenValue): string {
  if (given.verdict !== undefined) return given.verdict;
  if (given.where !== undefined) return `where ${given.where}`;
  if (given.finding !== undefined) return `finding ${given.finding}`;
  if (given.partition !== undefined) return `${given.partition} ${given.value ?? ''}`;
  if (given.group !== undefined) return `${given.group} ${given.value ?? ''}`;
  const fields = Object.entries(given.match ?? {}).map(([field, value]) => `${field}=${String(value)}`);
  const during =
    given.from === undefined && given.to === undefined ? '' : ` in [${given.from ?? '0s'}, ${given.to ?? 'end'})`;
  const condition = given.while === undefined ? '' : ` while ${given.while}`;
  const event = `${given.event ?? ''}${fields.length === 0 ? '' : `(${fields.join(', ')})`}${condition}${during}`;
  return given.value === undefined ? event : `${given.value} at ${event}`;
}

function isKnown(found: string, list: readonly string[], path: string, report: Report): boolean {
  if (list.includes(found)) return true;
  report(path, 'name.unknown', { found, ...meantOf(found, list) });
  return false;
}
