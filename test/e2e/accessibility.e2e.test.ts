import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './page.ts';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

describe('the page at its first stop', () => {
  const browser = useBrowser();

  for (const theme of ['light', 'dark'] as const) {
    for (const language of ['en', 'zh'] as const) {
      for (const viewport of SIZES) {
        it(`has no serious violation: ${theme}, ${language}, ${viewport.width} px wide`, async () => {
          const { page } = await browser.open(`#/?lang=${language}&theme=${theme}`, { viewport });
          await page.waitForSelector('[data-testid=clock][data-time-us="6280000"]', { timeout: 30_000 });
          await page.waitForSelector('section[data-verdict=atRisk]');

          const { violations } = await new AxeBuilder({ page }).analyze();

          const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
          expect(grave.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 160))])).toEqual([]);
        });
      }
    }
  }
});
