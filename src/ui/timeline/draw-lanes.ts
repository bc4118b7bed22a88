import { type Frame, type Names, TICK_FATES } from '../../engine/protocol.ts';
import { type FaultSpan, LABEL_WIDTH, type LanePlace } from './dock-layout.ts';
import { type Colour, cross, type DockPen, label, line, type X } from './dock-pen.ts';
import { drawGlyph, faultTone } from './fault-glyphs.ts';

/** Words of the lanes, from the page's language. */
export interface DockWords {
  readonly lanes: Readonly<Record<string, string>>;
  readonly fault: (verb: string, target: string) => string;
  readonly leader: (node: number, epoch: number) => string;
  readonly noLeader: (seconds: string) => string;
  readonly notYet: string;
  readonly healing: string;
  readonly final: string;
  readonly minIsr: (n: number) => string;
  /** Of what befell messages; `fate`: one of TICK_FATES. */
  readonly mark: (fate: string, count: number) => string;
}

export interface LaneDrawing {
  readonly pen: DockPen;
  readonly frame: Frame;
  readonly x: X;
  /** Right edge of what is simulated, px. */
  readonly end: number;
  /** Right edge of the axis, px. */
  readonly right: number;
  readonly colour: Colour;
  readonly words: DockWords;
}

export function faultLane(
  drawing: LaneDrawing,
  names: Names,
  spans: readonly FaultSpan[],
  top: number,
  step: number,
): void {
  const { pen, frame, colour, words } = drawing;
  const height = Math.min(17, step - 1);
  const glyph = Math.min(13, height - 3);
  for (const span of spans) {
    const verb = names.texts[frame.faults.verb[span.row] ?? -1] ?? '';
    const target = names.texts[frame.faults.target[span.row] ?? -1] ?? '';
    const tone = faultTone(verb);
    const edge = tone === 'loss' ? colour('loss') : tone === 'risk' ? colour('risk') : colour('line-strong');
    const y = top + span.line * step + (step - height) / 2;
    pen.beginPath();
    pen.roundRect(span.left + 0.7, y, span.right - span.left - 1.4, height, 4.5);
    pen.fillStyle = colour('panel');
    pen.fill();
    pen.strokeStyle = edge;
    pen.lineWidth = 1.4;
    pen.stroke();
    drawGlyph(pen, verb, span.left + 4, y + (height - glyph) / 2, glyph, edge);
    const next = nextOnLine(spans, span);
    const before = lastOnLine(spans, span);
    const text = words.fault(verb, target);
    const middle = y + height / 2;
    const width = pen.measureText(text).width;
    const free = besidePlayhead(drawing, span.left + 22, width);
    const start = free + width + 5 > span.right ? span.left + 22 : free;
    const inside = { x: start, y: middle, room: span.right - start - 5, align: 'left' as const };
    const behind = { x: span.right + 4, y: middle, room: next - span.right - 8, align: 'left' as const };
    const ahead = { x: span.left - 5, y: middle, room: span.left - before - 10, align: 'right' as const };
    const ink = colour('ink');
    if (label(pen, text, inside, ink, null) > 0 || label(pen, text, behind, ink, null) > 0) continue;
    label(pen, text, ahead, ink, null);
  }
}

function nextOnLine(spans: readonly FaultSpan[], span: FaultSpan): number {
  let next = Number.POSITIVE_INFINITY;
  for (const other of spans)
    if (other.line === span.line && other.left >= span.right) next = Math.min(next, other.left);
  return next;
}

function lastOnLine(spans: readonly FaultSpan[], span: FaultSpan): number {
  let last = LABEL_WIDTH;
  for (const other of spans)
    if (other !== span && other.line === span.line && other.right <= span.left) last = Math.max(last, other.right);
  return last;
}

