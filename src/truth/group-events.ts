import { at, getFloat, getInt, intColumn, numberAt, pushInt } from '../sim/column.ts';
import { createdAt } from '../sim/payload.ts';
import {
  addDelivery,
  addProcessing,
  deliveriesOf,
  EXPIRED,
  type GroupTruth,
  handledOf,
  PASSED,
  PASSED_BY_RESET,
  PASSED_ON_PURPOSE,
  positionOf,
  processingsOf,
  READER,
  setHandled,
} from './group-truth.ts';
import { checkDelivery, checkProcessing } from './invariants/causality.ts';
import { checkGeneration } from './invariants/epoch-monotonic.ts';
import { type Ledger, partitionAt, type Scene, viewOf } from './ledger-state.ts';
import { tellOf } from './message-events.ts';
import { fateOf, homeOf, IS_ACKED, offsetOf, outcomeOf } from './messages.ts';
import { isGone, type PartitionTruth } from './partition-truth.ts';
import { logEnd, type ReplicaLog, uidAt } from './replica-log.ts';
import { noteReadThenLost } from './view.ts';
import { DEAD, FROM_COMMITTED } from './vocabulary.ts';

/** A list up to this long is not tidied. */
const SHORT_LIST = 64;

/** A record was handed to an application. */
export function onDelivered(
  ledger: Ledger,
  scene: Scene,
  node: number,
  uid: number,
  group: number,
  partition: number,
  offset: number,
  ownership: number,
  member: number,
): void {
  if (uid < 0) return;
  const { messages } = ledger;
  const part = partitionAt(ledger, partition);
  checkDelivery(ledger, scene, node, part, uid, offset);
  if (offset >= part.deliveredTo) part.deliveredTo = offset + 1;
  tellOf(part, offset, uid);
  if (part.defined === 1 && offsetOf(messages, uid) !== offset) {
    const view = viewOf(ledger, part);
    if (view !== null && uidAt(view, offset) !== uid) noteReadThenLost(ledger, uid);
  }
  if (group < 0) return;
  const truth = at(ledger.groups, group);
  let handled = handledOf(truth, uid);
  if (deliveriesOf(handled) > 0) truth.redelivered += 1;
  if ((handled & EXPIRED) !== 0) {
    // It was in the client's buffer when it was deleted.
    truth.expiredUnread -= 1;
    handled &= ~EXPIRED;
  }
  setHandled(truth, uid, addDelivery(handled));
  truth.consumed[partition] = offset + 1;
  followReader(ledger, truth, part, offset, ownership, member);
}

/** The application has done its work for a record. */
export function onProcessed(
  ledger: Ledger,
  scene: Scene,
  node: number,
  uid: number,
  group: number,
  partition: number,
  offset: number,
): void {
  if (uid < 0 || group < 0) return;
  const truth = at(ledger.groups, group);
  const before = handledOf(truth, uid);
  checkProcessing(ledger, scene, node, partition, uid, before);
  let handled = before;
  if (processingsOf(handled) > 0) truth.reprocessed += 1;
  else {
    noteProcessingOrder(ledger, scene, truth, partitionAt(ledger, partition).topic, uid);
    if ((handled & PASSED) !== 0) {
      truth.passed -= 1;
      handled &= ~(PASSED | PASSED_BY_RESET | PASSED_ON_PURPOSE);
    }
  }
  setHandled(truth, uid, addProcessing(handled));
  if (offset >= numberAt(truth.processed, partition)) truth.processed[partition] = offset + 1;
}

/** A coordinator took a position. A member below 0 is an operator. */
export function onPositionCommitted(
  ledger: Ledger,
  group: number,
  partition: number,
  offset: number,
  member: number,
): void {
  const truth = at(ledger.groups, group);
  const before = numberAt(truth.committed, partition);
  truth.committed[partition] = offset;
  truth.commits += 1;
  passOver(ledger, truth, partition, Math.max(0, before), offset, member < 0 ? PASSED_ON_PURPOSE : 0);
  noteLag(truth, partitionAt(ledger, partition));
}

