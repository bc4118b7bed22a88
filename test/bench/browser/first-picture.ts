import type { Browser } from 'playwright';
import { launchChromium } from '../../run/chromium.mjs';
import type { Measure, Pair } from '../goals.ts';
import { withBenchPage, withPage } from './built.ts';
import { serveCompressed } from './static-host.ts';

const ROUNDS = 3;
/** A telephone of the middle class on a slow network. */
const BITS_PER_SECOND = 1_600_000;
const LATENCY_MS = 150;
const CPU_SLOWDOWN = 4;
/** No larger picture comes later than this, ms. */
const WATCHED_MS = 6_000;

/** The largest contentful paint of the page, against a page with React and a paragraph. */
export const FIRST_PICTURE: Measure = {
  goals: [{ name: 'largest contentful paint, slow network', unit: 'ms', bound: '≤', must: 1.9 }],
  take: () =>
    withPage((page) =>
      withBenchPage('react-only', async (reactOnly) => {
        const ours = await serveCompressed(page);
        const theirs = await serveCompressed(reactOnly);
        const browser = await launchChromium();
        try {
          const pairs: Pair[] = [];
          for (let round = 0; round < ROUNDS; round++) {
            const value = await largestPaint(browser, ours.url);
            const reference = await largestPaint(browser, `${theirs.url}react-only.html`);
            pairs.push({ value, reference });
          }
          return [pairs];
        } finally {
          await browser.close();
          await Promise.all([ours.close(), theirs.close()]);
        }
      }),
    ),
};

/** Opens an address with nothing in the cache; when the largest of all that was painted was there, ms. */
async function largestPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: LATENCY_MS,
      downloadThroughput: BITS_PER_SECOND / 8,
      uploadThroughput: BITS_PER_SECOND / 8,
    });
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForTimeout(WATCHED_MS);
    return await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN)).observe({
            type: 'largest-contentful-paint',
            buffered: true,
          });
        }),
    );
  } finally {
    await context.close();
  }
}
