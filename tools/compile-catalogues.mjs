// A Vite plug-in for the build: the catalogues of texts are compiled there, so that the page needs no parser of
// messages. Elsewhere (tests, `vite dev`, the terminal) they stay text and are compiled when they are said.
import { Buffer } from 'node:buffer';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { rolldown } from 'rolldown';

const CATALOGUE = /\/src\/ui\/i18n\/(en|zh)\/(first|later|folder)\.ts$/;

/** @returns {import('vite').Plugin} */
export function compileCatalogues() {
  return {
    name: 'compile-catalogues',
    apply: 'build',
    enforce: 'pre',
    async load(id) {
      if (!CATALOGUE.test(id.replaceAll('\\', '/'))) return null;
      const compiled = JSON.stringify(await compiledCatalogue(id));
      return { code: `export const messages = JSON.parse(${JSON.stringify(compiled)});`, moduleType: 'js' };
    },
  };
}

/**
 * The messages that a catalogue exports, compiled.
 *
 * @param {string} path
 * @returns {Promise<Record<string, unknown>>}
 */
export async function compiledCatalogue(path) {
  const bundle = await rolldown({ input: path });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  const code = Buffer.from(output[0].code).toString('base64');
  /** @type {{ messages: Record<string, string> }} */
  const { messages } = await import(`data:text/javascript;base64,${code}`);
  return Object.fromEntries(Object.entries(messages).map(([id, message]) => [id, compileMessage(message)]));
}
