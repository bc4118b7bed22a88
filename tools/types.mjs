// Checks the types of every part, in parallel: `node tools/types.mjs [PART…]`, a part being the middle of a
// tsconfig's name (engine, host, ui, node, test). A part whose folders hold no file yet is passed over.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NO_INPUTS = 'TS18003';

/** The middle of each `tsconfig.<part>.json`. */
export const PARTS = ['engine', 'host', 'ui', 'node', 'test'];

/**
 * @param {string} part
 * @returns {Promise<{ part: string, ok: boolean, empty: boolean, output: string }>}
 */
export function checkPart(part) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [tsc, '-p', `tsconfig.${part}.json`], { cwd: ROOT });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', (code) => {
      const empty = output.includes(NO_INPUTS);
      resolve({ part, ok: code === 0 || empty, empty, output: empty ? '' : output });
    });
  });
}

async function main() {
  const asked = process.argv.slice(2);
  const results = await Promise.all((asked.length === 0 ? PARTS : asked).map(checkPart));
  for (const { part, ok, empty, output } of results) {
    if (output !== '') process.stdout.write(output);
    console.log(`types ${part}: ${empty ? 'nothing there yet' : ok ? 'ok' : 'FAILED'}`);
  }
  if (results.some((result) => !result.ok)) process.exitCode = 1;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
