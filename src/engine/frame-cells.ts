import { kafkaView } from '../kafka/index.ts';
import type { SystemRun } from '../scenario/systems.ts';
import {
  batchAt,
  copiesOf,
  fateOf,
  hasFlag,
  homeOf,
  IS_ACKED,
  IS_UNKNOWN,
  isGone,
  isLost,
  LOG_REORDERED,
  legitimateLog,
  mirrorEnd,
  mirrorEpochAt,
  mirrorOf,
  outcomeOf,
  partitionTruth,
  TWICE_IN_A_LOG,
  uidAt,
  wouldBeAtRisk,
} from '../truth/index.ts';
import { wasDelivered } from '../truth/view.ts';
import type { FrameInput } from './frame-input.ts';
import type { Row } from './frame-layout.ts';
import { labelOf, NO_LABEL } from './names-table.ts';
import { CELL_FLAGS } from './protocol.ts';
import { rowAfter, WIDTH } from './series.ts';

/** `cells.fate` by name, in the order of `CELL_FATES`. */
const APPENDED = 0;
const ACKED_ON_ONE = 1;
const COMMITTED = 2;
const OFFLINE = 3;
const LOST = 4;
const NEVER_ACKED = 5;
const INTERNAL = 6;
const IN_DOUBT = 7;

/** A longer tail is not drawn cell by cell. */
const MOST_GHOSTS = 256;

/** The record cells of the lanes in view. */
export function cellRows(
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
      // What a cleaning took out of this replica is a hole; the mirror still knows it.
      if (isGone(truth, offset) && !kafkaView.holdsOffset(run.world, replica.partition, replica.node, offset)) continue;
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
        if (wasDelivered(ledger, uid)) flags |= CELL_FLAGS.delivered;
      }
      rows.push({
        replica: index,
        partition: replica.partition,
        offset,
        uid,
        batch,
        leaderEpoch: mirrorEpochAt(log, offset),
        ...(uid < 0 ? NO_LABEL : labelOf(input.names, run, uid)),
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

/** Cells that were cut off within `windowUs` before. */
export function ghostRows(
  { run, series, names }: FrameInput,
  replicas: readonly Row<'replicas'>[],
  timeUs: number,
  windowUs: number,
): Row<'ghosts'>[] {
  const rows: Row<'ghosts'>[] = [];
  const { cut } = series;
  const end = rowAfter(cut, WIDTH.cut, timeUs) * WIDTH.cut;
  for (let i = end - WIDTH.cut; i >= 0 && rows.length < MOST_GHOSTS; i -= WIDTH.cut) {
    const [truncatedUs = 0, partition = -1, node = -1, offset = -1, uid = -1] = cut.slice(i, i + WIDTH.cut);
    if (truncatedUs < timeUs - windowUs) break;
    const replica = replicas.findIndex((row) => row.partition === partition && row.node === node);
    if (replica < 0) continue;
    const label = uid < 0 ? NO_LABEL : labelOf(names, run, uid);
    rows.push({ replica, partition, offset, uid, ...label, fate: ghostFate(run, uid), truncatedUs });
  }
  return rows.reverse();
}

/** What became of the message of a cell that is no longer there. */
function ghostFate(run: SystemRun, uid: number): number {
  if (uid < 0) return INTERNAL;
  const { ledger } = run.witness;
  const outcome = outcomeOf(fateOf(ledger.messages, uid));
  if (outcome === IS_ACKED) return isLost(ledger, uid, false) ? LOST : APPENDED;
  return outcome === IS_UNKNOWN ? IN_DOUBT : NEVER_ACKED;
}
