import { CELL_FLAGS, type Frame } from '../../engine/protocol.ts';
import { divergedRange, leaderOf } from './draw-cells.ts';
import { commitOf, LEADER_MS, paceAt, progress } from './effects.ts';
import { groupMarks } from './group-marks.ts';
import { columnFrom, findReplica } from './hit-test.ts';
import { type LaneLayout, offsetScale, type StageLayout } from './layout.ts';
import { type Label, type Line, type Marks, type MarkWords, type Plate, placed } from './mark-shapes.ts';

const STAR = 'M0-5.4l1.7 3.6 3.9.5-2.9 2.7.8 3.9L0 3.4l-3.5 1.9.8-3.9-2.9-2.7 3.9-.5z';
const CROSS = 'M-3.4-3.4l6.8 6.8M3.4-3.4l-6.8 6.8';
const DOT = 'M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z';
const HALF = 'M0-3.4a3.4 3.4 0 0 0 0 6.8zM0-3.4a3.4 3.4 0 0 1 0 6.8';
const RING = 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z';

/** All axes, heads, flags and group markers of a frame. Pure. */
export function marksOf(frame: Frame, layout: StageLayout, words: MarkWords, still: boolean): Marks {
  const lines: Line[] = [];
  const plates: Plate[] = [];
  const labels: Label[] = [];
  const pace = paceAt(frame);
  for (const lane of layout.lanes) {
    const row = frame.partitions.partition.indexOf(lane.partition);
    if (row < 0) continue;
    const marks = laneMarks(frame, layout, lane, row, words, still ? 0 : pace);
    lines.push(...marks.lines);
    plates.push(...marks.plates);
    labels.push(...marks.labels);
  }
  return { lines, plates, labels };
}

