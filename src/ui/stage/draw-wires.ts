import type { Frame } from '../../engine/protocol.ts';
import { leaderOf } from './draw-cells.ts';
import { ASSIGN_MS, progress, REVOKE_MS } from './effects.ts';
import type { LaneLayout, StageLayout } from './layout.ts';
import type { Palette } from './palette.ts';
import type { Pen } from './pen.ts';

/** More tokens than these in view are merged, one for each wire and direction, with a count. */
export const MOST_TOKENS = 5;

/** A curve: start, two handles, end. */
type Curve = readonly [number, number, number, number, number, number, number, number];

export interface Token {
  readonly x: number;
  readonly y: number;
  /** Messages that it stands for. */
  readonly count: number;
  readonly records: number;
  readonly reply: boolean;
  readonly error: boolean;
  readonly held: boolean;
  readonly lost: boolean;
}

/** Draws the standing wires between producer, leader and consumers. Width and colour carry what is told in words too. */
export function drawRibbons(
  ctx: Pen,
  frame: Frame,
  layout: StageLayout,
  palette: Palette,
  clients: Clients,
  motion: RibbonMotion = STILL,
): void {
  if (layout.narrow) return;
  const { colour } = palette;
  for (const lane of layout.lanes) {
    const leader = leaderOf(frame, lane.partition);
    const waiting = hasFlight(frame, lane.partition);
    if (leader >= 0 && clients.producers.size > 0) {
      const curve = producerCurve(lane, leader, layout);
      if (runs(frame, leader)) drawCurve(ctx, curve, colour.pending, 1.7, waiting ? 1 : 0.35);
      else drawBroken(ctx, curve, colour.loss);
    }
    for (let row = 0; row < frame.inFlight.length; row++) {
      const to = frame.inFlight.to[row] ?? -1;
      if (frame.inFlight.partition[row] !== lane.partition || to === leader) continue;
      drawBroken(ctx, producerCurve(lane, to, layout), colour.loss);
    }
    const { positions } = frame;
    for (let row = 0; row < positions.length; row++) {
      if (positions.partition[row] !== lane.partition) continue;
      const group = positions.group[row] ?? 0;
      const isOwned = (positions.owner[row] ?? -1) >= 0;
      const part = isOwned
        ? ease(sinceEvent(frame, motion.assignedKind, group, lane.partition, ASSIGN_MS, motion.pace))
        : 1 - sinceEvent(frame, motion.revokedKind, group, lane.partition, REVOKE_MS, motion.pace);
      if (part <= 0) continue;
      const whole = consumerCurve(lane, layout, group, Math.max(1, frame.groups.length));
      const curve = part < 1 ? startOf(whole, part) : whole;
      drawCurve(ctx, curve, colour.consume, 6, 0.22, false);
      drawCurve(ctx, curve, colour.consume, 1.7, 1, part === 1);
    }
  }
}

/** What the motion of ribbons goes by. */
export interface RibbonMotion {
  /** Numbers of the kinds of observations that tell that a member got or gave up a partition, −1 unknown. */
  readonly assignedKind: number;
  readonly revokedKind: number;
  /** Simulated µs for each ms; 0 = nothing moves. */
  readonly pace: number;
}

const STILL: RibbonMotion = { assignedKind: -1, revokedKind: -1, pace: 0 };

/** How far a motion is that began with the latest event of a kind on a group's partition; 1 = it is over. */
function sinceEvent(frame: Frame, kind: number, group: number, partition: number, ms: number, pace: number): number {
  const { events } = frame;
  const now = frame.clock.timeUs[0] ?? 0;
  for (let row = events.length - 1; row >= 0 && pace > 0; row--) {
    if (events.kind[row] !== kind || events.a[row] !== group || events.b[row] !== partition) continue;
    if ((events.timeUs[row] ?? 0) <= now) return progress(frame, events.timeUs[row] ?? 0, ms, pace);
  }
  return 1;
}

