import type { Frame } from '../../engine/protocol.ts';
import type { LaneLayout } from './layout.ts';

/** As a view says it: the lane follows the log. */
export const FOLLOW = -1;
/** Where a followed lane ends, behind what is safe and behind the longest log; as the engine has it. */
const BEHIND_SAFE = 6;
const BEHIND_END = 2;
/** Columns that are shown before a place that a lane was moved to. */
const BEFORE = 3;

export interface Wish {
  /** Offset of the selected record in this partition, −1 none. */
  readonly selected: number;
  /** First offset that the user scrolled to; null = the lane follows. */
  readonly scrolled: number | null;
  /** Number of the kind of observation that tells that a leader has taken up its epoch, −1 unknown. */
  readonly leadingKind: number;
}

/**
 * The first offset that a lane should show, `FOLLOW` where it should go with the log. The user's own scrolling wins,
 * then the selected record, then a place where logs have just parted: it would be gone from view before it was seen.
 */
export function wantedFrom(frame: Frame, lane: LaneLayout, { selected, scrolled, leadingKind }: Wish): number {
  if (scrolled !== null) return scrolled;
  const row = frame.partitions.partition.indexOf(lane.partition);
  if (row < 0) return FOLLOW;
  const to = Math.max(
    (frame.partitions.trueHw[row] ?? 0) + BEHIND_SAFE,
    (frame.partitions.logEnd[row] ?? 0) + BEHIND_END,
  );
  const from = Math.max(0, to - lane.columns);
  if (selected >= 0) return selected >= from ? FOLLOW : Math.max(0, selected - Math.floor(lane.columns / 2));
  const parted = partedAt(frame, lane.partition, row, leadingKind);
  if (parted === null || parted.from - BEFORE >= from) return FOLLOW;
  return Math.max(0, Math.min(parted.from - BEFORE, parted.to + BEHIND_END - lane.columns));
}

/** Where the log of a leader that has just begun and an older log of another replica differ, `to` out; null = nowhere. */
function partedAt(
  frame: Frame,
  partition: number,
  row: number,
  leadingKind: number,
): { readonly from: number; readonly to: number } | null {
  const { events, replicas } = frame;
  const now = frame.clock.timeUs[0] ?? 0;
  const epoch = frame.partitions.leaderEpoch[row] ?? 0;
  for (let event = events.length - 1; event >= 0; event--) {
    if (events.kind[event] !== leadingKind || events.a[event] !== partition || events.b[event] !== epoch) continue;
    if ((events.timeUs[event] ?? 0) > now) continue;
    const from = events.c[event] ?? 0;
    let to = -1;
    for (let replica = 0; replica < replicas.length; replica++) {
      if (replicas.partition[replica] !== partition || (replicas.leaderEpoch[replica] ?? 0) >= epoch) continue;
      if ((replicas.logEnd[replica] ?? 0) > from) to = Math.max(to, replicas.logEnd[replica] ?? 0);
    }
    return to < 0 ? null : { from, to };
  }
  return null;
}
