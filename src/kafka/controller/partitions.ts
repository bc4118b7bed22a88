import type { Context } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import {
  ELECTION_NOT_NEEDED,
  ELIGIBLE_LEADERS_NOT_AVAILABLE,
  NONE,
  PREFERRED_LEADER_NOT_AVAILABLE,
  UNKNOWN_TOPIC_OR_PARTITION,
} from '../protocol/errors.ts';
import type { ControllerState } from './controller-state.ts';
import { registrationOf } from './controller-state.ts';
import { type Election, electionCode, NO_LEADER, ONLINE, PREFERRED, UNCLEAN } from './election.ts';
import { appendRecord } from './metadata-log.ts';
import { type Assignment, changePartition, type PartitionRegistration } from './partition-change.ts';

/**
 * Changes of partitions by the controller itself: a broker leaves or comes, an election is due.
 *
 * @see `ReplicationControlManager#generateLeaderAndIsrUpdates`
 */

const NOBODY: readonly number[] = [];

/** Kind of election that a topic allows when a leader is gone. */
function electionFor(state: KafkaState, controller: ControllerState, partition: number): Election {
  return at(controller.uncleanEnabled, at(state.plan.partitionTopic, partition)) === 1 ? UNCLEAN : ONLINE;
}

/**
 * Carries out one change and writes its record. @returns the partition after it; null if nothing changes
 */
export function change(
  state: KafkaState,
  controller: ControllerState,
  partition: number,
  isr: readonly number[],
  election: Election,
  uncleanlyStopped: readonly number[],
  recovered: boolean,
  ctx: Context,
  assignment?: Assignment,
): PartitionRegistration | null {
  const before = registrationOf(controller, partition);
  if (before === null) return null;
  const minInSyncReplicas = at(controller.minIsrs, at(state.plan.partitionTopic, partition));
  const rules = { elr: state.plan.versions.elr, minInSyncReplicas };
  const keepsLeader = state.plan.mutants.isrWithoutLeader && election !== PREFERRED;
  const { keepElr } = state.plan.mutants;
  const wish = {
    isr,
    election,
    uncleanlyStopped,
    recovered,
    keepsLeader,
    keepsElr: keepElr,
    assignment: assignment ?? before,
  };
  const changed = changePartition(before, wish, rules, controller.active);
  if (changed === null) return null;
  const moved = changed.partition.leaderEpoch !== before.leaderEpoch;
  write(state, controller, partition, changed.partition, moved ? electionCode(changed.elected.how) : -1, ctx);
  return registrationOf(controller, partition);
}

function write(
  state: KafkaState,
  controller: ControllerState,
  partition: number,
  after: PartitionRegistration,
  how: number,
  ctx: Context,
): void {
  const { replicas, adding, removing, isr, elr, lastKnownElr, leader, partitionEpoch, recovering } = after;
  const before = registrationOf(controller, partition);
  // Mutant: the new leader gets the epoch that the old one had.
  const leaderEpoch = state.plan.mutants.reuseLeaderEpoch && before !== null ? before.leaderEpoch : after.leaderEpoch;
  const record = {
    type: 'PartitionChange' as const,
    partition,
    replicas,
    adding,
    removing,
    isr,
    elr,
    lastKnownElr,
    leader,
    leaderEpoch,
    partitionEpoch,
    recovering,
  };
  appendRecord(state.plan, controller, record, how, ctx);
}

/** A broker is fenced or shutting down: it leaves all ISRs, and what it led is led by others. */
export function removeFromIsrs(
  state: KafkaState,
  controller: ControllerState,
  node: number,
  uncleanly: boolean,
  ctx: Context,
): void {
  const stopped = uncleanly ? [node] : NOBODY;
  for (let partition = 0; partition < controller.partitions.length; partition++) {
    const before = registrationOf(controller, partition);
    if (before === null) continue;
    const concerned = before.isr.includes(node) || before.leader === node || (uncleanly && before.elr.includes(node));
    if (!concerned) continue;
    const isr = before.isr.filter((member) => member !== node);
    change(state, controller, partition, isr, electionFor(state, controller, partition), stopped, false, ctx);
  }
}

