// Builds the page into a folder of its own and serves it: Vitest's global set-up of the e2e project, and a helper for
// whatever else needs the real page (screenshots, measurements).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { serveFolder } from '../../tools/serve-folder.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * The page lies in a sub-folder of the server, as it may on any static host.
 *
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function servePage() {
  const folder = await mkdtemp(join(tmpdir(), 'mqscope-page-'));
  await build({ root: ROOT, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
  const { url, close } = await serveFolder(folder, { mount: '/some/folder/' });
  return {
    url,
    close: async () => {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Each test file gets the page's address by `inject('pageUrl')`.
 *
 * @param {{ provide: (key: 'pageUrl', value: string) => void }} project
 */
// biome-ignore lint/style/noDefaultExport: Vitest calls the default export
export default async function setup(project) {
  const { url, close } = await servePage();
  project.provide('pageUrl', url);
  return close;
}
