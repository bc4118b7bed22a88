import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './page.ts';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

/** Each panel, how it is opened from the first stop, and what is there when it stands. */
const PANELS = [
  { name: 'settings', keys: ['c'], shows: 'dialog[open] .config-panel', theme: 'light', language: 'en' },
  { name: 'settings', keys: ['c'], shows: 'dialog[open] .config-panel', theme: 'dark', language: 'zh' },
  { name: 'ledger', keys: ['l'], shows: 'dialog[open] .ledger', theme: 'dark', language: 'en' },
  { name: 'send', keys: ['r'], shows: 'dialog[open] form', theme: 'light', language: 'zh' },
  { name: 'library', keys: ['/'], shows: 'dialog[open] .library', theme: 'dark', language: 'zh' },
] as const;

/** What axe finds that is serious or worse, with the elements. */
async function graveViolations(page: Page): Promise<string[][]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 160))]);
}

async function waitForStop(page: Page): Promise<void> {
  await page.waitForSelector('[data-testid=clock][data-time-us="6280000"]', { timeout: 30_000 });
  await page.waitForSelector('section[data-verdict=atRisk]');
}

describe('the page at its first stop', () => {
  const browser = useBrowser();

  for (const theme of ['light', 'dark'] as const) {
    for (const language of ['en', 'zh'] as const) {
      for (const viewport of SIZES) {
        it(`has no serious violation: ${theme}, ${language}, ${viewport.width} px wide`, async () => {
          const { page } = await browser.open(`#/?lang=${language}&theme=${theme}`, { viewport });
          await waitForStop(page);

          expect(await graveViolations(page)).toEqual([]);
        });
      }
    }
  }
});

describe('a panel', () => {
  const browser = useBrowser();

  for (const { name, keys, shows, theme, language } of PANELS) {
    it(`has no serious violation: ${name}, ${theme}, ${language}`, async () => {
      const { page } = await browser.open(`#/?lang=${language}&theme=${theme}`, { viewport: SIZES[0] });
      await waitForStop(page);
      for (const key of keys) await page.keyboard.press(key);
      await page.waitForSelector(shows);

      expect(await graveViolations(page)).toEqual([]);
    });
  }

  it('has no serious violation: settings on a phone, light, zh', async () => {
    const { page } = await browser.open('#/?lang=zh&theme=light', { viewport: SIZES[1] });
    await waitForStop(page);
    await page.click('.config-edit');
    await page.waitForSelector('dialog[open] .config-panel');

    expect(await graveViolations(page)).toEqual([]);
  });

  it('has no serious violation: the inspector with a broker, and with a record in each of its tabs', async () => {
    const { page } = await browser.open('#/?lang=en&theme=dark', { viewport: SIZES[0] });
    await waitForStop(page);
    await page.click('[data-address="broker-1"]');
    await page.waitForSelector('.inspector [role=tab]');
    expect(await graveViolations(page)).toEqual([]);

    await page.goto(`${page.url().split('#')[0]}#/lab/first-light?t=6280000&sel=record(orders-0,120,e0)&theme=light`);
    await page.waitForSelector('.inspector-story');
    for (const tab of await page.locator('.inspector [role=tab]').all()) {
      await tab.click();
      expect(await graveViolations(page)).toEqual([]);
    }
  });
});
