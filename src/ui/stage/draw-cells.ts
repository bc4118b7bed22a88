import { CELL_FATES, CELL_FLAGS, type Frame } from '../../engine/protocol.ts';
import { DUPLICATE_LOOK, FATE_LOOKS, type Look } from './fates.ts';
import { columnFrom } from './hit-test.ts';
import type { LaneLayout, StageLayout } from './layout.ts';
import type { Palette } from './palette.ts';

/** What the drawing takes from a 2D context; a test gives one that only writes down what was asked. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'rect'
  | 'roundRect'
  | 'arc'
  | 'bezierCurveTo'
  | 'closePath'
  | 'clip'
  | 'fill'
  | 'stroke'
  | 'fillRect'
  | 'strokeRect'
  | 'fillText'
  | 'setLineDash'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'lineCap'
>;

/** How long a truncated cell leaves its ghost, simulated µs. */
const GHOST_US = 1_500_000;

/** A cell where it stands; `row` is its row in `frame.cells`. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly row: number;
}

/**
 * Draws the record cells of all lanes: bands and hatches below, then frames kind by kind (one path for all equal
 * cells), then labels where a cell is wide enough. Pure in frame and layout; nothing is remembered.
 */
export function drawCells(
  ctx: Pen,
  frame: Frame,
  layout: StageLayout,
  palette: Palette,
  texts: readonly string[],
  selectedUid: number,
): void {
  for (const lane of layout.lanes) drawLaneGround(ctx, frame, layout, lane, palette);
  const places = placesByLook(frame, layout);
  for (const [look, cells] of places) drawFrames(ctx, look, cells, layout, palette);
  if (layout.level === 'record')
    for (const [look, cells] of places) drawLabels(ctx, frame, look, cells, layout, palette, texts);
  drawReorders(ctx, frame, places, layout, palette);
  drawGhosts(ctx, frame, layout, palette);
  for (const lane of layout.lanes) drawConflict(ctx, frame, layout, lane, palette);
  if (selectedUid >= 0) drawSelected(ctx, frame, places, layout, palette, selectedUid);
}

/** The look of a cell: a duplicate shows so unless something worse is true of it. */
export function lookOf(fate: number, flags: number): Look {
  const name = CELL_FATES[fate] ?? 'appended';
  if ((flags & CELL_FLAGS.duplicate) !== 0 && name !== 'lost' && name !== 'internal') return DUPLICATE_LOOK;
  return FATE_LOOKS[name];
}

function placesByLook(frame: Frame, layout: StageLayout): Map<Look, Place[]> {
  const rowsOfReplicas = replicaRows(frame, layout);
  const places = new Map<Look, Place[]>();
  const { cells } = frame;
  for (let row = 0; row < cells.length; row++) {
    const where = rowsOfReplicas[cells.replica[row] ?? -1];
    if (where === undefined) continue;
    const column = (cells.offset[row] ?? 0) - where.from;
    if (column < 0 || column >= where.lane.columns) continue;
    const look = lookOf(cells.fate[row] ?? 0, cells.flags[row] ?? 0);
    let list = places.get(look);
    if (list === undefined) {
      list = [];
      places.set(look, list);
    }
    list.push({ x: where.lane.stripX + column * layout.pitch, y: where.y, row });
  }
  return places;
}

/** Where each replica's row is, by its row in `frame.replicas`. */
function replicaRows(frame: Frame, layout: StageLayout): { lane: LaneLayout; y: number; from: number }[] {
  const found: { lane: LaneLayout; y: number; from: number }[] = [];
  for (const lane of layout.lanes) {
    const from = columnFrom(frame, lane.partition);
    for (let replica = 0; replica < frame.replicas.length; replica++) {
      if (frame.replicas.partition[replica] !== lane.partition) continue;
      const row = lane.rows.find((one) => one.node === frame.replicas.node[replica]);
      if (row !== undefined) found[replica] = { lane, y: row.y, from };
    }
  }
  return found;
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
      ctx.roundRect(
        lane.box.x + 6,
        row.y - 1.5,
        lane.box.width - 12,
        layout.cellHeight + 3,
        layout.level === 'lane' ? 3 : 6,
      );
      ctx.fill();
    }
    if (replicas.running[replica] === 0) {
      const width = lane.box.x + lane.box.width - 10 - lane.stripX;
      hatch(ctx, lane.stripX, row.y, width, layout.cellHeight, 6, colour.off, 0.28);
    }
  }
}

/** Slanted lines inside a rectangle. */
export function hatch(
  ctx: Pen,
  x: number,
  y: number,
  w: number,
  h: number,
  step: number,
  colour: string,
  alpha: number,
): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, w, h);
  ctx.clip();
  ctx.beginPath();
  for (let at = x - h; at < x + w; at += step) {
    ctx.moveTo(at, y + h);
    ctx.lineTo(at + h, y);
  }
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.restore();
}

