import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHIPPED } from '../../src/cli/files.ts';
import { main } from '../../src/cli/main.ts';
import { seedsOf } from '../../src/cli/verify.ts';
import { KNOWN_CODES, printable, sentence } from '../../src/cli/words.ts';
import { MISTAKE_CODES } from '../../src/scenario/mistakes.ts';

let cwd = '';

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'mqscope-cli-'));
  const document = JSON.parse(readFileSync(join(SHIPPED, 'acks-1-leader-crash.json'), 'utf8'));
  const write = (name: string, value: unknown): void => writeFileSync(join(cwd, name), JSON.stringify(value));
  mkdirSync(join(cwd, 'good'));
  write('good/crash.json', document);
  write('failing.json', { ...document, expect: [{ verdict: 'ackedLost', max: 0 }] });
  write('broken.json', { ...document, durration: '4s', producers: [{ ...document.producers[0], config: { ack: 1 } }] });
  writeFileSync(join(cwd, 'cut.json'), '{\n  "format": "mqscope/1",\n  "id": ');
  writeFileSync(join(cwd, 'large.json'), `{"id":"${'x'.repeat(6 * 1024 * 1024)}"}`);
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function sim(...args: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(args, { out: (line) => out.push(line), err: (line) => err.push(line), cwd });
  return { code, out, err };
}

describe('run', () => {
  it('prints one JSON object with the fields of the contract, for a shipped id', async () => {
    const { code, out, err } = await sim('run', 'acks-1-leader-crash', '--json');

    expect([code, out.length, err]).toEqual([0, 1, []]);
    const result = JSON.parse(out[0] ?? '');
    expect(Object.keys(result)).toEqual([
      'id',
      'variant',
      'seed',
      'versions',
      'hash',
      'simulatedUs',
      'events',
      'verdict',
      'where',
      'partitions',
      'groups',
      'breaches',
      'expectations',
      'ok',
    ]);
    expect(result).toMatchObject({ id: 'acks-1-leader-crash', seed: 7, ok: true, breaches: [] });
    expect(Object.keys(result.verdict)).toHaveLength(36);
    expect(result.partitions['orders-0'].unavailableMs).toBeGreaterThan(7_000);
    expect(result.groups.billing.maxLag).toBeGreaterThan(0);
    expect(result.expectations[0]).toEqual({ text: 'ackedLost ≥ 1', ok: true, actual: result.verdict.ackedLost });
  });

  it('prints a report for people, which names what failed, and exits 1', async () => {
    const { code, out } = await sim('run', 'failing.json');

    expect(code).toBe(1);
    expect(out.join('\n')).toMatch(/expected {5}✗ ackedLost ≤ 0 \(was \d+\)/);
    expect(out.at(-1)).toMatch(/^hash [0-9a-f]{16}, \d+ events, [\d.]+s simulated$/);
  });

  it('runs a variant, another seed, and up to a time', async () => {
    const all = await sim('run', 'acks-all-survives', '--variant', 'all', '--json');
    const other = await sim('run', 'acks-1-leader-crash', '--seed', '8', '--json');
    const part = await sim('run', 'acks-1-leader-crash', '--until=5s', '--json');

    expect(JSON.parse(all.out[0] ?? '')).toMatchObject({ variant: 'all', ok: true, verdict: { ackedLost: 0 } });
    expect(JSON.parse(other.out[0] ?? '').seed).toBe(8);
    expect(JSON.parse(part.out[0] ?? '')).toMatchObject({ expectations: [], ok: true, verdict: { ackedLost: 0 } });
    expect(JSON.parse(part.out[0] ?? '').simulatedUs).toBeLessThanOrEqual(5_000_000);
  });

  it('tells every mistake of a file and exits 2', async () => {
    const { code, out, err } = await sim('run', 'broken.json', '--json');

    expect([code, out]).toEqual([2, []]);
    expect(err).toEqual([
      'broken.json: durration: unknown key durration; did you mean duration?',
      'broken.json: producers.checkout.config.ack: unknown key; did you mean acks?',
    ]);
  });

  it.each([
    ['cut.json', 'cut.json: not JSON from line 3, column 9 on'],
    ['large.json', 'large.json: the file is larger than 5242880 bytes'],
    ['nothing.json', 'nothing.json: no such file or scenario'],
    ['acks-1-leader-crsh', 'acks-1-leader-crsh: no such file or scenario; did you mean acks-1-leader-crash?'],
  ])('refuses %s with exit 2', async (file, message) => {
    const { code, err } = await sim('run', file);

    expect([code, err[0]]).toEqual([2, message]);
  });

  it.each([
    [['run'], 'usage: run'],
    [['run', 'a', 'b'], 'usage: run'],
    [['run', 'first-light', '--sed', '3'], '--sed: unknown option; did you mean --seed?'],
    [['run', 'first-light', '--seed'], '--seed: a value is missing'],
    [['run', 'first-light', '--seed', '-1'], '--seed: -1 is not a whole number'],
    [['run', 'first-light', '--seed', '4294967296'], '--seed: 4294967296 is not a whole number'],
    [['run', 'first-light', '--until', '5'], '--until: 5 is not a duration'],
    [['run', 'first-light', '--variant', 'al'], 'variant: no variant al; did you mean all?'],
    [['rnu'], 'rnu: unknown command; did you mean run?'],
    [['verify'], 'usage: verify'],
    [['verify', 'good', '--seeds', '0'], '--seeds: 0 is not a whole number'],
    [['verify', 'nowhere'], 'nowhere: no such file or scenario'],
    [['list', 'x'], 'usage: list'],
  ])('%j is bad input', async (args, message) => {
    const { code, err } = await sim(...args);

    expect(code).toBe(2);
    expect(err.join('\n')).toContain(message);
  });
});

