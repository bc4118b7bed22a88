import { describe, expect, it } from 'vitest';
import { axisTicks, panned, timeScale, wholeRun, zoomed } from '../../src/ui/timeline/time-scale.ts';

describe('the time axis', () => {
  const whole = wholeRun(40_000_000, 10_000_000, -1);

  it('shows the whole run, and more where the closing phase went on', () => {
    expect(whole.toUs).toBe(40_800_000);
    expect(wholeRun(40_000_000, 50_000_000, 50_000_000).toUs).toBe(51_000_000);
  });

  it('answers the time under a pixel as it draws it', () => {
    const scale = timeScale(whole, 96, 900);

    expect(scale.time(scale.x(6_300_000))).toBeCloseTo(6_300_000, 3);
  });

  it('has round ticks about 90 px apart', () => {
    expect(axisTicks({ fromUs: 0, toUs: 40_000_000 }, 800)).toEqual([0, 5e6, 10e6, 15e6, 20e6, 25e6, 30e6, 35e6, 40e6]);
  });

  it('zooms about a time that stays where it is, and never leaves the run', () => {
    const near = zoomed(whole, 6_000_000, 0.5, whole);

    expect((6_000_000 - near.fromUs) / (near.toUs - near.fromUs)).toBeCloseTo(6_000_000 / 40_800_000, 6);
    expect(zoomed(near, 6_000_000, 100, whole)).toEqual(whole);
    expect(panned(near, -1e12, whole).fromUs).toBe(0);
    expect(panned(near, 1e12, whole).toUs).toBe(whole.toUs);
  });
});
