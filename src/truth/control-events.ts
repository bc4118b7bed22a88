import { numberAt } from '../sim/column.ts';
import { forgetCoordinator } from './group-truth.ts';
import { checkJoining } from './invariants/applied-hw.ts';
import { checkCandidates } from './invariants/candidate-completeness.ts';
import { checkControllerEpochs, checkElectedEpoch, checkKnownEpoch } from './invariants/epoch-monotonic.ts';
import { checkFenced } from './invariants/fenced-not-in-isr.ts';
import { checkTrueMark } from './invariants/hw-bounds.ts';
import { checkEligible } from './invariants/isr-elr-disjoint.ts';
import { checkMembers } from './invariants/isr-within-replicas.ts';
import { checkLeader } from './invariants/leader-completeness.ts';
import { checkOneLeader } from './invariants/one-leader-per-epoch.ts';
import { checkElectionCover } from './invariants/replication-covers-election.ts';
import { checkReturned } from './invariants/unclean-excluded.ts';
import { type Ledger, logAt, partitionAt, type Scene, slotOf, viewOf } from './ledger-state.ts';
import { dropUnderWay } from './log-events.ts';
import { type PartitionTruth, sizeOfMask } from './partition-truth.ts';
import { logEnd } from './replica-log.ts';
import { settleLimbo, switchView } from './view.ts';
import { BY_LEADER, LAST_KNOWN, UNCLEAN } from './vocabulary.ts';

/** The controller names a leader, or nobody (−1). */
export function onElected(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  leader: number,
  epoch: number,
  how: number,
  partitionEpoch: number,
): void {
  const part = partitionAt(ledger, partition);
  checkElectedEpoch(ledger, scene, node, part, leader, epoch);
  checkControllerEpochs(ledger, scene, node, part, partitionEpoch);
  part.partitionEpoch = partitionEpoch;
  part.leader = leader;
  part.epoch = epoch;
  checkLater(ledger, scene, part);
  const slot = leader < 0 ? -1 : slotOf(ledger, partition, leader);
  if (slot < 0) {
    undefine(part, scene.now);
    return;
  }
  part.how = how;
  if (how === UNCLEAN || how === LAST_KNOWN) part.uncleanElections += 1;
  if ((part.running & (1 << slot)) === 0 || ledger.strangers[leader] === 1) undefine(part, scene.now);
  else establish(ledger, scene, part, slot);
}

/** The ISR as the controller or a leader has it. */
export function onIsr(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  mask: number,
  by: number,
  partitionEpoch: number,
  leaderEpoch: number,
  maximal: number,
): void {
  const part = partitionAt(ledger, partition);
  checkLater(ledger, scene, part);
  if (by === BY_LEADER) {
    const slot = slotOf(ledger, partition, node);
    if (slot < 0) return;
    const log = logAt(ledger, part, slot);
    log.leaderEpoch = leaderEpoch;
    log.isr = mask;
    log.maximalIsr = maximal | mask;
    checkJoining(ledger, scene, part, log, maximal & ~mask);
    return;
  }
  checkControllerEpochs(ledger, scene, node, part, partitionEpoch);
  part.partitionEpoch = partitionEpoch;
  part.isr = mask;
}

/** Eligible leader replicas, as the controller has them (KIP-966). */
export function onElr(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  mask: number,
  lastKnown: number,
  partitionEpoch: number,
): void {
  const part = partitionAt(ledger, partition);
  checkControllerEpochs(ledger, scene, node, part, partitionEpoch);
  part.partitionEpoch = partitionEpoch;
  part.elr = mask;
  part.lastKnown = lastKnown;
  checkLater(ledger, scene, part);
}

/** Another assignment: who is to hold the partition, and who of them is coming or to go. */
export function onReassigned(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  replicas: number,
  removing: number,
  partitionEpoch: number,
): void {
  const part = partitionAt(ledger, partition);
  checkControllerEpochs(ledger, scene, node, part, partitionEpoch);
  part.partitionEpoch = partitionEpoch;
  part.assigned = replicas;
  // What a smaller assignment can promise is all that is promised from here on.
  part.minIsr = Math.min(part.minIsr, sizeOfMask(replicas & ~removing));
  checkLater(ledger, scene, part);
}

