import { ticks } from 'd3';

/** What part of a run the dock shows, µs. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Position of a time between `left` and `right` px. */
export function timeScale(
  span: Span,
  left: number,
  right: number,
): { x(timeUs: number): number; time(x: number): number } {
  const usPerPx = (span.toUs - span.fromUs) / (right - left);
  return { x: (timeUs) => left + (timeUs - span.fromUs) / usPerPx, time: (x) => span.fromUs + (x - left) * usPerPx };
}

/** Round times for the axis, about one each 90 px. */
export function axisTicks(span: Span, width: number): readonly number[] {
  const count = Math.max(2, Math.floor(width / 90));
  return ticks(span.fromUs / 1e6, span.toUs / 1e6, count).map((seconds) => seconds * 1e6);
}

/** The whole run, with a little room behind it. */
export function wholeRun(durationUs: number, endUs: number, settledUs: number): Span {
  return { fromUs: 0, toUs: Math.max(durationUs, endUs, settledUs, 1_000_000) * 1.02 };
}

/** The span zoomed by `factor` about a time, within the run. */
export function zoomed(span: Span, aboutUs: number, factor: number, whole: Span): Span {
  const length = Math.min(whole.toUs - whole.fromUs, Math.max(20_000, (span.toUs - span.fromUs) * factor));
  const share = (aboutUs - span.fromUs) / (span.toUs - span.fromUs);
  return within({ fromUs: aboutUs - share * length, toUs: aboutUs + (1 - share) * length }, whole);
}

export function panned(span: Span, byUs: number, whole: Span): Span {
  return within({ fromUs: span.fromUs + byUs, toUs: span.toUs + byUs }, whole);
}

function within(span: Span, whole: Span): Span {
  const length = Math.min(span.toUs - span.fromUs, whole.toUs - whole.fromUs);
  const fromUs = Math.min(Math.max(whole.fromUs, span.fromUs), whole.toUs - length);
  return { fromUs, toUs: fromUs + length };
}
