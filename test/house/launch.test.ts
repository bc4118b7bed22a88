import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the launcher of TypeScript entries', () => {
  let folder = '';
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const launch = (args: string[], input = '') => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'tools/launch.mjs'), join(folder, 'main.ts'), ...args],
      { input, encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  };
  beforeAll(() => {
    mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true });
    folder = mkdtempSync(join(ROOT, 'node_modules/.cache/launch-test-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    for (const name of ['main.ts.mjs', 'worker.ts.mjs']) {
      rmSync(join(ROOT, 'node_modules/.cache/mqscope', `node_modules-.cache-${basename(folder)}-${name}`), {
        force: true,
      });
    }
  });

  it('passes arguments and standard input in, and the exit code out', () => {
    write(
      'main.ts',
      `import { readFileSync } from 'node:fs';
       const words: string[] = process.argv.slice(2);
       console.log(words.join('|'), readFileSync(0, 'utf8').length);
       process.exitCode = 2;`,
    );

    expect(launch(['run', 'a b', '--json'], 'four')).toEqual({ status: 2, stdout: 'run|a b|--json 4\n', stderr: '' });
  });

  it('sees that an imported source has changed', () => {
    write('main.ts', "import { word } from './word.ts'; console.log(word);");
    write('word.ts', "export const word: string = 'before';");
    const before = launch([]).stdout;
    write('word.ts', "export const word: string = 'afterwards';");

    const after = launch([]).stdout;

    expect([before, after]).toEqual(['before\n', 'afterwards\n']);
  });

  it('leaves `import.meta.url` what it is in the source', () => {
    write('main.ts', 'console.log(import.meta.url);');

    expect(launch([]).stdout).toBe(`${pathToFileURL(join(folder, 'main.ts')).href}\n`);
  });

  it('starts a worker thread of TypeScript', () => {
    write(
      'main.ts',
      `import { Worker } from 'node:worker_threads';
       const [launcher, entry] = [process.argv[2] ?? '', process.argv[3] ?? ''];
       const worker = new Worker(launcher, { argv: [entry] });
       worker.on('message', (answer: number) => { console.log(answer); void worker.terminate(); });
       worker.postMessage(20);`,
    );
    write(
      'worker.ts',
      `import { parentPort } from 'node:worker_threads';
       parentPort?.on('message', (n: number) => parentPort?.postMessage(n + 1));`,
    );

    expect(launch([join(ROOT, 'tools/launch.mjs'), join(folder, 'worker.ts')]).stdout).toBe('21\n');
  });

  it('tells the source’s line where the entry throws', () => {
    write('main.ts', "export type Unused = { a: number };\n\nthrow new Error('made up');\n");

    const { status, stderr } = launch([]);

    expect(status).toBe(1);
    expect(stderr).toContain('main.ts:3');
  });
});