describe('verify', () => {
  it('runs every scenario and variant of files and folders over many seeds', async () => {
    const { code, out } = await sim('verify', 'good', 'idempotent-producer', '--seeds', '2');

    expect(code).toBe(0);
    expect(out).toEqual([
      '✓ acks-1-leader-crash (2 seeds)',
      '✓ idempotent-producer (2 seeds)',
      '✓ idempotent-producer idempotent (2 seeds)',
      '6 passed, 0 failed',
    ]);
  });

  it('names the seeds and expectations that fail and exits 1', async () => {
    const { code, out } = await sim('verify', 'failing.json', '--json');

    const result = JSON.parse(out[0] ?? '');
    expect(code).toBe(1);
    expect(result).toMatchObject({ passed: 0, failed: 1, ok: false });
    expect(result.scenarios[0].failures[0]).toMatchObject({ seed: 7, expectations: [{ text: 'ackedLost ≤ 0' }] });
  });

  it('tells files that cannot be read, runs the others, and exits 2', async () => {
    const { code, out, err } = await sim('verify', 'broken.json', 'good');

    expect(code).toBe(2);
    expect(err).toHaveLength(2);
    expect(out.at(-1)).toBe('1 passed, 0 failed, 1 not readable');
  });

  it('takes the scenario’s own seed first and never one twice', () => {
    const seeds = seedsOf(7, 1_000);

    expect(seeds[0]).toBe(7);
    expect(new Set(seeds).size).toBe(1_000);
  });
});

describe('list and help', () => {
  it('list the shipped scenarios with their variants', async () => {
    const { code, out } = await sim('list');
    const json = JSON.parse((await sim('list', '--json')).out[0] ?? '');

    expect(code).toBe(0);
    expect(out.find((line) => line.startsWith('first-light'))).toMatch(/\[all\]$/);
    expect(json.scenarios.length).toBe(out.length);
  });

  it('say what there is', async () => {
    expect((await sim('--help')).out.join('\n')).toContain('run FILE_OR_ID');
    expect((await sim('verify', '--help')).out).toEqual(['usage: verify FILE_OR_DIR… [--seeds N] [--json]']);
    expect((await sim()).code).toBe(2);
  });
});

describe('the words of the terminal', () => {
  it('have a sentence for every mistake', () => {
    expect(MISTAKE_CODES.filter((code) => !KNOWN_CODES.includes(code))).toEqual([]);
  });

  it('leave out what a mistake does not know, and let no control character through', () => {
    expect(sentence('verb.unknown', { found: 'x' })).toBe('unknown verb x');
    expect(sentence('verb.unknown', { found: 'crsh', meant: 'crash' })).toBe('unknown verb crsh; did you mean crash?');
    expect(printable('a\u001b[31mb')).toBe('a�[31mb');
  });
});
