import { CELL_FLAGS, type Frame } from '../../engine/protocol.ts';
import { cellLabel, keysInView } from './cell-labels.ts';
import { type Places, placesByLook, type ReplicaRow, replicaRows, runsByLook } from './cell-places.ts';
import { drawFrames } from './draw-looks.ts';
import { drawSmallCells } from './draw-small-cells.ts';
import { GHOST_MS, paceAt, progress, TRUNCATION_MS } from './effects.ts';
import { columnFrom } from './hit-test.ts';
import type { LaneLayout, StageLayout } from './layout.ts';
import type { Palette } from './palette.ts';
import { hatch, type Pen } from './pen.ts';

/** How cells are drawn, besides what they are. */
export interface CellDrawing {
  /** uid of the record that is framed, −1 none. */
  readonly selectedUid: number;
  /** Nothing moves: what was appended is there at once, what was cut off leaves its outline at once. */
  readonly still: boolean;
}

/**
 * Draws the record cells of all lanes: bands and hatches below, then frames look by look (one path for all equal
 * cells), then labels where a cell is wide enough. Pure in frame and layout; nothing is remembered.
 */
export function drawCells(
  ctx: Pen,
  frame: Frame,
  layout: StageLayout,
  palette: Palette,
  texts: readonly string[],
  { selectedUid, still }: CellDrawing,
): void {
  const pace = still ? 0 : paceAt(frame);
  const rows = replicaRows(frame, layout);
  for (const lane of layout.lanes) drawLaneGround(ctx, frame, layout, lane, palette);
  if (layout.level === 'record') {
    const keys = keysOf(frame, layout, texts);
    const { settled, fresh } = placesByLook(frame, layout, rows, pace, selectedUid);
    for (const places of settled) drawFrames(ctx, places, layout, palette);
    for (const places of settled) drawLabels(ctx, frame, places, layout, palette, texts, keys);
    for (const { places, part, bar } of fresh) {
      ctx.globalAlpha = 0.3 + 0.7 * part;
      drawFrames(ctx, places, layout, palette, bar);
      ctx.globalAlpha = 0.3 + 0.7 * part;
      drawLabels(ctx, frame, places, layout, palette, texts, keys);
      ctx.globalAlpha = 1;
    }
  } else drawSmallCells(ctx, frame, runsByLook(frame, layout, rows), layout, palette);
  drawReorders(ctx, frame, rows, layout, palette);
  drawGhosts(ctx, frame, layout, rows, still ? paceAt(frame) : pace, palette);
  for (const lane of layout.lanes) drawConflict(ctx, frame, layout, lane, palette);
  if (selectedUid >= 0) drawSelected(ctx, frame, rows, layout, palette, selectedUid);
}

function drawLaneGround(ctx: Pen, frame: Frame, layout: StageLayout, lane: LaneLayout, { colour }: Palette): void {
  const { replicas } = frame;
  const leader = leaderOf(frame, lane.partition);
  for (let replica = 0; replica < replicas.length; replica++) {
    if (replicas.partition[replica] !== lane.partition) continue;
    const row = lane.rows.find((one) => one.node === replicas.node[replica]);
    if (row === undefined) continue;
    if (replicas.node[replica] === leader) {
      ctx.fillStyle = colour.sunken;
      ctx.beginPath();
      const left = layout.level === 'lane' ? lane.stripX - 50 : lane.box.x + 6;
      const right = lane.box.x + lane.box.width - 6;
      ctx.roundRect(left, row.y - 1.5, right - left, layout.cellHeight + 3, layout.level === 'lane' ? 3 : 6);
      ctx.fill();
    }
    if (replicas.running[replica] === 0) {
      const width = lane.box.x + lane.box.width - 10 - lane.stripX;
      hatch(ctx, lane.stripX, row.y, width, layout.cellHeight, 6, colour.off, 0.28);
    }
  }
}