/** The way of what brokers have under way to each other: a follower's fetch, and its answer. */
export function drawFetches(ctx: Pen, frame: Frame, layout: StageLayout, palette: Palette, clients: Clients): void {
  const { messages } = frame;
  const drawn = new Set<string>();
  for (let row = 0; row < messages.length; row++) {
    const lane = layout.lanes.find((one) => one.partition === messages.partition[row]);
    const from = messages.from[row] ?? -1;
    const to = messages.to[row] ?? -1;
    if (lane === undefined || rowY(lane, from, layout) === null || rowY(lane, to, layout) === null) continue;
    const key = `${lane.partition} ${from} ${to}`;
    const curve = curveOf(lane, layout, from, to, clients, frame);
    if (curve === null || drawn.has(key)) continue;
    drawn.add(key);
    ctx.setLineDash([3, 2]);
    drawCurve(ctx, curve, palette.colour.pending, 1.4, 0.7, false);
    ctx.setLineDash([]);
  }
}

/** Which nodes are clients, and of what kind. */
export interface Clients {
  readonly producers: ReadonlySet<number>;
  readonly consumers: ReadonlySet<number>;
}

export function clientsOf(frame: Frame): Clients {
  const producers = new Set<number>();
  const consumers = new Set<number>();
  for (let row = 0; row < frame.nodes.length; row++) {
    if (frame.nodes.kind[row] === 2) producers.add(frame.nodes.node[row] ?? -1);
    if (frame.nodes.kind[row] === 3) consumers.add(frame.nodes.node[row] ?? -1);
  }
  return { producers, consumers };
}

/** Messages under way at the frame's instant, as tokens where they are; in the middle of their way where nothing may move. Pure: any instant, in any order. */
export function tokensOf(frame: Frame, layout: StageLayout, clients: Clients, still = false): Token[] {
  const now = frame.clock.timeUs[0] ?? 0;
  const { messages } = frame;
  const single: { key: string; token: Token }[] = [];
  for (let row = 0; row < messages.length; row++) {
    const lane = layout.lanes.find((one) => one.partition === messages.partition[row]);
    const from = messages.from[row] ?? -1;
    const to = messages.to[row] ?? -1;
    if (lane === undefined) continue;
    const curve = curveOf(lane, layout, from, to, clients, frame);
    if (curve === null) continue;
    const sent = messages.sentUs[row] ?? 0;
    const arrives = messages.arrivesUs[row] ?? -1;
    const held = arrives < 0;
    if (!held && (now < sent || now > arrives)) continue;
    const part = held || still ? 0.5 : arrives > sent ? ease((now - sent) / (arrives - sent)) : 1;
    const [x, y] = pointOn(curve, part);
    single.push({
      key: `${lane.partition} ${from} ${to} ${messages.reply[row]}`,
      token: {
        x,
        y,
        count: 1,
        records: messages.records[row] ?? 0,
        reply: messages.reply[row] === 1,
        error: (messages.error[row] ?? 0) > 0,
        held,
        lost: messages.fate[row] === 1,
      },
    });
  }
  return single.length <= MOST_TOKENS ? single.map((one) => one.token) : merge(single);
}

function merge(single: readonly { readonly key: string; readonly token: Token }[]): Token[] {
  const bundles = new Map<string, Token>();
  for (const { key, token } of single) {
    const before = bundles.get(key);
    bundles.set(
      key,
      before === undefined
        ? token
        : {
            ...before,
            count: before.count + 1,
            records: Math.max(0, before.records) + Math.max(0, token.records),
            error: before.error || token.error,
            held: before.held || token.held,
            lost: before.lost || token.lost,
          },
    );
  }
  return [...bundles.values()];
}

