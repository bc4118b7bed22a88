import { buildFrame, type Row } from '../../../src/engine/frame-layout.ts';
import { CELL_FATES, type Frame } from '../../../src/engine/protocol.ts';
import { drawCells } from '../../../src/ui/stage/draw-cells.ts';
import type { LaneLayout, StageLayout } from '../../../src/ui/stage/layout.ts';
import { readPalette } from '../../../src/ui/stage/palette.ts';
import '../../../src/ui/theme/tokens.css';

export interface DrawingTimes {
  readonly cells: number;
  /** Milliseconds for one picture, the middle one of all. */
  readonly stageMs: number;
  /** The same number of moving rectangles by `fillRect`, sorted by colour: the least that such a picture can cost. */
  readonly plainMs: number;
}

const LANES = 100;

/** Called from outside: draws so many moving cells by the stage's own function and as plain rectangles. */
Object.assign(window, { measure: measureDrawing });

function measureDrawing(count: number, pictures = 60): DrawingTimes {
  const canvas = document.createElement('canvas');
  document.body.replaceChildren(canvas);
  const ctx = canvas.getContext('2d');
  if (ctx === null) throw new Error('no 2D context');
  canvas.width = 1400;
  canvas.height = 1300;
  const palette = readPalette(canvas);
  const columns = count / LANES;
  const frame = manyCells(columns);
  const colours = CELL_FATES.map(
    (_, fate) =>
      [palette.colour.durable, palette.colour.pending, palette.colour.risk, palette.colour.loss][fate % 4] ?? '',
  );
  const stage: number[] = [];
  const plain: number[] = [];
  for (let picture = 0; picture < pictures; picture++) {
    const shift = picture % 11;
    stage.push(
      timeOf(ctx, () =>
        drawCells(ctx, frame, layoutMoved(shift, columns), palette, [], { selectedUid: -1, still: false }),
      ),
    );
    plain.push(timeOf(ctx, () => drawPlain(ctx, frame, shift, colours)));
  }
  return { cells: frame.cells.length, stageMs: middle(stage), plainMs: middle(plain) };
}

function drawPlain(ctx: CanvasRenderingContext2D, frame: Frame, shift: number, colours: readonly string[]): void {
  const { cells } = frame;
  for (let fate = 0; fate < CELL_FATES.length; fate++) {
    ctx.fillStyle = colours[fate] ?? '';
    for (let row = 0; row < cells.length; row++) {
      if (cells.fate[row] !== fate) continue;
      ctx.fillRect(200 - shift + (cells.offset[row] ?? 0) * 11, (cells.partition[row] ?? 0) * 12, 10, 10);
    }
  }
}

/** One drawing, with the pixels really made: reading one of them waits for the rest. */
function timeOf(ctx: CanvasRenderingContext2D, draw: () => void): number {
  const from = performance.now();
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  draw();
  ctx.getImageData(0, 0, 1, 1);
  return performance.now() - from;
}

function manyCells(columns: number): Frame {
  const none = -1;
  const partitions: Row<'partitions'>[] = [];
  const replicas: Row<'replicas'>[] = [];
  const cells: Row<'cells'>[] = [];
  for (let partition = 0; partition < LANES; partition++) {
    partitions.push({
      partition,
      topic: none,
      index: partition,
      name: none,
      replicas: 1,
      leader: 0,
      leaderEpoch: 0,
      partitionEpoch: 0,
      isr: 1,
      elr: 0,
      minIsr: 1,
      trueHw: columns,
      logEnd: columns,
      columnFrom: 0,
      columnTo: columns,
      leaderlessUs: none,
      acked: 0,
      lost: 0,
      atRisk: 0,
      internal: 0,
    });
    replicas.push({
      partition,
      node: 0,
      slot: 0,
      running: 1,
      believes: 1,
      sync: 2,
      leaderEpoch: 0,
      logStart: 0,
      logEnd: columns,
      highWatermark: 0,
      flushed: 0,
      lastStable: 0,
      caughtUpUs: none,
    });
    for (let offset = 0; offset < columns; offset++) {
      cells.push({
        replica: partition,
        partition,
        offset,
        uid: partition * columns + offset,
        batch: 0,
        leaderEpoch: 0,
        label: none,
        number: offset,
        fate: offset % 9 === 0 ? offset % CELL_FATES.length : CELL_FATES.indexOf('committed'),
        flags: 0,
        size: 0,
        producerId: none,
        sequence: none,
        appendedUs: none,
      });
    }
  }
  return buildFrame({ partitions, replicas, cells }, 0);
}

function layoutMoved(shift: number, columns: number): StageLayout {
  const box = { x: 0, y: 0, width: 1400, height: 12 };
  const lanes = Array.from({ length: LANES }, (_, partition): LaneLayout => {
    const y = partition * 12;
    return {
      partition,
      name: '',
      box: { ...box, y },
      left: box,
      stripX: 200 - shift,
      columns,
      rows: [{ node: 0, y }],
      rulerY: y,
      groupY: [],
    };
  });
  return {
    width: 1400,
    height: 1300,
    level: 'lane',
    narrow: false,
    pitch: 11,
    cellWidth: 10,
    cellHeight: 10,
    stacked: false,
    roomy: false,
    producers: box,
    brokers: box,
    controller: box,
    groups: box,
    lanes,
    legendY: 1290,
  };
}

function middle(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
