import type { DockPen } from './dock-pen.ts';

/** Strokes of a sign, on a grid of 16 px: runs of x, y; `dot` a filled disc, `ring` a circle. */
interface Glyph {
  readonly strokes?: readonly (readonly number[])[];
  readonly ring?: readonly [number, number, number, dashed?: 1];
  readonly dot?: readonly [number, number, number];
  readonly solid?: readonly number[];
  readonly width?: number;
}

const GLYPHS: Readonly<Record<string, Glyph>> = {
  crash: {
    strokes: [
      [4, 4, 12, 12],
      [12, 4, 4, 12],
    ],
    width: 2.2,
  },
  'power-cut': { solid: [9, 1.5, 3.6, 9, 7.4, 9, 6.6, 14.5, 12.2, 7, 8.3, 7] },
  destroy: {
    strokes: [
      [3, 3, 13, 13],
      [13, 3, 3, 13],
      [3, 3, 13, 3, 13, 13, 3, 13, 3, 3],
    ],
  },
  stop: { ring: [8, 8.6, 5], strokes: [[8, 2, 8, 7.4]] },
  pause: {
    strokes: [
      [5.5, 3.5, 5.5, 12.5],
      [10.5, 3.5, 10.5, 12.5],
    ],
    width: 2.4,
  },
  isolate: { dot: [8, 8, 2.3], ring: [8, 8, 5.8, 1] },
  partition: {
    strokes: [
      [8, 2, 8, 14],
      [3, 5, 5, 8, 3, 11],
      [13, 5, 11, 8, 13, 11],
    ],
  },
  'cut-link': {
    strokes: [
      [1.8, 8, 5.2, 8],
      [10.8, 8, 14.2, 8],
      [9.6, 3.2, 6.4, 12.8],
    ],
    width: 1.9,
  },
  'slow-link': { ring: [8, 8, 5.6], strokes: [[8, 4.8, 8, 8, 10.4, 9.8]] },
  'reset-connection': { ring: [8, 8, 5.2, 1], solid: [13.4, 2.6, 13.4, 6.6, 9.4, 6.6] },
  'slow-disk': {
    strokes: [
      [3, 4, 13, 4, 13, 12, 3, 12, 3, 4],
      [3, 8, 13, 8],
    ],
  },
  'disk-full': { solid: [3, 4, 13, 4, 13, 12, 3, 12] },
  'disk-error': {
    strokes: [
      [3, 4, 13, 4, 13, 12, 3, 12, 3, 4],
      [6, 6, 10, 10],
      [10, 6, 6, 10],
    ],
  },
  restart: { strokes: [[4.5, 2.8, 13, 8, 4.5, 13.2, 4.5, 2.8]] },
  heal: {
    strokes: [
      [8, 3, 8, 13],
      [3, 8, 13, 8],
    ],
    width: 2.2,
  },
};
const OTHER: Glyph = { ring: [8, 8, 4] };

/** Verbs that end a process: they are drawn as loss; all other faults put at risk. */
const DEADLY = new Set(['crash', 'power-cut', 'destroy']);
/** Verbs that break nothing. */
const PLAIN = new Set([
  'restart',
  'heal',
  'send',
  'set-config',
  'add-member',
  'remove-member',
  'add-producer',
  'remove-producer',
  'add-partitions',
  'add-broker',
  'elect-leader',
  'reassign',
]);

export type FaultTone = 'loss' | 'risk' | 'plain';

export function faultTone(verb: string): FaultTone {
  return DEADLY.has(verb) ? 'loss' : PLAIN.has(verb) ? 'plain' : 'risk';
}

/** Draws a verb's sign, `size` px wide, from its left upper corner. */
export function drawGlyph(pen: DockPen, verb: string, x: number, y: number, size: number, ink: string): void {
  const glyph = GLYPHS[verb] ?? OTHER;
  const scale = size / 16;
  pen.strokeStyle = ink;
  pen.fillStyle = ink;
  pen.lineWidth = (glyph.width ?? 1.7) * scale;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  if (glyph.strokes !== undefined) {
    pen.beginPath();
    for (const points of glyph.strokes) trace(pen, points, x, y, scale);
    pen.stroke();
  }
  if (glyph.ring !== undefined) {
    const [cx, cy, radius, dashed] = glyph.ring;
    if (dashed === 1) pen.setLineDash([3 * scale, 2.1 * scale]);
    pen.beginPath();
    pen.arc(x + cx * scale, y + cy * scale, radius * scale, 0, 2 * Math.PI);
    pen.stroke();
    pen.setLineDash([]);
  }
  if (glyph.dot !== undefined) {
    const [cx, cy, radius] = glyph.dot;
    pen.beginPath();
    pen.arc(x + cx * scale, y + cy * scale, radius * scale, 0, 2 * Math.PI);
    pen.fill();
  }
  if (glyph.solid !== undefined) {
    pen.beginPath();
    trace(pen, glyph.solid, x, y, scale);
    pen.closePath();
    pen.fill();
  }
  pen.lineCap = 'butt';
  pen.lineJoin = 'miter';
}

function trace(pen: DockPen, points: readonly number[], x: number, y: number, scale: number): void {
  for (let i = 0; i + 1 < points.length; i += 2) {
    const px = x + (points[i] ?? 0) * scale;
    const py = y + (points[i + 1] ?? 0) * scale;
    if (i === 0) pen.moveTo(px, py);
    else pen.lineTo(px, py);
  }
}