export function drawTokens(
  ctx: Pen,
  tokens: readonly Token[],
  layout: StageLayout,
  palette: Palette,
  mergedWord: string,
): void {
  const { colour } = palette;
  if (tokens.some((token) => token.count > 1)) drawMerged(ctx, layout, palette, mergedWord);
  const small = layout.level === 'lane';
  for (const token of tokens) {
    const edge = token.lost || token.error ? colour.loss : token.held ? colour.risk : colour.pending;
    ctx.fillStyle = colour.panel;
    ctx.lineWidth = 1.6;
    if (small) {
      ctx.beginPath();
      ctx.arc(token.x, token.y, 3.4, 0, 2 * Math.PI);
      ctx.fillStyle = token.reply ? colour.panel : edge;
      ctx.fill();
      ctx.strokeStyle = edge;
      ctx.stroke();
    } else if (token.reply && token.records <= 0) {
      ctx.strokeStyle = token.error ? colour.loss : colour.ink;
      ctx.beginPath();
      ctx.arc(token.x, token.y, 7, 0, 2 * Math.PI);
      ctx.fill();
      ctx.stroke();
      if (token.error) cross(ctx, token.x, token.y, 2.6, colour.loss);
      else check(ctx, token.x, token.y, colour.ink);
    } else {
      const label = token.records > 0 ? String(token.records) : token.count > 1 ? `×${token.count}` : '';
      const half = label === '' ? 5 : 5.5 + label.length * 3;
      ctx.strokeStyle = edge;
      ctx.setLineDash(token.held ? [2, 2] : []);
      ctx.beginPath();
      ctx.roundRect(token.x - half, token.y - 7, half * 2, 14, 3.5);
      ctx.fill();
      ctx.stroke();
      ctx.setLineDash([]);
      if (token.lost) cross(ctx, token.x, token.y, 3, colour.loss);
      else if (label !== '') {
        ctx.fillStyle = colour.ink;
        ctx.font = `700 10px ${palette.mono}`;
        ctx.textAlign = 'center';
        ctx.textBaseline = 'middle';
        ctx.fillText(label, token.x, token.y + 0.5);
      }
    }
  }
}

