import { kafkaView } from '../kafka/index.ts';
import type { SystemRun } from '../scenario/systems.ts';
import {
  batchAt,
  copiesOf,
  deliveriesOf,
  fateOf,
  handledOf,
  hasFlag,
  homeOf,
  IS_ACKED,
  IS_REFUSED,
  IS_UNKNOWN,
  isLost,
  LOG_REORDERED,
  legitimateLog,
  messageCount,
  mirrorEnd,
  mirrorEpochAt,
  mirrorOf,
  OPEN,
  offsetOf,
  outcomeOf,
  partitionTruth,
  presentCount,
  TWICE_IN_A_LOG,
  uidAt,
  wouldBeAtRisk,
} from '../truth/index.ts';
import type { Row } from './frame-layout.ts';
import type { FrameInput } from './frames.ts';
import { labelOf } from './names-table.ts';
import { CELL_FLAGS } from './protocol.ts';
import { KINDS, type RunSeries } from './series.ts';

/** `cells.fate` by name, in the order of `CELL_FATES`. */
const APPENDED = 0;
const ACKED_ON_ONE = 1;
const COMMITTED = 2;
const OFFLINE = 3;
const LOST = 4;
const NEVER_ACKED = 5;
const INTERNAL = 6;
const IN_DOUBT = 7;

/** `ticks.fate`, in the order of `TICK_FATES`. */
const TICK = {
  inFlight: 0,
  delivered: 1,
  committed: 2,
  appended: 3,
  onOne: 4,
  inDoubt: 5,
  refused: 6,
  gone: 7,
  reordered: 8,
  duplicate: 9,
  lost: 10,
};

const TRUNCATED = KINDS.findIndex((kind) => kind.name === 'truncated');

/** The record cells of the lanes in view. */
export function cells(
  input: FrameInput,
  partitions: readonly Row<'partitions'>[],
  replicas: readonly Row<'replicas'>[],
): Row<'cells'>[] {
  const rows: Row<'cells'>[] = [];
  const { run } = input;
  const { ledger } = run.witness;
  replicas.forEach((replica, index) => {
    const lane = partitions[replica.partition];
    if (lane === undefined || lane.columnTo <= lane.columnFrom) return;
    const truth = partitionTruth(ledger, replica.partition);
    const log = mirrorOf(ledger, truth, replica.slot);
    const view = legitimateLog(ledger, truth);
    const end = Math.min(lane.columnTo, mirrorEnd(log));
    for (let offset = Math.max(lane.columnFrom, replica.logStart); offset < end; offset++) {
      const uid = uidAt(log, offset);
      const batch = batchAt(log, offset);
      const inView = view !== null && uidAt(view, offset) === uid && offset < mirrorEnd(view);
      const facts = batch < 0 ? null : kafkaView.batchFacts(run.world, batch);
      let flags = offset < replica.flushed ? CELL_FLAGS.flushed : 0;
      if (batch !== batchAt(log, offset - 1)) flags |= CELL_FLAGS.batchStart;
      if (offset > 0 && mirrorEpochAt(log, offset) !== mirrorEpochAt(log, offset - 1)) flags |= CELL_FLAGS.epochStart;
      if (view !== null && view !== log && offset < mirrorEnd(view) && !inView) flags |= CELL_FLAGS.diverged;
      if (uid >= 0) {
        if (hasFlag(ledger.messages, uid, TWICE_IN_A_LOG)) flags |= CELL_FLAGS.duplicate;
        if (hasFlag(ledger.messages, uid, LOG_REORDERED)) flags |= CELL_FLAGS.reordered;
        if (ledger.groups.some((group) => deliveriesOf(handledOf(group, uid)) > 0)) flags |= CELL_FLAGS.delivered;
      }
      rows.push({
        replica: index,
        partition: replica.partition,
        offset,
        uid,
        batch,
        leaderEpoch: mirrorEpochAt(log, offset),
        ...(uid < 0 ? { label: -1, number: 0 } : labelOf(input.names, run, uid)),
        fate:
          uid < 0
            ? INTERNAL
            : cellFate(run, uid, replica.running === 1, inView && offset < truth.trueHighWatermark, inView),
        flags,
        size: uid < 0 ? 0 : kafkaView.messageFacts(run.world, uid).size,
        producerId: facts?.producerId ?? -1,
        sequence: facts === null || facts.baseSequence < 0 ? -1 : facts.baseSequence,
        appendedUs: facts?.createdUs ?? -1,
      });
    }
  });
  return rows;
}

