import type { Opened } from '../../engine/protocol.ts';
import { type LabelSizes, NO_LABELS } from './cell-labels.ts';

/** A rectangle in CSS pixels from the stage's left upper corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** `record`: cells with labels. `lane`: more than 3 partitions, small cells without labels. `bar`: more than 12, a line for each. */
export type StageLevel = 'record' | 'lane' | 'bar';

export interface LaneLayout {
  readonly partition: number;
  readonly name: string;
  readonly box: Box;
  /** The producer's side; width 0 on a narrow page. */
  readonly left: Box;
  /** Left edge of the first offset column. */
  readonly stripX: number;
  readonly columns: number;
  /** Replicas in the order of broker ids; they never move. */
  readonly rows: readonly { readonly node: number; readonly y: number }[];
  /** Baseline of the offset ruler. */
  readonly rulerY: number;
  /** The axis of each group below the strip. */
  readonly groupY: readonly number[];
}

export interface StageLayout {
  readonly width: number;
  readonly height: number;
  readonly level: StageLevel;
  readonly narrow: boolean;
  /** Distance between two offsets, and what a cell fills of it. */
  readonly pitch: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Cells are tall enough for a key over its number. */
  readonly stacked: boolean;
  /** There is room under a group's axis for what its markers stand at. */
  readonly roomy: boolean;
  readonly producers: Box;
  readonly brokers: Box;
  readonly controller: Box;
  readonly groups: Box;
  readonly lanes: readonly LaneLayout[];
  readonly legendY: number;
}

const MEASURES = {
  record: { pitch: 22, cell: 20, cellHeight: 20, rowPitch: 23, head: 44, labels: 88, margin: 20, groupPitch: 17 },
  lane: { pitch: 11, cell: 10, cellHeight: 10, rowPitch: 12, head: 7, labels: 176, margin: 34, groupPitch: 8 },
  bar: { pitch: 3, cell: 3, cellHeight: 11, rowPitch: 0, head: 0, labels: 156, margin: 122, groupPitch: 0 },
  narrow: { pitch: 19, cell: 18, cellHeight: 30, rowPitch: 34, head: 62, labels: 52, margin: 24, groupPitch: 18 },
} as const;

/** Width of a character of a label, and what a cell keeps free beside it. */
const CHARACTER = 6.1;
const NARROW_CHARACTER = 5.5;
const BESIDE = 2;
/** Height that a key over its number needs. */
const STACKED = 30;
/** A cell that long labels widen is at least so wide, so that numbers may grow without a jump. */
const LONG_PITCH = 26;
const MOST_PITCH = 60;

/** How much further apart rows may stand, and how much taller their cells may be, where there is room. */
const MOST_EXTRA = 56;
const MOST_TALLER = 24;
/** What a group's axis takes more where its markers are told in numbers, and what rows want before it gets that. */
const GROUP_NOTES = 20;
const ROW_FIRST = 12;
/** Room for the button that grows out of a broker's card on a narrow page. */
const CALL = 54;

const GAP = 9;
/** Height of a line where there are many partitions. */
const BAR = 22;
/** Room for the wires between the columns of cards. */
const WIRES = 40;
const CLUSTER = 86;
/** A second row of chips on a broker's card. */
const CHIPS = 12;