/** A member begins at another position than the one it had. */
export function onPositionReset(
  ledger: Ledger,
  group: number,
  partition: number,
  offset: number,
  why: number,
  before: number,
  member: number,
): void {
  const truth = at(ledger.groups, group);
  const known = before >= 0 ? before : Math.max(0, numberAt(truth.committed, partition));
  passOver(ledger, truth, partition, known, offset, why === FROM_COMMITTED ? 0 : PASSED_BY_RESET);
  // A commit that timed out may have been written nevertheless: the next coordinator finds it.
  if (why === FROM_COMMITTED) truth.committed[partition] = offset;
  truth.consumed[partition] = offset;
  truth.processed[partition] = offset;
  for (let place = partition * 2 * READER; place < (partition + 1) * 2 * READER; place += READER) {
    if (truth.readers[place + 1] === member) truth.readers[place] = -1;
  }
}

/** Retention has deleted from the legitimate log what is below `to`: counts what a group will not be given. */
export function onExpired(ledger: Ledger, part: PartitionTruth, view: ReplicaLog, to: number): void {
  const from = part.expiredTo;
  if (to <= from) return;
  part.expiredTo = to;
  const subscribers = at(ledger.subscribers, part.partition);
  for (let i = 0; i < subscribers.length; i++) {
    const group = at(ledger.groups, numberAt(subscribers, i));
    if (group.nodes.length === 0) continue;
    for (let offset = Math.max(from, positionOf(group, part.partition)); offset < to; offset++) {
      const uid = uidAt(view, offset);
      if (uid < 0 || isGone(part, offset)) continue;
      const handled = handledOf(group, uid);
      if (deliveriesOf(handled) > 0 || (handled & EXPIRED) !== 0) continue;
      group.expiredUnread += 1;
      setHandled(group, uid, handled | EXPIRED);
    }
  }
}

/** A coordinator tells the state of a group. What a deposed one believes counts for nothing. */
export function onGroupState(
  ledger: Ledger,
  scene: Scene,
  node: number,
  group: number,
  state: number,
  generation: number,
  members: number,
): void {
  const truth = at(ledger.groups, group);
  if (truth.coordinatedBy >= 0 && partitionAt(ledger, truth.coordinatedBy).leader !== node) return;
  if (truth.coordinator === node && truth.state !== DEAD) checkGeneration(ledger, scene, node, truth, generation);
  truth.coordinator = node;
  truth.state = state;
  truth.generation = generation;
  truth.members = members;
}

/** Keeps the largest lag of the groups that subscribe to a partition. */
export function checkLag(ledger: Ledger, part: PartitionTruth): void {
  const subscribers = at(ledger.subscribers, part.partition);
  for (let i = 0; i < subscribers.length; i++) noteLag(at(ledger.groups, numberAt(subscribers, i)), part);
}

/** Committed records that the group has not passed. */
export function lagOf(group: GroupTruth, part: PartitionTruth): number {
  return Math.max(0, part.trueHighWatermark - positionOf(group, part.partition));
}

/**
 * Messages that the group's position has passed and that nobody processed, though they were confirmed and are there.
 *
 * @param found - called for each, with true where a reset of the position did it
 */
export function eachUnprocessed(
  ledger: Ledger,
  group: GroupTruth,
  found: (uid: number, byReset: boolean) => void,
): void {
  if (group.passed === 0) return;
  const { messages } = ledger;
  const { passedUids } = group;
  for (let i = 0; i < passedUids.length; i++) {
    const uid = getInt(passedUids, i);
    const handled = handledOf(group, uid);
    if ((handled & PASSED) === 0 || (handled & PASSED_ON_PURPOSE) !== 0) continue;
    const offset = offsetOf(messages, uid);
    if (offset < 0 || offset >= positionOf(group, homeOf(messages, uid))) continue;
    if (outcomeOf(fateOf(messages, uid)) === IS_ACKED) found(uid, (handled & PASSED_BY_RESET) !== 0);
  }
}

