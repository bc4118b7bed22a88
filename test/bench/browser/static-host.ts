import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
};

export interface StaticHost {
  readonly url: string;
  /** Paths for which this answers true wait for ever. */
  hold(isHeld: (path: string) => boolean): void;
  close(): Promise<void>;
}

export interface HostOptions {
  /** Lets pages look at a finer clock. */
  readonly isolated?: boolean;
}

/** Serves a folder as static hosts do: compressed by brotli beforehand, with addresses of assets kept for good. */
export async function serveCompressed(folder: string, { isolated = false }: HostOptions = {}): Promise<StaticHost> {
  const files = new Map<string, { readonly body: Buffer; readonly type: string }>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = TYPES[extname(entry)];
    if (type !== undefined) files.set(`/${entry.replaceAll('\\', '/')}`, { body: brotli(join(folder, entry)), type });
  }
  let isHeld = (_path: string): boolean => false;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (isHeld(path)) return;
    const file = files.get(path === '/' ? '/index.html' : path);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': file.type,
      'content-encoding': 'br',
      'content-length': file.body.length,
      'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ...(isolated
        ? { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
        : {}),
    });
    response.end(file.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    hold: (next) => {
      isHeld = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A file's content as it goes over the wire. */
export function brotli(path: string): Buffer {
  if (!existsSync(path)) throw new Error(`there is no ${path}`);
  return brotliCompressSync(readFileSync(path), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
}
