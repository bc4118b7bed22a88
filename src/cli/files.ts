import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScenarioDocument } from '../scenario/compile.ts';
import { MOST_BYTES } from '../scenario/json.ts';
import type { Checked } from '../scenario/mistakes.ts';
import { readScenario } from '../scenario/systems.ts';
import { nearest } from '../sim/config.ts';
import type { Io } from './io.ts';
import { mistakeText } from './words.ts';

/** The shipped scenarios. */
export const SHIPPED = fileURLToPath(new URL('../../public/scenarios/', import.meta.url));

/** Ids of the shipped scenarios, by name. */
export function shippedIds(): readonly string[] {
  return jsonFiles(SHIPPED).map((path) => relative(SHIPPED, path).replace(/\.json$/, ''));
}

/** The path that FILE_OR_ID means; null when there is nothing, which was told then. */
export function findScenario(argument: string, io: Io): string | null {
  const path = resolve(io.cwd, argument);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return path;
  const isId = !isAbsolute(argument) && /^[A-Za-z0-9._-]+$/.test(argument);
  const shipped = join(SHIPPED, `${argument}.json`);
  if (isId && statSync(shipped, { throwIfNoEntry: false })?.isFile() === true) return shipped;
  const near = isId ? nearest(argument, shippedIds()) : null;
  io.err(`${argument}: no such file or scenario${near === null ? '' : `; did you mean ${near}?`}`);
  return null;
}

/** The `.json` files that an argument of `verify` means; null when there is nothing, which was told then. */
export function findScenarios(argument: string, io: Io): readonly string[] | null {
  const path = resolve(io.cwd, argument);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const file = findScenario(argument, io);
    return file === null ? null : [file];
  }
  const files = jsonFiles(path);
  if (files.length > 0) return files;
  io.err(`${argument}: no .json file in this folder`);
  return null;
}

/** Reads a scenario; a file that is too large is not read. */
export function loadScenario(path: string): Checked<ScenarioDocument> {
  if (statSync(path).size > MOST_BYTES) {
    return { ok: false, mistakes: [{ path: '', code: 'file.too-large', parameters: { most: MOST_BYTES } }] };
  }
  return readScenario(readFileSync(path, 'utf8'));
}

/** Tells every mistake of a file, a line each. */
export function tellMistakes(name: string, checked: Checked<unknown>, io: Io): void {
  if (checked.ok) return;
  for (const mistake of checked.mistakes) io.err(`${name}: ${mistakeText(mistake)}`);
}

/** A path as the user would write it. */
export function shortPath(path: string, io: Io): string {
  const short = relative(io.cwd, path);
  return short.startsWith('..') ? path : short;
}

function jsonFiles(folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...jsonFiles(path));
    else if (entry.isFile() && entry.name.endsWith('.json')) found.push(path);
  }
  return found.sort((a, b) => (a < b ? -1 : 1));
}
