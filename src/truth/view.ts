import { getInt, numberAt } from '../sim/column.ts';
import { bundleCount } from '../sim/payload.ts';
import { deliveriesOf, handledOf } from './group-truth.ts';
import { type Ledger, logAt, type Scene, viewOf } from './ledger-state.ts';
import {
  addFlag,
  copiesOf,
  DROPPED_CLEAN,
  DROPPED_UNCLEAN,
  dropFlag,
  hasFlag,
  LOG_REORDERED,
  offsetOf,
  PRESENT,
  presentCount,
  READ_THEN_LOST,
  sessionOf,
  setCopies,
  setOffset,
  shiftAbsent,
  WAS_COMMITTED,
} from './messages.ts';
import type { PartitionTruth } from './partition-truth.ts';
import { noteSequence } from './producer-sequences.ts';
import { batchAt, firstDifference, logEnd, type ReplicaLog, uidAt } from './replica-log.ts';

/**
 * The legitimate log of a partition: the log of the running node which the controller's latest state names leader.
 * While there is none, the last one stands for it, and what has left it stays in limbo until it is known who leads.
 */

/** A record of this message stands in the legitimate log, at `offset`. */
export function enterView(ledger: Ledger, scene: Scene, part: PartitionTruth, uid: number, offset: number): void {
  const { messages } = ledger;
  const copies = copiesOf(messages, uid);
  setCopies(messages, uid, copies + PRESENT);
  if (presentCount(copies) > 0) {
    messages.duplicated += 1;
    return;
  }
  shiftAbsent(messages, uid, -1);
  setOffset(messages, uid, offset);
  noteOrder(ledger, scene, part, uid);
}

/** A record of this message is no longer in the legitimate log. */
export function leaveView(ledger: Ledger, part: PartitionTruth, view: ReplicaLog, uid: number, offset: number): void {
  const { messages } = ledger;
  const copies = copiesOf(messages, uid) - PRESENT;
  setCopies(messages, uid, copies);
  part.limbo.push(uid, offset);
  if (presentCount(copies) > 0) {
    messages.duplicated -= 1;
    if (offsetOf(messages, uid) === offset) setOffset(messages, uid, findUid(view, uid, offset));
    return;
  }
  shiftAbsent(messages, uid, 1);
  setOffset(messages, uid, -1);
}

/**
 * Makes the log of `slot` the legitimate one.
 *
 * @returns up to where it agrees with the one before
 */
export function switchView(ledger: Ledger, scene: Scene, part: PartitionTruth, slot: number): number {
  const before = viewOf(ledger, part);
  const after = logAt(ledger, part, slot);
  if (before === after) return logEnd(after);
  part.viewSlot = slot;
  if (before === null) {
    for (let offset = 0; offset < logEnd(after); offset++) enterAt(ledger, scene, part, after, offset);
    return logEnd(after);
  }
  const shorter = Math.min(logEnd(before), logEnd(after));
  const common = firstDifference(before, after, 0, shorter);
  for (let offset = logEnd(before) - 1; offset >= common; offset--) {
    const uid = uidAt(before, offset);
    if (uid >= 0) leaveView(ledger, part, before, uid, offset);
  }
  for (let offset = common; offset < logEnd(after); offset++) enterAt(ledger, scene, part, after, offset);
  for (let other = 0; other < part.replicaCount; other++) {
    const log = logAt(ledger, part, other);
    log.matched = Math.min(log.matched, common);
  }
  before.matched = common;
  retakeView(ledger, scene, part);
  return common;
}

/** It is known who leads: what left the legitimate log and is not back is gone from it. */
export function settleLimbo(ledger: Ledger, part: PartitionTruth, unclean: boolean): void {
  const { limbo } = part;
  if (limbo.length === 0) return;
  const { messages } = ledger;
  const view = viewOf(ledger, part);
  for (let i = 0; i < limbo.length; i += 2) {
    const uid = numberAt(limbo, i);
    const offset = numberAt(limbo, i + 1);
    if (view !== null && uidAt(view, offset) === uid) continue;
    addFlag(messages, uid, unclean ? DROPPED_UNCLEAN : DROPPED_CLEAN);
    if (offset < part.trueHighWatermark) addFlag(messages, uid, WAS_COMMITTED);
    if (offset < part.deliveredTo && wasDelivered(ledger, uid)) noteReadThenLost(ledger, uid);
  }
  part.limbo = [];
}

/** Somebody read a record that is not in the legitimate log. */
export function noteReadThenLost(ledger: Ledger, uid: number): void {
  const { messages } = ledger;
  if (hasFlag(messages, uid, READ_THEN_LOST)) return;
  addFlag(messages, uid, READ_THEN_LOST);
  messages.readThenLost += 1;
}

/** True where a group was given this message. */
export function wasDelivered(ledger: Ledger, uid: number): boolean {
  for (const group of ledger.groups) if (deliveriesOf(handledOf(group, uid)) > 0) return true;
  return false;
}

function enterAt(ledger: Ledger, scene: Scene, part: PartitionTruth, log: ReplicaLog, offset: number): void {
  const uid = uidAt(log, offset);
  if (uid >= 0) enterView(ledger, scene, part, uid, offset);
}

/** A message that stands behind one that its producer called later is out of order. */
function noteOrder(ledger: Ledger, scene: Scene, part: PartitionTruth, uid: number): void {
  const { messages } = ledger;
  const session = sessionOf(messages, uid);
  if (session < 0) return;
  const { latestCall } = part;
  while (latestCall.length <= session) latestCall.push(-1);
  const call = getInt(scene.payloads.callIndex, uid);
  if (call > numberAt(latestCall, session)) {
    latestCall[session] = call;
    return;
  }
  part.logReordered += 1;
  addFlag(messages, uid, LOG_REORDERED);
}

/** What follows from the whole legitimate log, taken anew after it was cut or changed: order, and producers' sequences. */
export function retakeView(ledger: Ledger, scene: Scene, part: PartitionTruth): void {
  const { messages } = ledger;
  const view = viewOf(ledger, part);
  part.latestCall.fill(-1);
  part.logReordered = 0;
  part.producers = [];
  if (view === null) return;
  for (let offset = 0; offset < logEnd(view); offset++) {
    const uid = uidAt(view, offset);
    if (uid < 0) continue;
    const batch = batchAt(view, offset);
    if (batch !== batchAt(view, offset - 1)) noteSequence(part, messages, batch, bundleCount(scene.payloads, batch));
    if (offsetOf(messages, uid) !== offset) continue;
    dropFlag(messages, uid, LOG_REORDERED);
    noteOrder(ledger, scene, part, uid);
  }
}

function findUid(log: ReplicaLog, uid: number, except: number): number {
  for (let offset = 0; offset < logEnd(log); offset++) {
    if (offset !== except && uidAt(log, offset) === uid) return offset;
  }
  return -1;
}
