import type { Frame, Names } from '../../engine/protocol.ts';
import { axisTicks, type Span, timeScale } from './time-scale.ts';

/** Colours by token, read from the page. */
export type Palette = Readonly<Record<string, string>>;

export const DOCK_TOKENS = [
  'panel',
  'sunken',
  'line',
  'line-strong',
  'ink',
  'ink-2',
  'ink-3',
  'on-ink',
  'durable',
  'pending',
  'consume',
  'consume-soft',
  'loss',
  'loss-soft',
  'loss-text',
  'risk',
  'risk-soft',
  'risk-text',
  'dup',
  'off',
  'off-soft',
] as const;

export interface DockWords {
  readonly lanes: readonly string[];
  fault(verb: string): string;
  leader(node: number, epoch: number): string;
  noLeader(seconds: string): string;
  readonly notYet: string;
  readonly healing: string;
  minIsr(n: number): string;
}

/** Left edge of the time axis, px. */
export const LABEL_WIDTH = 96;
export const RIGHT_MARGIN = 14;
const AXIS_HEIGHT = 22;
/** Top and height of each lane: faults, leader, ISR, lag, ack latency, ledger. */
export const LANES = [
  { top: 26, height: 20 },
  { top: 50, height: 16 },
  { top: 70, height: 20 },
  { top: 94, height: 22 },
  { top: 120, height: 20 },
  { top: 144, height: 18 },
] as const;

/** Draws the dock. A pure function of frame, span and size: any instant can be drawn, in any order. */
export function drawDock(
  ctx: CanvasRenderingContext2D,
  frame: Frame,
  names: Names,
  span: Span,
  width: number,
  height: number,
  palette: Palette,
  words: DockWords,
): void {
  const colour = (name: string): string => palette[name] ?? '#000';
  const scale = timeScale(span, LABEL_WIDTH, width - RIGHT_MARGIN);
  const endUs = frame.clock.endUs[0] ?? 0;
  const settledUs = frame.clock.settledUs[0] ?? -1;
  const durationUs = frame.clock.durationUs[0] ?? 0;
  const nowUs = frame.clock.timeUs[0] ?? 0;
  ctx.clearRect(0, 0, width, height);
  ctx.font = '11px Inter, "PingFang SC", "Noto Sans CJK SC", system-ui, sans-serif';
  ctx.textBaseline = 'middle';
  axis(ctx, span, width, height, scale.x, colour);
  words.lanes.forEach((label, lane) => {
    const place = LANES[lane];
    if (place === undefined) return;
    ctx.fillStyle = colour('ink-3');
    ctx.textAlign = 'left';
    ctx.fillText(label, 12, place.top + place.height / 2, LABEL_WIDTH - 18);
  });
  ctx.save();
  ctx.beginPath();
  ctx.rect(LABEL_WIDTH, 0, width - RIGHT_MARGIN - LABEL_WIDTH, height);
  ctx.clip();
  if (settledUs >= 0 || endUs > durationUs)
    healingBand(ctx, scale.x, durationUs, settledUs >= 0 ? settledUs : endUs, height, colour, words.healing);
  leaderLane(ctx, frame, scale.x, endUs, colour, words);
  isrLane(ctx, frame, scale.x, endUs, colour, words);
  lagLane(ctx, frame, scale.x, endUs, colour);
  ackLane(ctx, frame, scale.x, colour);
  ledgerLane(ctx, frame, scale.x, endUs, colour);
  faultLane(ctx, frame, names, scale.x, endUs, colour, words);
  if (settledUs < 0) notYet(ctx, scale.x(Math.max(endUs, nowUs)), width, height, colour, words.notYet);
  stops(ctx, frame, scale.x, colour);
  ctx.restore();
  playhead(ctx, scale.x(nowUs), nowUs, height, colour);
}

type Colour = (name: string) => string;
type X = (timeUs: number) => number;

function axis(ctx: CanvasRenderingContext2D, span: Span, width: number, height: number, x: X, colour: Colour): void {
  ctx.textAlign = 'center';
  for (const time of axisTicks(span, width - LABEL_WIDTH)) {
    const at = Math.round(x(time)) + 0.5;
    if (at < LABEL_WIDTH || at > width - RIGHT_MARGIN) continue;
    ctx.strokeStyle = colour('line');
    ctx.lineWidth = 1;
    line(ctx, at, AXIS_HEIGHT, at, height);
    ctx.fillStyle = colour('ink-3');
    ctx.fillText(`${Number((time / 1e6).toFixed(3))} s`, at, 11);
  }
}