/** Who led, in which epoch; dark where the playhead is; dashed, with its length, where nobody led. */
export function leaderLane(drawing: LaneDrawing, { top, height }: LanePlace): void {
  const { pen, frame, x, end, colour, words } = drawing;
  const { leaderSpans: spans } = frame;
  const now = frame.clock.timeUs[0] ?? 0;
  const endUs = frame.clock.endUs[0] ?? 0;
  const y = top + height / 2;
  const thick = Math.min(15, height - 6);
  for (let row = 0; row < spans.length; row++) {
    const from = spans.fromUs[row] ?? 0;
    const isOpen = (spans.toUs[row] ?? -1) < 0;
    const to = isOpen ? endUs : (spans.toUs[row] ?? 0);
    const left = x(from);
    const right = isOpen ? end : x(to);
    const leader = spans.leader[row] ?? -1;
    if (leader < 0) {
      pen.strokeStyle = colour('loss');
      pen.lineWidth = 2.4;
      pen.setLineDash([3, 3]);
      line(pen, left + 3, y, Math.max(left + 4, right - 3), y);
      pen.setLineDash([]);
      const middle = {
        x: (Math.max(LABEL_WIDTH, left) + right) / 2,
        y,
        room: right - left - 18,
        align: 'center' as const,
      };
      label(pen, words.noLeader(((to - from) / 1e6).toFixed(1)), middle, colour('loss-text'), colour('bg'));
      continue;
    }
    const isNow = now >= from && (isOpen || now < to);
    pen.fillStyle = isNow ? colour('ink-2') : colour('off-soft');
    pen.beginPath();
    pen.roundRect(left + 0.5, y - thick / 2, Math.max(1, right - left - 1), thick, 3.5);
    pen.fill();
    const text = words.leader(leader, spans.epoch[row] ?? 0);
    const start = besidePlayhead(drawing, Math.max(left, LABEL_WIDTH) + 8, pen.measureText(text).width);
    const place = { x: start, y, room: right - start - 6, align: 'left' as const };
    label(pen, text, place, isNow ? colour('panel') : colour('ink-2'), null);
  }
}

/** Where a text may start so that the playhead does not cross it. */
function besidePlayhead({ frame, x }: LaneDrawing, start: number, width: number): number {
  const now = x(frame.clock.timeUs[0] ?? 0);
  return now > start - 4 && now < start + width + 4 ? now + 8 : start;
}

/** Steps of the in-sync set's size over the line of min.insync.replicas. */
export function isrLane(drawing: LaneDrawing, { top, height }: LanePlace): void {
  const { pen, frame, x, end, colour, words } = drawing;
  const { isrSteps: steps } = frame;
  if (steps.length === 0) return;
  const partition = frame.partitions.partition.indexOf(steps.partition[0] ?? -1);
  const minIsr = frame.partitions.minIsr[partition] ?? 1;
  let most = Math.max(1, minIsr);
  for (let row = 0; row < steps.length; row++) most = Math.max(most, steps.size[row] ?? 0);
  const y = (size: number): number => top + height - 3 - ((height - 8) * size) / most;
  pen.strokeStyle = colour('risk');
  pen.lineWidth = 1.3;
  pen.setLineDash([4, 3]);
  line(pen, x(0), y(minIsr), end, y(minIsr));
  pen.setLineDash([]);
  pen.strokeStyle = colour('ink');
  pen.lineWidth = 1.9;
  pen.beginPath();
  for (let row = 0; row < steps.length; row++) {
    const left = x(steps.timeUs[row] ?? 0);
    const at = y(steps.size[row] ?? 0);
    if (row === 0) pen.moveTo(left, at);
    else pen.lineTo(left, at);
    pen.lineTo(row + 1 < steps.length ? x(steps.timeUs[row + 1] ?? 0) : end, at);
  }
  pen.stroke();
  for (let row = 0; row < steps.length; row++) {
    const left = Math.max(LABEL_WIDTH, x(steps.timeUs[row] ?? 0));
    const right = row + 1 < steps.length ? x(steps.timeUs[row + 1] ?? 0) : end;
    const size = steps.size[row] ?? 0;
    const at = besidePlayhead(drawing, (left + right) / 2 - 4, 8) + 4;
    const place = { x: at, y: y(size), room: right - left - 36, align: 'center' as const };
    label(pen, String(size), place, colour('ink'), colour('bg'));
  }
  const text = words.minIsr(minIsr);
  const behind = { x: end + 6, y: y(minIsr), room: drawing.right - end - 8, align: 'left' as const };
  if (label(pen, text, behind, colour('risk-text'), null) > 0) return;
  label(pen, text, { x: end - 6, y: y(minIsr), room: end - x(0), align: 'right' }, colour('risk-text'), colour('bg'));
}

