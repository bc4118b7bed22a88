// Finds the Chromium that the real-browser tests and the screenshot tools use.
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

/** Flags for every start: no sandbox (a container's root), no GPU, and no traffic of the browser's own. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What to do by hand where no Chromium is found and none may be installed. */
export const INSTALL_HINT = 'npx playwright install chromium';

const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The path of a Chromium: named by `CHROMIUM_PATH` or `CHROME_PATH`, else Playwright's own, else the system's.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} own - where Playwright keeps the one that it downloads
 * @returns {string | undefined} `undefined` where there is none
 */
export function findChromium(env = process.env, own = chromium.executablePath()) {
  const named = env.CHROMIUM_PATH || env.CHROME_PATH;
  if (named) return named;
  if (isExecutable(own)) return own;
  for (const name of SYSTEM_NAMES) {
    for (const folder of (env.PATH ?? '').split(delimiter)) {
      if (folder !== '' && isExecutable(join(folder, name))) return join(folder, name);
    }
  }
  return undefined;
}

/**
 * Finds a Chromium, or gets one: Playwright's download first, then the distribution's package.
 * A system package is installed only by root and only where `CI` is set.
 *
 * @returns {string | undefined} `undefined` where there is none and none could be had
 */
export function provideChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  attempt('npx', ['playwright', 'install', 'chromium']);
  const downloaded = findChromium();
  if (downloaded !== undefined) return downloaded;
  if (process.env.CI && process.getuid?.() === 0) {
    attempt('apt-get', ['update']);
    attempt('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk']);
  }
  return findChromium();
}

/**
 * Starts a headless Chromium through Playwright.
 *
 * @param {import('playwright').LaunchOptions} options
 */
export function launchChromium(options = {}) {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`no Chromium found; run: ${INSTALL_HINT}`);
  return chromium.launch({ executablePath, ...options, args: [...CHROMIUM_FLAGS, ...(options.args ?? [])] });
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function attempt(command, args) {
  console.log(`no Chromium yet: ${command} ${args.join(' ')}`);
  try {
    execFileSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  } catch {
    console.log(`${command} did not succeed`);
  }
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
