import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './page.ts';

describe('files and bytes', () => {
  const browser = useBrowser();

  it('are loaded when they are opened and not before, and leave nobody out', async () => {
    const { page, problems } = await browser.open('#/lab/first-light?t=6000000&sel=replica(orders-0,broker-1)');
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await page.waitForSelector('#inspector-tab-folder');
    await page.waitForLoadState('networkidle');
    expect(loaded.filter((path) => path.includes('folder-'))).toEqual([]);

    await page.click('#inspector-tab-folder');
    await page.click('text=00000000000000000000.log');
    await page.click('.folder-numbers .folder-open >> nth=0');
    await page.waitForSelector('.folder-fields');

    expect(loaded.some((path) => path.includes('folder-panel-'))).toBe(true);
    const { violations } = await new AxeBuilder({ page }).include('.inspector').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
