// Serves a folder of static files: the built page, for `npm start` and for the e2e tests.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};

/**
 * @param {string} folder
 * @param {{ port?: number, mount?: string }} options - port 0 takes any free one; `mount` is the path of the folder
 *   on the server, with slashes at both ends
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveFolder(folder, { port = 0, mount = '/' } = {}) {
  const server = createServer((request, response) => {
    const path = decodePath(request.url ?? '/');
    const file = path?.startsWith(mount) ? fileAt(folder, path.slice(mount.length - 1)) : undefined;
    if (file === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('not found\n');
      return;
    }
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}${mount}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/**
 * @param {string} url
 * @returns {string | undefined}
 */
function decodePath(url) {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
}

/**
 * @param {string} folder
 * @param {string} path
 * @returns {string | undefined} `undefined` where there is no such file inside the folder
 */
function fileAt(folder, path) {
  const wanted = normalize(join(folder, path));
  if (wanted !== folder && !wanted.startsWith(folder + sep)) return undefined;
  const file = path.endsWith('/') ? join(wanted, 'index.html') : wanted;
  return existsSync(file) && statSync(file).isFile() ? file : undefined;
}
