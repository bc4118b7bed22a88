import { API_NAMES, KAFKA_OBSERVATIONS } from '../kafka/index.ts';
import type { SystemRun } from '../scenario/systems.ts';
import { bundleCount, bundleMember, createdAt } from '../sim/payload.ts';
import { journalCause, KERNEL_OBSERVATIONS, NODE_STATUS } from '../sim/world.ts';
import { positionOf } from '../truth/group-truth.ts';
import { logAt, partitionAt, slotOf } from '../truth/ledger-state.ts';
import { IS_ACKED, ROW } from '../truth/messages.ts';
import { logEnd, uidAt } from '../truth/replica-log.ts';
import { confirmedNowhere } from '../truth/risk.ts';
import { TICK_FATES } from './protocol.ts';

/** Kinds of observations by number: the kernel's, then the system's. */
export const KINDS = [...KERNEL_OBSERVATIONS, ...KAFKA_OBSERVATIONS];

const kindNamed = (name: string): number => KINDS.findIndex((kind) => kind.name === name);
const ELECTED = kindNamed('elected');
const ISR = kindNamed('isr');
const ACKED = kindNamed('acked');
const UNKNOWN = kindNamed('unknown');
const REFUSED = kindNamed('refused');
const SENT = kindNamed('sent');
const TRUNCATED = kindNamed('truncated');
const HW_MOVED = kindNamed('hw-moved');
/** `role` of a move of the high watermark. */
const AS_LEADER = 0;
const LOG_LOST = kindNamed('log-lost');
const REQUEST_LOST = kindNamed('request-lost');
const REPLY_LOST = kindNamed('reply-lost');
const IS_KEY = Uint8Array.from(KINDS, ({ key }) => (key ? 1 : 0));
/**
 * Requests whose loss leaves a client in doubt: records and positions. All others are simply asked again, tens of
 * times while a broker is away, and would hide the key events between them.
 */
const LEAVES_DOUBT = new Set(
  Object.entries(API_NAMES)
    .filter(([, name]) => name === 'Produce' || name === 'OffsetCommit')
    .map(([api]) => Number(api)),
);
/** `by` of ISR changes that the controller has written. */
const BY_CONTROLLER = 1;

const LOST = TICK_FATES.indexOf('lost');
const DUPLICATE = TICK_FATES.indexOf('duplicate');
const REORDERED = TICK_FATES.indexOf('reordered');
const IN_DOUBT = TICK_FATES.indexOf('in-doubt');
const IS_REFUSED = TICK_FATES.indexOf('refused');

/** Lag and risk are sampled this often, simulated µs. */
export const SAMPLE_US = 100_000;

/** Records of one cut that are kept. */
const MOST_CUT = 256;

export interface KeyEvent {
  readonly timeUs: number;
  /** Of the event in progress; −1 − index for a command. */
  readonly seq: number;
  /** What led to it: another `seq`. */
  readonly cause: number;
  readonly kind: number;
  readonly node: number;
  /** a … f. */
  readonly values: readonly number[];
  readonly bundle: number;
}

/** Numbers in a row of each list of `RunSeries`. */
export const WIDTH = { leaders: 4, isr: 3, lag: 3, acks: 2, risk: 2, marks: 3, sent: 7, cut: 5, hw: 4 } as const;

/**
 * What the first execution of a run leaves for time lines and lists, so that nothing is run again for them.
 * Rows are flat, in order of time, and begin with the time in µs. Cut back when a command changes the past.
 */
export interface RunSeries {
  readonly keyEvents: KeyEvent[];
  /** µs, partition, leader (−1 none), epoch. */
  readonly leaders: number[];
  /** µs, partition, size. */
  readonly isr: number[];
  /** µs, group, lag over all its partitions: where it changed between two samples. */
  readonly lag: number[];
  /** µs, latency of the first record of a batch that was acknowledged, µs. */
  readonly acks: number[];
  /** µs, confirmed records that are on one running broker only. */
  readonly risk: number[];
  /** µs, fate (`TICK_FATES`), how many more. */
  readonly marks: number[];
  /** µs, connection, correlation, bundle, attempt, from, to. */
  readonly sent: number[];
  /** µs, partition, node, offset, uid (−1 = no message): records that a replica dropped from the end of its log. */
  readonly cut: number[];
  /** µs, partition, from, to: moves of the high watermark at leaders. */
  readonly hw: number[];
}

