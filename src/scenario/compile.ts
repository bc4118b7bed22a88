import type { KafkaSetup } from '../kafka/index.ts';
import { type Expectation, parseExpectations, type Tally, type Vocabulary } from './expect.ts';
import { type GuideStep, parseGuide } from './guide.ts';
import { parseJson } from './json.ts';
import { type Checked, type Mistake, meantOf, type Report } from './mistakes.ts';
import { type KnownNames, knownNames } from './names.ts';
import { readForm, salvage } from './read-form.ts';
import { type Bilingual, documentSchema, type GivenDocument, type GivenExpectation } from './schema.ts';
import { parseEntry, type ScriptEntry } from './script.ts';
import { setupOf } from './setup.ts';
import type { System } from './system.ts';
import { LONGEST_US, parseDuration } from './units.ts';
import { applySettings, type Settings } from './variants.ts';

/** One thing that can be run: a document, or one of its variants, with changes made by hand. Checked throughout. */
export interface Scenario {
  readonly id: string;
  /** '' = the document itself. */
  readonly variant: string;
  readonly title: Bilingual;
  readonly question: Bilingual;
  readonly system: string;
  readonly seed: number;
  readonly durationUs: number;
  /** Longest closing phase in µs, −1 = by the configuration. */
  readonly settleUs: number;
  readonly heal: boolean;
  readonly setup: KafkaSetup;
  readonly script: readonly ScriptEntry[];
  readonly expect: readonly Expectation[];
  /** What expectations and guide count while the run goes on. */
  readonly tallies: readonly Tally[];
  readonly guide: readonly GuideStep[];
  readonly names: KnownNames;
  /** The JSON that it was read from, with variant and changes applied. */
  readonly given: GivenDocument;
}

/** A document all of whose parts are right, variants included. */
export interface ScenarioDocument {
  readonly id: string;
  readonly title: Bilingual;
  readonly question: Bilingual;
  readonly tags: readonly string[];
  readonly track: string;
  readonly system: string;
  readonly seed: number;
  readonly variants: readonly { readonly id: string; readonly title: Bilingual }[];
  /** Plain JSON of right form. */
  readonly given: GivenDocument;
}

/** What the reader needs of a system: its tables, not its worlds. */
export type ReadingSystem = Pick<
  System<unknown, unknown>,
  | 'name'
  | 'observations'
  | 'apis'
  | 'errors'
  | 'fieldKind'
  | 'checkConfig'
  | 'verbs'
  | 'mutants'
  | 'versions'
  | 'versionChoices'
>;

export interface Reading {
  readonly systems: readonly ReadingSystem[];
  readonly vocabulary: Vocabulary;
}

/** Reads a file's text. All mistakes of the document and of every variant are answered at once. */
export function readDocument(text: string, reading: Reading): Checked<ScenarioDocument> {
  const json = parseJson(text);
  return json.ok ? readDocumentValue(json.value, reading) : json;
}

export function readDocumentValue(value: unknown, reading: Reading): Checked<ScenarioDocument> {
  const mistakes: Mistake[] = [];
  const given = readForm(documentSchema, value, '', mistakes);
  if (given === null) {
    mistakes.push(...mistakesOfTheRest(value, reading));
    return { ok: false, mistakes };
  }
  readGiven(given, '', given.expect ?? [], reading, mistakes);
  const ids = new Set<string>();
  for (const variant of given.variants ?? []) {
    if (ids.has(variant.id)) {
      mistakes.push({ path: `variants.${variant.id}`, code: 'name.twice', parameters: { found: variant.id } });
    }
    ids.add(variant.id);
    const base = mistakes.length;
    const own: Mistake[] = [];
    readVariant(given, variant.id, {}, reading, own);
    for (const mistake of own) {
      const known = mistakes.slice(0, base).some((one) => one.path === mistake.path && one.code === mistake.code);
      if (!known) mistakes.push(mistake);
    }
  }
  if (mistakes.length > 0) return { ok: false, mistakes };
  return {
    ok: true,
    value: {
      id: given.id,
      title: given.title,
      question: given.question ?? given.title,
      tags: given.tags ?? [],
      track: given.track ?? '',
      system: given.system,
      seed: given.seed ?? 1,
      variants: (given.variants ?? []).map(({ id, title }) => ({ id, title })),
      given,
    },
  };
}