/** A broker came back: partitions without a leader that it holds may have one again. */
export function electLeaderless(state: KafkaState, controller: ControllerState, node: number, ctx: Context): void {
  for (let partition = 0; partition < controller.partitions.length; partition++) {
    const before = registrationOf(controller, partition);
    if (before === null || before.leader !== NO_LEADER || !before.replicas.includes(node)) continue;
    change(state, controller, partition, before.isr, electionFor(state, controller, partition), NOBODY, false, ctx);
  }
}

/** The periodic task for topics that allow unclean elections. @see `ReplicationControlManager#maybeElectUncleanLeaders` */
export function electUncleanLeaders(state: KafkaState, controller: ControllerState, ctx: Context): void {
  for (let partition = 0; partition < controller.partitions.length; partition++) {
    const before = registrationOf(controller, partition);
    if (before === null || before.leader !== NO_LEADER) continue;
    if (electionFor(state, controller, partition) !== UNCLEAN) continue;
    change(state, controller, partition, before.isr, UNCLEAN, NOBODY, false, ctx);
  }
}

/** The periodic task that gives leaderships back. @see `ReplicationControlManager#maybeBalancePartitionLeaders` */
export function balanceLeaders(state: KafkaState, controller: ControllerState, ctx: Context): void {
  for (let partition = 0; partition < controller.partitions.length; partition++) {
    const before = registrationOf(controller, partition);
    if (before === null || before.leader === before.replicas[0]) continue;
    change(state, controller, partition, before.isr, PREFERRED, NOBODY, false, ctx);
  }
}

/**
 * An operator asks for an election, whatever the topic allows.
 *
 * @returns NONE or an error code
 * @see KIP-460; `ReplicationControlManager#electLeader`
 */
export function electOnRequest(
  state: KafkaState,
  controller: ControllerState,
  partition: number,
  election: typeof PREFERRED | typeof UNCLEAN,
  ctx: Context,
): number {
  const before = registrationOf(controller, partition);
  if (before === null) return UNKNOWN_TOPIC_OR_PARTITION;
  const isDone = election === PREFERRED ? before.leader === before.replicas[0] : before.leader !== NO_LEADER;
  if (isDone) return ELECTION_NOT_NEEDED;
  const after = change(state, controller, partition, before.isr, election, NOBODY, false, ctx);
  if (election === PREFERRED) return after?.leader === before.replicas[0] ? NONE : PREFERRED_LEADER_NOT_AVAILABLE;
  return after === null ? ELIGIBLE_LEADERS_NOT_AVAILABLE : NONE;
}

/** Another `min.insync.replicas`: who was eligible by the old one is not by that. */
export function clearElrs(state: KafkaState, controller: ControllerState, topic: number, ctx: Context): void {
  for (const partition of at(state.plan.topics, topic).partitions) {
    const before = registrationOf(controller, partition);
    if (before === null || (before.elr.length === 0 && before.lastKnownElr.length === 0)) continue;
    const after = { ...before, elr: NOBODY, lastKnownElr: NOBODY, partitionEpoch: before.partitionEpoch + 1 };
    write(state, controller, partition, after, -1, ctx);
  }
}

/** Creates the topics of the plan; the ISR is who is active, the leader the first of them. */
export function createTopics(state: KafkaState, controller: ControllerState, ctx: Context): void {
  const { plan } = state;
  for (let topic = 0; topic < plan.topics.length; topic++) {
    if (at(controller.topics, topic) === 1) continue;
    appendRecord(plan, controller, { type: 'Topic', topic }, -1, ctx);
    createPartitions(state, controller, at(plan.topics, topic).partitions, ctx);
  }
}

/** Creates partitions that the plan has room for. @see `ReplicationControlManager#createPartitions` */
export function createPartitions(
  state: KafkaState,
  controller: ControllerState,
  partitions: readonly number[],
  ctx: Context,
): void {
  const { plan } = state;
  for (const partition of partitions) {
    const replicas = at(plan.replicas, partition);
    const isr = replicas.filter((node) => controller.active[node] === 1);
    const leader = isr[0] ?? NO_LEADER;
    const record = { type: 'Partition' as const, partition, replicas, isr, leader, leaderEpoch: 0, partitionEpoch: 0 };
    appendRecord(plan, controller, record, -1, ctx);
  }
}
