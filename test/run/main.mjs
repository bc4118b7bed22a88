// `npm test`: all checks in sequence, and a last line `N passed, N failed`. Types and lint count as one check for each
// part; a stage that ran nothing, or broke off, counts as a failure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPart, PARTS } from '../../tools/types.mjs';
import { INSTALL_HINT, provideChromium } from './chromium.mjs';
import { countReport } from './count-report.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const STAGE_LIMIT_MS = 30 * 60_000;

const total = { passed: 0, failed: 0 };

if (!process.stdout.isTTY) {
  delete process.env.FORCE_COLOR;
  process.env.NO_COLOR = '1';
}

await types();
command('lint', process.execPath, [
  join(ROOT, 'node_modules/@biomejs/biome/bin/biome'),
  'ci',
  '--error-on-warnings',
  `--colors=${process.stdout.isTTY ? 'force' : 'off'}`,
]);
command('bans of the engine', process.execPath, ['tools/lint-engine.mjs']);
vitest('node');
const chromium = provideChromium();
if (chromium === undefined) {
  console.log(`\nno Chromium found, so the real-browser tests cannot run. To get one: ${INSTALL_HINT}`);
  total.failed += 1;
} else {
  process.env.CHROMIUM_PATH = chromium;
  console.log(`\nChromium: ${chromium}`);
  vitest('browser');
  vitest('e2e');
}
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`\n${total.passed} passed, ${total.failed} failed`);

async function types() {
  heading('types');
  for (const { part, ok, empty, output } of await Promise.all(PARTS.map(checkPart))) {
    process.stdout.write(output);
    console.log(`${part}: ${empty ? 'nothing there yet' : ok ? 'ok' : 'FAILED'}`);
    if (!empty) count(ok);
  }
}

/**
 * @param {string} name
 * @param {string} file
 * @param {string[]} args
 */
function command(name, file, args) {
  heading(name);
  count(run(file, args));
}

/** @param {string} project - as `vitest.config.ts` names it */
function vitest(project) {
  heading(`tests: ${project}`);
  const folder = mkdtempSync(join(tmpdir(), 'mqscope-test-'));
  const report = join(folder, 'report.json');
  const entry = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ok = run(process.execPath, [entry, 'run', '--project', project, ...reporters]);
  const { passed, failed } = countReport(readReport(report), ok);
  rmSync(folder, { recursive: true, force: true });
  console.log(`${project}: ${passed} passed, ${failed} failed`);
  total.passed += passed;
  total.failed += failed;
}

/** @param {string} path */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @param {string[]} args
 */
function run(file, args) {
  const { status } = spawnSync(file, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: STAGE_LIMIT_MS,
  });
  return status === 0;
}

/** @param {boolean} ok */
function count(ok) {
  if (ok) total.passed += 1;
  else total.failed += 1;
}

/** @param {string} name */
function heading(name) {
  console.log(`\n== ${name}`);
}
