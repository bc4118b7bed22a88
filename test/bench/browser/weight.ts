import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from '../../run/chromium.mjs';
import type { Measure } from '../goals.ts';
import { withBenchPage, withPage } from './built.ts';
import { brotli, serveCompressed } from './static-host.ts';

/** A part of the page in Vite's manifest; imports are keys of it. */
interface Part {
  readonly file: string;
  readonly imports?: readonly string[];
}
type Manifest = Readonly<Record<string, Part>>;

const ENTRY = 'index.html';
/** Parts that are asked for by name while the first picture is awaited, if there are such. */
const AWAITED = ['src/ui/i18n/en/first.ts', 'src/ui/app/first-run.ts'];
const PICTURE = '[data-testid=stage] [data-address="broker-1"]';
const WAIT_MS = 10_000;

/** kB of script, compressed by brotli: up to the first picture of a run, and all that there is. */
export const WEIGHT: Measure = {
  goals: [
    { name: 'script before the first picture', unit: 'kB', bound: '≤', must: 1.9 },
    { name: 'all script, with worker and lazy parts', unit: 'kB', bound: '≤', must: 330, of: 'value' },
  ],
  take: () =>
    withPage((page) =>
      withBenchPage('react-only', async (reactOnly) => {
        const reference = kilobytes(reactOnly, scriptsIn(reactOnly));
        const first = kilobytes(page, await scriptsOfPicture(page));
        return [[{ value: first, reference }], [{ value: kilobytes(page, scriptsIn(page)), reference }]];
      }),
    ),
};

/** The scripts without which there is no picture: those that the page waits for, and the worker where it needs one. */
async function scriptsOfPicture(folder: string): Promise<string[]> {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'));
  const files = new Set<string>();
  for (const name of [ENTRY, ...AWAITED]) collect(manifest, name, files);
  if (await isEnough(folder, files)) return [...files];
  for (const file of scriptsIn(folder)) if (/\/(worker|first-light)-/.test(file)) files.add(file);
  if (await isEnough(folder, files)) return [...files];
  throw new Error('the first picture needs more scripts than are known here');
}

function collect(manifest: Manifest, name: string, files: Set<string>): void {
  const part = manifest[name];
  if (part === undefined || files.has(part.file)) return;
  files.add(part.file);
  for (const next of part.imports ?? []) collect(manifest, next, files);
}

/** Whether the picture comes though all other scripts are kept back. */
async function isEnough(folder: string, files: ReadonlySet<string>): Promise<boolean> {
  const host = await serveCompressed(folder);
  host.hold((path) => path.endsWith('.js') && !files.has(path.slice(1)));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en' });
    await page.goto(host.url, { waitUntil: 'commit' });
    await page.waitForSelector(PICTURE, { timeout: WAIT_MS });
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return false;
    throw error;
  } finally {
    await browser.close();
    await host.close();
  }
}

function scriptsIn(folder: string): string[] {
  return readdirSync(join(folder, 'assets'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => `assets/${name}`);
}

function kilobytes(folder: string, files: readonly string[]): number {
  return files.reduce((sum, file) => sum + brotli(join(folder, file)).length, 0) / 1000;
}
