import type { Frame, Names } from '../../engine/protocol.ts';
import { AXIS_HEIGHT, dockLanes, faultSpans, LABEL_WIDTH, LANE_IDS, RIGHT_MARGIN } from './dock-layout.ts';
import { type Colour, type DockPen, hatch, label, line, type X } from './dock-pen.ts';
import {
  ackLane,
  type DockWords,
  faultLane,
  isrLane,
  type LaneDrawing,
  lagLane,
  leaderLane,
  ledgerLane,
} from './draw-lanes.ts';
import { axisTicks, type Span, timeScale } from './time-scale.ts';

/** Colours by token, read from the page. */
export type DockPalette = Readonly<Record<string, string>>;

export const DOCK_TOKENS = [
  'bg',
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
  'consume-text',
  'loss',
  'loss-text',
  'risk',
  'risk-text',
  'dup',
  'dup-text',
  'off',
  'off-soft',
] as const;

export interface DockSize {
  readonly width: number;
  readonly height: number;
}

const FONT = '600 10.5px Inter, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", system-ui, sans-serif';
const LANE_FONT = '11px Inter, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", system-ui, sans-serif';
const MONO = '"JetBrains Mono", ui-monospace, Menlo, Consolas, monospace';

/** Draws the dock: lanes under one axis and one playhead. Pure: any instant can be drawn, in any order. */
export function drawDock(
  pen: DockPen,
  frame: Frame,
  names: Names,
  span: Span,
  { width, height }: DockSize,
  palette: DockPalette,
  words: DockWords,
): void {
  const colour: Colour = (token) => palette[token] ?? '';
  const right = width - RIGHT_MARGIN;
  const { x } = timeScale(span, LABEL_WIDTH, right);
  const nowUs = frame.clock.timeUs[0] ?? 0;
  const endUs = frame.clock.endUs[0] ?? 0;
  const settledUs = frame.clock.settledUs[0] ?? -1;
  const end = Math.min(right, x(settledUs >= 0 ? settledUs : Math.max(endUs, nowUs)));
  const durationUs = frame.clock.durationUs[0] ?? 0;
  const spans = faultSpans(frame, x);
  const lanes = dockLanes(
    spans.reduce((most, one) => Math.max(most, one.line + 1), 1),
    height,
  );

  pen.clearRect(0, 0, width, height);
  pen.textBaseline = 'middle';
  pen.fillStyle = colour('bg');
  pen.fillRect(LABEL_WIDTH, AXIS_HEIGHT, Math.max(0, end - LABEL_WIDTH), height - AXIS_HEIGHT);
  laneHeads(pen, lanes, words, colour, end);
  axis(
    pen,
    span,
    { width, height },
    x,
    colour,
    (at) => Math.abs(at - x(nowUs)) < 48 || (settledUs >= 0 && at > x(durationUs) - 16),
  );

  pen.save();
  pen.beginPath();
  pen.rect(LABEL_WIDTH, 0, right - LABEL_WIDTH + RIGHT_MARGIN, height);
  pen.clip();
  if (settledUs < 0) notYet(pen, end, right, height, colour, words.notYet);
  else healing(pen, frame, x, height, colour, words);
  pen.font = FONT;
  const drawing: LaneDrawing = { pen, frame, x, end, right, colour, words };
  lagLane(drawing, lanes.lag);
  ackLane(drawing, lanes.ack);
  ledgerLane(drawing, lanes.ledger);
  isrLane(drawing, lanes.isr);
  leaderLane(drawing, lanes.leader);
  faultLane(drawing, names, spans, lanes.faults.top, lanes.line);
  stops(pen, frame, x, height, colour);
  pen.restore();
  playhead(pen, x(nowUs), nowUs, width, height, colour);
}

function laneHeads(
  pen: DockPen,
  lanes: ReturnType<typeof dockLanes>,
  words: DockWords,
  colour: Colour,
  end: number,
): void {
  pen.font = LANE_FONT;
  pen.textAlign = 'left';
  for (const id of LANE_IDS) {
    const { top, height } = lanes[id];
    pen.fillStyle = colour('ink-2');
    pen.fillText(words.lanes[id] ?? '', 14, top + height / 2, LABEL_WIDTH - 20);
    if (id === 'faults') continue;
    pen.strokeStyle = colour('line');
    pen.globalAlpha = 0.7;
    pen.lineWidth = 1;
    line(pen, LABEL_WIDTH, Math.round(top) + 0.5, end, Math.round(top) + 0.5);
    pen.globalAlpha = 1;
  }
}

