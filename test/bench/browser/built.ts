import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { inlineAccessors } from '../../../tools/inline-accessors.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A built page in a folder of its own, while `use` is at work. */
export async function withPage<T>(use: (folder: string) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    await build({ root: ROOT, logLevel: 'error', build: { outDir: folder, emptyOutDir: true, manifest: true } });
    return use(folder);
  });
}

/** A page of test/bench/pages, built alone in the same way. */
export async function withBenchPage<T>(name: string, use: (folder: string) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const root = join(ROOT, 'test/bench/pages');
    await build({
      root,
      configFile: false,
      base: './',
      logLevel: 'error',
      plugins: [inlineAccessors()],
      build: {
        outDir: folder,
        emptyOutDir: true,
        target: ['chrome120', 'edge120', 'firefox121', 'safari17'],
        rolldownOptions: { input: join(root, `${name}.html`) },
      },
      worker: { format: 'es', plugins: () => [inlineAccessors()] },
    });
    return use(folder);
  });
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'mqscope-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
