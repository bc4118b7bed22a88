import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { messages as en } from '../../src/ui/i18n/en/index.ts';
import { messages as zh } from '../../src/ui/i18n/zh/index.ts';

describe('the catalogues', () => {
  it('say everything in both languages', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(['en', 'zh'])('list the words of every room in %s', async (language) => {
    const folder = new URL(`../../src/ui/i18n/${language}/`, import.meta.url);
    const all: Readonly<Record<string, string>> = language === 'en' ? en : zh;
    for (const file of readdirSync(folder)) {
      const room: Readonly<Record<string, Readonly<Record<string, string>>>> = await import(
        /* @vite-ignore */ new URL(file, folder).href
      );
      for (const words of Object.values(room)) expect(all, file).toMatchObject(words);
    }
  });
});