function leaderLane(
  ctx: CanvasRenderingContext2D,
  frame: Frame,
  x: X,
  endUs: number,
  colour: Colour,
  words: DockWords,
): void {
  const { top, height } = LANES[1];
  const spans = frame.leaderSpans;
  for (let row = 0; row < spans.length; row++) {
    const from = spans.fromUs[row] ?? 0;
    const to = (spans.toUs[row] ?? -1) < 0 ? endUs : (spans.toUs[row] ?? 0);
    const left = x(from);
    const wide = Math.max(1, x(to) - left);
    const leader = spans.leader[row] ?? -1;
    if (leader < 0) {
      ctx.strokeStyle = colour('loss');
      ctx.lineWidth = 2;
      ctx.setLineDash([3, 3]);
      line(ctx, left, top + height / 2, left + wide, top + height / 2);
      ctx.setLineDash([]);
      label(
        ctx,
        words.noLeader(((to - from) / 1e6).toFixed(1)),
        left + wide / 2,
        top + height / 2,
        wide,
        colour('loss-text'),
        colour('panel'),
      );
      continue;
    }
    const strong = row % 2 === 1;
    ctx.fillStyle = strong ? colour('ink-2') : colour('sunken');
    ctx.beginPath();
    ctx.roundRect(left, top, wide, height, 3);
    ctx.fill();
    label(
      ctx,
      words.leader(leader, spans.epoch[row] ?? 0),
      left + wide / 2,
      top + height / 2,
      wide,
      strong ? colour('on-ink') : colour('ink'),
      null,
    );
  }
}

function isrLane(
  ctx: CanvasRenderingContext2D,
  frame: Frame,
  x: X,
  endUs: number,
  colour: Colour,
  words: DockWords,
): void {
  const { top, height } = LANES[2];
  const steps = frame.isrSteps;
  if (steps.length === 0) return;
  let most = 1;
  for (let row = 0; row < steps.length; row++) most = Math.max(most, steps.size[row] ?? 0);
  const y = (size: number): number => top + height - 2 - ((height - 6) * size) / most;
  const minIsr = frame.partitions.minIsr[0] ?? 1;
  ctx.strokeStyle = colour('risk');
  ctx.lineWidth = 1;
  ctx.setLineDash([4, 3]);
  line(ctx, LABEL_WIDTH, y(minIsr), x(endUs), y(minIsr));
  ctx.setLineDash([]);
  ctx.strokeStyle = colour('ink');
  ctx.lineWidth = 1.6;
  ctx.beginPath();
  for (let row = 0; row < steps.length; row++) {
    const size = steps.size[row] ?? 0;
    const left = x(steps.timeUs[row] ?? 0);
    const right = row + 1 < steps.length ? x(steps.timeUs[row + 1] ?? 0) : x(endUs);
    if (row === 0) ctx.moveTo(left, y(size));
    else ctx.lineTo(left, y(size));
    ctx.lineTo(right, y(size));
  }
  ctx.stroke();
  for (let row = 0; row < steps.length; row++) {
    const left = x(steps.timeUs[row] ?? 0);
    const right = row + 1 < steps.length ? x(steps.timeUs[row + 1] ?? 0) : x(endUs);
    label(
      ctx,
      String(steps.size[row] ?? 0),
      (left + right) / 2,
      y(steps.size[row] ?? 0),
      right - left,
      colour('ink'),
      colour('panel'),
    );
  }
  label(ctx, words.minIsr(minIsr), x(endUs) - 40, y(minIsr) - 1, 90, colour('risk-text'), colour('panel'));
}

