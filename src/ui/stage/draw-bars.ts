import type { Frame } from '../../engine/protocol.ts';
import { leaderOf } from './draw-cells.ts';
import type { LaneLayout, StageLayout } from './layout.ts';
import { readableLimit } from './marks.ts';
import type { Palette } from './palette.ts';
import { hatch, type Pen } from './pen.ts';

/** Offsets right of the readable limit that a bar has room for; the rest is what lies before it. */
const AHEAD = 14;
/** Distance of two replicas' signs. */
const PIP = 13;

export interface BarWords {
  readonly lag: (lag: number) => string;
  readonly noLeader: string;
}

/**
 * A line for each of many partitions: signs of its replicas, one bar (read, unread, not yet readable), lag, and a
 * mark for the worst that befell it. The readable limit stands at the same place in all of them.
 */
export function drawBars(ctx: Pen, frame: Frame, layout: StageLayout, palette: Palette, words: BarWords): void {
  for (const lane of layout.lanes) {
    const row = frame.partitions.partition.indexOf(lane.partition);
    if (row < 0) continue;
    drawPips(ctx, frame, lane, palette);
    drawBar(ctx, frame, layout, lane, row, palette, words);
    drawWorst(ctx, frame, lane, row, palette);
  }
}

function drawPips(ctx: Pen, frame: Frame, lane: LaneLayout, { colour }: Palette): void {
  const { replicas } = frame;
  const leader = leaderOf(frame, lane.partition);
  const y = lane.box.y + lane.box.height / 2;
  let x = lane.stripX - 12;
  for (let replica = replicas.length - 1; replica >= 0; replica--) {
    if (replicas.partition[replica] !== lane.partition) continue;
    const sync = replicas.sync[replica] ?? 0;
    if (replicas.running[replica] === 0) cross(ctx, x, y, 3, colour.loss);
    else if (replicas.node[replica] === leader) star(ctx, x, y, colour.ink);
    else {
      ctx.beginPath();
      ctx.arc(x, y, 3, 0, 2 * Math.PI);
      ctx.fillStyle = colour['ink-2'];
      ctx.strokeStyle = colour['ink-2'];
      ctx.lineWidth = 1.5;
      if (sync === 2) ctx.fill();
      else {
        if (sync === 0) ctx.setLineDash([2, 1.6]);
        ctx.stroke();
        ctx.setLineDash([]);
      }
    }
    x -= PIP;
  }
}

function drawBar(
  ctx: Pen,
  frame: Frame,
  layout: StageLayout,
  lane: LaneLayout,
  row: number,
  { colour, text }: Palette,
  words: BarWords,
): void {
  const leader = leaderOf(frame, lane.partition);
  const limit = readableLimit(frame, lane.partition, leader, row);
  const end = frame.partitions.logEnd[row] ?? limit;
  const step = layout.pitch;
  const first = limit - (lane.columns - AHEAD);
  const x = (offset: number): number =>
    lane.stripX + (Math.max(0, first, Math.min(first + lane.columns, offset)) - first) * step;
  const y = lane.box.y + (lane.box.height - layout.cellHeight) / 2;
  const h = layout.cellHeight;
  const { committed, lag } = slowestGroup(frame, lane.partition, limit);
  ctx.fillStyle = colour['consume-soft'];
  ctx.fillRect(x(0), y, x(committed) - x(0), h);
  ctx.fillStyle = colour.consume;
  ctx.fillRect(x(0), y + h - 2, x(committed) - x(0), 2);
  if (limit > committed) {
    ctx.fillStyle = colour['risk-soft'];
    ctx.fillRect(x(committed), y, x(limit) - x(committed), h);
    ctx.strokeStyle = colour.risk;
    ctx.lineWidth = 3;
    ctx.setLineDash([3, 2]);
    line(ctx, x(committed), y + h - 1.5, x(limit), y + h - 1.5);
    ctx.setLineDash([]);
  }
  if (end > limit) {
    ctx.fillStyle = colour['pending-soft'];
    ctx.fillRect(x(limit), y, x(end) - x(limit), h);
    hatch(ctx, x(limit), y, x(end) - x(limit), h, 4, colour.pending, 0.7);
  }
  ctx.strokeStyle = colour.ink;
  ctx.lineWidth = 2.2;
  line(ctx, x(limit), y - 2, x(limit), y + h + 2);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.font = `600 10.5px ${text}`;
  const after = x(first + lane.columns) + 8;
  if (leader < 0) {
    ctx.fillStyle = colour['loss-text'];
    ctx.fillText(words.noLeader, after, y + h / 2 + 0.5, 110);
  } else if (lag > 0) {
    ctx.fillStyle = colour['risk-text'];
    ctx.fillText(words.lag(lag), after, y + h / 2 + 0.5, 110);
  }
}

/** Of all groups the one that is furthest behind; with no group nothing counts as unread. */
function slowestGroup(
  frame: Frame,
  partition: number,
  limit: number,
): { readonly committed: number; readonly lag: number } {
  const { positions } = frame;
  let committed = limit;
  let lag = 0;
  for (let row = 0; row < positions.length; row++) {
    if (positions.partition[row] !== partition) continue;
    committed = Math.min(committed, Math.max(0, positions.committed[row] ?? 0));
    lag = Math.max(lag, positions.lag[row] ?? 0);
  }
  return { committed, lag };
}

/** A loss always shows its cross, a record on one broker only its cap. */
function drawWorst(ctx: Pen, frame: Frame, lane: LaneLayout, row: number, { colour, mono }: Palette): void {
  const x = lane.box.x + lane.box.width - 26;
  const y = lane.box.y + lane.box.height / 2;
  const lost = frame.partitions.lost[row] ?? 0;
  const atRisk = frame.partitions.atRisk[row] ?? 0;
  ctx.font = `700 10px ${mono}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  if (lost > 0) {
    cross(ctx, x, y, 4, colour.loss);
    ctx.fillStyle = colour['loss-text'];
    ctx.fillText(String(lost), x + 8, y + 0.5);
  } else if (atRisk > 0) {
    ctx.fillStyle = colour.risk;
    ctx.fillRect(x - 1.5, y - 3, 3, 7);
    ctx.fillRect(x - 5, y - 5, 10, 2);
    ctx.fillStyle = colour['risk-text'];
    ctx.fillText(String(atRisk), x + 8, y + 0.5);
  }
}

function line(ctx: Pen, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

function cross(ctx: Pen, x: number, y: number, r: number, colour: string): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(x - r, y - r);
  ctx.lineTo(x + r, y + r);
  ctx.moveTo(x + r, y - r);
  ctx.lineTo(x - r, y + r);
  ctx.stroke();
}

/** Corners of a five-pointed star about the origin. */
const STAR = [
  0, -5.4, 1.7, -1.8, 5.6, -1.3, 2.7, 1.4, 3.5, 5.3, 0, 3.4, -3.5, 5.3, -2.7, 1.4, -5.6, -1.3, -1.7, -1.8,
] as const;

function star(ctx: Pen, x: number, y: number, colour: string): void {
  ctx.fillStyle = colour;
  ctx.beginPath();
  for (let i = 0; i < STAR.length; i += 2) {
    const px = x + (STAR[i] ?? 0);
    const py = y + (STAR[i + 1] ?? 0);
    if (i === 0) ctx.moveTo(px, py);
    else ctx.lineTo(px, py);
  }
  ctx.closePath();
  ctx.fill();
}
