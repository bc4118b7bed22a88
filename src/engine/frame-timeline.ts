import { kafkaView } from '../kafka/index.ts';
import type { FrameInput } from './frame-input.ts';
import type { Row } from './frame-layout.ts';
import type { View } from './protocol.ts';
import { KINDS, keyEventAfter, type RunSeries, rowAfter, WIDTH } from './series.ts';

/** The risk is drawn over this time, simulated µs. */
const RISK_US = 2_000_000;
/** Steps, dots and times that a lane may show at most; of more, every n-th is taken. */
const MOST_STEPS = 400;
const MOST_DOTS = 500;

/** Key events up to a little after the frame's time, the latest `view.events` of them. */
export function eventRows({ run, series }: FrameInput, timeUs: number, view: View): Row<'events'>[] {
  const end = keyEventAfter(series.keyEvents, timeUs + view.afterUs);
  return series.keyEvents.slice(Math.max(0, end - view.events), end).map((event) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = event.values;
    // Bundles of what is still to come are not in this run yet.
    const isKnown = event.bundle >= 0 && event.timeUs <= run.world.now;
    return {
      timeUs: event.timeUs,
      seq: event.seq,
      cause: event.cause,
      kind: event.kind,
      node: event.node,
      a,
      b,
      c,
      d,
      e,
      f,
      uid: isKnown ? kafkaView.firstUidOf(run.world, event.bundle) : -1,
      uids: isKnown ? kafkaView.uidsOf(run.world, event.bundle).length : 0,
    };
  });
}

/** The last steps of the risk, from the one that held when the window began. */
export function riskRows({ risk }: RunSeries, timeUs: number): Row<'risk'>[] {
  const rows: Row<'risk'>[] = [];
  const end = rowAfter(risk, WIDTH.risk, timeUs);
  for (let row = Math.max(0, rowAfter(risk, WIDTH.risk, timeUs - RISK_US) - 1); row < end; row++) {
    rows.push({ timeUs: risk[row * WIDTH.risk] ?? 0, value: risk[row * WIDTH.risk + 1] ?? 0 });
  }
  return rows;
}

/** So long the page may take to show a move of the readable limit, simulated µs. */
const MOVE_US = 200_000;

/** The latest move of each partition's readable limit. */
export function hwRows({ hw }: RunSeries, timeUs: number): Row<'hwMoves'>[] {
  const rows: Row<'hwMoves'>[] = [];
  for (let i = (rowAfter(hw, WIDTH.hw, timeUs) - 1) * WIDTH.hw; i >= 0; i -= WIDTH.hw) {
    const movedUs = hw[i] ?? 0;
    if (movedUs < timeUs - MOVE_US) break;
    const partition = hw[i + 1] ?? -1;
    if (rows.some((row) => row.partition === partition)) continue;
    rows.push({ partition, from: hw[i + 2] ?? 0, to: hw[i + 3] ?? 0, timeUs: movedUs });
  }
  return rows;
}

/** Who led a partition, and when, as far as the run is known. */
export function leaderSpans({ leaders }: RunSeries, partition: number, endUs: number): Row<'leaderSpans'>[] {
  const rows: { partition: number; leader: number; epoch: number; fromUs: number; toUs: number }[] = [];
  for (let i = 0; i < leaders.length; i += WIDTH.leaders) {
    if (leaders[i + 1] !== partition) continue;
    const fromUs = leaders[i] ?? 0;
    const last = rows.at(-1);
    if (last !== undefined) last.toUs = fromUs;
    rows.push({ partition, leader: leaders[i + 2] ?? -1, epoch: leaders[i + 3] ?? 0, fromUs, toUs: endUs });
  }
  return rows.filter((row) => row.toUs > row.fromUs);
}

/** Sizes of a partition's in-sync set. */
export function isrSteps({ isr }: RunSeries, partition: number): Row<'isrSteps'>[] {
  const rows: Row<'isrSteps'>[] = [];
  for (let i = 0; i < isr.length; i += WIDTH.isr) {
    if (isr[i + 1] === partition) rows.push({ partition, timeUs: isr[i] ?? 0, size: isr[i + 2] ?? 0 });
  }
  return rows;
}

