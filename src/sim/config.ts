/**
 * Tables of configuration keys. Each system lists its keys as the real system spells them, one row a key; parser,
 * form, schema and documents read the row.
 */
export interface ConfigRow {
  readonly type: 'ms' | 'bytes' | 'count' | 'flag' | 'choice' | 'list' | 'text' | 'ratio';
  /** As in a properties file. null = not set. */
  readonly default: string | number | boolean | null;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** Where the default and the rule were read. */
  readonly source: string;
  /** How a change takes effect while running. */
  readonly applies: 'restart-client' | 'dynamic' | 'reassignment' | 'new-run';
}

export type ConfigTable = Readonly<Record<string, ConfigRow>>;

/** Values by key, each of the row's type: ms, bytes, counts and ratios as numbers, flags as booleans, else text. */
export type ConfigValues = Readonly<Record<string, string | number | boolean | null>>;

/** What a document gives: numbers and booleans may be bare. */
export type GivenConfig = Readonly<Record<string, string | number | boolean>>;

/** A user's mistake, as a code with parameters; its sentence is in the catalogues of the screen. */
export interface ConfigMistake {
  readonly key: string;
  readonly code:
    | 'unknown-key'
    | 'wrong-type'
    | 'not-a-choice'
    | 'too-small'
    | 'too-large'
    | 'conflict'
    /** The real system knows it, the model does not yet. */
    | 'not-modelled';
  readonly parameters: Readonly<Record<string, string | number>>;
}

export interface ParsedConfig {
  readonly values: ConfigValues;
  /** Keys that were given, as opposed to left at their default. */
  readonly given: readonly string[];
  readonly mistakes: readonly ConfigMistake[];
}

/** Reads given values by the rows of a table. All mistakes are reported; a bad value leaves the default. */
export function parseConfig(table: ConfigTable, given: GivenConfig): ParsedConfig {
  const values: Record<string, string | number | boolean | null> = {};
  const mistakes: ConfigMistake[] = [];
  for (const [key, row] of Object.entries(table)) values[key] = row.default;
  for (const [key, value] of Object.entries(given)) {
    const row = Object.hasOwn(table, key) ? table[key] : undefined;
    if (row === undefined) {
      const near = nearest(key, Object.keys(table));
      mistakes.push({ key, code: 'unknown-key', parameters: near === null ? {} : { meant: near } });
      continue;
    }
    const read = readValue(row, value);
    if (read.mistake !== null) mistakes.push({ key, ...read.mistake });
    else values[key] = read.value;
  }
  return { values, given: Object.keys(given).filter((key) => Object.hasOwn(table, key)), mistakes };
}

/** The candidate that differs from `word` in the fewest letters, null if none is near. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

export function numberOf(values: ConfigValues, key: string): number {
  const value = values[key];
  return typeof value === 'number' ? value : Number.NaN;
}

export function flagOf(values: ConfigValues, key: string): boolean {
  return values[key] === true;
}

export function textOf(values: ConfigValues, key: string): string {
  const value = values[key];
  return typeof value === 'string' ? value : '';
}

type Read =
  | { readonly value: string | number | boolean; readonly mistake: null }
  | { readonly value: null; readonly mistake: Omit<ConfigMistake, 'key'> };

function readValue(row: ConfigRow, value: string | number | boolean): Read {
  const text = String(value).trim();
  switch (row.type) {
    case 'flag':
      if (text === 'true' || text === 'false') return { value: text === 'true', mistake: null };
      return wrong('flag', text);
    case 'choice':
      if (row.choices?.includes(text) === true) return { value: text, mistake: null };
      return {
        value: null,
        mistake: { code: 'not-a-choice', parameters: { found: text, choices: row.choices?.join(', ') ?? '' } },
      };
    case 'text':
    case 'list':
      return { value: text, mistake: null };
    case 'ratio':
      return readNumber(row, text, /^-?\d+(\.\d+)?$/);
    default:
      return readNumber(row, text, /^-?\d+$/);
  }
}

function readNumber(row: ConfigRow, text: string, form: RegExp): Read {
  if (!form.test(text)) return wrong(row.type, text);
  const number = Number(text);
  if (row.min !== undefined && number < row.min) {
    return { value: null, mistake: { code: 'too-small', parameters: { found: number, least: row.min } } };
  }
  if (row.max !== undefined && number > row.max) {
    return { value: null, mistake: { code: 'too-large', parameters: { found: number, most: row.max } } };
  }
  return { value: number, mistake: null };
}

function wrong(type: string, found: string): Read {
  return { value: null, mistake: { code: 'wrong-type', parameters: { type, found } } };
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
