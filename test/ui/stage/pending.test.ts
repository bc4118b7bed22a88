import { describe, expect, it } from 'vitest';
import { pendingOn } from '../../../src/ui/stage/pending.tsx';
import { targetAddress } from '../../../src/ui/store/target-address.ts';
import { frameOfLoss, opened } from './fixture.ts';

const NOW = frameOfLoss().clock.timeUs[0] ?? 0;

describe('an act that is placed and has not come to pass', () => {
  const pending = (atUs: number, entry: Readonly<Record<string, unknown>>) =>
    pendingOn([{ atUs, entry }], frameOfLoss(), ['broker-2']);

  it('waits on its target from the instant on at which it was placed, until time has moved on', () => {
    expect(pending(NOW, { do: 'crash', node: 'broker-2' })).toEqual({ verb: 'crash', atUs: NOW });
    expect(pending(NOW + 1, { do: 'slow-link', from: 'broker-2', to: 'all' })?.verb).toBe('slow-link');
    expect(pending(NOW - 1, { do: 'crash', node: 'broker-2' })).toBeNull();
    expect(pending(NOW, { do: 'crash', node: 'broker-3' })).toBeNull();
  });

  it('is the next one where there are several', () => {
    const commands = [30, 20].map((second) => ({ atUs: second * 1e6, entry: { do: 'pause', node: 'broker-2' } }));

    expect(pendingOn(commands, frameOfLoss(), ['broker-2'])?.atUs).toBe(20e6);
  });
});

describe('the address of a target', () => {
  it('is that of a producer or of a group’s member where the page has its name only', () => {
    expect([targetAddress(opened, 'c2'), targetAddress(opened, 'orders-svc')]).toEqual([
      'member(billing,c2)',
      'producer(orders-svc)',
    ]);
    expect([targetAddress(opened, 'broker-1'), targetAddress(null, 'c2')]).toEqual(['broker-1', 'c2']);
  });
});