/** Says that a token stands for several messages. */
function drawMerged(ctx: Pen, layout: StageLayout, { colour, text }: Palette, word: string): void {
  const [lane] = layout.lanes;
  if (lane === undefined || layout.narrow || lane.left.width === 0) return;
  ctx.font = `600 10px ${text}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = colour['ink-3'];
  ctx.fillText(word, (lane.left.x + lane.left.width + lane.box.x) / 2, lane.box.y + 8, lane.box.x - lane.left.width);
}

function curveOf(
  lane: LaneLayout,
  layout: StageLayout,
  from: number,
  to: number,
  clients: Clients,
  frame: Frame,
): Curve | null {
  if (clients.producers.has(from)) return layout.narrow ? null : producerCurve(lane, to, layout);
  if (clients.producers.has(to)) return layout.narrow ? null : reversed(producerCurve(lane, from, layout));
  const consumer = clients.consumers.has(from) ? from : clients.consumers.has(to) ? to : -1;
  if (consumer >= 0) {
    if (layout.narrow) return null;
    const member = frame.members.node.indexOf(consumer);
    const group = member < 0 ? 0 : (frame.members.group[member] ?? 0);
    const curve = consumerCurve(lane, layout, group, Math.max(1, frame.groups.length));
    return consumer === to ? curve : reversed(curve);
  }
  const a = rowY(lane, from, layout);
  const b = rowY(lane, to, layout);
  if (a === null || b === null) return null;
  const x = lane.box.x + lane.box.width - (layout.level === 'lane' ? 16 : 28);
  return [x, a, x + 20, a, x + 20, b, x, b];
}

function producerCurve(lane: LaneLayout, broker: number, layout: StageLayout): Curve {
  const x = lane.left.x + lane.left.width;
  const y = lane.left.y + (layout.level === 'lane' ? lane.left.height / 2 : 83.5);
  const end = lane.box.x - 3;
  const to = rowY(lane, broker, layout) ?? y;
  const middle = (x + end) / 2;
  return [x, y, middle, y, middle, to, end, to];
}

function consumerCurve(lane: LaneLayout, layout: StageLayout, group: number, groups: number): Curve {
  const x = lane.box.x + lane.box.width;
  const end = layout.groups.x - 2;
  const from = lane.groupY[Math.min(group, lane.groupY.length - 1)] ?? lane.box.y + lane.box.height / 2;
  const start = from - (layout.level === 'lane' ? 6 : 12);
  const to = groupSlotY(layout, lane, group, groups);
  const middle = (x + end) / 2;
  return [x, start, middle, start, middle, to, end, to];
}

/** Where a group's card meets the wire of a lane. One group: at the lane's own height; several: inside its share. */
export function groupSlotY(layout: StageLayout, lane: LaneLayout, group: number, groups: number): number {
  if (groups <= 1) return lane.box.y + lane.box.height / 2;
  const share = layout.groups.height / groups;
  const part = layout.lanes.indexOf(lane) / Math.max(1, layout.lanes.length);
  return layout.groups.y + group * share + 40 + part * Math.max(0, share - 60);
}

function rowY(lane: LaneLayout, node: number, layout: StageLayout): number | null {
  const row = lane.rows.find((one) => one.node === node);
  return row === undefined ? null : row.y + layout.cellHeight / 2;
}

/** A connection that is gone while the client has not learnt of it. */
function drawBroken(ctx: Pen, curve: Curve, colour: string): void {
  ctx.setLineDash([3, 3]);
  drawCurve(ctx, curve, colour, 1.5, 1, false);
  ctx.setLineDash([]);
  cross(ctx, (curve[0] + curve[6]) / 2, (curve[1] + curve[7]) / 2, 4, colour);
}

function runs(frame: Frame, node: number): boolean {
  const row = frame.nodes.node.indexOf(node);
  return row >= 0 && (frame.nodes.status[row] ?? 0) < 2;
}

function hasFlight(frame: Frame, partition: number): boolean {
  return frame.inFlight.partition.includes(partition);
}

/** The first part of a curve, by de Casteljau's construction. */
function startOf([x0, y0, x1, y1, x2, y2, x3, y3]: Curve, t: number): Curve {
  const mix = (a: number, b: number): number => a + (b - a) * t;
  const [ax, ay, bx, by] = [mix(x0, x1), mix(y0, y1), mix(x1, x2), mix(y1, y2)];
  const [cx, cy] = [mix(x2, x3), mix(y2, y3)];
  const [dx, dy, ex, ey] = [mix(ax, bx), mix(ay, by), mix(bx, cx), mix(by, cy)];
  return [x0, y0, ax, ay, dx, dy, mix(dx, ex), mix(dy, ey)];
}

function reversed([a, b, c, d, e, f, g, h]: Curve): Curve {
  return [g, h, e, f, c, d, a, b];
}

function pointOn([x0, y0, x1, y1, x2, y2, x3, y3]: Curve, t: number): readonly [number, number] {
  const s = 1 - t;
  const a = s * s * s;
  const b = 3 * s * s * t;
  const c = 3 * s * t * t;
  const d = t * t * t;
  return [a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3];
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}

function drawCurve(
  ctx: Pen,
  [x0, y0, x1, y1, x2, y2, x3, y3]: Curve,
  colour: string,
  width: number,
  alpha: number,
  head = true,
): void {
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.bezierCurveTo(x1, y1, x2, y2, x3, y3);
  ctx.stroke();
  if (head) {
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.moveTo(x3 + 3, y3);
    ctx.lineTo(x3 - 4, y3 - 3.6);
    ctx.lineTo(x3 - 4, y3 + 3.6);
    ctx.closePath();
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

function cross(ctx: Pen, x: number, y: number, r: number, colour: string): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.8;
  ctx.beginPath();
  ctx.moveTo(x - r, y - r);
  ctx.lineTo(x + r, y + r);
  ctx.moveTo(x + r, y - r);
  ctx.lineTo(x - r, y + r);
  ctx.stroke();
}

function check(ctx: Pen, x: number, y: number, colour: string): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.7;
  ctx.beginPath();
  ctx.moveTo(x - 3.2, y + 0.4);
  ctx.lineTo(x - 0.8, y + 2.8);
  ctx.lineTo(x + 3.4, y - 2.6);
  ctx.stroke();
}