/** Labels of the cells of one look: on one line, or a key over its number where cells are tall. */
function drawLabels(
  ctx: Pen,
  frame: Frame,
  { look, at }: Places,
  layout: StageLayout,
  palette: Palette,
  texts: readonly string[],
  keys: Keys,
): void {
  if (look.shape === 'diamond') return;
  const w = layout.cellWidth;
  const middle = layout.cellHeight / 2;
  const most = layout.cellHeight > 26 && !layout.narrow ? 11 : 10;
  ctx.fillStyle = palette.colour[look.label];
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  const weight = look.bold ? 700 : 500;
  let size = 0;
  ctx.strokeStyle = palette.colour[look.label];
  ctx.lineWidth = 1;
  ctx.beginPath();
  const write = (label: string, x: number, y: number): void => {
    const fits = Math.min(most, Math.floor((10 * (w - 1)) / (0.61 * label.length)) / 10);
    if (fits !== size) {
      size = fits;
      ctx.font = `${weight} ${size}px ${palette.mono}`;
    }
    ctx.fillText(label, x + w / 2, y, w);
  };
  for (let i = 0; i < at.length; i += 3) {
    const x = at[i] ?? 0;
    const y = (at[i + 1] ?? 0) + middle + 0.2;
    const row = at[i + 2] ?? -1;
    const label = frame.cells.label[row] ?? -1;
    const number = frame.cells.number[row] ?? 0;
    const key = texts[label] ?? '';
    const isStacked = layout.stacked && key.length > 1;
    const low = isStacked ? y + keys.apart : y;
    if (isStacked) {
      write(keys.whole ? key : (keys.short.get(label) ?? key), x, y - keys.apart);
      write(String(number), x, low);
    } else write(cellLabel(keys.short.get(label) ?? key, number), x, y);
    if (look.struck) {
      ctx.moveTo(x + 2.5, low);
      ctx.lineTo(x + w - 2.5, low);
    }
  }
  if (look.struck) ctx.stroke();
}

/** How the keys in view are written. */
interface Keys {
  readonly short: ReadonlyMap<number, string>;
  /** All keys in view fit into a cell as they are. */
  readonly whole: boolean;
  /** Half the distance of the two lines of a tall cell. */
  readonly apart: number;
}

function keysOf(frame: Frame, layout: StageLayout, texts: readonly string[]): Keys {
  const short = keysInView(frame, texts);
  let most = 0;
  for (const label of short.keys()) most = Math.max(most, (texts[label] ?? '').length);
  return { short, whole: most * 6.1 <= layout.cellWidth - 1, apart: layout.cellHeight > 36 ? 7.5 : 6 };
}

/** Where a cell stands; null where it is out of view. */
function placeOf(
  frame: Frame,
  layout: StageLayout,
  rows: readonly ReplicaRow[],
  cell: number,
): { readonly x: number; readonly y: number } | null {
  const where = rows[frame.cells.replica[cell] ?? -1];
  if (where === undefined) return null;
  const column = (frame.cells.offset[cell] ?? 0) - where.from;
  if (column < 0 || column >= where.lane.columns) return null;
  return { x: where.lane.stripX + column * layout.pitch, y: where.y };
}

function drawReorders(
  ctx: Pen,
  frame: Frame,
  rows: readonly ReplicaRow[],
  layout: StageLayout,
  { colour }: Palette,
): void {
  let some = false;
  for (let cell = 0; cell < frame.cells.length; cell++) {
    if (((frame.cells.flags[cell] ?? 0) & CELL_FLAGS.reordered) === 0) continue;
    const place = placeOf(frame, layout, rows, cell);
    if (place === null) continue;
    if (!some) ctx.beginPath();
    some = true;
    const { y } = place;
    const right = place.x + layout.cellWidth;
    ctx.moveTo(right - 7, y + 1.5);
    ctx.lineTo(right, y + 1.5);
    ctx.lineTo(right - 2.4, y - 1);
    ctx.moveTo(right, y + 4.5);
    ctx.lineTo(right - 7, y + 4.5);
    ctx.lineTo(right - 4.6, y + 7);
  }
  if (!some) return;
  ctx.strokeStyle = colour.risk;
  ctx.lineWidth = 1.4;
  ctx.stroke();
}

