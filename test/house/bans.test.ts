import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BANS, ENGINE_ROOMS, filesUnder, findBreaches } from '../../tools/lint-engine.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// For each ban: texts that it refuses, and texts like them that it lets pass.
const EXAMPLES: Record<string, { refused: string[]; allowed: string[] }> = {
  'host-time': {
    refused: [
      'const now = Date.now();',
      'const now = new Date();',
      'export type When = { at: Date };',
      'const t = performance.now();',
      'setTimeout(() => {}, 1);',
      'setInterval(f, 1);',
      'queueMicrotask(f);',
      'requestAnimationFrame(f);',
      'const clock = { Date };',
    ],
    allowed: [
      'const now = ctx.now();',
      'ctx.setTimeout(1);',
      'export type Row = { performance: number };',
      'a.Date = 1;',
    ],
  },
  'host-random': {
    refused: [
      'Math.random();',
      "Math['random']();",
      'crypto.getRandomValues(bytes);',
      'const id = crypto.randomUUID();',
    ],
    allowed: ['ctx.random(STREAM, node, 0);', 'config.crypto = 1;'],
  },
  'inexact-math': {
    refused:
      'exp log log2 log10 pow sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh cbrt hypot expm1 log1p'
        .split(' ')
        .flatMap((name) => [`Math.${name}(1);`, `Math['${name}'](1);`]),
    allowed: ['Math.floor(1);', 'Math.imul(2, 3);', 'Math.max(1, 2);', 'log.pow(2);', 'const log = 1;'],
  },
  'math-as-value': {
    refused: ['const { pow } = Math;', 'const m = Math;', 'Math[name](1);'],
    allowed: ['Math.abs(-1);', 'a.Math = 1;'],
  },
  'power-operator': {
    refused: ['const x = 2 ** 3;', 'x **= 2;'],
    allowed: ['const x = 2 * 3;', '/** a */ const y = 1;'],
  },
  async: {
    refused: [
      'async function f() {}',
      'const f = async () => 1;',
      'await g();',
      'for await (const x of xs) {}',
      'Promise.resolve(1);',
      'function f(): Promise<number> { return g(); }',
      'class A { async f() {} }',
    ],
    allowed: ['function f(): number { return 1; }', 'for (const x of xs) {}', "const word = 'await';"],
  },
  generator: {
    refused: ['function* f() {}', 'const o = { *f() {} };', 'function* f() { yield 1; }'],
    allowed: ['function f() { return 1; }'],
  },
  'object-identity': {
    refused: ['new WeakRef(x);', 'new FinalizationRegistry(f);', 'new WeakMap();', 'const s: WeakSet<object> = t;'],
    allowed: ['new Map();', 'new Set();'],
  },
  locale: {
    refused: ['a.localeCompare(b);', 'new Intl.Collator();', 'n.toLocaleString();', 'a.toLocaleUpperCase();'],
    allowed: ['a < b ? -1 : 1;', 'n.toString();', 'const localeCompare = 1;'],
  },
  'host-facts': {
    refused: ['navigator.hardwareConcurrency;', 'globalThis.x;', 'new SharedArrayBuffer(8);', 'Atomics.add(a, 0, 1);'],
    allowed: ['const cores = limits.cores;', 'function process(record: number) { return record; }'],
  },
  'structured-clone': { refused: ['structuredClone(world);'], allowed: ['forkWorld(world);'] },
  'sort-without-comparator': {
    refused: ['xs.sort();', 'xs.toSorted();', 'xs.map(f)?.sort();'],
    allowed: ['xs.sort((a, b) => a - b);', 'sort();'],
  },
  'regex-unicode-ignore-case': {
    refused: ['/a/iu;', '/a/giv;', "new RegExp('a', 'ui');", "RegExp(text, 'iu');"],
    allowed: ['/a/i;', '/a/u;', "new RegExp('a', 'g');"],
  },
  'json-hash': { refused: ['JSON.stringify(state);', "JSON['stringify'](state);"], allowed: ['JSON.parse(text);'] },
};