function drawFrames(ctx: Pen, look: Look, cells: readonly Place[], layout: StageLayout, palette: Palette): void {
  const { colour } = palette;
  const w = layout.cellWidth;
  const h = layout.cellHeight;
  const small = layout.level === 'lane';
  const radius = small ? 1.5 : 3;
  const all = (trace: (x: number, y: number) => void): void => {
    ctx.beginPath();
    for (const { x, y } of cells) trace(x, y);
  };
  const boxes = (inset: number, corner = radius): void =>
    all((x, y) => ctx.roundRect(x + inset, y + inset, w - 2 * inset, h - 2 * inset, corner));
  const bar = (token: string): void => {
    const thick = small ? 2.2 : 2.8;
    all((x, y) => ctx.roundRect(x, y + h - thick, w, thick, 1.2));
    ctx.fillStyle = token;
    ctx.fill();
  };
  const fill = (token: string): void => {
    ctx.fillStyle = token;
    ctx.fill();
  };
  const line = (token: string, width: number, dash: number[] = []): void => {
    ctx.strokeStyle = token;
    ctx.lineWidth = width;
    ctx.setLineDash(dash);
    ctx.stroke();
    ctx.setLineDash([]);
  };
  /** Slanted strokes in the upper and lower rim; the centre stays clear for the label. */
  const rim = (token: string): void => {
    const deep = small ? h : 4.2;
    all((x, y) => {
      for (let at = 2; at < w - 2; at += 4) {
        ctx.moveTo(x + at, y + deep);
        ctx.lineTo(x + at + Math.min(deep - 1, 3.4), y + 1);
        if (small) continue;
        ctx.moveTo(x + at, y + h - 1);
        ctx.lineTo(x + at + 3.4, y + h - deep);
      }
    });
    ctx.globalAlpha = 0.65;
    line(token, 1.1);
    ctx.globalAlpha = 1;
  };
  /** Small cells are plain rectangles: there are many, and rounding each would cost more than all else. */
  const plain = (soft: string, token: string): void => {
    ctx.fillStyle = soft;
    for (const { x, y } of cells) ctx.fillRect(x, y, w, h);
    ctx.fillStyle = token;
    for (const { x, y } of cells) ctx.fillRect(x, y + h - 2, w, 2);
  };
  const cut = small ? 3 : 5;
  switch (look.shape) {
    case 'sealed':
      if (small) {
        plain(colour['durable-soft'], colour.durable);
        return;
      }
      boxes(0);
      fill(colour['durable-soft']);
      bar(colour.durable);
      return;
    case 'grey-sealed':
      if (small) {
        plain(colour['off-soft'], colour.off);
        return;
      }
      boxes(0);
      fill(colour['off-soft']);
      bar(colour.off);
      return;
    case 'hatched-rim':
      boxes(0.6);
      fill(small ? colour['pending-soft'] : colour.panel);
      rim(colour.pending);
      boxes(0.6);
      line(colour.pending, small ? 1 : 1.3);
      return;
    case 'cut-corner': {
      const trace = (x: number, y: number): void => {
        ctx.moveTo(x + 0.6, y + 0.6);
        ctx.lineTo(x + w - cut, y + 0.6);
        ctx.lineTo(x + w - 0.6, y + cut);
        ctx.lineTo(x + w - 0.6, y + h - 0.6);
        ctx.lineTo(x + 0.6, y + h - 0.6);
        ctx.closePath();
      };
      all(trace);
      fill(colour['risk-soft']);
      rim(colour.risk);
      all(trace);
      line(colour.risk, small ? 1.1 : 1.5);
      return;
    }
    case 'ghost':
      boxes(0.6);
      line(colour.off, 1.1, [1.5, 2]);
      return;
    case 'diamond':
      all((x, y) => {
        const r = Math.min(w, h) / 2 - (small ? 2 : 5);
        ctx.moveTo(x + w / 2, y + h / 2 - r);
        ctx.lineTo(x + w / 2 + r, y + h / 2);
        ctx.lineTo(x + w / 2, y + h / 2 + r);
        ctx.lineTo(x + w / 2 - r, y + h / 2);
        ctx.closePath();
      });
      fill(colour.ink);
      return;
    case 'ring':
      boxes(0.6);
      fill(colour.panel);
      boxes(0.6, small ? 4 : 8);
      line(colour['ink-2'], 1.3);
      return;
    case 'double-frame':
      boxes(-0.6, radius + 0.6);
      fill(colour['dup-soft']);
      line(colour.dup, 1.4);
      boxes(small ? 1.6 : 1.8, 2);
      line(colour.dup, 1);
      return;
    case 'dashed-frame':
      boxes(-0.3, radius);
      fill(colour['loss-soft']);
      line(colour.loss, small ? 1.2 : 1.6, small ? [2, 1.4] : [3.2, 2]);
      if (small) {
        all((x, y) => {
          ctx.moveTo(x + 2.5, y + 2.5);
          ctx.lineTo(x + w - 2.5, y + h - 2.5);
          ctx.moveTo(x + w - 2.5, y + 2.5);
          ctx.lineTo(x + 2.5, y + h - 2.5);
        });
        line(colour.loss, 1.2);
      }
      return;
  }
}