/** Where everything of a run stands on a stage of this width. Pure: the same answer for the same run and size. */
export function layOut(
  opened: Pick<Opened, 'partitions' | 'brokers' | 'groups' | 'producers' | 'controllers'>,
  size: {
    readonly width: number;
    readonly narrow: boolean;
    readonly lane: number;
    readonly anyDown: boolean;
    /** What the labels of the records in view need. */
    readonly labels?: LabelSizes;
    /** A button grows out of a broker's card. */
    readonly anyCall?: boolean;
    /** Height that the page has for the stage; rows grow into what a few lanes leave free. */
    readonly room?: number;
  },
): StageLayout {
  const all = opened.partitions.filter((one) => !one.internal);
  const { width, narrow } = size;
  const shown = narrow ? all.slice(size.lane, size.lane + 1) : all;
  const level = levelFor(all.length, narrow);
  const own = MEASURES[narrow ? 'narrow' : level];
  const leftWidth = narrow ? 0 : 128;
  const rightWidth = narrow ? 0 : 140;
  const wires = narrow ? 0 : width < 700 ? 26 : WIRES;
  const centreX = leftWidth + wires;
  const centreWidth = Math.max(200, width - leftWidth - rightWidth - 2 * wires);
  const call = narrow && size.anyCall === true ? CALL : 0;
  const cluster = narrow ? (size.anyDown ? 88 : 56) + call : clusterHeight(opened, all.length, centreWidth);
  const idOf = new Map(opened.brokers.map((broker) => [broker.node, broker.id]));
  const groupCount = Math.max(1, opened.groups.length);
  const rowCount = shown.reduce((sum, one) => sum + one.replicas.length, 0);
  const fixed = cluster + 36 + shown.length * (own.head + 23 + GAP + (groupCount - 1) * own.groupPitch);
  const spare = (size.room ?? 0) - fixed - rowCount * own.rowPitch;
  const grows = level === 'record' && !narrow;
  const notes = shown.length * groupCount * GROUP_NOTES;
  const roomy = grows && spare >= notes + rowCount * ROW_FIRST;
  const extra = grows ? Math.floor(clamp((spare - (roomy ? notes : 0)) / rowCount, MOST_EXTRA)) : 0;
  const cellHeight = own.cellHeight + Math.floor(clamp(extra, MOST_TALLER));
  const stacked = level === 'record' && cellHeight >= STACKED;
  const pitch = level === 'record' ? pitchFor(own.pitch, size.labels ?? NO_LABELS, stacked, narrow) : own.pitch;
  const measure = {
    ...own,
    // Where there is no choice of lanes, its switch needs no room.
    head: own.head - (narrow && all.length < 2 ? 16 : 0),
    pitch,
    cell: own.cell + pitch - own.pitch,
    rowPitch: own.rowPitch + extra,
    groupPitch: own.groupPitch + (roomy ? GROUP_NOTES : 0),
    cellHeight,
  };
  let y = cluster + 10;
  const lanes = shown.map((one): LaneLayout => {
    if (level === 'bar') {
      const lane = barLane(one, { x: 0, y, width: centreX + centreWidth, height: BAR });
      y += BAR;
      return lane;
    }
    const nodes = [...one.replicas].sort((a, b) => (idOf.get(a) ?? a) - (idOf.get(b) ?? b));
    const rowsEnd = measure.head + nodes.length * measure.rowPitch;
    const groups = level === 'lane' ? 1 : groupCount;
    const firstGroup = rowsEnd + (level === 'lane' ? 3 : 12);
    const height =
      firstGroup +
      (groups - 1) * measure.groupPitch +
      (level === 'lane' ? 7 : narrow ? 26 : roomy ? 11 + GROUP_NOTES : 11);
    const box = { x: centreX, y, width: centreWidth, height };
    y += height + GAP;
    return {
      partition: one.partition,
      name: one.name,
      box,
      left: { x: 0, y: box.y, width: leftWidth, height },
      stripX: centreX + measure.labels,
      columns: Math.max(4, Math.floor((centreWidth - measure.labels - measure.margin) / measure.pitch)),
      rows: nodes.map((node, row) => ({ node, y: box.y + measure.head + row * measure.rowPitch })),
      rulerY: box.y + measure.head - 6,
      groupY: Array.from({ length: groups }, (_, group) => box.y + firstGroup + group * measure.groupPitch),
    };
  });
  const top = cluster + 10;
  const legendY = y;
  return {
    width,
    height: legendY + (narrow ? 4 : 26),
    level,
    narrow,
    pitch: measure.pitch,
    cellWidth: measure.cell,
    cellHeight: measure.cellHeight,
    stacked,
    roomy,
    producers: { x: 0, y: 0, width: leftWidth, height: cluster },
    brokers: { x: narrow ? 0 : centreX, y: 0, width: narrow ? width : centreWidth, height: cluster - call },
    controller: { x: width - rightWidth, y: 0, width: rightWidth, height: cluster },
    groups: { x: width - rightWidth, y: top, width: rightWidth, height: Math.max(0, legendY - GAP - top) },
    lanes,
    legendY,
  };
}

/** A line of the stage where there are many partitions: no rows for replicas, no producer's side. */
function barLane(one: { readonly partition: number; readonly name: string }, box: Box): LaneLayout {
  const measure = MEASURES.bar;
  return {
    partition: one.partition,
    name: one.name,
    box,
    left: { ...box, width: 0 },
    stripX: box.x + measure.labels,
    columns: Math.max(40, Math.floor((box.width - measure.labels - measure.margin) / measure.pitch)),
    rows: [],
    rulerY: box.y,
    groupY: [box.y + box.height / 2],
  };
}

/** Distance between two offsets, so that no label in view is cut. */
function pitchFor(plain: number, labels: LabelSizes, stacked: boolean, narrow: boolean): number {
  if (labels.line === 0) return plain;
  const isLong = labels.short > 0;
  const characters = isLong && stacked ? Math.max(labels.short, labels.number) : labels.line;
  const need = Math.ceil(characters * (narrow ? NARROW_CHARACTER : CHARACTER)) + BESIDE + 1;
  return Math.min(MOST_PITCH, Math.max(plain, isLong && !narrow ? LONG_PITCH : 0, need));
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}

function levelFor(partitions: number, narrow: boolean): StageLevel {
  if (narrow || partitions <= 3) return 'record';
  return partitions <= 12 ? 'lane' : 'bar';
}

/** Least width of a broker's card, and what lies between two, as the style sheet has them. */
const CARD_WIDTH = 112;
const CARD_GAP = 12;

/** Several producers share the first column, several controllers the last; their cards need more room than a broker's. */
function clusterHeight(
  opened: Pick<Opened, 'producers' | 'brokers' | 'controllers'>,
  partitions: number,
  width: number,
): number {
  const card = CLUSTER + (partitions > 4 ? CHIPS : 0);
  const inRow = Math.max(1, Math.floor((width + CARD_GAP) / (CARD_WIDTH + CARD_GAP)));
  const rows = Math.ceil(opened.brokers.length / inRow);
  const producers = opened.producers.length > 1 ? opened.producers.length * 44 - 4 : 0;
  const controllers = opened.controllers.length > 1 ? opened.controllers.length * 42 - 4 : 0;
  return Math.max(card * rows + GAP * (rows - 1), producers, controllers);
}

/** From offsets to x, for a lane whose first column is `from`. */
export function offsetScale(layout: StageLayout, lane: LaneLayout, from: number): (offset: number) => number {
  return (offset) => lane.stripX + (offset - from) * layout.pitch;
}