/** Mistakes of names and settings in a document that has mistakes of form as well. */
function mistakesOfTheRest(value: unknown, reading: Reading): readonly Mistake[] {
  const rest = salvage(documentSchema, value);
  if (rest === null) return [];
  const mistakes: Mistake[] = [];
  readGiven(rest.value, '', rest.value.expect ?? [], reading, mistakes);
  return rest.namesKept ? mistakes : mistakes.filter(({ code }) => !OF_NAMES.includes(code));
}

const OF_NAMES: readonly string[] = ['name.unknown', 'name.twice', 'target.unknown', 'variant.unknown', 'replicas.bad'];

/** The document or a variant of it, with some paths set by hand. */
export function scenarioOf(
  document: ScenarioDocument,
  variant: string,
  set: Settings,
  reading: Reading,
): Checked<Scenario> {
  const mistakes: Mistake[] = [];
  const known = document.variants.map(({ id }) => id);
  if (variant !== '' && !known.includes(variant)) {
    return {
      ok: false,
      mistakes: [
        { path: 'variant', code: 'variant.unknown', parameters: { found: variant, ...meantOf(variant, known) } },
      ],
    };
  }
  const scenario = readVariant(document.given, variant, set, reading, mistakes);
  return scenario === null || mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, value: scenario };
}

function readVariant(
  document: GivenDocument,
  id: string,
  set: Settings,
  reading: Reading,
  mistakes: Mistake[],
): Scenario | null {
  const variant = document.variants?.find((one) => one.id === id);
  const path = variant === undefined ? 'set' : `variants.${id}.set`;
  const report: Report = (place, code, parameters = {}) => mistakes.push({ path: place, code, parameters });
  let changed: unknown = variant === undefined ? document : applySettings(document, variant.set ?? {}, path, report);
  changed = applySettings(changed, set, 'set', report);
  if (mistakes.length > 0) return null;
  const inner: Mistake[] = [];
  const given = changed === document ? document : readForm(documentSchema, changed, '', inner);
  const expect = variant === undefined ? (document.expect ?? []) : (variant.expect ?? []);
  const scenario = given === null ? null : readGiven(given, id, expect, reading, inner);
  const settings = { ...variant?.set, ...set };
  for (const mistake of inner) mistakes.push(relocate(mistake, id, settings));
  return scenario;
}

/** A mistake of a variant is told where the variant makes it. */
function relocate(mistake: Mistake, id: string, settings: Settings): Mistake {
  if (id === '') return mistake;
  if (mistake.path.startsWith('expect.')) return { ...mistake, path: `variants.${id}.${mistake.path}` };
  const own = Object.keys(settings).some((path) => mistake.path === path || mistake.path.startsWith(`${path}.`));
  return own ? { ...mistake, path: `variants.${id}.set.${mistake.path}` } : mistake;
}

function readGiven(
  given: GivenDocument,
  variant: string,
  expect: readonly GivenExpectation[],
  reading: Reading,
  mistakes: Mistake[],
): Scenario | null {
  const report: Report = (path, code, parameters = {}) => mistakes.push({ path, code, parameters });
  const system = reading.systems.find((one) => one.name === given.system);
  if (system === undefined) {
    const known = reading.systems.map((one) => one.name);
    report('system', 'value.not-a-choice', { found: given.system, choices: known.join(', ') });
    return null;
  }
  const before = mistakes.length;
  const durationUs = parseDuration(given.duration) ?? 0;
  if (durationUs > LONGEST_US) report('duration', 'value.too-large', { found: given.duration, most: '24h' });
  const setup = setupOf(given, system, report);
  const raw = given.script ?? [];
  const names = knownNames(setup, raw);
  const script: ScriptEntry[] = [];
  for (const [index, entry] of raw.entries()) {
    const read = parseEntry(entry, system, names, `script.${index}`, mistakes);
    if (read !== null) script.push(read);
  }
  const tallies: Tally[] = [];
  const expectations = parseExpectations(expect, system, names, reading.vocabulary, tallies, 'expect', report);
  const variants = (given.variants ?? []).map(({ id }) => id);
  const guide = parseGuide(given.guide ?? [], variants, system, names, reading.vocabulary, tallies, mistakes);
  if (mistakes.length > before) return null;
  return {
    id: given.id,
    variant,
    title: given.title,
    question: given.question ?? given.title,
    system: given.system,
    seed: given.seed ?? 1,
    durationUs,
    settleUs: given.settle === undefined ? -1 : (parseDuration(given.settle) ?? -1),
    heal: given.heal ?? true,
    setup,
    script,
    expect: expectations,
    tallies,
    guide,
    names,
    given,
  };
}
