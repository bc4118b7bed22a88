import {
  type Acceptable,
  type Elected,
  type Election,
  type Electorate,
  electLeader,
  isUnclean,
  nextElr,
  nextLastKnownLeader,
} from './election.ts';

/** A partition in the controller's memory. @see `PartitionRegistration` */
export interface PartitionRegistration extends Electorate {
  readonly leaderEpoch: number;
  /** Of a reassignment under way: both are among the replicas; else empty. */
  readonly adding: readonly number[];
  readonly removing: readonly number[];
  /** Counts every change. */
  readonly partitionEpoch: number;
  /** After an unclean election, until the leader says that it is done. */
  readonly recovering: boolean;
}

/** What is asked of a partition: a new ISR (or the old one), and an election if the leader is not valid in it. */
export interface PartitionWish {
  readonly isr: readonly number[];
  readonly election: Election;
  readonly uncleanlyStopped: readonly number[];
  /** The leader has recovered, as AlterPartition says. */
  readonly recovered: boolean;
  /** Mutant `isr-without-leader`: a live leader stays though the ISR lacks it. */
  readonly keepsLeader?: boolean;
  /** Mutant `keep-elr`: who was eligible stays so, whatever the ISR is. */
  readonly keepsElr?: boolean;
  /** Another assignment, for a reassignment that begins or is given up. */
  readonly assignment?: Assignment;
}

/** Who holds a partition, and of these who is coming and who is to go. */
export interface Assignment {
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

export interface PartitionRules {
  /** Feature `eligible.leader.replicas.version` ≥ 1: the ISR may become empty. */
  readonly elr: boolean;
  readonly minInSyncReplicas: number;
}

export interface PartitionChanged {
  readonly partition: PartitionRegistration;
  /** The election's result, also if the leader stayed. */
  readonly elected: Elected;
}

/**
 * Carries out one change of a partition: eligible replicas, election, epochs.
 *
 * @remarks
 * Without ELR the last member stays in the ISR though it is gone, so that only its return (or an unclean election)
 * gives a leader. The leader epoch rises with a new leader, and when replicas are taken away, so that no fetch of
 * theirs counts any more. A reassignment is complete once all replicas of its target are in the ISR.
 *
 * @returns null if nothing changes
 * @see KIP-455; `PartitionChangeBuilder#build`, `PartitionReassignmentReplicas`
 */
export function changePartition(
  before: PartitionRegistration,
  wish: PartitionWish,
  rules: PartitionRules,
  acceptable: Acceptable,
): PartitionChanged | null {
  const { lastKnownElr, leader } = before;
  const { assignment, isr: wished } = settleAssignment(wish.assignment ?? before, wish.isr);
  const { replicas } = assignment;
  let elr = rules.elr
    ? nextElr(before, wished, rules.minInSyncReplicas, wish.uncleanlyStopped).filter((node) => replicas.includes(node))
    : [];
  if (wish.keepsElr === true) elr = [...new Set([...before.elr, ...elr])];
  let isr = wished.length > 0 || rules.elr ? wished : before.isr;
  const elected: Elected =
    wish.keepsLeader === true && acceptable[leader] === 1
      ? { leader, how: 'clean' }
      : electLeader({ replicas, isr: wished, elr, lastKnownElr, leader }, acceptable, wish.election);
  let recovering = before.recovering && !wish.recovered;
  if (elected.how === 'elr') {
    isr = [elected.leader];
    elr = elr.filter((node) => node !== elected.leader);
  } else if (isUnclean(elected.how)) {
    isr = [elected.leader];
    elr = [];
    recovering = true;
  }
  const known = rules.elr ? nextLastKnownLeader(before, isr, elected.leader) : [];
  const same =
    elected.leader === leader &&
    recovering === before.recovering &&
    isSame(isr, before.isr) &&
    isSame(elr, before.elr) &&
    isSame(replicas, before.replicas) &&
    isSame(assignment.adding, before.adding) &&
    isSame(assignment.removing, before.removing) &&
    isSame(known, lastKnownElr);
  if (same) return null;
  const isTakenAway = before.replicas.some((node) => !replicas.includes(node));
  const partition: PartitionRegistration = {
    ...assignment,
    isr,
    elr,
    lastKnownElr: known,
    leader: elected.leader,
    leaderEpoch: elected.leader === leader && !isTakenAway ? before.leaderEpoch : before.leaderEpoch + 1,
    partitionEpoch: before.partitionEpoch + 1,
    recovering,
  };
  return { partition, elected };
}

/** The assignment with this ISR: a reassignment whose target is in sync is complete, and what was to go is gone. */
function settleAssignment(
  { replicas, adding, removing }: Assignment,
  isr: readonly number[],
): { readonly assignment: Assignment; readonly isr: readonly number[] } {
  const target = removing.length === 0 ? replicas : replicas.filter((node) => !removing.includes(node));
  const isUnderWay = adding.length > 0 || removing.length > 0;
  if (!isUnderWay || !target.every((node) => isr.includes(node))) {
    return { assignment: { replicas, adding, removing }, isr };
  }
  return {
    assignment: { replicas: target, adding: NOBODY, removing: NOBODY },
    isr: isr.filter((node) => !removing.includes(node)),
  };
}

const NOBODY: readonly number[] = [];

function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((node, i) => node === others[i]);
}