const namesIn = (path: string, text: string) => findBreaches(path, text).map(({ ban }) => ban.name);

describe('the bans of the engine', () => {
  it('each have examples here', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(BANS.map((ban) => ban.name).sort());
  });

  describe.each(Object.entries(EXAMPLES))('%s', (name, { refused, allowed }) => {
    it.each(refused)('refuses %s', (text) => {
      expect(namesIn('src/sim/hash.ts', text)).toContain(name);
    });

    it.each(allowed)('lets %s pass', (text) => {
      expect(namesIn('src/sim/hash.ts', text)).toEqual([]);
    });
  });

  it('let a scenario be written as JSON, but not a hash', () => {
    expect(namesIn('src/scenario/link.ts', 'JSON.stringify(scenario);')).toEqual([]);
    expect(namesIn('src/sim/hash.ts', 'JSON.stringify(world);')).toEqual(['json-hash']);
  });

  it('name the line, once for each ban on it', () => {
    const breaches = findBreaches('src/sim/world.ts', 'const a = 1;\nconst b = [Date.now(), Date.now()];\n');

    expect(breaches.map(({ path, line, ban }) => [path, line, ban.name])).toEqual([
      ['src/sim/world.ts', 2, 'host-time'],
    ]);
  });

  it('refuse a text that does not parse', () => {
    expect(() => findBreaches('src/sim/world.ts', 'const = 1;')).toThrow('src/sim/world.ts');
  });

  it('are kept by every file below engine', () => {
    const paths = ENGINE_ROOMS.flatMap((room) => filesUnder(`${ROOT}src/${room}`, /\.ts$/));
    const breaches = paths.flatMap((path) => findBreaches(path, readFileSync(`${ROOT}${path}`, 'utf8')));

    expect(breaches.map(({ path, line, ban }) => `${path}:${line} ${ban.name}`)).toEqual([]);
  });
});

// Biome's rules as `npm run lint` has them, over files in a folder of their own that come and go with the test.
describe('the general rules', () => {
  const FILES: Record<string, { text: string; rules: string[] }> = {
    'src/kafka/assertion.ts': {
      text: 'export const first = (xs: number[]): number => xs[0]!;\n',
      rules: ['lint/style/noNonNullAssertion'],
    },
    'src/kafka/loose.ts': { text: 'export const x: any = 1;\n', rules: ['lint/suspicious/noExplicitAny'] },
    'src/kafka/default.ts': { text: 'export default 1;\n', rules: ['lint/style/noDefaultExport'] },
    'src/kafka/colour.ts': { text: 'export enum Colour {\n  Red,\n}\n', rules: ['lint/style/noEnum'] },
    'src/kafka/property.ts': {
      text: 'export class A {\n  constructor(readonly b: number) {}\n}\n',
      rules: ['lint/style/noParameterProperties'],
    },
    'src/kafka/ordinary.ts': { text: 'export const first = (xs: number[]): number => xs[0] ?? 0;\n', rules: [] },
    'src/sim/column.ts': {
      text: 'export const at = (xs: Int32Array, index: number): number => xs[index]!;\n',
      rules: [],
    },
  };
  const found = lintInFolder(FILES);

  it.each(Object.entries(FILES))('find in %s what they should', (path, { rules }) => {
    expect(found.get(path) ?? []).toEqual(rules);
  });
});

function lintInFolder(files: Record<string, { text: string }>): Map<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mqscope-lint-'));
  copyFileSync(`${ROOT}biome.json`, join(folder, 'biome.json'));
  for (const [path, { text }] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const biome = `${ROOT}node_modules/@biomejs/biome/bin/biome`;
  const { stdout } = spawnSync(process.execPath, [biome, 'lint', '--vcs-enabled=false', '--reporter=json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location?: { path?: unknown } }[];
  };
  const found = new Map<string, string[]>();
  for (const { category, location } of diagnostics) {
    const path = String(location?.path);
    found.set(path, [...(found.get(path) ?? []), category]);
  }
  return found;
}