/** The lag of a group over time. */
export function lagSteps({ lag }: RunSeries, group: number): Row<'lagSteps'>[] {
  const rows: Row<'lagSteps'>[] = [];
  for (let i = 0; i < lag.length; i += WIDTH.lag) {
    if (lag[i + 1] === group) rows.push({ group, timeUs: lag[i] ?? 0, lag: lag[i + 2] ?? 0 });
  }
  return thinned(rows, MOST_STEPS);
}

/** Times from call to answer. */
export function ackDots({ acks }: RunSeries): Row<'ackDots'>[] {
  const rows: Row<'ackDots'>[] = [];
  const every = WIDTH.acks * strideOf(acks.length / WIDTH.acks, MOST_DOTS);
  for (let i = 0; i < acks.length; i += every) rows.push({ timeUs: acks[i] ?? 0, latencyUs: acks[i + 1] ?? 0 });
  return rows;
}

/** What befell messages, when it did, up to the frame's time. */
export function ledgerMarks({ marks }: RunSeries, timeUs: number): Row<'ledgerMarks'>[] {
  const rows: Row<'ledgerMarks'>[] = [];
  const end = rowAfter(marks, WIDTH.marks, timeUs) * WIDTH.marks;
  for (let i = 0; i < end; i += WIDTH.marks) {
    rows.push({ timeUs: marks[i] ?? 0, fate: marks[i + 1] ?? 0, count: marks[i + 2] ?? 0 });
  }
  return summed(rows, MOST_STEPS);
}

/** Fewer marks that stand for all: those of one fate that follow each other become one, with their sum. */
function summed(rows: Row<'ledgerMarks'>[], most: number): Row<'ledgerMarks'>[] {
  const every = strideOf(rows.length, most);
  if (every === 1) return rows;
  const sums: Row<'ledgerMarks'>[] = [];
  for (let from = 0; from < rows.length; from += every) {
    const start = sums.length;
    for (const row of rows.slice(from, from + every)) {
      const at = sums.findIndex((sum, index) => index >= start && sum.fate === row.fate);
      const sum = sums[at];
      if (sum === undefined) sums.push(row);
      else sums[at] = { ...sum, count: sum.count + row.count };
    }
  }
  return sums;
}

/** Key events that the pace slows down for; a client that retries in vain is no news each time. */
const SETS_PACE: ReadonlySet<string> = new Set([
  'fault-begin',
  'fault-end',
  'node-status',
  'elected',
  'leading',
  'isr',
  'truncated',
  'broker-fenced',
  'log-lost',
  'expired',
  'cleaned',
  'log-dir-failed',
  'assigned',
  'duplicate-recognised',
]);

/** Times of key events from the window behind the frame to the look ahead, each once, and all stops of the guide. */
export function keyTimes({ series, stops }: FrameInput, timeUs: number, view: View): Row<'keyTimes'>[] {
  const { keyEvents } = series;
  const rows = stops.filter((stop) => stop >= 0).map((stop) => ({ timeUs: stop, stop: 1 }));
  const end = keyEventAfter(keyEvents, timeUs + view.aheadUs);
  let last = -1;
  let count = 0;
  for (let i = keyEventAfter(keyEvents, timeUs - view.beforeUs - 1); i < end && count < MOST_STEPS; i++) {
    const at = keyEvents[i]?.timeUs ?? 0;
    if (at === last || !SETS_PACE.has(KINDS[keyEvents[i]?.kind ?? -1]?.name ?? '')) continue;
    last = at;
    count += 1;
    rows.push({ timeUs: at, stop: 0 });
  }
  return rows.sort((a, b) => a.timeUs - b.timeUs || b.stop - a.stop);
}

function thinned<T>(rows: T[], most: number): T[] {
  const every = strideOf(rows.length, most);
  return every === 1 ? rows : rows.filter((_, i) => i % every === 0 || i === rows.length - 1);
}

function strideOf(length: number, most: number): number {
  return Math.max(1, Math.ceil(length / most));
}
