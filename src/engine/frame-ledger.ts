import type { SystemRun } from '../scenario/systems.ts';
import { numberAt } from '../sim/column.ts';
import {
  BLOCK,
  type BlockSummaries,
  blockSummary,
  copiesOf,
  fateOf,
  hasFlag,
  homeOf,
  IS_ACKED,
  IS_REFUSED,
  IS_UNKNOWN,
  isLost,
  isQuietlyCommitted,
  isQuietlyDelivered,
  LOG_REORDERED,
  messageCount,
  OPEN,
  OUTCOMES,
  offsetOf,
  outcomeOf,
  partitionTruth,
  presentCount,
  wouldBeAtRisk,
} from '../truth/index.ts';
import { wasDelivered } from '../truth/view.ts';
import type { FrameInput } from './frame-input.ts';
import type { Row } from './frame-layout.ts';

const TOLD: Readonly<Record<(typeof OUTCOMES)[number], number>> = {
  open: 0,
  acked: 1,
  weak: 1,
  'fire-and-forget': 2,
  refused: 3,
  unknown: 4,
};

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

/** `ticks.known`, in the order of `KNOWN_FATES`, by the outcome that a producer was told. */
const CONFIRMED = 1;
const KNOWN_BY_OUTCOME = OUTCOMES.map((outcome) => TOLD[outcome]);

/** One tick for each message in the order of the calls, or at most `most` bins that keep the worst of theirs. */
export function tickRows({ run, blocks }: Pick<FrameInput, 'run' | 'blocks'>, most: number): Row<'ticks'>[] {
  const { ledger } = run.witness;
  const total = messageCount(ledger.messages);
  const perBin = Math.max(1, Math.ceil(total / Math.max(1, most)));
  const rows: Row<'ticks'>[] = [];
  let uid = 0;
  let quietTo = 0;
  let quietFate = -1;
  for (let from = 0; from < total; from += perBin) {
    const to = Math.min(total, from + perBin);
    let worst: number = TICK.inFlight;
    let anomalies = 0;
    let known = 0;
    while (uid < to) {
      if (uid % BLOCK === 0) {
        quietFate = quietFateOf(run, blocks, uid);
        if (quietFate >= 0) quietTo = uid + BLOCK;
      }
      if (uid < quietTo) {
        worst = Math.max(worst, quietFate);
        known = Math.max(known, CONFIRMED);
        uid = Math.min(to, quietTo);
        continue;
      }
      const fate = tickFate(run, uid);
      worst = Math.max(worst, fate);
      if (fate >= TICK.gone) anomalies += 1;
      known = Math.max(known, numberAt(KNOWN_BY_OUTCOME, outcomeOf(fateOf(ledger.messages, uid))));
      uid += 1;
    }
    rows.push({ from, count: to - from, fate: worst, anomalies, known });
  }
  return rows;
}

/** The fate that all messages of the block from `uid` on share, −1 where they are to be looked at one by one. */
function quietFateOf({ witness }: SystemRun, blocks: BlockSummaries, uid: number): number {
  const { ledger } = witness;
  const summary = blockSummary(ledger, uid, blocks);
  if (summary === null) return -1;
  if (isQuietlyDelivered(ledger, summary)) return TICK.delivered;
  return isQuietlyCommitted(ledger, summary) ? TICK.committed : -1;
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
  if (wasDelivered(ledger, uid)) return TICK.delivered;
  return offset < truth.trueHighWatermark ? TICK.committed : TICK.appended;
}