/** A broker begins to lead. */
export function onLeading(
  ledger: Ledger,
  scene: Scene,
  node: number,
  partition: number,
  epoch: number,
  logEndOffset: number,
  highWatermark: number,
): void {
  const part = partitionAt(ledger, partition);
  const slot = slotOf(ledger, partition, node);
  if (slot < 0) return;
  const log = logAt(ledger, part, slot);
  checkOneLeader(ledger, scene, node, part, epoch);
  checkKnownEpoch(ledger, scene, node, log, epoch);
  log.knownEpoch = epoch;
  log.leaderEpoch = epoch;
  log.isr = -1;
  log.maximalIsr = -1;
  log.highWatermark = highWatermark;
  log.leaderHighWatermark = highWatermark;
  log.epochStart = logEndOffset;
  if (highWatermark > log.peak) log.peak = highWatermark;
  dropUnderWay(ledger, part, log);
  if (part.internal === 1) forgetCoordinator(ledger.groups, node);
  if (node === part.leader && epoch === part.epoch && part.defined === 0) establish(ledger, scene, part, slot);
}

/** A broker begins to follow. */
export function onFollowing(ledger: Ledger, scene: Scene, node: number, partition: number, epoch: number): void {
  const part = partitionAt(ledger, partition);
  const slot = slotOf(ledger, partition, node);
  if (slot < 0) return;
  const log = logAt(ledger, part, slot);
  checkKnownEpoch(ledger, scene, node, log, epoch);
  log.knownEpoch = epoch;
  log.isr = -1;
  log.maximalIsr = -1;
  dropUnderWay(ledger, part, log);
  if (part.internal === 1) forgetCoordinator(ledger.groups, node);
}

/** A setting changed while running. `topic` −1 = all. */
export function onConfigChanged(ledger: Ledger, scene: Scene, topic: number, key: number, value: number): void {
  if (scene.texts.list[key] !== 'min.insync.replicas') return;
  const minimum = Number(scene.texts.list[value]);
  if (!Number.isInteger(minimum)) return;
  for (const part of ledger.partitions) {
    // Controller and leaders take it up at different moments: only the smaller value is promised from here on.
    if (topic >= 0 && part.topic !== topic) continue;
    part.minIsr = Math.min(part.minIsr, minimum);
    part.minIsrNow = Math.min(minimum, part.replicaCount);
  }
}

/** There is no legitimate leader from now on. */
export function undefine(part: PartitionTruth, now: number): void {
  if (part.defined === 0) return;
  part.defined = 0;
  part.undefinedSinceUs = now;
}

/** Checks what the controller decided in the event that is over. */
export function checkDecided(ledger: Ledger, scene: Scene): void {
  const { unchecked } = ledger;
  if (unchecked.length === 0) return;
  ledger.unchecked = [];
  const then: Scene = { ...scene, now: ledger.uncheckedUs, cause: ledger.uncheckedSeq };
  for (let i = 0; i < unchecked.length; i++) {
    const part = partitionAt(ledger, numberAt(unchecked, i));
    forgive(ledger, part);
    checkMembers(ledger, then, part);
    checkCandidates(ledger, then, part);
    checkElectionCover(ledger, then, part);
    checkFenced(ledger, then, part);
    checkEligible(ledger, then, part);
    checkReturned(ledger, then, part);
  }
}

/** A controller changes leader, ISR and ELR one after the other; they are looked at together. */
export function checkLater(ledger: Ledger, scene: Scene, part: PartitionTruth): void {
  if (ledger.unchecked.includes(part.partition)) return;
  ledger.unchecked.push(part.partition);
  ledger.uncheckedSince = scene.handled;
  ledger.uncheckedSeq = scene.cause;
  ledger.uncheckedUs = scene.now;
}

/** The log of this slot is the legitimate one from now on. */
function establish(ledger: Ledger, scene: Scene, part: PartitionTruth, slot: number): void {
  const { now } = scene;
  if (part.defined === 0) part.unavailableUs += now - part.undefinedSinceUs;
  part.defined = 1;
  const before = viewOf(ledger, part);
  const reach = before === null ? 0 : logEnd(before);
  const common = switchView(ledger, scene, part, slot);
  const unclean = part.how === UNCLEAN || part.how === LAST_KNOWN;
  settleLimbo(ledger, part, unclean);
  const log = logAt(ledger, part, slot);
  checkLeader(ledger, scene, part, log, common, reach);
  // Its own log is what others are held against from now on.
  log.returned = 0;
  const mark = part.trueHighWatermark;
  part.trueHighWatermark = Math.min(mark, logEnd(log), unclean ? log.highWatermark : mark);
  if (part.trueHighWatermark < mark && unclean) checkTrueMark(ledger, scene, part, mark);
}

/** Who left ISR and ELR after a loss is judged like any other from then on. */
function forgive(ledger: Ledger, part: PartitionTruth): void {
  for (let slot = 0; slot < part.replicaCount; slot++) {
    if (((part.isr | part.elr) & (1 << slot)) !== 0) continue;
    const log = logAt(ledger, part, slot);
    log.lossy = 0;
    log.returned = 0;
  }
}