/** How far the group is behind, as an area; steps stay steps. */
export function lagLane(drawing: LaneDrawing, { top, height }: LanePlace): void {
  const { pen, frame, x, end, colour } = drawing;
  const { lagSteps: steps } = frame;
  if (steps.length === 0) return;
  let most = 1;
  for (let row = 0; row < steps.length; row++) most = Math.max(most, steps.lag[row] ?? 0);
  const floor = top + height - 3;
  const y = (lag: number): number => floor - ((height - 6) * lag) / most;
  const trace = (): void => {
    pen.beginPath();
    pen.moveTo(x(0), floor);
    let before = 0;
    for (let row = 0; row < steps.length; row++) {
      const left = x(steps.timeUs[row] ?? 0);
      pen.lineTo(left, y(before));
      before = steps.lag[row] ?? 0;
      pen.lineTo(left, y(before));
    }
    pen.lineTo(end, y(before));
  };
  trace();
  pen.lineTo(end, floor);
  pen.closePath();
  pen.fillStyle = colour('consume-soft');
  pen.fill();
  trace();
  pen.strokeStyle = colour('consume');
  pen.lineWidth = 1.4;
  pen.stroke();
  if (most < 2) return;
  const peak = steps.lag.indexOf(most);
  const text = String(most);
  const at = besidePlayhead(drawing, x(steps.timeUs[peak] ?? 0) + 5, pen.measureText(text).width);
  label(pen, text, { x: at, y: top + 8, room: 80, align: 'left' }, colour('consume-text'), colour('bg'));
}

/** One dot for each answer, by the root of its latency: the usual few milliseconds keep their differences. */
export function ackLane({ pen, frame, x, colour }: LaneDrawing, { top, height }: LanePlace): void {
  const { ackDots: dots } = frame;
  let most = 1;
  for (let row = 0; row < dots.length; row++) most = Math.max(most, dots.latencyUs[row] ?? 0);
  const scale = (height - 8) / Math.sqrt(most);
  pen.fillStyle = colour('durable');
  pen.globalAlpha = 0.7;
  for (let row = 0; row < dots.length; row++) {
    const y = top + height - 4 - scale * Math.sqrt(Math.max(0, dots.latencyUs[row] ?? 0));
    pen.fillRect(x(dots.timeUs[row] ?? 0) - 1.2, y - 1.2, 2.4, 2.4);
  }
  pen.globalAlpha = 1;
}

/** What befell messages, when it did: a loss below the line with a cross, a duplicate doubled and high. */
export function ledgerLane(drawing: LaneDrawing, { top, height }: LanePlace): void {
  const { pen, frame, x, end, colour, words } = drawing;
  const y = top + height / 2 - 1;
  pen.strokeStyle = colour('line-strong');
  pen.lineWidth = 1;
  line(pen, x(0), y, end, y);
  const marks = gathered(frame, x);
  const inks = marks.map((mark) => drawMark(pen, TICK_FATES[mark.fate] ?? 'appended', mark.x, y, colour));
  const taken: Stretch[] = marks.map((mark) => ({ from: mark.x - 4, to: mark.x + 4, isBelow: isBelow(mark.fate) }));
  for (const chain of chains(marks)) {
    const [first] = chain;
    const last = chain.at(-1);
    if (first === undefined || last === undefined) continue;
    const sum = chain.reduce((total, mark) => total + mark.count, 0);
    const text = words.mark(TICK_FATES[first.fate] ?? 'appended', sum);
    if (text === '') continue;
    const width = pen.measureText(text).width;
    const side = isBelow(first.fate);
    const behind = besidePlayhead(drawing, last.x + 9, width);
    const from = [behind, first.x - 9 - width].find(
      (left) =>
        left >= LABEL_WIDTH && !taken.some((one) => one.isBelow === side && left < one.to && left + width > one.from),
    );
    if (from === undefined) continue;
    taken.push({ from: from - 4, to: from + width + 4, isBelow: side });
    const ink = inks[marks.indexOf(first)] ?? colour('ink-3');
    label(pen, text, { x: from, y: side ? y + 6.5 : y - 5.5, room: width, align: 'left' }, ink, colour('bg'));
  }
}

