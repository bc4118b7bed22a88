import { describe, expect, it } from 'vitest';
import type { Setting } from '../../src/engine/protocol.ts';
import { acksAll } from '../../src/ui/verdict/what-next.ts';

function acks(producer: string, value: string): Setting {
  const path = `producers.${producer}.config.acks`;
  const plain = {
    type: 'text',
    default: 'all',
    given: true,
    choices: [],
    applies: 'restart-client',
    source: '',
  } as const;
  return { path, owner: 'producer', ownerId: producer, key: 'acks', value, ...plain };
}

describe('the offer to run again with acks=all', () => {
  const settings = [acks('checkout', '1'), acks('returns', 'all')];

  it('names the producers that do not wait for every in-sync copy', () => {
    expect(acksAll({ settings, commands: [] }, 6_000_000)).toEqual({ 'producers.checkout.config.acks': 'all' });
  });

  it('goes by the settings in force at the instant, not by those of the start', () => {
    const entry = { do: 'set-config', target: 'producer(checkout)', key: 'acks', value: 'all' };
    const commands = [{ atUs: 2_000_000, entry }];

    expect(acksAll({ settings, commands }, 1_999_999)).toEqual({ 'producers.checkout.config.acks': 'all' });
    expect(acksAll({ settings, commands }, 6_000_000)).toEqual({});
  });
});
