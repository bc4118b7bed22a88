import { setupI18n } from '@lingui/core';
import { describe, expect, it } from 'vitest';
import { compiledCatalogue } from '../../tools/compile-catalogues.mjs';

describe('a catalogue that the build has compiled', () => {
  it('says what the text says, without a parser', async () => {
    const messages = JSON.parse(JSON.stringify(await compiledCatalogue('src/ui/i18n/en/first.ts')));
    const i18n = setupI18n({ locale: 'en', messages: { en: messages } });

    expect(i18n._('verdict.ackedLost', { n: 1 })).toBe('1 confirmed record is gone');
    expect(i18n._('verdict.ackedLost', { n: 5 })).toBe('5 confirmed records are gone');
    expect(i18n._('app.kill', { broker: 1 })).toBe('Kill broker 1');
  });
});
