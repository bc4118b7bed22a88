import { type Frame, KNOWN_FATES, TICK_FATES } from '../../engine/protocol.ts';
import { fatesOf } from './sentence.ts';

const HEIGHT = 34;
const BASE = 17;
const WIDEST = 7;

export interface TickColours {
  readonly pending: string;
  readonly durable: string;
  readonly consume: string;
  readonly risk: string;
  readonly dup: string;
  readonly loss: string;
  readonly off: string;
  readonly ink2: string;
  readonly line: string;
}

/** Reads the theme's colours from an element. */
export function tickColours(element: Element): TickColours {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    pending: read('--pending'),
    durable: read('--durable'),
    consume: read('--consume'),
    risk: read('--risk'),
    dup: read('--dup'),
    loss: read('--loss'),
    off: read('--off'),
    ink2: read('--ink-2'),
    line: read('--line'),
  };
}

/** Width of one tick so that all of them fit. */
export function tickPitch(width: number, ticks: number): number {
  return ticks === 0 ? WIDEST : Math.min(WIDEST, width / ticks);
}

/**
 * Draws every message as one tick, in send order. Position carries meaning: below the line with a cross = lost,
 * double height and doubled = duplicate, short = appended, short with a cap = on one broker only.
 */
export function drawTicks(
  canvas: HTMLCanvasElement,
  ticks: Frame['ticks'],
  filter: string,
  asProducer: boolean,
  colours: TickColours,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(HEIGHT * ratio)) canvas.height = Math.round(HEIGHT * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, HEIGHT);
  context.globalAlpha = 1;
  context.fillStyle = colours.line;
  context.fillRect(0, BASE, width, 1);
  const pitch = tickPitch(width, ticks.length);
  const shown = filter === '' ? null : fatesOf(filter);
  for (let row = 0; row < ticks.length; row++) {
    const fate = TICK_FATES[ticks.fate[row] ?? 0] ?? 'in-flight';
    const known = KNOWN_LOOKS[KNOWN_FATES[ticks.known[row] ?? 0] ?? 'in-flight'];
    context.globalAlpha = asProducer || shown === null || shown.includes(fate) ? 1 : 0.18;
    drawTick(context, asProducer ? known : fate, (row + 0.5) * pitch, pitch, colours);
  }
}

/** To a producer a record that it was told is stored looks stored, whatever became of it. */
const KNOWN_LOOKS = {
  'in-flight': 'in-flight',
  confirmed: 'committed',
  'never-told': 'appended',
  refused: 'refused',
  'in-doubt': 'in-doubt',
} as const;

function drawTick(
  context: CanvasRenderingContext2D,
  fate: (typeof TICK_FATES)[number],
  x: number,
  pitch: number,
  colours: TickColours,
): void {
  const w = Math.max(1, Math.min(2.2, pitch * 0.42));
  const bar = (colour: string, height: number): void => {
    context.fillStyle = colour;
    context.fillRect(x - w / 2, BASE - height, w, height);
  };
  switch (fate) {
    case 'in-flight':
      ring(context, x, BASE - 3, Math.min(1.8, pitch / 2), colours.pending);
      return;
    case 'delivered':
      bar(colours.consume, 8);
      return;
    case 'committed':
      bar(colours.durable, 8);
      return;
    case 'appended':
      bar(colours.pending, 4);
      return;
    case 'acked-on-one':
      bar(colours.risk, 4.5);
      context.fillRect(x - Math.min(2.4, pitch * 0.45), BASE - 6, Math.min(4.8, pitch * 0.9), 1.5);
      return;
    case 'in-doubt':
      ring(context, x, BASE - 4, Math.min(2.8, pitch / 2), colours.ink2);
      return;
    case 'refused':
      bar(colours.off, 8);
      context.clearRect(x - w, BASE - 5, w * 2, 1.6);
      return;
    case 'gone-unacked':
      context.fillStyle = colours.off;
      context.fillRect(x - w / 2, BASE + 2, w, 6);
      return;
    case 'reordered':
      line(context, x - Math.min(2.4, pitch / 2), BASE, x + Math.min(2.4, pitch / 2), BASE - 9, colours.risk);
      return;
    case 'duplicate':
      context.fillStyle = colours.dup;
      context.fillRect(x - w - 0.6, BASE - 15, w, 15);
      context.fillRect(x + 0.6, BASE - 15, w, 15);
      return;
    case 'lost': {
      const arm = Math.max(1.6, Math.min(2.6, pitch / 2));
      context.fillStyle = colours.loss;
      context.fillRect(x - w / 2, BASE + 1, w, 5);
      line(context, x - arm, BASE + 7, x + arm, BASE + 12.5, colours.loss);
      line(context, x + arm, BASE + 7, x - arm, BASE + 12.5, colours.loss);
    }
  }
}

function ring(context: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.1;
  context.beginPath();
  context.arc(x, y, Math.max(0.6, radius), 0, Math.PI * 2);
  context.stroke();
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.7;
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
