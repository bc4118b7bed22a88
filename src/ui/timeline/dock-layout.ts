import type { Frame } from '../../engine/protocol.ts';
import type { X } from './dock-pen.ts';

/** Left edge of the time axis, px, and the margin at its right. */
export const LABEL_WIDTH = 96;
export const RIGHT_MARGIN = 14;
export const AXIS_HEIGHT = 22;

export const LANE_IDS = ['faults', 'leader', 'isr', 'lag', 'ack', 'ledger'] as const;
export type LaneId = (typeof LANE_IDS)[number];

export interface LanePlace {
  readonly top: number;
  readonly height: number;
}

/** A fault as a span on one of the lane's lines. `row`: in `frame.faults`. */
export interface FaultSpan {
  readonly row: number;
  readonly left: number;
  readonly right: number;
  readonly line: number;
}

/** `faults.by` of what the closing phase did: the dock has a band for it. */
const BY_CLOSING = 2;
/** A fault's box is never smaller than its sign. */
const LEAST = 20;
const MOST_LINES = 5;

/** Spans of faults, those that overlap below each other; beyond five lines they share the last one. */
export function faultSpans(frame: Frame, x: X): readonly FaultSpan[] {
  const { faults } = frame;
  const endUs = frame.clock.endUs[0] ?? 0;
  const order = Array.from({ length: faults.length }, (_, row) => row)
    .filter((row) => faults.by[row] !== BY_CLOSING)
    .sort((a, b) => (faults.fromUs[a] ?? 0) - (faults.fromUs[b] ?? 0) || a - b);
  const ends: number[] = [];
  return order.map((row) => {
    const left = x(faults.fromUs[row] ?? 0);
    const to = faults.toUs[row] ?? -1;
    const right = Math.max(left + LEAST, x(to < 0 ? endUs : to));
    let line = ends.findIndex((end) => end <= left);
    if (line < 0) line = Math.min(ends.length, MOST_LINES - 1);
    ends[line] = Math.max(ends[line] ?? 0, right);
    return { row, left, right, line };
  });
}

/** Places of the lanes under the axis: faults take a line more for each that overlaps, the others share the rest. */
export function dockLanes(
  lines: number,
  height: number,
): Readonly<Record<LaneId, LanePlace>> & { readonly line: number } {
  const line = lines <= 1 ? 20 : lines === 2 ? 17 : lines === 3 ? 14 : 12;
  const faultsHeight = Math.max(1, lines) * line;
  const share = (height - AXIS_HEIGHT - 3 - faultsHeight) / (LANE_IDS.length - 1);
  const place = (index: number): LanePlace => ({ top: AXIS_HEIGHT + 3 + faultsHeight + index * share, height: share });
  return {
    line,
    faults: { top: AXIS_HEIGHT + 3, height: faultsHeight },
    leader: place(0),
    isr: place(1),
    lag: place(2),
    ack: place(3),
    ledger: place(4),
  };
}