/** Lengths of all lists at an instant of the run. */
export type SeriesMark = readonly number[];

const LISTS = ['keyEvents', 'leaders', 'isr', 'lag', 'acks', 'risk', 'marks', 'sent', 'cut', 'hw'] as const;

export function createSeries(): RunSeries {
  return { keyEvents: [], leaders: [], isr: [], lag: [], acks: [], risk: [], marks: [], sent: [], cut: [], hw: [] };
}

export function markSeries(series: RunSeries): SeriesMark {
  return LISTS.map((list) => series[list].length);
}

export function cutSeries(series: RunSeries, mark: SeriesMark): void {
  LISTS.forEach((list, i) => {
    series[list].length = mark[i] ?? 0;
  });
}

/** First row of a flat list whose time is after `timeUs`; its number of rows if there is none. */
export function rowAfter(list: readonly number[], width: number, timeUs: number): number {
  let low = 0;
  let high = list.length / width;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle * width] ?? 0) <= timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first key event after `timeUs`. */
export function keyEventAfter(events: readonly KeyEvent[], timeUs: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.timeUs ?? 0) <= timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param api - `c` of a lost request or answer */
export function isKeyEvent(kind: number, api: number): boolean {
  if (IS_KEY[kind] !== 1) return false;
  return (kind !== REQUEST_LOST && kind !== REPLY_LOST) || LEAVES_DOUBT.has(api);
}

/** Lets a series listen to a run, behind the run's own listener. */
export function recordSeries(run: SystemRun, series: RunSeries): void {
  const { world } = run;
  const inner = world.listener;
  const leading = leadersOf(series);
  const known = anomaliesOf(run);
  world.listener = {
    onObservation: (kind, node, a, b, c, d, e, f, bundle) => {
      // The ledger drops them when it is told.
      if (kind === TRUNCATED || kind === LOG_LOST) noteCut(run, series, a, node, b);
      inner?.onObservation(kind, node, a, b, c, d, e, f, bundle);
      if (kind === HW_MOVED) {
        if (e === AS_LEADER) series.hw.push(world.now, a, c, d);
        return;
      }
      if (kind === SENT) {
        series.sent.push(world.now, d, e, bundle, b, node, c);
        return;
      }
      if (kind === ACKED) {
        if (bundle >= 0 && bundleCount(world.payloads, bundle) > 0) {
          series.acks.push(world.now, world.now - createdAt(world.payloads, bundleMember(world.payloads, bundle, 0)));
        }
        // A duplicate comes with no key event of its own: its retry is acknowledged.
        if (run.witness.ledger.messages.duplicated !== known[1]) noteAnomalies(run, series, known);
        noteRisk(run, series);
        return;
      }
      if (!isKeyEvent(kind, c)) return;
      const { cause, journal } = world;
      series.keyEvents.push({
        timeUs: world.now,
        seq: cause,
        cause: cause < 0 || journal === null ? cause : journalCause(journal, cause),
        kind,
        node,
        values: [a, b, c, d, e, f],
        bundle,
      });
      if (kind === ELECTED) {
        leading.set(a, { node: b, epoch: c });
        series.leaders.push(world.now, a, b, c);
      } else if (kind === ISR) {
        if (c === BY_CONTROLLER) series.isr.push(world.now, a, sizeOf(b));
      } else if (kind === UNKNOWN || kind === REFUSED) {
        const count = bundle < 0 ? 1 : bundleCount(world.payloads, bundle);
        series.marks.push(world.now, kind === UNKNOWN ? IN_DOUBT : IS_REFUSED, count);
      } else if (kind === NODE_STATUS && a > 1) {
        for (const [partition, leader] of leading) {
          if (leader.node !== node) continue;
          leading.set(partition, { node: -1, epoch: leader.epoch });
          series.leaders.push(world.now, partition, -1, leader.epoch);
        }
      }
      noteAnomalies(run, series, known);
      noteRisk(run, series);
    },
  };
}

