import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advancePace } from '../../src/ui/store/pace.ts';

/** Wall ms that it takes from 0 to `endUs`, in frames of 16 ms. */
function wallMs(keyTimes: readonly number[], endUs: number, factor = 1): number {
  let timeUs = 0;
  let wall = 0;
  while (timeUs < endUs && wall < 1_000_000) {
    timeUs = advancePace({ timeUs, elapsedMs: 16, factor, keyTimes, keyTimesFromUs: 0, evenTime: false, endUs });
    wall += 16;
  }
  return wall;
}

describe('pace', () => {
  it('gives two key events one millisecond apart 600 ms of wall time', () => {
    expect(wallMs([10_000, 11_000, 12_000], 12_000)).toBeGreaterThanOrEqual(1200);
  });

  it('crosses nine seconds of silence in about a second, whatever their length', () => {
    const nine = wallMs([0, 9_200_000], 9_200_000);
    const sixty = wallMs([0, 60_000_000], 60_000_000);

    expect(nine).toBeGreaterThan(600);
    expect(nine).toBeLessThan(1600);
    expect(sixty).toBeLessThan(3000);
  });

  it('does not crawl towards a key event when the one before it is out of sight', () => {
    let timeUs = 500_000;
    let wall = 0;
    while (timeUs < 3_600_000 && wall < 60_000) {
      const keyTimesFromUs = Math.max(0, timeUs - 300_000);
      const known = { keyTimes: [3_600_000], keyTimesFromUs, evenTime: false, endUs: 9_000_000 };
      timeUs = advancePace({ timeUs, elapsedMs: 16, factor: 1, ...known });
      wall += 16;
    }

    expect(wall).toBeLessThan(2000);
  });

  it('runs at twice real time where no key event is known ahead, however little is simulated', () => {
    const known = { keyTimes: [0], keyTimesFromUs: 0, evenTime: false };

    expect(advancePace({ timeUs: 4_000_000, elapsedMs: 10, factor: 1, endUs: 4_030_000, ...known })).toBe(4_020_000);
    expect(advancePace({ timeUs: 4_000_000, elapsedMs: 10, factor: 1, endUs: 4_010_000, ...known })).toBe(4_010_000);
  });

  it('goes four times as fast at speed 4, and at once at the fastest', () => {
    const times = [0, 500_000, 700_000, 4_000_000];
    const one = wallMs(times, 4_000_000, 1);
    const four = wallMs(times, 4_000_000, 4);

    expect(one / four).toBeGreaterThan(3.5);
    expect(one / four).toBeLessThan(4.5);
    expect(
      advancePace({
        timeUs: 5,
        elapsedMs: 1,
        factor: Number.POSITIVE_INFINITY,
        keyTimes: [],
        keyTimesFromUs: 0,
        evenTime: false,
        endUs: 99,
      }),
    ).toBe(99);
  });

  it('is one second a second in even time', () => {
    const given = {
      timeUs: 1_000_000,
      elapsedMs: 250,
      factor: 1,
      keyTimes: [1_100_000],
      keyTimesFromUs: 0,
      evenTime: true,
      endUs: 9_000_000,
    };

    expect(advancePace(given)).toBe(1_250_000);
  });

  it('never goes back, never passes the end, and always gets on', () => {
    const times = fc.array(fc.nat(40_000_000), { maxLength: 30 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(
        times,
        fc.nat(40_000_000),
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom(0.25, 1, 4, 16),
        (keyTimes, timeUs, elapsedMs, factor) => {
          const endUs = 41_000_000;
          const next = advancePace({ timeUs, elapsedMs, factor, keyTimes, keyTimesFromUs: 0, evenTime: false, endUs });
          expect(next).toBeGreaterThan(timeUs);
          expect(next).toBeLessThanOrEqual(endUs);
        },
      ),
    );
  });
});
