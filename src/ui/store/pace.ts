/**
 * Pace: from wall time to simulated time. A pure function, so that a paused picture is a true picture and any
 * instant can be reached again.
 *
 * Two key events are at least 600 ms of wall time apart, so that each can be read. A silence between two of them is
 * crossed in about a second whatever its length: 600 ms for the event at its end, 400 ms for the silence and a little
 * for its length. Where the next key event is not known, time runs twice as fast as it would.
 */
const KEY_EVENT_MS = 600;
const SILENCE_MS = 400;
/** Simulated µs per wall ms where nothing special is near: twice real time. */
const PLAIN_US_PER_MS = 2000;
/** A gap between key events longer than this is silence. */
const SILENT_US = 1_500_000;

export interface PaceInput {
  readonly timeUs: number;
  readonly elapsedMs: number;
  /** Factor on wall time; Infinity = as fast as it is simulated. */
  readonly factor: number;
  /** Times of key events, sorted, µs. */
  readonly keyTimes: ArrayLike<number>;
  /** Key events before this instant are not among them. */
  readonly keyTimesFromUs: number;
  /** 1 s per s × factor, whatever happens. */
  readonly evenTime: boolean;
  /** Nothing is known behind this instant. */
  readonly endUs: number;
}

/** The simulated time after `elapsedMs` of wall time. Never goes back and never passes `endUs`. */
export function advancePace(input: PaceInput): number {
  const { timeUs, factor, evenTime, keyTimes, endUs } = input;
  if (timeUs >= endUs) return Math.max(timeUs, 0);
  if (factor === Number.POSITIVE_INFINITY) return endUs;
  if (evenTime) return Math.min(endUs, timeUs + input.elapsedMs * 1000 * factor);
  let now = timeUs;
  let leftMs = input.elapsedMs * factor;
  for (let i = firstAfter(keyTimes, now); leftMs > 0 && now < endUs; i++) {
    const key = keyTimes[i];
    const before = keyTimes[i - 1] ?? Math.min(now, input.keyTimesFromUs);
    const rate = key === undefined ? PLAIN_US_PER_MS : rateFor(key - before);
    const next = key === undefined ? endUs : Math.min(endUs, key);
    const needMs = (next - now) / rate;
    if (needMs > leftMs) return now + leftMs * rate;
    leftMs -= needMs;
    now = next;
    if (key === undefined) break;
  }
  return Math.min(endUs, now);
}

/** Simulated µs per wall ms in a gap of this length between two key events. */
export function rateFor(gapUs: number): number {
  if (gapUs <= 0) return PLAIN_US_PER_MS;
  const plainMs = gapUs / PLAIN_US_PER_MS;
  if (gapUs > SILENT_US) return gapUs / (KEY_EVENT_MS + SILENCE_MS + Math.min(1500, plainMs / 20));
  if (plainMs < KEY_EVENT_MS) return Math.max(gapUs / KEY_EVENT_MS, 1);
  return PLAIN_US_PER_MS;
}

function firstAfter(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