function axis(
  pen: DockPen,
  span: Span,
  { width, height }: DockSize,
  x: X,
  colour: Colour,
  isTaken: (at: number) => boolean,
): void {
  pen.font = `9.8px ${MONO}`;
  pen.textAlign = 'center';
  pen.lineWidth = 1;
  for (const time of axisTicks(span, width - LABEL_WIDTH)) {
    const at = Math.round(x(time)) + 0.5;
    if (at < LABEL_WIDTH || at > width - RIGHT_MARGIN + 1) continue;
    pen.strokeStyle = colour('line');
    line(pen, at, AXIS_HEIGHT, at, height);
    if (isTaken(at)) continue;
    pen.fillStyle = colour('ink-3');
    pen.fillText(`${Number((time / 1e6).toFixed(6))} s`, Math.min(at, width - 16), 12);
  }
}

/** So near the playhead's plate would cover the word of the final flag. */
const PLAYHEAD_ROOM = 100;

/** From the end of the script on all faults are healed; the flag says where the verdict became final. */
function healing(pen: DockPen, frame: Frame, x: X, height: number, colour: Colour, words: DockWords): void {
  const from = x(frame.clock.durationUs[0] ?? 0);
  const to = x(frame.clock.settledUs[0] ?? 0);
  if (to < from) return;
  pen.fillStyle = colour('sunken');
  pen.fillRect(from, AXIS_HEIGHT, to - from, height - AXIS_HEIGHT);
  pen.font = FONT;
  label(
    pen,
    words.healing,
    { x: from + 4, y: 12, room: to - from - 60, align: 'left' },
    colour('ink-2'),
    colour('panel'),
  );
  pen.strokeStyle = colour('ink');
  pen.lineWidth = 1.6;
  line(pen, to, 8, to, height);
  pen.fillStyle = colour('ink');
  pen.beginPath();
  pen.moveTo(to, 5);
  pen.lineTo(to - 12, 9);
  pen.lineTo(to, 13);
  pen.closePath();
  pen.fill();
  const now = x(frame.clock.timeUs[0] ?? 0);
  const end = now > to - PLAYHEAD_ROOM ? Math.min(to - 15, now - 52) : to - 15;
  label(pen, words.final, { x: end, y: 12, room: 80, align: 'right' }, colour('ink'), colour('panel'));
}

function notYet(pen: DockPen, from: number, right: number, height: number, colour: Colour, text: string): void {
  if (from >= right) return;
  pen.globalAlpha = 0.8;
  hatch(pen, from, AXIS_HEIGHT, right - from, height - AXIS_HEIGHT, colour('line'));
  pen.globalAlpha = 1;
  pen.font = LANE_FONT;
  const place = { x: (from + right) / 2, y: height - 38, room: right - from - 12, align: 'center' as const };
  label(pen, text, place, colour('ink-3'), colour('panel'));
}

/** Flags on the axis where the guide halts the run. */
function stops(pen: DockPen, frame: Frame, x: X, height: number, colour: Colour): void {
  for (let row = 0; row < frame.keyTimes.length; row++) {
    if (frame.keyTimes.stop[row] !== 1) continue;
    const at = x(frame.keyTimes.timeUs[row] ?? 0);
    if (at < LABEL_WIDTH) continue;
    pen.strokeStyle = colour('ink-3');
    pen.lineWidth = 1;
    pen.setLineDash([2, 3]);
    line(pen, at, AXIS_HEIGHT, at, height);
    pen.setLineDash([]);
    pen.fillStyle = colour('ink-3');
    pen.beginPath();
    pen.moveTo(at - 4, AXIS_HEIGHT - 7);
    pen.lineTo(at + 4, AXIS_HEIGHT - 7);
    pen.lineTo(at + 4, AXIS_HEIGHT + 2);
    pen.lineTo(at, AXIS_HEIGHT - 1);
    pen.lineTo(at - 4, AXIS_HEIGHT + 2);
    pen.closePath();
    pen.fill();
  }
}

function playhead(pen: DockPen, at: number, timeUs: number, width: number, height: number, colour: Colour): void {
  if (at < LABEL_WIDTH - 1 || at > width) return;
  pen.strokeStyle = colour('ink');
  pen.lineWidth = 2;
  line(pen, at, 8, at, height);
  pen.font = `700 11px ${MONO}`;
  const text = (timeUs / 1e6).toFixed(3);
  const wide = pen.measureText(text).width + 18;
  const left = Math.min(width - wide - 2, Math.max(LABEL_WIDTH - 30, at - wide / 2));
  pen.fillStyle = colour('ink');
  pen.beginPath();
  pen.roundRect(left, 2, wide, 18, 9);
  pen.fill();
  pen.fillStyle = colour('on-ink');
  pen.textAlign = 'left';
  pen.fillText(text, left + 9, 11.8);
}
