import { pushPair, truncateColumn } from '../sim/column.ts';
import { bundleCount, bundleMember } from '../sim/payload.ts';
import { addEnding, DISK_DESTROYED, PAGE_CACHE, TRUNCATED_AFTER_ELECTION, TRUNCATED_UNCLEAN } from './endings.ts';
import { checkLag, onExpired } from './group-events.ts';
import { checkBatchOnce } from './invariants/batch-once.ts';
import { checkCandidate, checkCandidates } from './invariants/candidate-completeness.ts';
import { checkContiguous } from './invariants/conservation.ts';
import { checkBounds, checkHighWatermark, checkLeaderMark } from './invariants/hw-bounds.ts';
import { checkLogMatching } from './invariants/log-matching.ts';
import { checkStableOffset } from './invariants/lso-bounds.ts';
import { checkOneLeader } from './invariants/one-leader-per-epoch.ts';
import { checkPrefix } from './invariants/prefix-by-epoch.ts';
import { checkMarkWaits } from './invariants/replication-covers-election.ts';
import { checkSessionOrder } from './invariants/session-order.ts';
import { checkStrictMinIsr } from './invariants/strict-min-isr.ts';
import { type Ledger, logAt, partitionAt, type Scene, slotOf, viewOf } from './ledger-state.ts';
import { landBundle } from './message-events.ts';
import {
  addFlag,
  copiesOf,
  DROPPED_CLEAN,
  DROPPED_UNCLEAN,
  fateOf,
  hasFlag,
  IS_ACKED,
  outcomeOf,
  setCopies,
  TWICE_IN_A_LOG,
} from './messages.ts';
import { isGone, type PartitionTruth } from './partition-truth.ts';
import { batchAt, cutMirror, epochAt, logEnd, noteEpoch, type ReplicaLog, uidAt } from './replica-log.ts';
import { moveConfirmed } from './risk.ts';
import { enterView, leaveView, retakeView, settleLimbo } from './view.ts';
import { AS_LEADER, BY_UNCLEAN, LAST_KNOWN, TORN_TAIL, UNCLEAN } from './vocabulary.ts';

/** Bits of `copies` where slots begin that a copy is under way to. */
const UNDER_WAY = 8;

/** A batch stands in a replica's log. */
export function onAppended(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  baseOffset: number,
  epoch: number,
  role: number,
  records: number,
  bundle: number,
): void {
  const part = partitionAt(ledger, partition);
  const slot = slotOf(ledger, partition, node);
  if (slot < 0) return;
  const log = logAt(ledger, part, slot);
  if (!checkContiguous(ledger, scene, log, baseOffset)) cutTail(ledger, scene, part, log, baseOffset, -1);
  if (baseOffset > logEnd(log)) fillLawfully(ledger, part, log, baseOffset, log.logStart);
  noteEpoch(log, epoch, baseOffset);
  if (role === AS_LEADER) checkOneLeader(ledger, scene, node, part, epoch);
  const { payloads } = scene;
  const members = bundle < 0 ? 0 : bundleCount(payloads, bundle);
  if (
    part.gone.length > 0 &&
    role !== AS_LEADER &&
    takeInCleaned(ledger, scene, part, log, baseOffset, records, bundle)
  )
    return;
  const isView = slot === part.viewSlot;
  const reordered = part.logReordered;
  for (let i = 0; i < records; i++) {
    const uid = i < members ? bundleMember(payloads, bundle, i) : -1;
    pushPair(log.records, uid, bundle);
    if (uid < 0) continue;
    holdCopy(ledger, part, uid, slot);
    if (isView) enterView(ledger, scene, part, uid, baseOffset + i);
  }
  const end = logEnd(log);
  checkStableOffset(ledger, scene, log, log.logStart, log.highWatermark, end, log.highWatermark);
  if (ledger.messages.flying.length > 0) landBundle(ledger, scene, bundle);
  if (isView) {
    if (members === 0) return;
    if (part.logReordered !== reordered) checkSessionOrder(ledger, scene, node, part, bundle, baseOffset);
    checkBatchOnce(ledger, scene, node, part, bundle, baseOffset, members);
    return;
  }
  const view = viewOf(ledger, part);
  if (view !== null) checkPrefix(ledger, scene, part, log, view, baseOffset, records);
  if (baseOffset < part.trueHighWatermark) checkCandidate(ledger, scene, part, log, baseOffset);
}