function cellFate(run: SystemRun, uid: number, running: boolean, committed: boolean, inView: boolean): number {
  const { ledger } = run.witness;
  const outcome = outcomeOf(fateOf(ledger.messages, uid));
  if (outcome === IS_ACKED && isLost(ledger, uid, false)) return LOST;
  if (!running) return OFFLINE;
  if (committed) return COMMITTED;
  if (
    outcome === IS_ACKED &&
    wouldBeAtRisk(partitionTruth(ledger, homeOf(ledger.messages, uid)), copiesOf(ledger.messages, uid))
  )
    return ACKED_ON_ONE;
  if (outcome === IS_UNKNOWN) return IN_DOUBT;
  return inView || outcome === IS_ACKED ? APPENDED : NEVER_ACKED;
}

/** Cells that were cut off a short while before. */
export function ghosts(
  input: FrameInput,
  replicas: readonly Row<'replicas'>[],
  timeUs: number,
  windowUs: number,
): Row<'ghosts'>[] {
  const rows: Row<'ghosts'>[] = [];
  for (const event of input.series.keyEvents) {
    if (event.kind !== TRUNCATED || event.timeUs > timeUs || event.timeUs < timeUs - windowUs) continue;
    const [partition = -1, from = 0, to = 0] = event.values;
    const replica = replicas.findIndex((row) => row.partition === partition && row.node === event.node);
    if (replica < 0) continue;
    for (let offset = from; offset < Math.min(to, from + 64); offset++) {
      rows.push({
        replica,
        partition,
        offset,
        uid: -1,
        label: -1,
        number: 0,
        fate: NEVER_ACKED,
        truncatedUs: event.timeUs,
      });
    }
  }
  return rows;
}

/** One tick for each message in the order of the calls, or bins that keep the worst of theirs; and marks over time. */
export function ledgerRows(
  run: SystemRun,
  most: number,
): { readonly ticks: Row<'ticks'>[]; readonly marks: Row<'ledgerMarks'>[] } {
  const { ledger } = run.witness;
  const total = messageCount(ledger.messages);
  const perBin = Math.max(1, Math.ceil(total / Math.max(1, most)));
  const ticks: Row<'ticks'>[] = [];
  const marks: Row<'ledgerMarks'>[] = [];
  const perMark = Math.max(1, Math.ceil(total / 240));
  let markFate = -1;
  let markCount = 0;
  for (let from = 0; from < total; from += perBin) {
    let worst = -1;
    let anomalies = 0;
    const to = Math.min(total, from + perBin);
    for (let uid = from; uid < to; uid++) {
      const fate = tickFate(run, uid);
      worst = Math.max(worst, fate);
      if (fate >= TICK.gone) anomalies += 1;
      markFate = Math.max(markFate, fate);
      if (fate >= TICK.reordered) markCount += 1;
      if ((uid + 1) % perMark !== 0 && uid !== total - 1) continue;
      marks.push({ timeUs: kafkaView.createdOf(run.world, uid), fate: markFate, count: Math.max(1, markCount) });
      markFate = -1;
      markCount = 0;
    }
    ticks.push({ from, count: to - from, fate: worst, anomalies });
  }
  return { ticks, marks };
}

/** What became of a message, mild to severe. */
export function tickFate(run: SystemRun, uid: number): number {
  const { ledger } = run.witness;
  const { messages } = ledger;
  const outcome = outcomeOf(fateOf(messages, uid));
  if (outcome === IS_ACKED && isLost(ledger, uid, run.phase === 'ended')) return TICK.lost;
  const copies = copiesOf(messages, uid);
  if (presentCount(copies) > 1) return TICK.duplicate;
  if (hasFlag(messages, uid, LOG_REORDERED)) return TICK.reordered;
  if (outcome === IS_REFUSED) return TICK.refused;
  if (outcome === IS_UNKNOWN) return TICK.inDoubt;
  const home = homeOf(messages, uid);
  if (home < 0) return TICK.inFlight;
  const offset = offsetOf(messages, uid);
  const truth = partitionTruth(ledger, home);
  if (offset < 0) return outcome === OPEN ? TICK.inFlight : TICK.gone;
  if (outcome === IS_ACKED && wouldBeAtRisk(truth, copies)) return TICK.onOne;
  if (ledger.groups.some((group) => deliveriesOf(handledOf(group, uid)) > 0)) return TICK.delivered;
  return offset < truth.trueHighWatermark ? TICK.committed : TICK.appended;
}

/** Times from call to answer, thinned for the screen. */
export function ackDots(series: RunSeries): Row<'ackDots'>[] {
  const rows: Row<'ackDots'>[] = [];
  const every = Math.max(1, Math.floor(series.acks.length / 2 / 500));
  for (let i = 0; i < series.acks.length; i += 2 * every)
    rows.push({ timeUs: series.acks[i] ?? 0, latencyUs: series.acks[i + 1] ?? 0 });
  return rows;
}