function laneMarks(
  frame: Frame,
  layout: StageLayout,
  lane: LaneLayout,
  row: number,
  words: MarkWords,
  pace: number,
): Marks {
  const lines: Line[] = [];
  const plates: Plate[] = [];
  const labels: Label[] = [];
  const small = layout.level === 'lane';
  const from = columnFrom(frame, lane.partition);
  const scale = offsetScale(layout, lane, from);
  const to = from + lane.columns;
  const x = (offset: number): number => scale(offset) - (layout.pitch - layout.cellWidth) / 2;
  const inView = (offset: number): boolean => offset >= from && offset <= to;
  const leader = leaderOf(frame, lane.partition);
  const limit = readableLimit(frame, lane.partition, leader, row);
  const lastStable =
    leader < 0 ? limit : Math.min(limit, replicaValue(frame, lane.partition, leader, 'lastStable', limit));
  const epochs = small ? [] : epochStarts(frame, lane.partition, leader);
  const bottom = (lane.rows.at(-1)?.y ?? 0) + layout.cellHeight + 3;
  const top = small ? lane.box.y + 4 : lane.rulerY + 3;

  if (!small) {
    for (let offset = from + (from % 2); offset < to; offset += 2) {
      const middle = scale(offset) + layout.cellWidth / 2;
      if ((limit > to && middle > x(to) - 60) || (limit < from && middle < x(from) + 60)) continue;
      const near = (other: number, room: number): boolean => inView(other) && Math.abs(middle - x(other)) < room;
      if (near(limit, 35) || (lastStable < limit && near(lastStable, 35)) || epochs.some((one) => near(one.offset, 22)))
        continue;
      labels.push({ x: middle, y: lane.rulerY, text: String(offset), look: 'ruler' });
    }
    for (const { offset, epoch } of epochs) {
      if (Math.abs(x(offset) - x(limit)) < 28 && inView(limit)) {
        lines.push({ d: `M${x(offset)} ${lane.rulerY - 3}v7`, look: 'notch' });
        if (x(offset) < x(limit))
          labels.push({ x: x(offset) - 3, y: lane.rulerY, text: `e${epoch}`, look: 'epoch before' });
        continue;
      }
      lines.push({ d: `M${x(offset)} ${lane.rulerY - 8}v12`, look: 'notch' });
      labels.push({ x: x(offset) + 3, y: lane.rulerY, text: `e${epoch}`, look: 'epoch' });
    }
  }

  const diverged = divergedRange(frame, lane.partition);
  let firstLive = -1;
  for (const one of lane.rows) {
    const replica = findReplica(frame, lane.partition, one.node);
    if (replica < 0) continue;
    const middle = one.y + layout.cellHeight / 2;
    const running = frame.replicas.running[replica] === 1;
    if (running && firstLive < 0) firstLive = one.y;
    const isLeader = one.node === leader;
    const sync = frame.replicas.sync[replica] ?? 0;
    const headX = small ? lane.stripX - 40 : lane.box.x + 17;
    const sign = !running ? CROSS : isLeader ? STAR : sync === 2 ? DOT : sync === 1 ? HALF : RING;
    const signLook = !running
      ? 'sign down'
      : isLeader
        ? 'sign leader'
        : sync === 2
          ? 'sign in'
          : sync === 1
            ? 'sign half'
            : 'sign out';
    const signY = isLeader && running ? middle + starOffset(frame, lane, one.y, words.electedKind, pace) : middle;
    lines.push({ ...placed(sign, headX, signY, small ? 0.8 : 1), look: signLook });
    labels.push({
      x: headX + 11,
      y: middle + 4,
      text: words.node(one.node),
      look: `head${isLeader ? ' leader' : ''}${running ? '' : ' down'}${small ? ' small' : ''}`,
    });
    if (!small && !layout.narrow) {
      const tag = !running
        ? words.down
        : isLeader
          ? words.leader
          : sync === 2
            ? words.isr
            : sync === 1
              ? words.elr
              : words.out;
      labels.push({ x: headX + 32, y: middle + 4, text: tag, look: 'tag' });
    }
    const end = frame.replicas.logEnd[replica] ?? 0;
    if (end >= from && end <= to) {
      const edge = x(end) + 1.5;
      lines.push({
        d: `M${edge} ${one.y - 0.5}v${layout.cellHeight + 1}M${edge} ${middle}h4`,
        look: running ? 'end' : 'end down',
      });
      labels.push({
        x: edge + 6,
        y: middle + 3.6,
        text: String(end),
        look: `end${running ? '' : ' down'}${small ? ' small' : ''}`,
      });
      const differs = hasDiverged(frame, replica);
      if (differs && !small && !layout.narrow) {
        labels.push({ x: edge + 14 + String(end).length * 6.2, y: middle + 4, text: words.diverged, look: 'note' });
      }
    } else if (end < from) {
      labels.push({ x: lane.stripX + 2, y: middle + 3.6, text: `◂ ${end}`, look: 'end down' });
    }
    const start = frame.replicas.logStart[replica] ?? 0;
    if (start > 0 && start >= from && start <= to) {
      lines.push({
        d: `M${x(start)} ${one.y}l-2.5 ${layout.cellHeight / 4}l2.5 ${layout.cellHeight / 4}l-2.5 ${layout.cellHeight / 4}l2.5 ${layout.cellHeight / 4}`,
        look: 'torn',
      });
    }
  }
  if (diverged !== null && layout.narrow) {
    labels.push({
      x: lane.box.x + lane.box.width - 12,
      y: lane.box.y + lane.box.height - 6,
      text: words.diverged,
      look: 'note end-anchor',
    });
  }

  if (leader < 0) {
    const since = frame.partitions.leaderlessUs[row] ?? -1;
    const seconds = since < 0 ? '' : (Math.max(0, (frame.clock.timeUs[0] ?? 0) - since) / 1e6).toFixed(1);
    const y = small ? (lane.rows[0]?.y ?? 0) + 8 : lane.box.y + 19;
    labels.push({
      x: lane.box.x + (small ? 12 : layout.narrow ? 92 : 72),
      y: small ? y + 24 : y,
      text: words.noLeader(seconds),
      look: 'note',
    });
  }

  if (inView(limit)) {
    const commit = commitOf(frame, lane.partition, pace);
    const moving = commit !== null && commit.to === limit && commit.from >= from;
    const at = moving ? x(commit.from) + (x(limit) - x(commit.from)) * commit.limit : x(limit);
    const live = firstLive < 0 ? bottom : Math.max(top, firstLive - 3);
    const dead = lane.rows.filter((one) => frame.replicas.running[findReplica(frame, lane.partition, one.node)] === 0);
    lines.push({ d: `M${at} ${top}V${live}`, look: 'hw dotted' });
    for (const one of lane.rows) {
      const down = dead.includes(one);
      lines.push({ d: `M${at} ${one.y - 2}V${one.y + layout.cellHeight + 1}`, look: down ? 'hw dotted' : 'hw' });
    }
    if (!small) flag(plates, labels, at, lane.rulerY - 10.5, `HW ${limit}`, 'solid');
  }
  if (limit < from && !small) {
    flag(plates, labels, x(from) + 22, lane.rulerY - 10.5, `◂ HW ${limit}`, 'outlined');
  }
  if (limit > to && !small) {
    flag(plates, labels, x(to) - 22, lane.rulerY - 10.5, `HW ${limit} ▸`, 'outlined');
  }
  if (lastStable < limit && inView(lastStable) && !small) {
    lines.push({ d: `M${x(lastStable)} ${top}V${bottom}`, look: 'lso' });
    flag(plates, labels, x(lastStable), lane.rulerY - 10.5, `LSO ${lastStable}`, 'outlined');
  }
  groupMarks(frame, layout, lane, { x, from, to, limit, lastStable, words, lines, labels });
  return { lines, plates, labels };
}

