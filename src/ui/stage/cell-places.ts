import { CELL_FATES, CELL_FLAGS, type Frame } from '../../engine/protocol.ts';
import { APPEND_MS, type Commit, commitOf, progress } from './effects.ts';
import { DUPLICATE_LOOK, FATE_LOOKS, type Look } from './fates.ts';
import { columnFrom } from './hit-test.ts';
import type { LaneLayout, StageLayout } from './layout.ts';

/** Cells of one look: x, y and row of `frame.cells`, three numbers for each. */
export interface Places {
  readonly look: Look;
  readonly at: number[];
}

/** Cells of one look that stand side by side in one row: x, y, count and row of `frame.replicas`, four numbers for each run. */
export interface Runs {
  readonly look: Look;
  readonly at: number[];
}

/** A cell that is still fading in, `part` of the way, or whose bar is drawn only up to `bar` of its width. */
export interface FreshCell {
  readonly places: Places;
  readonly part: number;
  readonly bar: number;
}

/** Where each replica's row is, by its row in `frame.replicas`. */
export interface ReplicaRow {
  readonly lane: LaneLayout;
  readonly y: number;
  readonly from: number;
}

const MOST_APPEND_PACE = 400;
const LOOKS: readonly Look[] = [...CELL_FATES.map((fate) => FATE_LOOKS[fate]), DUPLICATE_LOOK];
const LOST = CELL_FATES.indexOf('lost');
const COMMITTED = CELL_FATES.indexOf('committed');
const INTERNAL = CELL_FATES.indexOf('internal');

/** The look of a cell: a duplicate shows so unless something worse is true of it. */
export function lookOf(fate: number, flags: number): Look {
  return LOOKS[lookIndex(fate, flags)] ?? FATE_LOOKS.appended;
}

function lookIndex(fate: number, flags: number): number {
  if ((flags & CELL_FLAGS.duplicate) !== 0 && fate !== LOST && fate !== INTERNAL) return LOOKS.length - 1;
  return fate;
}

export function replicaRows(frame: Frame, layout: StageLayout): ReplicaRow[] {
  const found: ReplicaRow[] = [];
  const { replicas } = frame;
  const lanes = new Map(layout.lanes.map((lane) => [lane.partition, lane]));
  const froms = new Map(layout.lanes.map((lane) => [lane.partition, columnFrom(frame, lane.partition)]));
  for (let replica = 0; replica < replicas.length; replica++) {
    const lane = lanes.get(replicas.partition[replica] ?? -1);
    const row = lane?.rows.find((one) => one.node === replicas.node[replica]);
    if (lane === undefined || row === undefined) continue;
    found[replica] = { lane, y: row.y, from: froms.get(lane.partition) ?? 0 };
  }
  return found;
}

/** All cells in view by their looks, and those apart that have just been appended; the selected record is there at once. */
export function placesByLook(
  frame: Frame,
  layout: StageLayout,
  rows: readonly ReplicaRow[],
  pace: number,
  selectedUid: number,
): { readonly settled: readonly Places[]; readonly fresh: readonly FreshCell[] } {
  const lists = LOOKS.map((look): Places => ({ look, at: [] }));
  const fresh: FreshCell[] = [];
  const { cells } = frame;
  const commits: (Commit | null)[] = [];
  for (const lane of layout.lanes) commits[lane.partition] = commitOf(frame, lane.partition, pace);
  // A cell that is fading in tells less than one that is there: at most a twentieth of a second of the run.
  const appendPace = Math.min(pace, MOST_APPEND_PACE);
  const youngUs = (frame.clock.timeUs[0] ?? 0) - APPEND_MS * appendPace;
  for (let row = 0; row < cells.length; row++) {
    const where = rows[cells.replica[row] ?? -1];
    if (where === undefined) continue;
    const column = (cells.offset[row] ?? 0) - where.from;
    if (column < 0 || column >= where.lane.columns) continue;
    const list = lists[lookIndex(cells.fate[row] ?? 0, cells.flags[row] ?? 0)];
    if (list === undefined) continue;
    const x = where.lane.stripX + column * layout.pitch;
    const since = cells.appendedUs[row] ?? -1;
    if (pace > 0 && since >= 0 && since > youngUs && cells.uid[row] !== selectedUid) {
      const part = progress(frame, since, APPEND_MS, appendPace);
      if (part < 1) {
        fresh.push({ places: { look: list.look, at: [x, where.y + 4 * (1 - part), row] }, part, bar: 1 });
        continue;
      }
    }
    const commit = commits[cells.partition[row] ?? -1];
    const offset = cells.offset[row] ?? 0;
    if (commit && commit.bars < 1 && cells.fate[row] === COMMITTED && offset >= commit.from && offset < commit.to) {
      fresh.push({ places: { look: list.look, at: [x, where.y, row] }, part: 1, bar: commit.bars });
      continue;
    }
    list.at.push(x, where.y, row);
  }
  return { settled: lists.filter((list) => list.at.length > 0), fresh };
}

/** All cells in view as runs of equal ones: what is drawn where there are many. */
export function runsByLook(frame: Frame, layout: StageLayout, rows: readonly ReplicaRow[]): readonly Runs[] {
  const lists = LOOKS.map((look): Runs => ({ look, at: [] }));
  const { cells } = frame;
  const { pitch } = layout;
  let lastLook = -1;
  let lastReplica = -1;
  let lastOffset = -1;
  for (let row = 0; row < cells.length; row++) {
    const replica = cells.replica[row] ?? -1;
    const where = rows[replica];
    if (where === undefined) continue;
    const offset = cells.offset[row] ?? 0;
    const column = offset - where.from;
    if (column < 0 || column >= where.lane.columns) continue;
    const look = lookIndex(cells.fate[row] ?? 0, cells.flags[row] ?? 0);
    const at = lists[look]?.at;
    if (at === undefined) continue;
    if (look === lastLook && replica === lastReplica && offset === lastOffset + 1) {
      const count = at.length - 2;
      at[count] = (at[count] ?? 0) + 1;
    } else at.push(where.lane.stripX + column * pitch, where.y, 1, replica);
    lastLook = look;
    lastReplica = replica;
    lastOffset = offset;
  }
  return lists.filter((list) => list.at.length > 0);
}