/** A leader handed records to a connection. */
export function onShipped(
  ledger: Ledger,
  node: number,
  partition: number,
  to: number,
  fromOffset: number,
  toOffset: number,
  connection: number,
): void {
  const part = partitionAt(ledger, partition);
  const slot = slotOf(ledger, partition, to);
  const source = slotOf(ledger, partition, node);
  if (slot < 0 || source < 0) return;
  const log = logAt(ledger, part, slot);
  if (log.shippedTo > logEnd(log)) dropUnderWay(ledger, part, log);
  if ((part.running & (1 << slot)) === 0) return;
  const shipper = logAt(ledger, part, source);
  const bit = 1 << (UNDER_WAY + slot);
  const end = Math.min(toOffset, logEnd(shipper));
  for (let offset = Math.max(fromOffset, logEnd(log)); offset < end; offset++) {
    const uid = uidAt(shipper, offset);
    if (uid >= 0) changeCopies(ledger, part, uid, copiesOf(ledger.messages, uid) | bit);
  }
  log.shippedTo = toOffset;
  log.shippedFrom = source;
  log.shippedOn = connection;
}

/** Copies that were under way to a replica will not arrive. */
export function dropUnderWay(ledger: Ledger, part: PartitionTruth, log: ReplicaLog): void {
  if (log.shippedFrom < 0) return;
  const shipper = logAt(ledger, part, log.shippedFrom);
  const bit = 1 << (UNDER_WAY + log.slot);
  const end = Math.min(log.shippedTo, logEnd(shipper));
  for (let offset = logEnd(log); offset < end; offset++) {
    const uid = uidAt(shipper, offset);
    if (uid < 0) continue;
    const copies = copiesOf(ledger.messages, uid);
    if ((copies & bit) !== 0) changeCopies(ledger, part, uid, copies & ~bit);
  }
  log.shippedTo = 0;
  log.shippedFrom = -1;
  log.shippedOn = -1;
}

/** A connection has ended, with all that was under way on it. */
export function dropUnderWayOn(ledger: Ledger, connection: number): void {
  for (const log of ledger.logs) {
    if (log.shippedOn === connection) dropUnderWay(ledger, partitionAt(ledger, log.partition), log);
  }
}

/** A replica tells its own high watermark. */
export function onHighWatermark(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  epoch: number,
  to: number,
  role: number,
): void {
  const part = partitionAt(ledger, partition);
  const slot = slotOf(ledger, partition, node);
  if (slot < 0) return;
  const log = logAt(ledger, part, slot);
  checkHighWatermark(ledger, scene, log, to);
  const before = log.highWatermark;
  log.highWatermark = to;
  if (to > log.peak) log.peak = to;
  if (role === AS_LEADER) {
    checkLeaderMark(ledger, scene, log, epoch, to);
    if (to > before) checkStrictMinIsr(ledger, scene, part, log, epoch);
    if (node === part.leader && epoch === part.epoch) {
      checkMarkWaits(ledger, scene, part, log);
      raiseTrueMark(ledger, scene, part, to);
    }
    return;
  }
  const view = viewOf(ledger, part);
  if (view !== null && view !== log) checkLogMatching(ledger, scene, part, log, view);
}

/** The legitimate leader has proved more to be committed. */
export function raiseTrueMark(ledger: Ledger, scene: Scene, part: PartitionTruth, to: number): void {
  if (to <= part.trueHighWatermark) return;
  part.trueHighWatermark = to;
  checkCandidates(ledger, scene, part);
  checkLag(ledger, part);
}

