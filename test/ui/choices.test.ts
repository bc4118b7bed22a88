import { i18n } from '@lingui/core';
import { describe, expect, it } from 'vitest';
import { t } from '../../src/ui/i18n/index.ts';

describe('a message that chooses by a word', () => {
  i18n.load('en', {
    how: '{leader} leads {partition} ({how, select, last_known {last known} other {clean}})',
    fault: '{fault}{target, select, undefined {} other { on {target}}}',
  });
  i18n.activate('en');

  it('finds its case though the word has a hyphen', () => {
    expect(t('how', { leader: 'Broker 2', partition: 'my-orders-0', how: 'last-known' })).toBe(
      'Broker 2 leads my-orders-0 (last known)',
    );
  });

  it('leaves the hyphens of names alone', () => {
    expect(t('fault', { fault: 'Kill process', target: 'billing-1' })).toBe('Kill process on billing-1');
  });
});
