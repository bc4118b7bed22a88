import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const ID = 'retry-duplicates';

describe('a run in a process of its own', () => {
  it('has the hash and the verdict of this process, whatever the locale, the time zone and the compiler', async () => {
    const out: string[] = [];
    await main(['run', ID, '--json'], { out: (line) => out.push(line), err: () => {}, cwd: ROOT });
    const here = JSON.parse(out.join(''));

    expect(here.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(await runElsewhere([], {})).toEqual(here);
    expect(
      await runElsewhere(['--no-opt'], { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' }),
    ).toEqual(here);
  }, 60_000);
});

async function runElsewhere(flags: string[], env: Record<string, string>): Promise<unknown> {
  const args = [...flags, 'tools/launch.mjs', 'src/cli/main.ts', 'run', ID, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } });
  return JSON.parse(stdout);
}
