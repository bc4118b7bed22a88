// A Vite plug-in for the build: index.html comes with its styles and with what the page says first, so that there is
// something to read before any script has arrived.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './launch.mjs';

const ROOT_ELEMENT = '<div id="root"></div>';
const STYLESHEET = /^\s*<link rel="stylesheet"[^>]* href="\.\/([^"]+)">\n?/gm;

/** @returns {import('vite').Plugin} */
export function shell() {
  let root = '';
  return {
    name: 'shell',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle: parts = {} }) {
        const { shellsOf } = await import(pathToFileURL(await bundle('tools/shell.tsx')).href);
        const words = await shellsOf(readFileSync(join(root, 'public/scenarios/first-light.json'), 'utf8'));
        return withWords(withStyles(html, parts), words);
      },
    },
  };
}

/**
 * @param {string} html
 * @param {string} words
 */
export function withWords(html, words) {
  if (!html.includes(ROOT_ELEMENT)) throw new Error('index.html has no root element');
  return html.replace(ROOT_ELEMENT, () => `<div id="root">${words}</div>`);
}

/**
 * The page with its stylesheets inside of it, in their order.
 *
 * @param {string} html
 * @param {Readonly<Record<string, { type?: string, source?: string | Uint8Array }>>} parts
 */
export function withStyles(html, parts) {
  /** @type {string[]} */
  const styles = [];
  const rest = html.replace(STYLESHEET, (_, name) => {
    const part = parts[name];
    if (part?.source === undefined) throw new Error(`there is no ${name}`);
    styles.push(typeof part.source === 'string' ? part.source : new TextDecoder().decode(part.source));
    return '';
  });
  return rest.replace('</head>', () => `  <style>${styles.join('')}</style>\n  </head>`);
}
