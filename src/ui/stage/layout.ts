import type { Opened } from '../../engine/protocol.ts';

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
  readonly producers: Box;
  readonly brokers: Box;
  readonly controller: Box;
  readonly groups: Box;
  readonly lanes: readonly LaneLayout[];
  readonly legendY: number;
}

const MEASURES = {
  record: { pitch: 22, cell: 20, cellHeight: 20, rowPitch: 23, head: 44, labels: 82, margin: 26, groupPitch: 17 },
  long: { pitch: 26, cell: 25, cellHeight: 20, rowPitch: 23, head: 44, labels: 82, margin: 26, groupPitch: 17 },
  lane: { pitch: 11, cell: 10, cellHeight: 10, rowPitch: 12, head: 7, labels: 176, margin: 34, groupPitch: 8 },
  bar: { pitch: 3, cell: 3, cellHeight: 11, rowPitch: 0, head: 0, labels: 156, margin: 122, groupPitch: 0 },
  narrow: { pitch: 25, cell: 24, cellHeight: 26, rowPitch: 31, head: 66, labels: 62, margin: 26, groupPitch: 18 },
} as const;

/** How much further apart rows may stand, and how much taller their cells may be, where there is room. */
const MOST_EXTRA = 30;
const MOST_TALLER = 16;

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
  opened: Pick<Opened, 'partitions' | 'brokers' | 'groups' | 'producers'>,
  size: {
    readonly width: number;
    readonly narrow: boolean;
    readonly lane: number;
    readonly anyDown: boolean;
    readonly longKeys?: boolean;
    /** Height that the page has for the stage; rows grow into what a few lanes leave free. */
    readonly room?: number;
  },
): StageLayout {
  const all = opened.partitions.filter((one) => !one.internal);
  const { width, narrow } = size;
  const shown = narrow ? all.slice(size.lane, size.lane + 1) : all;
  const level = levelFor(all.length, narrow);
  const own = MEASURES[narrow ? 'narrow' : level === 'record' && size.longKeys === true ? 'long' : level];
  const leftWidth = narrow ? 0 : 128;
  const rightWidth = narrow ? 0 : 140;
  const wires = narrow ? 0 : width < 700 ? 26 : WIRES;
  const centreX = leftWidth + wires;
  const centreWidth = Math.max(200, width - leftWidth - rightWidth - 2 * wires);
  const cluster = narrow ? (size.anyDown ? 88 : 56) : clusterHeight(opened, all.length, centreWidth);
  const idOf = new Map(opened.brokers.map((broker) => [broker.node, broker.id]));
  const groupCount = Math.max(1, opened.groups.length);
  const rowCount = shown.reduce((sum, one) => sum + one.replicas.length, 0);
  const fixed = cluster + 36 + shown.length * (own.head + 23 + GAP + (groupCount - 1) * own.groupPitch);
  const spare = (size.room ?? 0) - fixed - rowCount * own.rowPitch;
  const extra = level === 'record' && !narrow ? Math.floor(clamp(spare / rowCount, MOST_EXTRA)) : 0;
  const measure = {
    ...own,
    rowPitch: own.rowPitch + extra,
    cellHeight: own.cellHeight + Math.floor(clamp(extra, MOST_TALLER)),
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
    const height = firstGroup + (groups - 1) * measure.groupPitch + (level === 'lane' ? 7 : narrow ? 22 : 11);
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
    producers: { x: 0, y: 0, width: leftWidth, height: cluster },
    brokers: { x: narrow ? 0 : centreX, y: 0, width: narrow ? width : centreWidth, height: cluster },
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

/** Several producers share the first column; their cards need more room than a broker's. */
function clusterHeight(opened: Pick<Opened, 'producers' | 'brokers'>, partitions: number, width: number): number {
  const card = CLUSTER + (partitions > 4 ? CHIPS : 0);
  const inRow = Math.max(1, Math.floor((width + CARD_GAP) / (CARD_WIDTH + CARD_GAP)));
  const rows = Math.ceil(opened.brokers.length / inRow);
  return Math.max(card * rows + GAP * (rows - 1), opened.producers.length > 1 ? opened.producers.length * 44 - 4 : 0);
}

/** From offsets to x, for a lane whose first column is `from`. */
export function offsetScale(layout: StageLayout, lane: LaneLayout, from: number): (offset: number) => number {
  return (offset) => lane.stripX + (offset - from) * layout.pitch;
}
