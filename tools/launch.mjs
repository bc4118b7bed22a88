// Runs a TypeScript entry in this process: `node tools/launch.mjs ENTRY [ARGUMENT…]`.
//
// Node 20 cannot run TypeScript. Rolldown, which Vite brings along, bundles the entry and all it imports from this
// repository into one file under node_modules/.cache, and that file is imported here; so arguments, standard input and
// exit codes are the entry's own. The bundle is made again only when one of its sources has changed. Packages stay
// outside of it, and `import.meta.url` is the source's own address.
//
// A worker thread starts the same way:
// `new Worker(new URL('../../tools/launch.mjs', import.meta.url), { argv: ['src/cli/some-worker.ts'] })`.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { threadId } from 'node:worker_threads';

// The file is loaded only when a bundle is made: Rolldown takes a while to start.
const INLINE = new URL('./inline-accessors.mjs', import.meta.url);

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CACHE = join(ROOT, 'node_modules', '.cache', 'mqscope');
const STAMP = '//# sources=';

/**
 * The path of an up-to-date bundle of the entry.
 *
 * @param {string} entry - relative to the repository, or absolute
 * @returns {Promise<string>}
 */
export async function bundle(entry) {
  const startedMs = Date.now();
  const source = resolve(ROOT, entry);
  const file = join(CACHE, `${relative(ROOT, source).replace(/[^\w.]+/g, '-')}.mjs`);
  if (isFresh(file)) return file;
  const { rolldown } = await import('rolldown');
  const { inlineAccessors } = await import(INLINE.href);
  const build = await rolldown({
    input: source,
    cwd: ROOT,
    platform: 'node',
    external: (id) => /^[^./]/.test(id) && !/^[a-z]:[\\/]/i.test(id),
    plugins: [inlineAccessors(), { name: 'source-address', transform: withSourceAddress }],
    // Parts of the page can be drawn here as well: without styles, and with texts as they were written.
    moduleTypes: { '.css': 'empty' },
    transform: { define: { 'import.meta.env.PROD': 'false' }, jsx: { runtime: 'automatic' } },
    treeshake: true,
    logLevel: 'warn',
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false, sourcemap: 'inline' });
  await build.close();
  const [chunk] = output;
  const modules = chunk.moduleIds.filter((id) => id.startsWith(ROOT)).map((id) => id.replace(/\?.*$/, ''));
  const stamp = stampOf([source, ...modules, ...fixedSources()], startedMs);
  mkdirSync(CACHE, { recursive: true });
  // Another process may be reading the bundle, or making the same one.
  const fresh = `${file}.${process.pid}.${threadId}`;
  writeFileSync(fresh, `${STAMP}${JSON.stringify(stamp)}\n${chunk.code}`);
  try {
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  return file;
}

function fixedSources() {
  return [join(ROOT, 'package-lock.json'), fileURLToPath(import.meta.url), fileURLToPath(INLINE)];
}

/** @param {string} file */
function isFresh(file) {
  try {
    const text = readFileSync(file, 'utf8');
    const first = text.slice(0, text.indexOf('\n'));
    if (!first.startsWith(STAMP)) return false;
    /** @type {[string, number, number][]} */
    const stamp = JSON.parse(first.slice(STAMP.length));
    return stamp.every(([path, modified, size]) => {
      const { mtimeMs, size: now } = statSync(join(ROOT, path));
      return mtimeMs === modified && now === size;
    });
  } catch {
    return false;
  }
}

/**
 * @param {string[]} paths
 * @param {number} startedMs - a source saved after this may have been read before: its stamp never fits
 * @returns {[string, number, number][]}
 */
function stampOf(paths, startedMs) {
  return [...new Set(paths)].map((path) => {
    const { mtimeMs, size } = statSync(path);
    return [relative(ROOT, path), mtimeMs < startedMs ? mtimeMs : -1, size];
  });
}

/**
 * @param {string} code
 * @param {string} id
 */
function withSourceAddress(code, id) {
  if (!code.includes('import.meta.')) return null;
  const addressed = code
    .replaceAll(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(id).href))
    .replaceAll(/\bimport\.meta\.filename\b/g, JSON.stringify(id))
    .replaceAll(/\bimport\.meta\.dirname\b/g, JSON.stringify(dirname(id)));
  // No map: the lines stay where they were.
  return { code: addressed, map: null };
}

async function main() {
  const entry = process.argv[2];
  if (entry === undefined) {
    console.error('usage: node tools/launch.mjs ENTRY [ARGUMENT…]');
    process.exitCode = 2;
    return;
  }
  const file = await bundle(entry);
  process.argv.splice(1, 2, resolve(ROOT, entry));
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(file).href);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