function drawLabels(
  ctx: Pen,
  frame: Frame,
  look: Look,
  cells: readonly Place[],
  layout: StageLayout,
  palette: Palette,
  texts: readonly string[],
): void {
  if (look.shape === 'diamond') return;
  const w = layout.cellWidth;
  ctx.fillStyle = palette.colour[look.label];
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  const weight = look.bold ? 700 : 500;
  let size = 0;
  ctx.strokeStyle = palette.colour[look.label];
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (const { x, y, row } of cells) {
    const label = cellLabel(frame, row, texts);
    const fits = Math.min(
      layout.narrow ? 11 : 10,
      Math.floor((10 * (w - (label.length > 3 ? 3 : 0))) / (0.61 * label.length)) / 10,
    );
    if (fits !== size) {
      size = fits;
      ctx.font = `${weight} ${size}px ${palette.mono}`;
    }
    ctx.fillText(label, x + w / 2, y + layout.cellHeight / 2 + 0.2, w);
    if (look.struck) {
      ctx.moveTo(x + 2.5, y + layout.cellHeight / 2);
      ctx.lineTo(x + w - 2.5, y + layout.cellHeight / 2);
    }
  }
  if (look.struck) ctx.stroke();
}

/** Key and number, `A17`; of a key such as `k3` its digits: `3·17`. The tooltip has them in full. */
export function cellLabel(frame: Frame, row: number, texts: readonly string[]): string {
  const key = texts[frame.cells.label[row] ?? -1] ?? '';
  const number = String(frame.cells.number[row] ?? 0);
  if (key.length < 2) return key + number;
  return `${/\d+$/.exec(key)?.[0].slice(-2) ?? key.slice(0, 1)}·${number}`;
}

function drawReorders(
  ctx: Pen,
  frame: Frame,
  places: Map<Look, Place[]>,
  layout: StageLayout,
  { colour }: Palette,
): void {
  ctx.beginPath();
  let some = false;
  for (const cells of places.values()) {
    for (const { x, y, row } of cells) {
      if (((frame.cells.flags[row] ?? 0) & CELL_FLAGS.reordered) === 0) continue;
      some = true;
      const right = x + layout.cellWidth;
      ctx.moveTo(right - 7, y + 1.5);
      ctx.lineTo(right, y + 1.5);
      ctx.lineTo(right - 2.4, y - 1);
      ctx.moveTo(right, y + 4.5);
      ctx.lineTo(right - 7, y + 4.5);
      ctx.lineTo(right - 4.6, y + 7);
    }
  }
  if (!some) return;
  ctx.strokeStyle = colour.risk;
  ctx.lineWidth = 1.4;
  ctx.stroke();
}

/** Cells that were cut off: they drop and fade, and their outline stays a while. */
function drawGhosts(ctx: Pen, frame: Frame, layout: StageLayout, { colour }: Palette): void {
  const rows = replicaRows(frame, layout);
  const now = frame.clock.timeUs[0] ?? 0;
  const { ghosts } = frame;
  for (let row = 0; row < ghosts.length; row++) {
    const where = rows[ghosts.replica[row] ?? -1];
    const age = now - (ghosts.truncatedUs[row] ?? 0);
    if (where === undefined || age < 0 || age > GHOST_US) continue;
    const column = (ghosts.offset[row] ?? 0) - where.from;
    if (column < 0 || column >= where.lane.columns) continue;
    const drop = Math.min(1, age / 240_000) * 10 * (age < 240_000 ? 1 : 0);
    ctx.globalAlpha = age < 240_000 ? 1 : Math.max(0.25, 1 - age / GHOST_US);
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
  places: Map<Look, Place[]>,
  layout: StageLayout,
  { colour }: Palette,
  uid: number,
): void {
  ctx.strokeStyle = colour.ink;
  ctx.lineWidth = 2;
  ctx.beginPath();
  for (const cells of places.values()) {
    for (const { x, y, row } of cells) {
      if (frame.cells.uid[row] === uid) {
        ctx.roundRect(x - 2.6, y - 2.6, layout.cellWidth + 5.2, layout.cellHeight + 5.2, 5.5);
      }
    }
  }
  ctx.stroke();
}

/** Node that the controller has as leader, −1 nobody. */
export function leaderOf(frame: Frame, partition: number): number {
  const row = frame.partitions.partition.indexOf(partition);
  return row < 0 ? -1 : (frame.partitions.leader[row] ?? -1);
}