function lagLane(ctx: CanvasRenderingContext2D, frame: Frame, x: X, endUs: number, colour: Colour): void {
  const { top, height } = LANES[3];
  const steps = frame.lagSteps;
  let most = 1;
  for (let row = 0; row < steps.length; row++) most = Math.max(most, steps.lag[row] ?? 0);
  const y = (lag: number): number => top + height - ((height - 2) * lag) / most;
  ctx.beginPath();
  ctx.moveTo(x(0), top + height);
  for (let row = 0; row < steps.length; row++) ctx.lineTo(x(steps.timeUs[row] ?? 0), y(steps.lag[row] ?? 0));
  ctx.lineTo(x(endUs), y(steps.lag[steps.length - 1] ?? 0));
  ctx.strokeStyle = colour('consume');
  ctx.lineWidth = 1.5;
  ctx.stroke();
  ctx.lineTo(x(endUs), top + height);
  ctx.closePath();
  ctx.fillStyle = colour('consume-soft');
  ctx.globalAlpha = 0.7;
  ctx.fill();
  ctx.globalAlpha = 1;
}

function ackLane(ctx: CanvasRenderingContext2D, frame: Frame, x: X, colour: Colour): void {
  const { top, height } = LANES[4];
  const dots = frame.ackDots;
  let most = 1;
  for (let row = 0; row < dots.length; row++) most = Math.max(most, dots.latencyUs[row] ?? 0);
  ctx.fillStyle = colour('pending');
  for (let row = 0; row < dots.length; row++) {
    const y = top + height - 2 - ((height - 4) * Math.sqrt(Math.max(0, dots.latencyUs[row] ?? 0))) / Math.sqrt(most);
    ctx.fillRect(x(dots.timeUs[row] ?? 0) - 1, y - 1, 2, 2);
  }
}

function ledgerLane(ctx: CanvasRenderingContext2D, frame: Frame, x: X, endUs: number, colour: Colour): void {
  const { top, height } = LANES[5];
  const middle = top + height / 2;
  ctx.strokeStyle = colour('line-strong');
  ctx.lineWidth = 1;
  line(ctx, LABEL_WIDTH, middle, x(endUs), middle);
  const marks = frame.ledgerMarks;
  for (let row = 0; row < marks.length; row++) {
    const at = x(marks.timeUs[row] ?? 0);
    const fate = marks.fate[row] ?? 0;
    if (fate >= 10) cross(ctx, at, middle + 4, 3, colour('loss'));
    else if (fate === 9) {
      ctx.fillStyle = colour('dup');
      ctx.fillRect(at - 2, top + 1, 1.5, height - 8);
      ctx.fillRect(at + 1, top + 1, 1.5, height - 8);
    } else {
      ctx.fillStyle = fate === 1 ? colour('consume') : fate === 4 ? colour('risk') : colour('durable');
      ctx.fillRect(at - 0.5, middle - 5, 1, 5);
    }
  }
}

function faultLane(
  ctx: CanvasRenderingContext2D,
  frame: Frame,
  names: Names,
  x: X,
  endUs: number,
  colour: Colour,
  words: DockWords,
): void {
  const { top, height } = LANES[0];
  const faults = frame.faults;
  for (let row = 0; row < faults.length; row++) {
    const left = x(faults.fromUs[row] ?? 0);
    const to = faults.toUs[row] ?? -1;
    const right = Math.max(left + 18, x(to < 0 ? endUs : to));
    const verb = names.texts[faults.verb[row] ?? -1] ?? '';
    const target = names.texts[faults.target[row] ?? -1] ?? '';
    const harm = verb === 'crash' || verb === 'power-cut';
    ctx.beginPath();
    ctx.roundRect(left + 0.5, top + 0.5, right - left, height - 1, 4);
    ctx.fillStyle = harm
      ? colour('loss-soft')
      : verb === 'restart' || verb === 'heal'
        ? colour('consume-soft')
        : colour('risk-soft');
    ctx.fill();
    ctx.strokeStyle = harm
      ? colour('loss')
      : verb === 'restart' || verb === 'heal'
        ? colour('consume')
        : colour('risk');
    ctx.lineWidth = 1.2;
    ctx.stroke();
    if (harm) cross(ctx, left + 9, top + height / 2, 3.2, colour('loss'));
    else {
      ctx.beginPath();
      ctx.arc(left + 9, top + height / 2, 3.2, 0, 7);
      ctx.stroke();
    }
    ctx.textAlign = 'left';
    ctx.fillStyle = colour('ink');
    ctx.save();
    ctx.beginPath();
    const next = nextLeft(frame, row, x);
    ctx.rect(left + 16, top, Math.max(0, Math.min(next, Math.max(right, left + 160)) - left - 18), height);
    ctx.clip();
    ctx.fillText(`${words.fault(verb)} ${target}`, left + 17, top + height / 2 + 0.5);
    ctx.restore();
  }
}

