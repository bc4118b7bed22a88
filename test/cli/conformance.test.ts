import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { conformance } from '../../src/cli/conformance.ts';
import { matches } from '../../src/cli/vectors.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'vectors-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

function run(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = conformance(args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out, err };
}

function fileWith(name: string, cases: readonly object[]): string {
  const path = join(FOLDER, name);
  writeFileSync(path, JSON.stringify({ format: 'conformance-vectors/1', name, system: 'kafka', cases }));
  return path;
}

const RIGHT = { id: 'p/murmur2/21', kind: 'murmur2', in: { keyHex: '3231' }, expect: { hash: -973932308 } };
const WRONG = { ...RIGHT, id: 'p/murmur2/wrong', expect: { hash: 1 } };
const UNKNOWN = { ...RIGHT, id: 'p/unheard-of/x', kind: 'unheard-of' };
const BROKEN = { ...RIGHT, id: 'p/murmur2/broken', in: {} };

describe('the conformance command', () => {
  it('answers 0 and counts when all vectors hold', () => {
    const { code, out } = run(fileWith('right.json', [RIGHT, UNKNOWN]));

    expect(code).toBe(0);
    expect(out).toEqual(['skipped p/unheard-of/x', '1 passed, 0 failed, 1 skipped']);
  });

  it('answers 1 and tells what was expected when one fails', () => {
    const { code, out } = run(fileWith('wrong.json', [RIGHT, WRONG]));

    expect(code).toBe(1);
    expect(out).toEqual([
      'failed p/murmur2/wrong: expected {"hash":1}, got {"hash":-973932308}',
      '1 passed, 1 failed, 0 skipped',
    ]);
  });

  it('goes on after a vector that cannot be read', () => {
    const { code, out } = run(fileWith('broken.json', [BROKEN, RIGHT]));

    expect(code).toBe(1);
    expect(out.at(-1)).toBe('1 passed, 1 failed, 0 skipped');
  });

  it('prints one JSON object and nothing else with --json', () => {
    const { code, out } = run(fileWith('json.json', [RIGHT, WRONG, UNKNOWN]), '--json');

    expect(code).toBe(1);
    expect(out).toHaveLength(1);
    expect(JSON.parse(out.join(''))).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
      failures: [{ id: 'p/murmur2/wrong', expected: { hash: 1 }, actual: { hash: -973932308 } }],
    });
  });

  it('runs all files of a folder', () => {
    const folder = mkdtempSync(join(FOLDER, 'many-'));
    for (const name of ['a.json', 'b.json']) {
      const vectors = { format: 'conformance-vectors/1', name, system: 'kafka', cases: [RIGHT] };
      writeFileSync(join(folder, name), JSON.stringify(vectors));
    }

    expect(run(folder).out).toEqual(['2 passed, 0 failed, 0 skipped']);
  });

  it('answers 2 for what is no vector file, and prints no result', () => {
    writeFileSync(join(FOLDER, 'text.json'), 'no JSON');
    writeFileSync(join(FOLDER, 'other.json'), JSON.stringify({ format: 'other/1' }));
    fileWith('half.json', [RIGHT, { id: 'p/murmur2/half' }]);
    const empty = mkdtempSync(join(FOLDER, 'empty-'));
    const files = ['absent.json', 'text.json', 'other.json', 'half.json'].map((name) => join(FOLDER, name));

    for (const path of [...files, empty]) {
      const { code, out, err } = run(path, '--json');
      expect([code, out]).toEqual([2, []]);
      expect(err[0]).toContain(path);
    }
  });

  it('answers 2 without a path, with two, and for an unknown option', () => {
    expect(run().code).toBe(2);
    expect(run('a', 'b').code).toBe(2);
    expect(run('a', '--jsn').err[0]).toMatch(/^--jsn: unknown option/);
  });
});

describe('the comparison of a result with what a vector expects', () => {
  it.each([
    ['a field that is not expected is not looked at', { a: 1 }, { a: 1, b: 2 }, true],
    ['a field that is expected and missing', { a: 1 }, {}, false],
    ['null is none', { a: null }, {}, true],
    ['null is not zero', { a: null }, { a: 0 }, false],
    ['lists have an order', { l: [1, 2] }, { l: [2, 1] }, false],
    ['lists have a length', { l: [1] }, { l: [1, 2] }, false],
    ['sets have no order', { after: [{ s: [1, 2] }] }, { after: [{ s: [2, 1] }] }, true],
    ['sets have a size', { s: [1] }, { s: [1, 2] }, false],
    ['a text is no number', { a: '1' }, { a: 1 }, false],
  ])('%s', (_, expected, actual, same) => {
    expect(matches(expected, actual, ['s'])).toBe(same);
  });
});
