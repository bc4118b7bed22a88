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
 * gives a leader. The leader epoch rises only with a new leader. Left out: reassignment.
 *
 * @returns null if nothing changes
 * @see `PartitionChangeBuilder#build`
 */
export function changePartition(
  before: PartitionRegistration,
  wish: PartitionWish,
  rules: PartitionRules,
  acceptable: Acceptable,
): PartitionChanged | null {
  const { replicas, lastKnownElr, leader } = before;
  let elr = rules.elr ? nextElr(before, wish.isr, rules.minInSyncReplicas, wish.uncleanlyStopped) : [];
  if (wish.keepsElr === true) elr = [...new Set([...before.elr, ...elr])];
  let isr = wish.isr.length > 0 || rules.elr ? wish.isr : before.isr;
  const elected: Elected =
    wish.keepsLeader === true && acceptable[leader] === 1
      ? { leader, how: 'clean' }
      : electLeader({ replicas, isr: wish.isr, elr, lastKnownElr, leader }, acceptable, wish.election);
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
    isSame(known, lastKnownElr);
  if (same) return null;
  const partition: PartitionRegistration = {
    replicas,
    isr,
    elr,
    lastKnownElr: known,
    leader: elected.leader,
    leaderEpoch: elected.leader === leader ? before.leaderEpoch : before.leaderEpoch + 1,
    partitionEpoch: before.partitionEpoch + 1,
    recovering,
  };
  return { partition, elected };
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((node, i) => node === others[i]);
}
