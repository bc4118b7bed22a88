import { nearest } from '../sim/config.ts';
import type { Io } from './io.ts';

/** Options by name, without the dashes: `value` takes the next argument, `flag` takes none. */
export type OptionTable = Readonly<Record<string, 'value' | 'flag'>>;

export interface Options {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  readonly flags: ReadonlySet<string>;
}

/** Reads arguments; null when one is wrong, which was told then with the nearest option. */
export function parseOptions(args: readonly string[], table: OptionTable, usage: string, io: Io): Options | null {
  const positionals: string[] = [];
  const values: Record<string, string> = {};
  const flags = new Set<string>();
  for (let i = 0; i < args.length; i++) {
    const argument = args[i] ?? '';
    if (!argument.startsWith('--') || argument === '--') {
      if (argument !== '--') positionals.push(argument);
      continue;
    }
    const [name = '', given] = splitOnce(argument.slice(2), '=');
    const kind = Object.hasOwn(table, name) ? table[name] : undefined;
    if (kind === undefined) {
      const near = nearest(name, Object.keys(table));
      io.err(`--${name}: unknown option${near === null ? '' : `; did you mean --${near}?`}`);
      io.err(usage);
      return null;
    }
    if (kind === 'flag') {
      flags.add(name);
      continue;
    }
    const value = given ?? args[i + 1];
    if (given === undefined) i += 1;
    if (value === undefined || (given === undefined && value.startsWith('--'))) {
      io.err(`--${name}: a value is missing`);
      io.err(usage);
      return null;
    }
    values[name] = value;
  }
  return { positionals, values, flags };
}

/** A seed or count from the command line; null when it is not a whole number of that range. */
export function parseWhole(text: string, least: number, most: number): number | null {
  if (!/^\d{1,10}$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}

function splitOnce(text: string, mark: string): [string, string | undefined] {
  const place = text.indexOf(mark);
  return place < 0 ? [text, undefined] : [text.slice(0, place), text.slice(place + 1)];
}
