import { describe, expect, it } from 'vitest';
import { useBrowser } from './page.ts';

describe('the page before its scripts', () => {
  const browser = useBrowser();

  it.each([
    { width: 1440, height: 900 },
    { width: 390, height: 800 },
  ])('asks the first question, $width px wide', async (viewport) => {
    const { page } = await browser.open('', { javaScriptEnabled: false, viewport });

    const shell = page.locator('.shell[lang=en]');
    expect(await shell.locator('legend').isVisible()).toBe(true);
    expect(await page.locator('.shell[lang=zh-CN]').isVisible()).toBe(false);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('keeps the question in its place until the guide is there, in the language and colours of the address', async () => {
    const { page, problems } = await browser.open('#/?lang=zh&theme=dark');

    await page.waitForSelector('section[data-guide] .guide-choices');
    expect(await page.locator('.shell').count()).toBe(0);
    expect(await page.locator('section[data-guide]').count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    expect(problems).toEqual([]);
  });
});