/** A replica tells the ends of its log. */
export function onLogBounds(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  logStart: number,
  stableOffset: number,
  end: number,
  highWatermark: number,
): void {
  const slot = slotOf(ledger, partition, node);
  if (slot < 0) return;
  const part = partitionAt(ledger, partition);
  const log = logAt(ledger, part, slot);
  if (end > logEnd(log)) fillLawfully(ledger, part, log, end, logStart);
  log.logStart = logStart;
  if (logStart > part.expiredTo && slot === part.viewSlot) onExpired(ledger, part, log, logStart);
  log.highWatermark = highWatermark;
  if (highWatermark > log.peak) log.peak = highWatermark;
  checkBounds(ledger, scene, log, end, highWatermark);
  checkStableOffset(ledger, scene, log, logStart, stableOffset, end, highWatermark);
}

/**
 * A log goes on at `to` without what lay before: holes, and in them what is lawfully gone, as the legitimate log had
 * it.
 */
function fillLawfully(ledger: Ledger, part: PartitionTruth, log: ReplicaLog, to: number, logStart: number): void {
  const view = viewOf(ledger, part);
  for (let offset = logEnd(log); offset < to; offset++) {
    const uid = view === null || view === log ? -1 : uidAt(view, offset);
    if (view === null || (uid < 0 && batchAt(view, offset) < 0) || (offset >= logStart && !isGone(part, offset))) {
      pushPair(log.records, -1, -1);
      continue;
    }
    const epoch = epochAt(view, offset);
    if (epoch >= 0) noteEpoch(log, epoch, offset);
    pushPair(log.records, uid, batchAt(view, offset));
    if (uid >= 0) holdCopy(ledger, part, uid, log.slot);
  }
}

/**
 * A follower appended a batch that a cleaning has thinned out. The mirror takes it as the legitimate log has it: what is
 * lawfully gone stays in mirrors.
 *
 * @returns false where the batch is none of these, or is not what is left of the legitimate one
 */
function takeInCleaned(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  log: ReplicaLog,
  baseOffset: number,
  records: number,
  bundle: number,
): boolean {
  const view = viewOf(ledger, part);
  if (view === null || view === log || batchAt(view, baseOffset) === bundle) return false;
  if (baseOffset + records > logEnd(view)) return false;
  const members = bundleCount(scene.payloads, bundle);
  let missing = 0;
  for (let i = 0; i < records; i++) {
    if (isGone(part, baseOffset + i)) missing++;
    if (members === 0) continue;
    const uid = bundleMember(scene.payloads, bundle, i);
    if (uid >= 0 ? uidAt(view, baseOffset + i) !== uid : !isGone(part, baseOffset + i)) return false;
  }
  // Of a record without a message it is known only whether it may be gone.
  if (members === 0 && missing === 0) return false;
  for (let offset = baseOffset; offset < baseOffset + records; offset++) {
    const uid = uidAt(view, offset);
    pushPair(log.records, uid, batchAt(view, offset));
    if (uid >= 0) holdCopy(ledger, part, uid, log.slot);
  }
  if (baseOffset < part.trueHighWatermark) checkCandidate(ledger, scene, part, log, baseOffset);
  return true;
}

/** A replica dropped the end of its log. `from` is the first offset that is gone. */
export function onTruncated(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  from: number,
  reason: number,
): void {
  const part = partitionAt(ledger, partition);
  const slot = slotOf(ledger, partition, node);
  if (slot < 0) return;
  const log = logAt(ledger, part, slot);
  if (from >= logEnd(log)) return;
  if (reason === TORN_TAIL) noteLoss(part, log);
  cutTail(ledger, scene, part, log, from, reason === TORN_TAIL ? PAGE_CACHE : -1 - reason);
  if (slot === part.viewSlot && part.defined === 1) settleLimbo(ledger, part, false);
}

