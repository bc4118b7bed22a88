import { describe, expect, it } from 'vitest';
import { useBrowser } from './page.ts';

describe('the built page', () => {
  const browser = useBrowser();

  it('opens from a sub-folder of a static host without an error and without a request elsewhere', async () => {
    const { page, problems } = await browser.open();

    await page.waitForLoadState('networkidle');

    expect(await page.title()).toContain('MQScope');
    expect(await page.evaluate(() => document.documentElement.lang)).not.toBe('');
    expect(problems).toEqual([]);
  });
});
