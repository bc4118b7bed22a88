/** Durations, sizes and rates as scenarios write them: a number with its unit. */

const DURATION_UNITS: Readonly<Record<string, number>> = { us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3.6e9 };
const SIZE_UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 * 1024, GiB: 1024 * 1024 * 1024 };

/** A day: no run is longer. */
export const LONGEST_US = 86_400_000_000;

/** `5s`, `400ms`, `16.2s` in µs; null where it is not a duration, or has a fraction of a µs. */
export function parseDuration(text: string): number | null {
  return parseMeasure(text, DURATION_UNITS);
}

/** `200B`, `1KiB` in bytes. */
export function parseSize(text: string): number | null {
  return parseMeasure(text, SIZE_UNITS);
}

/** `100/s`, `3/m`, `1/500ms`; `0` = nothing by itself. */
export function parseRate(text: string): { readonly count: number; readonly perUs: number } | null {
  if (text.trim() === '0') return { count: 0, perUs: 1_000_000 };
  const slash = text.indexOf('/');
  if (slash < 0) return null;
  const count = text.slice(0, slash).trim();
  const per = text.slice(slash + 1).trim();
  const perUs = parseDuration(/^\d/.test(per) ? per : `1${per}`);
  if (!/^\d{1,7}$/.test(count) || perUs === null || perUs === 0) return null;
  return { count: Number(count), perUs };
}

/** µs as the shortest text with a unit that `parseDuration` reads as the same number. */
export function durationText(us: number): string {
  if (us % 1_000_000 === 0) return `${us / 1_000_000}s`;
  if (us % 1_000 === 0) return us >= 1_000_000 ? `${us / 1_000_000}s` : `${us / 1_000}ms`;
  return `${us}us`;
}

function parseMeasure(text: string, units: Readonly<Record<string, number>>): number | null {
  const match = /^(\d{1,12})(?:\.(\d{1,9}))?\s?([A-Za-z]+)$/.exec(text.trim());
  if (match === null) return null;
  const [, whole = '', fraction = '', unit = ''] = match;
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (factor === undefined) return null;
  // Whole numbers only on the way: 16.2 s is 162 × 100,000 µs.
  let digits = Number(whole + fraction);
  let scale = factor;
  for (let i = 0; i < fraction.length; i++) {
    if (scale % 10 === 0) scale /= 10;
    else if (digits % 10 === 0) digits /= 10;
    else if (scale % 2 === 0 && digits % 5 === 0) {
      scale /= 2;
      digits /= 5;
    } else return null;
  }
  const value = digits * scale;
  return Number.isSafeInteger(value) ? value : null;
}
