import { type Palette, TOKENS } from '../../../src/ui/stage/palette.ts';
import type { Pen } from '../../../src/ui/stage/pen.ts';

/** A palette whose colours are the tokens' own names. */
export const namedPalette: Palette = {
  colour: Object.assign({}, ...TOKENS.map((token) => ({ [token]: token }))),
  mono: 'mono',
  text: 'text',
};

export interface RecordingPen extends Pen {
  /** Each fill, stroke and text with the colour and dash that it was made with. */
  readonly calls: string[];
}

/** A 2D context that only writes down what it is asked to draw. */
export function recordingPen(): RecordingPen {
  const calls: string[] = [];
  let path: string[] = [];
  let dash = '';
  const add =
    (name: string) =>
    (...values: readonly unknown[]) => {
      path.push(`${name}(${values.filter((value) => typeof value === 'number').join(',')})`);
    };
  const pen: RecordingPen = {
    calls,
    save: () => undefined,
    restore: () => undefined,
    clip: () => undefined,
    beginPath: () => {
      path = [];
    },
    moveTo: add('moveTo'),
    lineTo: add('lineTo'),
    rect: add('rect'),
    roundRect: add('roundRect'),
    arc: add('arc'),
    bezierCurveTo: add('curve'),
    closePath: add('close'),
    fill: () => calls.push(`fill ${String(pen.fillStyle)} ${path.join(' ')}`),
    stroke: () => calls.push(`stroke ${String(pen.strokeStyle)}${dash} ${path.join(' ')}`),
    fillRect: (...values: number[]) => calls.push(`fillRect ${String(pen.fillStyle)} ${values.join(',')}`),
    strokeRect: (...values: number[]) => calls.push(`strokeRect ${String(pen.strokeStyle)} ${values.join(',')}`),
    fillText: (text: string) => calls.push(`text ${String(pen.fillStyle)} ${text}`),
    setLineDash: (segments: Iterable<number>) => {
      dash = [...segments].length > 0 ? ' dashed' : '';
    },
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    globalAlpha: 1,
    font: '',
    textAlign: 'start',
    textBaseline: 'alphabetic',
    lineCap: 'butt',
  };
  return pen;
}