/** How far the star still is from the new leader's row: it travels there from the row of the leader before. */
function starOffset(frame: Frame, lane: LaneLayout, y: number, electedKind: number, pace: number): number {
  const { events } = frame;
  for (let row = events.length - 1; row >= 0 && pace > 0; row--) {
    if (events.kind[row] !== electedKind || events.a[row] !== lane.partition) continue;
    const before = lane.rows.find((one) => one.node === events.e[row]);
    if (before === undefined || (events.timeUs[row] ?? 0) > (frame.clock.timeUs[0] ?? 0)) return 0;
    const part = progress(frame, events.timeUs[row] ?? 0, LEADER_MS, pace);
    return (before.y - y) * (1 - part * part * (3 - 2 * part));
  }
  return 0;
}

/** The readable limit: the leader's high watermark, or the last one that was true. */
export function readableLimit(frame: Frame, partition: number, leader: number, row: number): number {
  const known = frame.partitions.trueHw[row] ?? 0;
  const replica = findReplica(frame, partition, leader);
  if (replica < 0 || frame.replicas.running[replica] === 0) return Math.max(0, known);
  return replicaValue(frame, partition, leader, 'highWatermark', Math.max(0, known));
}

function replicaValue(
  frame: Frame,
  partition: number,
  node: number,
  column: 'highWatermark' | 'lastStable',
  none: number,
): number {
  const replica = findReplica(frame, partition, node);
  const value = replica < 0 ? -1 : (frame.replicas[column][replica] ?? -1);
  return value < 0 ? none : value;
}

function epochStarts(
  frame: Frame,
  partition: number,
  leader: number,
): { readonly offset: number; readonly epoch: number }[] {
  const { cells } = frame;
  const found: { offset: number; epoch: number }[] = [];
  for (let row = 0; row < cells.length; row++) {
    if (cells.partition[row] !== partition || ((cells.flags[row] ?? 0) & CELL_FLAGS.epochStart) === 0) continue;
    const node = frame.replicas.node[cells.replica[row] ?? -1];
    if (leader >= 0 && node !== leader) continue;
    const offset = cells.offset[row] ?? 0;
    if (!found.some((one) => one.offset === offset)) found.push({ offset, epoch: cells.leaderEpoch[row] ?? 0 });
  }
  return found;
}

function hasDiverged(frame: Frame, replica: number): boolean {
  const { cells } = frame;
  for (let row = 0; row < cells.length; row++) {
    if (cells.replica[row] === replica && ((cells.flags[row] ?? 0) & CELL_FLAGS.diverged) !== 0) return true;
  }
  return false;
}

function flag(plates: Plate[], labels: Label[], x: number, y: number, text: string, look: string): void {
  const width = Math.max(42, text.length * 5.7 + 9);
  plates.push({ x: x - width / 2, y, width, height: 13.5, look: `flag ${look}` });
  labels.push({ x, y: y + 10.2, text, look: `flag ${look}` });
}