/** What a replica drops from `from` on, the end of a long tail only. */
function noteCut(run: SystemRun, series: RunSeries, partition: number, node: number, from: number): void {
  const { ledger } = run.witness;
  const slot = slotOf(ledger, partition, node);
  if (slot < 0) return;
  const log = logAt(ledger, partitionAt(ledger, partition), slot);
  const end = logEnd(log);
  for (let offset = Math.max(from, end - MOST_CUT); offset < end; offset++) {
    series.cut.push(run.world.now, partition, node, offset, uidAt(log, offset));
  }
}

/** Leaders and in-sync sets that were named before anybody could listen: at time zero. */
export function noteStart(run: SystemRun, series: RunSeries): void {
  for (const part of run.witness.ledger.partitions) {
    series.leaders.push(0, part.partition, part.leader, Math.max(0, part.epoch));
    series.isr.push(0, part.partition, sizeOf(part.isr));
  }
}

/** Takes samples of what changes too often to be noted at each change. */
export function sampleSeries(run: SystemRun, series: RunSeries, atUs: number): void {
  const { groups, partitions } = run.witness.ledger;
  for (const group of groups) {
    let lag = 0;
    for (const part of partitions) {
      if (group.wants[part.partition] !== 1) continue;
      lag += Math.max(0, part.trueHighWatermark - positionOf(group, part.partition));
    }
    if (lag !== lastLag(series.lag, group.group)) series.lag.push(atUs, group.group, lag);
  }
  noteRisk(run, series);
}

/** Confirmed records on one running broker only. */
function noteRisk(run: SystemRun, series: RunSeries): void {
  const { risk } = series;
  const { now } = run.world;
  let sum = 0;
  for (const part of run.witness.ledger.partitions) sum += part.atRisk;
  if ((risk[risk.length - 1] ?? 0) === sum) return;
  if (risk[risk.length - 2] === now) risk[risk.length - 1] = sum;
  else risk.push(now, sum);
}

type Anomalies = [lost: number, duplicated: number, reordered: number];

function anomaliesOf({ witness }: SystemRun): Anomalies {
  const { messages, partitions } = witness.ledger;
  let lost = 0;
  let reordered = 0;
  for (const part of partitions) {
    if (part.defined === 1) lost += messages.absent[part.partition * ROW + IS_ACKED] ?? 0;
    else lost += confirmedNowhere(part);
    reordered += part.logReordered;
  }
  return [lost, messages.duplicated, reordered];
}

function noteAnomalies(run: SystemRun, series: RunSeries, known: Anomalies): void {
  const now = anomaliesOf(run);
  [LOST, DUPLICATE, REORDERED].forEach((fate, i) => {
    const more = (now[i] ?? 0) - (known[i] ?? 0);
    if (more > 0) series.marks.push(run.world.now, fate, more);
    known[i] = now[i] ?? 0;
  });
}

function leadersOf(series: RunSeries): Map<number, { node: number; epoch: number }> {
  const leading = new Map<number, { node: number; epoch: number }>();
  const { leaders } = series;
  for (let i = 0; i < leaders.length; i += WIDTH.leaders) {
    leading.set(leaders[i + 1] ?? -1, { node: leaders[i + 2] ?? -1, epoch: leaders[i + 3] ?? 0 });
  }
  return leading;
}

function lastLag(lag: readonly number[], group: number): number {
  for (let i = lag.length - WIDTH.lag; i >= 0; i -= WIDTH.lag) if (lag[i + 1] === group) return lag[i + 2] ?? 0;
  return -1;
}

function sizeOf(mask: number): number {
  let size = 0;
  for (let rest = mask; rest > 0; rest &= rest - 1) size += 1;
  return size;
}
