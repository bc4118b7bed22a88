// `npm start`: builds the page, serves it and prints its address. PORT chooses the port.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { serveFolder } from './serve-folder.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const USUAL_PORT = 4173;

await build({ root: ROOT, logLevel: 'warn' });
const { url } = await serve();
console.log(`MQScope: ${url}`);

/** The port asked for, or nothing; without one, the usual port or any free one. */
async function serve() {
  const dist = join(ROOT, 'dist');
  if (process.env.PORT) return serveFolder(dist, { port: Number(process.env.PORT) });
  try {
    return await serveFolder(dist, { port: USUAL_PORT });
  } catch {
    return serveFolder(dist);
  }
}
