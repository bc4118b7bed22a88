import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, inject } from 'vitest';
import { launchChromium } from '../run/chromium.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    pageUrl: string;
  }
}

/** `problems` grows while the page is open: errors it threw or logged, requests that failed or left for another host. */
export type Visit = { page: Page; problems: string[] };

/** A Chromium for all tests of a file; `open` visits the built page in a fresh context each time. */
export function useBrowser(): { open: (address?: string, options?: BrowserContextOptions) => Promise<Visit> } {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    open: async (address = '', options = {}) => {
      if (browser === undefined) throw new Error('the browser starts with the tests: call open inside a test');
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const problems = problemsOf(page);
      await page.goto(new URL(address, inject('pageUrl')).href);
      return { page, problems };
    },
  };
}

function problemsOf(page: Page): string[] {
  const home = new URL(inject('pageUrl')).origin;
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => problems.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== home) problems.push(`request to another host: ${request.url()}`);
  });
  return problems;
}
