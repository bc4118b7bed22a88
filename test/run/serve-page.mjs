// Vitest's global set-up of the e2e project: serves the built page while the tests run.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveFolder } from '../../tools/serve-folder.mjs';

const DIST = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist');

/**
 * Each test file gets the page's address by `inject('pageUrl')`.
 *
 * @param {{ provide: (key: 'pageUrl', value: string) => void }} project
 */
// biome-ignore lint/style/noDefaultExport: Vitest calls the default export
export default async function setup(project) {
  if (!existsSync(join(DIST, 'index.html'))) throw new Error('there is no built page: run `npm run build` first');
  const page = await serveFolder(DIST);
  project.provide('pageUrl', page.url);
  return page.close;
}
