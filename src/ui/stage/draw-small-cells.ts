import type { Frame } from '../../engine/protocol.ts';
import type { Runs } from './cell-places.ts';
import type { StageLayout } from './layout.ts';
import type { Palette, Token } from './palette.ts';
import type { Pen } from './pen.ts';

/**
 * Cells without labels, thousands of them: plain rectangles, a run of equal cells as one, with the gaps between them
 * drawn over it. The shapes are those of the large cells as far as ten pixels carry them.
 */
export function drawSmallCells(
  ctx: Pen,
  frame: Frame,
  runs: readonly Runs[],
  layout: StageLayout,
  palette: Palette,
): void {
  for (const { look, at } of runs) {
    switch (look.shape) {
      case 'sealed':
        sealed(ctx, at, layout, palette, 'durable-soft', 'durable');
        break;
      case 'grey-sealed':
        sealed(ctx, at, layout, palette, 'off-soft', 'off');
        break;
      case 'hatched-rim':
        framed(ctx, at, layout, palette, 'pending', 'pending-soft', 1);
        slants(ctx, at, layout, palette, 'pending');
        break;
      case 'cut-corner':
        framed(ctx, at, layout, palette, 'risk', 'risk-soft', 1);
        slants(ctx, at, layout, palette, 'risk');
        corners(ctx, at, layout, palette);
        break;
      case 'ghost':
        broken(ctx, at, layout, palette, 'off');
        break;
      case 'diamond':
        diamonds(ctx, at, layout, palette);
        break;
      case 'ring':
        rings(ctx, at, layout, palette);
        break;
      case 'double-frame':
        framed(ctx, at, layout, palette, 'dup', 'dup-soft', 1.4);
        inner(ctx, at, layout, palette);
        break;
      case 'dashed-frame':
        framed(ctx, at, layout, palette, 'loss-soft', 'loss-soft', 0);
        broken(ctx, at, layout, palette, 'loss');
        crosses(ctx, at, layout, palette);
        break;
    }
  }
  for (const { look, at } of runs) {
    if (look.shape === 'sealed' || look.shape === 'grey-sealed' || look.shape === 'hatched-rim')
      gaps(ctx, frame, at, layout, palette);
  }
}

type Trace = (x: number, y: number) => void;

function each(at: readonly number[], pitch: number, act: Trace): void {
  for (let i = 0; i < at.length; i += 4) {
    const x = at[i] ?? 0;
    const y = at[i + 1] ?? 0;
    const count = at[i + 2] ?? 0;
    for (let cell = 0; cell < count; cell++) act(x + cell * pitch, y);
  }
}

function widthOf(count: number, layout: StageLayout): number {
  return (count - 1) * layout.pitch + layout.cellWidth;
}

function sealed(
  ctx: Pen,
  at: readonly number[],
  layout: StageLayout,
  { colour }: Palette,
  soft: Token,
  token: Token,
): void {
  const h = layout.cellHeight;
  ctx.fillStyle = colour[soft];
  for (let i = 0; i < at.length; i += 4)
    ctx.fillRect(at[i] ?? 0, at[i + 1] ?? 0, widthOf(at[i + 2] ?? 0, layout), h - 2);
  ctx.fillStyle = colour[token];
  for (let i = 0; i < at.length; i += 4) {
    ctx.fillRect(at[i] ?? 0, (at[i + 1] ?? 0) + h - 2, widthOf(at[i + 2] ?? 0, layout), 2);
  }
}

/** The ground shows between the cells of a run. */
function gaps(ctx: Pen, frame: Frame, at: readonly number[], layout: StageLayout, { colour }: Palette): void {
  const { pitch, cellWidth, cellHeight } = layout;
  const gap = pitch - cellWidth;
  for (let i = 0; i < at.length; i += 4) {
    const count = at[i + 2] ?? 0;
    if (count < 2) continue;
    const replica = at[i + 3] ?? -1;
    const partition = frame.partitions.partition.indexOf(frame.replicas.partition[replica] ?? -1);
    ctx.fillStyle = frame.partitions.leader[partition] === frame.replicas.node[replica] ? colour.sunken : colour.panel;
    const x = (at[i] ?? 0) + cellWidth;
    const y = at[i + 1] ?? 0;
    for (let cell = 0; cell < count - 1; cell++) ctx.fillRect(x + cell * pitch, y, gap, cellHeight);
  }
}

function framed(
  ctx: Pen,
  at: readonly number[],
  layout: StageLayout,
  { colour }: Palette,
  edge: Token,
  soft: Token,
  thick: number,
): void {
  const { pitch, cellWidth: w, cellHeight: h } = layout;
  ctx.fillStyle = colour[edge];
  each(at, pitch, (x, y) => ctx.fillRect(x, y, w, h));
  if (thick === 0) return;
  ctx.fillStyle = colour[soft];
  each(at, pitch, (x, y) => ctx.fillRect(x + thick, y + thick, w - 2 * thick, h - 2 * thick));
}

