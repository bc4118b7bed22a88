import type { Page } from 'playwright';
import { launchChromium } from '../../run/chromium.mjs';
import type { Measure } from '../goals.ts';
import type { DrawingTimes } from '../pages/drawing.ts';
import type { TransportTimes } from '../pages/transport.ts';
import { withBenchPage } from './built.ts';
import { serveCompressed } from './static-host.ts';

const ROUNDS = 3;

/** Pictures of many moving cells by the stage's own function, against plain rectangles. */
export const DRAWING: Measure = {
  goals: [
    { name: 'drawing 2,000 moving cells', unit: 'ms', bound: '≤', must: 4 },
    { name: 'drawing 10,000 moving cells', unit: 'ms', bound: '≤', must: 3 },
  ],
  take: () =>
    inPage('drawing', async (page) => {
      const small = await rounds(() => page.evaluate<DrawingTimes>('measure(2000)'));
      const large = await rounds(() => page.evaluate<DrawingTimes>('measure(10000)'));
      return [small, large].map((all) => all.map(({ stageMs, plainMs }) => ({ value: stageMs, reference: plainMs })));
    }),
};

/** What a frame costs the page's thread when it comes over from the worker, against a clone of objects. */
export const TRANSPORT: Measure = {
  goals: [{ name: 'transport of 10,000 elements', unit: 'ms', bound: '≤', must: 0.1 }],
  take: () =>
    inPage('transport', async (page) => {
      const all = await rounds(() => page.evaluate<TransportTimes>('measure(10000)'));
      return [all.map(({ columnsMs, objectsMs }) => ({ value: columnsMs, reference: objectsMs }))];
    }),
};

/** The first round is for warming up. */
async function rounds<T>(take: () => Promise<T>): Promise<T[]> {
  await take();
  const all: T[] = [];
  for (let round = 0; round < ROUNDS; round++) all.push(await take());
  return all;
}

function inPage<T>(name: string, use: (page: Page) => Promise<T>): Promise<T> {
  return withBenchPage(name, async (folder) => {
    const host = await serveCompressed(folder, { isolated: true });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 1400 } });
      await page.goto(`${host.url}${name}.html`);
      return await use(page);
    } finally {
      await browser.close();
      await host.close();
    }
  });
}
