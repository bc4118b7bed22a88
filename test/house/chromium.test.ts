import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../run/chromium.mjs';

describe('the search for a Chromium', () => {
  let folder = '';
  const place = (name: string, mode: number) => {
    const path = join(folder, name);
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, mode);
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mqscope-chromium-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes the one that the environment names, before all others', () => {
    const own = place('own', 0o755);

    expect(findChromium({ CHROMIUM_PATH: '/a/chromium', CHROME_PATH: '/b/chrome', PATH: folder }, own)).toBe(
      '/a/chromium',
    );
    expect(findChromium({ CHROME_PATH: '/b/chrome', PATH: folder }, own)).toBe('/b/chrome');
  });

  it('takes Playwright’s own before the system’s, and the system’s by its path', () => {
    const own = place('own', 0o755);
    const system = place('google-chrome', 0o755);
    const path = ['', '/nowhere', folder].join(delimiter);

    expect(findChromium({ PATH: path }, own)).toBe(own);
    expect(findChromium({ PATH: path }, join(folder, 'missing'))).toBe(system);
  });

  it('finds none where there is none, or only a file that cannot be run', () => {
    place('google-chrome', 0o755);
    const empty = mkdtempSync(join(folder, 'empty-'));

    expect(findChromium({ PATH: empty }, join(folder, 'missing'))).toBeUndefined();
    expect(findChromium({}, join(folder, 'missing'))).toBeUndefined();
  });
});
