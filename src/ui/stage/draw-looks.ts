import type { Places } from './cell-places.ts';
import type { StageLayout } from './layout.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';

/** Draws the frames of cells of one look: one path for all of them. Small cells are drawn as plain rectangles elsewhere. Bars reach over `barPart` of a cell. */
export function drawFrames(ctx: Pen, { look, at }: Places, layout: StageLayout, palette: Palette, barPart = 1): void {
  const { colour } = palette;
  const w = layout.cellWidth;
  const h = layout.cellHeight;
  const radius = 3;
  const all = (trace: (x: number, y: number) => void): void => {
    ctx.beginPath();
    for (let i = 0; i < at.length; i += 3) trace(at[i] ?? 0, at[i + 1] ?? 0);
  };
  const boxes = (inset: number, corner = radius): void =>
    all((x, y) => ctx.roundRect(x + inset, y + inset, w - 2 * inset, h - 2 * inset, corner));
  const bar = (token: string): void => {
    const thick = 2.8;
    all((x, y) => ctx.roundRect(x, y + h - thick, w * barPart, thick, 1.2));
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
    const deep = 4.2;
    all((x, y) => {
      for (let at = 2; at < w - 2; at += 4) {
        ctx.moveTo(x + at, y + deep);
        ctx.lineTo(x + at + 3.2, y + 1);
        ctx.moveTo(x + at, y + h - 1);
        ctx.lineTo(x + at + 3.4, y + h - deep);
      }
    });
    const alpha = ctx.globalAlpha;
    ctx.globalAlpha = 0.65 * alpha;
    line(token, 1.1);
    ctx.globalAlpha = alpha;
  };
  const cut = 5;
  switch (look.shape) {
    case 'sealed':
      boxes(0);
      fill(colour['durable-soft']);
      bar(colour.durable);
      return;
    case 'grey-sealed':
      boxes(0);
      fill(colour['off-soft']);
      bar(colour.off);
      return;
    case 'hatched-rim':
      boxes(0.6);
      fill(colour.panel);
      rim(colour.pending);
      boxes(0.6);
      line(colour.pending, 1.3);
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
      line(colour.risk, 1.5);
      return;
    }
    case 'ghost':
      boxes(0.6);
      line(colour.off, 1.1, [1.5, 2]);
      return;
    case 'diamond':
      all((x, y) => {
        const r = Math.min(w, h) / 2 - 5;
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
      boxes(0.6, 8);
      line(colour['ink-2'], 1.3);
      return;
    case 'double-frame':
      boxes(-0.6, radius + 0.6);
      fill(colour['dup-soft']);
      line(colour.dup, 1.4);
      boxes(1.8, 2);
      line(colour.dup, 1);
      return;
    case 'dashed-frame':
      boxes(-0.3, radius);
      fill(colour['loss-soft']);
      line(colour.loss, 1.6, [3.2, 2]);
      return;
  }
}
