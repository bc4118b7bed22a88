import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './page.ts';

/** The instant of the guide's stop: late in a fetch round of the slow link. */
const STOP_US = 6_280_000;

async function numberIn(page: Page, selector: string): Promise<number> {
  const text = (await page.locator(selector).first().textContent()) ?? '';
  return Number(/\d+/.exec(text)?.[0] ?? '0');
}

/** Opens K00, waits for the stop, and answers how many confirmed records exist on one broker only. */
async function openAtStop(page: Page): Promise<number> {
  await page.waitForSelector(`[data-testid=clock][data-time-us="${STOP_US}"]`, { timeout: 30_000 });
  await page.waitForSelector('section[data-verdict=atRisk]');
  return numberIn(page, '.verdict-sentence');
}

async function playToLoss(page: Page): Promise<number> {
  await page.waitForSelector('section[data-verdict=ackedLost]', { timeout: 45_000 });
  return numberIn(page, '.verdict-sentence');
}

/** The same by mouse alone: the last row of the story leads back to where the loss is known. */
async function clickStoryThenHeal(page: Page): Promise<void> {
  await page.click('[data-act=why]');
  await page.waitForSelector('.inspector-story');
  expect(await page.locator('.inspector-story').textContent()).toMatch(/broker.?1/i);

  await page.locator('.inspector-story .event-row').last().click();
  await page.waitForSelector('section[data-verdict=ackedLost]');
  await page.click('[data-act=acks-all]');
  await page.waitForSelector('[data-promise]:not([data-promise="promise.leader"])');
  await page.click('button:text-is("最快")');
  await page.click('[data-testid=play]');
  await page.waitForSelector('.verdict-chip:text-is("最终")', { timeout: 60_000 });
  expect(await page.locator('[data-counter=ackedLost]').count()).toBe(0);
  expect(await page.locator('section[data-verdict=ackedLost]').count()).toBe(0);
}

/** Reads the story of the first lost record, then runs again with acks=all and the same kill, to the final verdict. */
async function readStoryThenHeal(page: Page): Promise<void> {
  await page.click('[data-act=why]');
  await page.waitForSelector('.inspector-story');
  const story = (await page.locator('.inspector-story').textContent()) ?? '';
  expect(story).toMatch(/broker.?1/i);
  expect(story.length).toBeGreaterThan(80);

  // The story led back to the ack; the loss lies ahead of it again.
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await page.waitForSelector('section[data-verdict=ackedLost]');
  await page.click('[data-act=acks-all]');
  await page.waitForSelector('[data-promise]:not([data-promise="promise.leader"])');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'max', exact: true }).click();
  await page.click('[data-testid=play]');
  await page.waitForSelector('.verdict-chip:text-is("final")', { timeout: 60_000 });
  expect(await page.locator('[data-counter=ackedLost]').count()).toBe(0);
  expect(await page.locator('section[data-verdict=ackedLost]').count()).toBe(0);
}

describe('first light', () => {
  const browser = useBrowser();

  it('by keyboard: at risk, kill, loss and its story, acks=all, none', async () => {
    const { page, problems } = await browser.open('#/?lang=en&theme=light', { viewport: { width: 1440, height: 900 } });
    const atRisk = await openAtStop(page);
    expect(atRisk).toBeGreaterThanOrEqual(1);

    await page.locator('[data-testid=call-to-action]').focus();
    await page.keyboard.press('Enter');

    const lost = await playToLoss(page);
    expect(lost).toBeGreaterThanOrEqual(atRisk);
    await readStoryThenHeal(page);
    expect(problems).toEqual([]);
  });

  it('by mouse, in Chinese and in the dark: the same', async () => {
    const { page, problems } = await browser.open('#/?lang=zh&theme=dark', { viewport: { width: 1440, height: 900 } });
    const atRisk = await openAtStop(page);
    expect(atRisk).toBeGreaterThanOrEqual(1);

    await page.click('[data-address="broker-1"]');
    await page.click('[data-palette] [data-fault=crash]');
    await page.click('[data-testid=play]');

    const lost = await playToLoss(page);
    expect(lost).toBeGreaterThanOrEqual(atRisk);
    expect(await page.locator('.verdict-sentence').textContent()).toContain('已确认的记录丢失');
    await clickStoryThenHeal(page);
    expect(problems).toEqual([]);
  });

  it('takes a fault that is dragged from the palette onto a broker', async () => {
    const { page, problems } = await browser.open('#/?lang=en', { viewport: { width: 1440, height: 900 } });
    await openAtStop(page);

    await page.dragAndDrop('[data-palette] [data-fault=crash]', '[data-address="broker-2"]');
    await page.click('[data-testid=play]');

    await page.waitForSelector('[data-tone=down]:has([data-testid=card-broker-2])');
    expect(await page.locator('.palette-open').textContent()).toContain('Broker 2');
    expect(problems).toEqual([]);
  });
});
