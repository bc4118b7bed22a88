import type { DockPen } from '../../../src/ui/timeline/dock-pen.ts';
import { DOCK_TOKENS, type DockPalette } from '../../../src/ui/timeline/draw-dock.ts';

/** A palette whose colours are the tokens' own names. */
export const NAMED: DockPalette = Object.fromEntries(DOCK_TOKENS.map((token) => [token, token]));

export interface Text {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly ink: string;
}

/** A 2D context that writes down its texts, fills and strokes; a letter is 6 px wide. */
export function recordingPen(): DockPen & {
  readonly texts: Text[];
  readonly strokes: string[];
  readonly fills: string[];
} {
  const texts: Text[] = [];
  const strokes: string[] = [];
  const fills: string[] = [];
  let path: string[] = [];
  let dash = '';
  const add =
    (name: string) =>
    (...values: readonly unknown[]): void => {
      path.push(
        `${name}(${values
          .filter((value) => typeof value === 'number')
          .map((value) => Math.round(value))
          .join(',')})`,
      );
    };
  const nothing = (): void => undefined;
  const metrics: unknown = {};
  const pen: DockPen & { texts: Text[]; strokes: string[]; fills: string[] } = {
    texts,
    strokes,
    fills,
    save: nothing,
    restore: nothing,
    clip: nothing,
    clearRect: nothing,
    translate: nothing,
    beginPath: () => {
      path = [];
    },
    moveTo: add('M'),
    lineTo: add('L'),
    rect: add('rect'),
    roundRect: add('round'),
    arc: add('arc'),
    ellipse: add('ellipse'),
    closePath: add('Z'),
    fill: () => fills.push(`${String(pen.fillStyle)} ${path.join(' ')}`),
    stroke: () => strokes.push(`${String(pen.strokeStyle)}${dash} ${path.join(' ')}`),
    fillRect: (...values) => fills.push(`${String(pen.fillStyle)} ${values.map(Math.round).join(',')}`),
    fillText: (text, x, y) => texts.push({ text, x, y, ink: String(pen.fillStyle) }),
    measureText: (text) => Object.assign(Object.create(Object(metrics)), { width: text.length * 6 }),
    setLineDash: (segments) => {
      dash = [...segments].length > 0 ? ' dashed' : '';
    },
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    lineCap: 'butt',
    lineJoin: 'miter',
    globalAlpha: 1,
    font: '',
    textAlign: 'left',
    textBaseline: 'middle',
  };
  return pen;
}
