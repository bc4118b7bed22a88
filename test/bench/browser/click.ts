import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { launchChromium } from '../../run/chromium.mjs';
import { documentOf } from '../cases/kafka.ts';
import type { Measure } from '../goals.ts';
import { withPage } from './built.ts';
import { serveCompressed } from './static-host.ts';

const CLICKS = 25;
const TARGETS = ['broker-1', 'broker-2', 'broker-3'];

/** From a click to the next picture, while the simulation runs as fast as it can, against the page at rest. */
export const CLICK: Measure = {
  goals: [{ name: 'click to paint at full speed, worst of 25', unit: 'ms', bound: '≤', must: 100, of: 'value' }],
  take: () =>
    withPage(async (folder) => {
      const host = await serveCompressed(folder);
      const browser = await launchChromium();
      try {
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en' });
        await page.goto(host.url);
        await page.waitForSelector('[data-testid=play]');
        await openLong(page);
        await clicks(page);
        const reference = Math.max(...(await clicks(page)));
        await page.getByRole('button', { name: 'max', exact: true }).click();
        await page.click('[data-testid=play]');
        const value = Math.max(...(await clicks(page)));
        if (!(await isPlaying(page))) throw new Error('the run has ended before the last click');
        return [[{ value, reference }]];
      } finally {
        await browser.close();
        await host.close();
      }
    }),
};

/** A run so long that it is still on its way after all clicks, from a file. */
async function openLong(page: Page): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mqscope-bench-'));
  const file = join(folder, 'long.json');
  writeFileSync(file, JSON.stringify(documentOf({ rate: 1000, seconds: 1800, seed: 1, script: [] }).given));
  await page.setInputFiles('[data-open-file]', file);
  await page.waitForFunction(() => document.title.startsWith('Twelve partitions'));
  await page.waitForSelector(`[data-address="${TARGETS[0]}"]`);
  rmSync(folder, { recursive: true });
}

/** Milliseconds of each click, from when the browser had it to the end of the picture's work. */
async function clicks(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < CLICKS; i++) {
    const time = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const onClick = (event: MouseEvent): void => {
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => resolve(performance.now() - event.timeStamp);
              port2.postMessage(null);
            });
          };
          document.addEventListener('click', onClick, { capture: true, once: true });
        }),
    );
    await page.click(`[data-address="${TARGETS[i % TARGETS.length]}"]`, { force: true });
    times.push(await time);
    await page.waitForTimeout(60 + (i % 7) * 13);
  }
  return times;
}

function isPlaying(page: Page): Promise<boolean> {
  return page.getByRole('button', { name: 'Pause', exact: false }).first().isVisible();
}