/** Cells that were cut off: they drop and fade, and their outline stays a while. */
function drawGhosts(
  ctx: Pen,
  frame: Frame,
  layout: StageLayout,
  rows: readonly ReplicaRow[],
  pace: number,
  { colour }: Palette,
): void {
  const now = frame.clock.timeUs[0] ?? 0;
  const { ghosts } = frame;
  for (let row = 0; row < ghosts.length; row++) {
    const where = rows[ghosts.replica[row] ?? -1];
    const age = now - (ghosts.truncatedUs[row] ?? 0);
    if (where === undefined || age < 0 || age > GHOST_MS * pace) continue;
    const column = (ghosts.offset[row] ?? 0) - where.from;
    if (column < 0 || column >= where.lane.columns) continue;
    const part = progress(frame, ghosts.truncatedUs[row] ?? 0, TRUNCATION_MS, pace);
    const drop = part < 1 ? 10 * part : 0;
    ctx.globalAlpha = part < 1 ? 1 - part / 2 : Math.max(0.25, 1 - age / (GHOST_MS * pace));
    ctx.strokeStyle = colour.off;
    ctx.lineWidth = 1.2;
    ctx.setLineDash([2, 2]);
    ctx.beginPath();
    const x = where.lane.stripX + column * layout.pitch;
    ctx.roundRect(x + 0.6, where.y + 0.6 + drop, layout.cellWidth - 1.2, layout.cellHeight - 1.2, 3);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }
}

/** Where a replica's records differ from the leader's, a dashed bracket goes round the leader's side of the pair. */
function drawConflict(ctx: Pen, frame: Frame, layout: StageLayout, lane: LaneLayout, { colour }: Palette): void {
  if (layout.level === 'lane') return;
  const range = divergedRange(frame, lane.partition);
  const leader = lane.rows.find((row) => row.node === leaderOf(frame, lane.partition));
  if (range === null || leader === undefined) return;
  const first = columnFrom(frame, lane.partition);
  const x = lane.stripX + (range.from - first) * layout.pitch - 1.5;
  const right = lane.stripX + (range.to - first) * layout.pitch - 0.5;
  ctx.strokeStyle = colour.loss;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([3.2, 2]);
  ctx.beginPath();
  ctx.rect(x, leader.y - 1.5, right - x, layout.cellHeight + 3);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Offsets at which some replica of a partition holds another record than the leader, `to` out; null = none. */
export function divergedRange(frame: Frame, partition: number): { readonly from: number; readonly to: number } | null {
  const { cells } = frame;
  let from = Number.POSITIVE_INFINITY;
  let to = -1;
  for (let row = 0; row < cells.length; row++) {
    if (cells.partition[row] !== partition || ((cells.flags[row] ?? 0) & CELL_FLAGS.diverged) === 0) continue;
    const offset = cells.offset[row] ?? 0;
    from = Math.min(from, offset);
    to = Math.max(to, offset + 1);
  }
  return to < 0 ? null : { from, to };
}

function drawSelected(
  ctx: Pen,
  frame: Frame,
  rows: readonly ReplicaRow[],
  layout: StageLayout,
  { colour }: Palette,
  uid: number,
): void {
  ctx.strokeStyle = colour.ink;
  ctx.lineWidth = 2;
  ctx.beginPath();
  for (let cell = 0; cell < frame.cells.length; cell++) {
    if (frame.cells.uid[cell] !== uid) continue;
    const place = placeOf(frame, layout, rows, cell);
    if (place === null) continue;
    ctx.roundRect(place.x - 2.6, place.y - 2.6, layout.cellWidth + 5.2, layout.cellHeight + 5.2, 5.5);
  }
  ctx.stroke();
}

/** Node that the controller has as leader, −1 nobody. */
export function leaderOf(frame: Frame, partition: number): number {
  const row = frame.partitions.partition.indexOf(partition);
  return row < 0 ? -1 : (frame.partitions.leader[row] ?? -1);
}