/** Left edge of the next fault, so that labels do not run into each other. */
function nextLeft(frame: Frame, row: number, x: X): number {
  let next = Number.POSITIVE_INFINITY;
  const from = frame.faults.fromUs[row] ?? 0;
  for (let other = 0; other < frame.faults.length; other++) {
    const at = frame.faults.fromUs[other] ?? 0;
    if (other !== row && at >= from && (at > from || other > row)) next = Math.min(next, x(at));
  }
  return next;
}

function healingBand(
  ctx: CanvasRenderingContext2D,
  x: X,
  fromUs: number,
  toUs: number,
  height: number,
  colour: Colour,
  text: string,
): void {
  ctx.fillStyle = colour('consume-soft');
  ctx.globalAlpha = 0.5;
  ctx.fillRect(x(fromUs), AXIS_HEIGHT, x(toUs) - x(fromUs), height - AXIS_HEIGHT);
  ctx.globalAlpha = 1;
  label(ctx, text, (x(fromUs) + x(toUs)) / 2, height - 6, x(toUs) - x(fromUs) + 40, colour('consume'), null);
}

function notYet(
  ctx: CanvasRenderingContext2D,
  from: number,
  width: number,
  height: number,
  colour: Colour,
  text: string,
): void {
  if (from >= width - RIGHT_MARGIN) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(from, AXIS_HEIGHT, width - from, height);
  ctx.clip();
  ctx.strokeStyle = colour('line');
  ctx.lineWidth = 1;
  for (let at = from - height; at < width; at += 8) line(ctx, at, height, at + height, 0);
  ctx.restore();
  label(ctx, text, (from + width - RIGHT_MARGIN) / 2, height / 2 + 20, width - from, colour('ink-3'), colour('panel'));
}

function stops(ctx: CanvasRenderingContext2D, frame: Frame, x: X, colour: Colour): void {
  for (let row = 0; row < frame.keyTimes.length; row++) {
    if (frame.keyTimes.stop[row] !== 1) continue;
    const at = x(frame.keyTimes.timeUs[row] ?? 0);
    ctx.fillStyle = colour('ink-2');
    ctx.beginPath();
    ctx.moveTo(at, AXIS_HEIGHT + 6);
    ctx.lineTo(at, AXIS_HEIGHT - 4);
    ctx.lineTo(at + 7, AXIS_HEIGHT - 1);
    ctx.lineTo(at, AXIS_HEIGHT + 2);
    ctx.fill();
  }
}

function playhead(ctx: CanvasRenderingContext2D, at: number, timeUs: number, height: number, colour: Colour): void {
  if (at < LABEL_WIDTH - 1) return;
  ctx.strokeStyle = colour('ink');
  ctx.lineWidth = 1.8;
  line(ctx, at, AXIS_HEIGHT - 2, at, height);
  const text = (timeUs / 1e6).toFixed(3);
  const wide = ctx.measureText(text).width + 16;
  ctx.fillStyle = colour('ink');
  ctx.beginPath();
  ctx.roundRect(at - wide / 2, 2, wide, 18, 9);
  ctx.fill();
  ctx.fillStyle = colour('on-ink');
  ctx.textAlign = 'center';
  ctx.fillText(text, at, 11.5);
}

function label(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  room: number,
  ink: string,
  behind: string | null,
): void {
  const wide = ctx.measureText(text).width;
  if (wide + 6 > room) return;
  if (behind !== null) {
    ctx.fillStyle = behind;
    ctx.fillRect(x - wide / 2 - 3, y - 7, wide + 6, 14);
  }
  ctx.fillStyle = ink;
  ctx.textAlign = 'center';
  ctx.fillText(text, x, y + 0.5);
}

function cross(ctx: CanvasRenderingContext2D, x: number, y: number, size: number, ink: string): void {
  ctx.strokeStyle = ink;
  ctx.lineWidth = 1.6;
  line(ctx, x - size, y - size, x + size, y + size);
  line(ctx, x - size, y + size, x + size, y - size);
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}