/** Part of the lane that marks and words have taken, above or below its line. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly isBelow: boolean;
}

interface Mark {
  readonly x: number;
  readonly fate: number;
  readonly count: number;
}

const CHAIN = 90;

/** Marks of one fate that follow each other closely are told in one sum. Worst fates first. */
function chains(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  const found: Mark[][] = [];
  for (const mark of marks) {
    const chain = found.at(-1);
    const last = chain?.at(-1);
    if (chain !== undefined && last?.fate === mark.fate && mark.x - last.x < CHAIN) chain.push(mark);
    else found.push([mark]);
  }
  return found;
}

function isBelow(fate: number): boolean {
  const name = TICK_FATES[fate];
  return name === 'lost' || name === 'gone-unacked';
}

/** Marks that fall on one another are told as one, with their sum, the worst of their fates first. */
function gathered(frame: Frame, x: X): readonly Mark[] {
  const { ledgerMarks: marks } = frame;
  const found: { x: number; fate: number; count: number }[] = [];
  const latest = new Map<number, { x: number; fate: number; count: number }>();
  for (let row = 0; row < marks.length; row++) {
    const at = x(marks.timeUs[row] ?? 0);
    const fate = marks.fate[row] ?? 0;
    const before = latest.get(fate);
    if (before !== undefined && at - before.x < 7) {
      before.count += marks.count[row] ?? 0;
      continue;
    }
    const one = { x: at, fate, count: marks.count[row] ?? 0 };
    latest.set(fate, one);
    found.push(one);
  }
  return found.sort((a, b) => b.fate - a.fate || a.x - b.x);
}

/** @returns the colour for its words */
function drawMark(pen: DockPen, fate: string, x: number, y: number, colour: Colour): string {
  switch (fate) {
    case 'lost':
      cross(pen, x, y + 6, 3.4, colour('loss'));
      return colour('loss-text');
    case 'duplicate':
      pen.fillStyle = colour('dup');
      pen.fillRect(x - 3, y - 9, 2.2, 9);
      pen.fillRect(x + 1, y - 9, 2.2, 9);
      return colour('dup-text');
    case 'reordered':
      pen.strokeStyle = colour('risk');
      pen.lineWidth = 2.2;
      line(pen, x - 2.5, y, x + 2.5, y - 8);
      return colour('risk-text');
    case 'in-doubt':
      pen.strokeStyle = colour('ink-2');
      pen.lineWidth = 1.4;
      pen.beginPath();
      pen.arc(x, y - 5, 3, 0, 2 * Math.PI);
      pen.stroke();
      return colour('ink-2');
    case 'refused':
      pen.strokeStyle = colour('off');
      pen.lineWidth = 1.6;
      line(pen, x, y - 7, x, y);
      line(pen, x - 3, y - 3.5, x + 3, y - 3.5);
      return colour('ink-3');
    case 'gone-unacked':
      pen.fillStyle = colour('off');
      pen.fillRect(x - 1, y + 1, 2, 6);
      return colour('ink-3');
    case 'acked-on-one':
      pen.fillStyle = colour('risk');
      pen.fillRect(x - 1, y - 5, 2, 5);
      pen.fillRect(x - 2.5, y - 6, 5, 1.4);
      return colour('risk-text');
    default:
      pen.fillStyle =
        fate === 'delivered' ? colour('consume') : fate === 'committed' ? colour('durable') : colour('pending');
      pen.fillRect(x - 0.8, y - 5, 1.6, 5);
      return colour('ink-3');
  }
}
