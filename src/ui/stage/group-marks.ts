import type { Frame } from '../../engine/protocol.ts';
import type { LaneLayout, StageLayout } from './layout.ts';
import { groupShape, type Label, type Line, type MarkWords, placed } from './mark-shapes.ts';

export interface GroupDrawing {
  readonly x: (offset: number) => number;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly lastStable: number;
  readonly words: MarkWords;
  readonly lines: Line[];
  readonly labels: Label[];
}

/** Committed offset (filled), position (hollow), what is between, and what nobody has read yet. */
export function groupMarks(frame: Frame, layout: StageLayout, lane: LaneLayout, drawing: GroupDrawing): void {
  const { x, from, to, limit, lastStable, words, lines, labels } = drawing;
  const small = layout.level === 'lane';
  const clamp = (offset: number): number => x(Math.max(from, Math.min(to, offset)));
  const { groups, positions } = frame;
  lane.groupY.forEach((y) => {
    lines.push({ d: `M${lane.stripX} ${y}H${lane.stripX + lane.columns * layout.pitch - 2}`, look: 'axis' });
  });
  for (let group = 0; group < groups.length; group++) {
    const y = lane.groupY[Math.min(group, lane.groupY.length - 1)];
    if (y === undefined) continue;
    for (let row = 0; row < positions.length; row++) {
      if (positions.partition[row] !== lane.partition || positions.group[row] !== groups.group[group]) continue;
      const committed = Math.max(0, positions.committed[row] ?? -1);
      const position = Math.max(committed, positions.position[row] ?? -1);
      if (position > committed) lines.push({ d: `M${clamp(committed)} ${y}H${clamp(position)}`, look: 'band' });
      const stable = lastStable < limit && position <= lastStable ? lastStable : limit;
      if (stable > position) {
        const start = clamp(position) + (position < from ? 0 : 5);
        if (clamp(stable) > start) lines.push({ d: `M${start} ${y}H${clamp(stable)}`, look: 'unread' });
        lines.push({ d: `M${clamp(stable)} ${y - 5}v10`, look: 'unread-end' });
      }
      if (limit > stable) {
        lines.push({ d: `M${clamp(stable) + 5} ${y}H${clamp(limit)}`, look: 'held' });
        lines.push({ d: `M${clamp(limit)} ${y - 5}v10`, look: 'held-end' });
      }
      const shape = groups.shape[group] ?? 0;
      if (position >= from && position <= to && (positions.position[row] ?? -1) >= 0) {
        lines.push({ ...placed(groupShape(shape), x(position), y, small ? 0.75 : 0.92), look: 'position' });
      }
      if (committed >= from && committed <= to) {
        lines.push({ ...placed(groupShape(shape), x(committed), y, small ? 0.75 : 1), look: 'committed' });
      }
      if (small) continue;
      if (layout.roomy)
        notes(positions.committed[row] ?? -1, positions.position[row] ?? -1, y + 18, lane, layout, drawing);
      const name = words.group(group);
      if (layout.narrow) labels.push({ x: lane.box.x + 12, y: y + 18, text: name, look: 'group start-anchor' });
      else {
        const room = clamp(committed) - 9 - lane.stripX;
        const fits = room > name.length * 6.2;
        if (fits) labels.push({ x: clamp(committed) - 9, y: y + 4, text: name, look: 'group' });
        if (!fits) labels.push({ x: lane.box.x + 12, y: y + 4, text: name, look: 'group start-anchor' });
        else if (group === 0) labels.push({ x: lane.box.x + 12, y: y + 3.5, text: words.groupOffsets, look: 'tag' });
      }
      const lag = positions.lag[row] ?? 0;
      const behindLimit = (text: string, look: string): Label =>
        limit > to
          ? { x: lane.box.x + lane.box.width - 8, y: y + 4, text, look: `${look} end-anchor` }
          : { x: clamp(limit) + 7, y: y + 4, text, look };
      const held = limit - Math.max(stable, position);
      if (held > 0 && stable <= position) {
        labels.push(behindLimit(words.held(held), 'held'));
      } else if (lag > 0) labels.push(behindLimit(words.lag(lag), 'lag'));
    }
  }
}

/** Room that a note of a marker needs. */
const NOTE = 124;

/** What the markers of a group stand at, in numbers: committed before it, position behind it. */
function notes(
  committed: number,
  position: number,
  y: number,
  lane: LaneLayout,
  layout: StageLayout,
  { x, from, to, words, labels }: GroupDrawing,
): void {
  const right = lane.stripX + lane.columns * layout.pitch;
  const place = (offset: number): number => x(Math.max(from, Math.min(to, offset)));
  const tell = (text: string, at: number, before: boolean): void => {
    labels.push({ x: before ? at + 6 : at - 6, y, text, look: before ? 'tag end-anchor' : 'tag' });
  };
  const reads = Math.max(committed, position);
  if (reads < 0) return;
  const isSame = position < 0 || committed === position;
  const at = place(reads);
  const isLate = at > right - NOTE;
  tell(`${reads < from ? '◂ ' : ''}${isSame ? words.committed(reads) : words.position(reads)}`, at, isLate);
  if (isSame || committed < 0) return;
  const start = isLate ? at + 6 - NOTE : at - 6;
  const first = place(committed);
  if (first + 2 <= start && first + 6 - NOTE >= lane.box.x) tell(words.committed(committed), first, true);
  else if (first - 6 + NOTE <= start) tell(words.committed(committed), first, false);
}