/** A position passed this message. The list is made anew before it is mostly messages that were processed since. */
function notePassed(group: GroupTruth, uid: number): void {
  if (group.passedUids.length > SHORT_LIST + 2 * group.passed) {
    const before = group.passedUids;
    group.passedUids = intColumn();
    for (let i = 0; i < before.length; i++) {
      const one = getInt(before, i);
      if ((handledOf(group, one) & PASSED) !== 0) pushInt(group.passedUids, one);
    }
  }
  group.passed += 1;
  pushInt(group.passedUids, uid);
}

function noteLag(group: GroupTruth, part: PartitionTruth): void {
  const lag = lagOf(group, part);
  if (lag > numberAt(group.maxLag, part.partition)) group.maxLag[part.partition] = lag;
}

/** The position goes from `from` to `to`: marks what nobody has processed yet. */
function passOver(ledger: Ledger, group: GroupTruth, partition: number, from: number, to: number, why: number): void {
  const part = partitionAt(ledger, partition);
  const view = viewOf(ledger, part);
  if (view === null) return;
  const end = Math.min(to, logEnd(view));
  for (let offset = Math.max(from, view.logStart); offset < end; offset++) {
    const uid = uidAt(view, offset);
    if (uid < 0 || isGone(part, offset)) continue;
    const handled = handledOf(group, uid);
    if (processingsOf(handled) > 0) continue;
    if ((handled & PASSED) === 0) notePassed(group, uid);
    setHandled(group, uid, handled | PASSED | why);
  }
}

/** Real-time order by key: m2 was called after m1's outcome, so m1 is to be processed first. */
function noteProcessingOrder(ledger: Ledger, scene: Scene, group: GroupTruth, topic: number, uid: number): void {
  const key = getInt(scene.payloads.key, uid);
  if (key < 0) return;
  const latest = at(group.latestCreated, topic);
  while (latest.length <= key) latest.push(-1);
  const outcomeAt = getFloat(ledger.messages.outcomeAt, uid);
  if (outcomeAt >= 0 && numberAt(latest, key) > outcomeAt) group.processReordered += 1;
  const created = createdAt(scene.payloads, uid);
  if (created > numberAt(latest, key)) latest[key] = created;
}

/** Compares successive deliveries within one ownership. */
function followReader(
  ledger: Ledger,
  group: GroupTruth,
  part: PartitionTruth,
  offset: number,
  ownership: number,
  member: number,
): void {
  const { readers } = group;
  const first = part.partition * 2 * READER;
  if (readers[first] !== ownership || readers[first + 1] !== member) {
    const [o, m, last] = [numberAt(readers, first), numberAt(readers, first + 1), numberAt(readers, first + 2)];
    const known = readers[first + READER] === ownership && readers[first + READER + 1] === member;
    const known2 = known ? numberAt(readers, first + READER + 2) : -1;
    readers[first] = ownership;
    readers[first + 1] = member;
    readers[first + 2] = known2;
    readers[first + READER] = o;
    readers[first + READER + 1] = m;
    readers[first + READER + 2] = last;
    if (!known) {
      readers[first + 2] = offset;
      return;
    }
  }
  const last = numberAt(readers, first + 2);
  readers[first + 2] = offset;
  if (offset <= last) group.nonMonotonicPoll += 1;
  else if (offset > last + 1) {
    const view = viewOf(ledger, part);
    if (view !== null && hasVisible(part, view, last + 1, offset)) group.pollSkip += 1;
  }
}

/** Not what is below the log start, nor what a cleaning took out. */
function hasVisible(part: PartitionTruth, view: ReplicaLog, from: number, to: number): boolean {
  for (let offset = Math.max(from, view.logStart); offset < to; offset++) {
    if (uidAt(view, offset) >= 0 && !isGone(part, offset)) return true;
  }
  return false;
}