/** A replica lost the end of its log with its page cache, or all of it with its disk. */
export function onLogLost(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  from: number,
  destroyed: number,
): void {
  const part = partitionAt(ledger, partition);
  const slot = slotOf(ledger, partition, node);
  if (slot < 0) return;
  const log = logAt(ledger, part, slot);
  if (from >= logEnd(log)) return;
  noteLoss(part, log);
  cutTail(ledger, scene, part, log, from, destroyed === 1 ? DISK_DESTROYED : PAGE_CACHE);
}

function noteLoss(part: PartitionTruth, log: ReplicaLog): void {
  if (log.lossy === 0) part.lossyShutdowns += 1;
  log.lossy = 1;
}

/** Takes the records from `from` on out of a mirror. `place` as in `PLACES`; −1 − reason for a truncation. */
function cutTail(
  ledger: Ledger,
  scene: Scene,
  part: PartitionTruth,
  log: ReplicaLog,
  from: number,
  place: number,
): void {
  const { messages } = ledger;
  const isView = log.slot === part.viewSlot;
  const bit = 1 << log.slot;
  dropUnderWay(ledger, part, log);
  for (let other = 0; other < part.replicaCount; other++) {
    const follower = logAt(ledger, part, other);
    if (follower.shippedFrom === log.slot && follower.shippedTo > from) dropUnderWay(ledger, part, follower);
    if (isView) follower.matched = Math.min(follower.matched, from);
  }
  for (let offset = logEnd(log) - 1; offset >= from; offset--) {
    const uid = uidAt(log, offset);
    if (uid < 0) continue;
    if (isView) leaveView(ledger, part, log, uid, offset);
    if (hasFlag(messages, uid, TWICE_IN_A_LOG) && standsBelow(log, uid, offset)) continue;
    changeCopies(ledger, part, uid, copiesOf(messages, uid) & ~bit);
    const ended = place >= 0 ? place : truncationPlace(ledger, part, uid, -1 - place);
    addEnding(ledger.endings, messages, uid, ended, log.node, scene.now, scene.cause);
  }
  cutMirror(log, from);
  if (isView && part.gone.length > from) truncateColumn(part.gone, from);
  if (isView) retakeView(ledger, scene, part);
}

/** Whether a truncated message fell to an election that was not clean. */
function truncationPlace(ledger: Ledger, part: PartitionTruth, uid: number, reason: number): number {
  const { messages } = ledger;
  if (hasFlag(messages, uid, DROPPED_UNCLEAN) || reason === BY_UNCLEAN) return TRUNCATED_UNCLEAN;
  if (hasFlag(messages, uid, DROPPED_CLEAN)) return TRUNCATED_AFTER_ELECTION;
  return part.how === UNCLEAN || part.how === LAST_KNOWN ? TRUNCATED_UNCLEAN : TRUNCATED_AFTER_ELECTION;
}

function standsBelow(log: ReplicaLog, uid: number, offset: number): boolean {
  for (let below = offset - 1; below >= 0; below--) {
    if (uidAt(log, below) === uid) return true;
  }
  return false;
}

/** A log holds a record of this message now; what was under way to it has arrived. */
function holdCopy(ledger: Ledger, part: PartitionTruth, uid: number, slot: number): void {
  const { messages } = ledger;
  const copies = copiesOf(messages, uid);
  const bit = 1 << slot;
  if ((copies & bit) !== 0) addFlag(messages, uid, TWICE_IN_A_LOG);
  changeCopies(ledger, part, uid, (copies | bit) & ~(bit << UNDER_WAY));
}

function changeCopies(ledger: Ledger, part: PartitionTruth, uid: number, copies: number): void {
  const { messages } = ledger;
  const before = copiesOf(messages, uid);
  if (before === copies) return;
  setCopies(messages, uid, copies);
  if (outcomeOf(fateOf(messages, uid)) === IS_ACKED) moveConfirmed(part, before, copies);
}
