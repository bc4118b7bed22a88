// A Vite plug-in for the build: the first scenario's answer and frame, as the engine gives them, become data of the page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './launch.mjs';

const MODULE = /\/src\/ui\/app\/first-run\.ts$/;
const CONSTANT = /^export const FIRST_RUN: FirstRun \| null = null;$/m;

/** @returns {import('vite').Plugin} */
export function firstRun() {
  let root = '';
  return {
    name: 'first-run',
    apply: 'build',
    enforce: 'pre',
    configResolved(config) {
      root = config.root;
    },
    async transform(code, id) {
      if (!MODULE.test(id.replaceAll('\\', '/'))) return null;
      if (!CONSTANT.test(code)) throw new Error('first-run.ts has no place for the first run');
      const { firstRunOf } = await import(pathToFileURL(await bundle('tools/first-run.ts')).href);
      const scenario = readFileSync(join(root, 'public/scenarios/first-light.json'), 'utf8');
      const run = JSON.stringify(await firstRunOf(scenario));
      // Parsed as text, as it is quicker than as code.
      const constant = `export const FIRST_RUN: FirstRun | null = JSON.parse(${JSON.stringify(run)});`;
      return { code: code.replace(CONSTANT, () => constant), map: null };
    },
  };
}