function slants(
  ctx: Pen,
  at: readonly number[],
  { pitch, cellWidth: w, cellHeight: h }: StageLayout,
  { colour }: Palette,
  token: Token,
): void {
  ctx.strokeStyle = colour[token];
  ctx.lineWidth = 1.1;
  ctx.globalAlpha = 0.7;
  ctx.beginPath();
  each(at, pitch, (x, y) => {
    ctx.moveTo(x + 1.5, y + h * 0.6);
    ctx.lineTo(x + w * 0.6, y + 1.5);
    ctx.moveTo(x + w * 0.4, y + h - 1.5);
    ctx.lineTo(x + w - 1.5, y + h * 0.4);
  });
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function corners(ctx: Pen, at: readonly number[], { pitch, cellWidth: w }: StageLayout, { colour }: Palette): void {
  ctx.fillStyle = colour.panel;
  ctx.beginPath();
  each(at, pitch, (x, y) => {
    ctx.moveTo(x + w - 3.6, y - 0.2);
    ctx.lineTo(x + w + 0.2, y - 0.2);
    ctx.lineTo(x + w + 0.2, y + 3.6);
    ctx.closePath();
  });
  ctx.fill();
}

/** A frame of which the middle of each side is missing. */
function broken(
  ctx: Pen,
  at: readonly number[],
  { pitch, cellWidth: w, cellHeight: h }: StageLayout,
  { colour }: Palette,
  token: Token,
): void {
  const arm = 3;
  ctx.fillStyle = colour[token];
  each(at, pitch, (x, y) => {
    ctx.fillRect(x, y, arm, 1.2);
    ctx.fillRect(x + w - arm, y, arm, 1.2);
    ctx.fillRect(x, y + h - 1.2, arm, 1.2);
    ctx.fillRect(x + w - arm, y + h - 1.2, arm, 1.2);
    ctx.fillRect(x, y, 1.2, arm);
    ctx.fillRect(x, y + h - arm, 1.2, arm);
    ctx.fillRect(x + w - 1.2, y, 1.2, arm);
    ctx.fillRect(x + w - 1.2, y + h - arm, 1.2, arm);
  });
}

function crosses(
  ctx: Pen,
  at: readonly number[],
  { pitch, cellWidth: w, cellHeight: h }: StageLayout,
  { colour }: Palette,
): void {
  ctx.strokeStyle = colour.loss;
  ctx.lineWidth = 1.3;
  ctx.beginPath();
  each(at, pitch, (x, y) => {
    ctx.moveTo(x + 2.5, y + 2.5);
    ctx.lineTo(x + w - 2.5, y + h - 2.5);
    ctx.moveTo(x + w - 2.5, y + 2.5);
    ctx.lineTo(x + 2.5, y + h - 2.5);
  });
  ctx.stroke();
}

function inner(
  ctx: Pen,
  at: readonly number[],
  { pitch, cellWidth: w, cellHeight: h }: StageLayout,
  { colour }: Palette,
): void {
  ctx.fillStyle = colour.dup;
  each(at, pitch, (x, y) => ctx.fillRect(x + 2.8, y + 2.8, w - 5.6, h - 5.6));
}

function diamonds(
  ctx: Pen,
  at: readonly number[],
  { pitch, cellWidth: w, cellHeight: h }: StageLayout,
  { colour }: Palette,
): void {
  const r = Math.min(w, h) / 2 - 1.5;
  ctx.fillStyle = colour.ink;
  ctx.beginPath();
  each(at, pitch, (x, y) => {
    ctx.moveTo(x + w / 2, y + h / 2 - r);
    ctx.lineTo(x + w / 2 + r, y + h / 2);
    ctx.lineTo(x + w / 2, y + h / 2 + r);
    ctx.lineTo(x + w / 2 - r, y + h / 2);
    ctx.closePath();
  });
  ctx.fill();
}

function rings(
  ctx: Pen,
  at: readonly number[],
  { pitch, cellWidth: w, cellHeight: h }: StageLayout,
  { colour }: Palette,
): void {
  const r = Math.min(w, h) / 2 - 1;
  ctx.fillStyle = colour.panel;
  ctx.strokeStyle = colour['ink-2'];
  ctx.lineWidth = 1.3;
  ctx.beginPath();
  each(at, pitch, (x, y) => {
    ctx.moveTo(x + w / 2 + r, y + h / 2);
    ctx.arc(x + w / 2, y + h / 2, r, 0, 2 * Math.PI);
  });
  ctx.fill();
  ctx.stroke();
}
