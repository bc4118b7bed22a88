import { getInt, numberAt, pushInt, setInt } from '../sim/column.ts';
import { bundleCount, bundleMember } from '../sim/payload.ts';
import { checkAcksAllMeaning } from './invariants/acks-all-meaning.ts';
import { checkKnown, checkOneOutcome } from './invariants/conservation.ts';
import { type Ledger, partitionAt, type Scene } from './ledger-state.ts';
import {
  addFlag,
  baseSequenceOf,
  bundleOf,
  connectionOf,
  count,
  fateOf,
  IS_ACKED,
  IS_FIRE_AND_FORGET,
  IS_UNKNOWN,
  messageCount,
  OPEN,
  openBatch,
  openMessage,
  outcomeOf,
  producerEpochOf,
  producerIdOf,
  sessionNumber,
  setBundle,
  setConnection,
  setHome,
  setOutcome,
  WAS_SENT,
  wasAppended,
  wasSent,
} from './messages.ts';
import type { PartitionTruth } from './partition-truth.ts';
import { countConfirmed } from './risk.ts';

/** An application called send. */
export function onProduced(
  ledger: Ledger,
  scene: Scene,
  node: number,
  uid: number,
  session: number,
  partition: number,
): void {
  const { messages } = ledger;
  openMessage(messages, uid, partition, sessionNumber(messages, node, session));
  messages.produced += 1;
  count(messages, partition, OPEN, true, 1);
  checkKnown(ledger, scene, node, uid);
}

/** A producer closed a batch: its records have their partition and, with a producer id, their sequence numbers. */
export function onBatchClosed(
  ledger: Ledger,
  scene: Scene,
  partition: number,
  producerId: number,
  producerEpoch: number,
  baseSequence: number,
  bundle: number,
): void {
  if (bundle < 0) return;
  const { messages } = ledger;
  openBatch(messages, bundle, producerId, producerEpoch, baseSequence);
  const members = bundleCount(scene.payloads, bundle);
  for (let i = 0; i < members; i++) {
    const uid = bundleMember(scene.payloads, bundle, i);
    const before = bundleOf(messages, uid);
    if (before >= 0 && wasSent(messages, uid)) addFlag(messages, uid, WAS_SENT);
    setBundle(messages, uid, bundle);
    setHome(messages, uid, partition);
  }
}

/** A producer handed a batch to a connection. */
export function onSent(ledger: Ledger, bundle: number, connection: number): void {
  if (bundle < 0) return;
  setConnection(ledger.messages, bundle, connection);
}

/** The calls of a batch ended in this outcome. */
export function onOutcome(
  ledger: Ledger,
  scene: Scene,
  node: number,
  outcome: number,
  partition: number,
  baseOffset: number,
  acks: number,
  from: number,
  bundle: number,
): void {
  if (bundle < 0) return;
  const { messages } = ledger;
  const { payloads } = scene;
  const members = bundleCount(payloads, bundle);
  const part = partition < 0 ? null : partitionAt(ledger, partition);
  let appended = false;
  for (let i = 0; i < members; i++) {
    const uid = bundleMember(payloads, bundle, i);
    const fate = fateOf(messages, uid);
    if (!checkOneOutcome(ledger, scene, node, uid, fate, outcome)) continue;
    const copies = setOutcome(messages, uid, outcome, scene.now);
    if (outcome === IS_ACKED && part !== null) countConfirmed(part, copies);
    else if (outcome === IS_FIRE_AND_FORGET && wasAppended(messages, uid)) appended = true;
  }
  if (outcome === IS_FIRE_AND_FORGET) {
    if (appended || members === 0) return;
    messages.flying.push(bundle);
    messages.flyingCount += members;
    return;
  }
  if (outcome !== IS_ACKED || part === null || baseOffset < 0) return;
  for (let i = 0; i < members; i++) tellOf(part, baseOffset + i, bundleMember(payloads, bundle, i));
  if (acks === -1) checkAcksAllMeaning(ledger, scene, node, part, baseOffset + members, from);
}

/** Somebody was told that this message stands at this offset. */
export function tellOf(part: PartitionTruth, offset: number, uid: number): void {
  const { told } = part;
  while (told.length < offset) pushInt(told, 0);
  if (told.length === offset) {
    pushInt(told, uid + 1);
    return;
  }
  const known = getInt(told, offset);
  if (known === 0) setInt(told, offset, uid + 1);
  else if (known > 0 && known !== uid + 1) {
    setInt(told, offset, -1);
    part.inconsistentOffsets += 1;
  }
}

/** A batch without acknowledgement has arrived, or cannot any more. */
export function landBundle(ledger: Ledger, scene: Scene, bundle: number): void {
  const { messages } = ledger;
  const place = messages.flying.indexOf(bundle);
  if (place < 0) return;
  messages.flying.splice(place, 1);
  messages.flyingCount -= bundleCount(scene.payloads, bundle);
}

/** What was under way on a connection is lost with it. */
export function loseFlying(ledger: Ledger, scene: Scene, connection: number): void {
  const { messages } = ledger;
  if (messages.flying.length === 0) return;
  for (let i = messages.flying.length - 1; i >= 0; i--) {
    const bundle = numberAt(messages.flying, i);
    if (connectionOf(messages, bundle) === connection) landBundle(ledger, scene, bundle);
  }
}

/** A client's process is gone: nobody will hear how its open calls ended. */
export function abandonOpen(ledger: Ledger, scene: Scene, node: number): void {
  const { messages } = ledger;
  for (let uid = 0; uid < messageCount(messages); uid++) {
    if (outcomeOf(fateOf(messages, uid)) !== OPEN) continue;
    if (getInt(scene.payloads.sender, uid) === node) setOutcome(messages, uid, IS_UNKNOWN, scene.now);
  }
}

/** A leader is about to append a batch under another number: compressed in another way, and else the same. */
export function onRecompressed(ledger: Ledger, scene: Scene, origin: number, bundle: number): void {
  const { messages } = ledger;
  const [id, epoch] = [producerIdOf(messages, origin), producerEpochOf(messages, origin)];
  openBatch(messages, bundle, id, epoch, baseSequenceOf(messages, origin));
  if (messages.flying.length > 0) landBundle(ledger, scene, origin);
}
