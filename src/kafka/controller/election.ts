import { at } from '../../sim/column.ts';
import { ELECTION_HOW } from '../observations.ts';
import { effectiveMinIsr } from '../replica-set.ts';

/** Any clean leader, and a valid one stays. */
export const ONLINE = 0;
/** The first replica of the assignment if it is valid, else as `ONLINE`. */
export const PREFERRED = 1;
/** As `ONLINE`, but if nothing else is left a live replica outside the ISR is taken, and records may be lost. */
export const UNCLEAN = 2;
export type Election = typeof ONLINE | typeof PREFERRED | typeof UNCLEAN;

export const NO_LEADER = -1;

/** The part of a partition's state on which an election looks. Members are nodes. */
export interface Electorate {
  /** In order of preference. */
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
  /** Before the election; −1 = none. */
  readonly leader: number;
}

/** 1 by node: registered, not fenced, not shutting down. */
export type Acceptable = { readonly [node: number]: number };

export interface Elected {
  /** −1 = none. */
  readonly leader: number;
  readonly how: (typeof ELECTION_HOW)[number];
}

/** The place of `how` in the observation's table. */
export function electionCode(how: (typeof ELECTION_HOW)[number]): number {
  return ELECTION_HOW.indexOf(how);
}

/** The leader may lack records that were committed; the ISR shrinks to it, and it is recovering. */
export function isUnclean(how: (typeof ELECTION_HOW)[number]): boolean {
  return how === 'unclean' || how === 'last-known';
}

/**
 * Chooses the leader of a partition. Logs are never compared: the first valid replica of the assignment wins.
 *
 * @remarks
 * A leader that stays in the ISR is 'clean'. An eligible replica outside the ISR leads only when the ISR is empty, and the last
 * known leader only when nobody is eligible either, even where unclean elections are forbidden. Absent eligible
 * replicas are not waited for when the election is `UNCLEAN`.
 *
 * @see KIP-966; `PartitionChangeBuilder#electLeader`
 */
export function electLeader(electorate: Electorate, acceptable: Acceptable, election: Election): Elected {
  const { replicas, isr, elr, lastKnownElr, leader } = electorate;
  const preferred = replicas.length === 0 ? NO_LEADER : at(replicas, 0);
  if (election === PREFERRED && preferred !== leader && isValid(preferred)) {
    return { leader: preferred, how: isr.includes(preferred) ? 'preferred' : 'elr' };
  }
  if (isValid(leader)) return { leader, how: isr.includes(leader) ? 'clean' : 'elr' };
  for (const replica of replicas) {
    if (isValid(replica)) return { leader: replica, how: isr.includes(replica) ? 'clean' : 'elr' };
  }
  const known = lastKnownElr.length === 1 ? at(lastKnownElr, 0) : NO_LEADER;
  if (isr.length === 0 && elr.length === 0 && isAcceptable(known)) return { leader: known, how: 'last-known' };
  if (election === UNCLEAN) {
    for (const replica of replicas) {
      if (isAcceptable(replica)) return { leader: replica, how: 'unclean' };
    }
  }
  return { leader: NO_LEADER, how: 'none' };

  function isAcceptable(replica: number): boolean {
    return replica !== NO_LEADER && acceptable[replica] === 1;
  }
  function isValid(replica: number): boolean {
    return isAcceptable(replica) && (isr.length === 0 ? elr.includes(replica) : isr.includes(replica));
  }
}

/**
 * The eligible leader replicas after the ISR has become `nextIsr`, in ascending order.
 *
 * @remarks
 * While the ISR is below min ISR nothing is committed, so whoever was in it when it still had that size holds
 * everything that is. With min ISR reached nobody outside is needed.
 *
 * @param uncleanlyStopped - nodes that came back without the end of their logs
 * @see KIP-966; `PartitionChangeBuilder#maybePopulateTargetElr`
 */
export function nextElr(
  before: Electorate,
  nextIsr: readonly number[],
  minInSyncReplicas: number,
  uncleanlyStopped: readonly number[],
): number[] {
  if (nextIsr.length >= effectiveMinIsr(minInSyncReplicas, before.replicas.length)) return [];
  return union(before.elr, before.isr).filter((node) => !nextIsr.includes(node) && !uncleanlyStopped.includes(node));
}

/**
 * The members that are known to have been in the ISR since it fell below min ISR, and are not eligible any more.
 *
 * @remarks
 * Kafka keeps this list only with its internal setting `useLastKnownLeaderInBalancedRecovery` off. By default, and in
 * the running model, `lastKnownElr` remembers the last leader instead (`nextLastKnownLeader`).
 */
export function nextLastKnownMembers(
  before: Electorate,
  nextIsr: readonly number[],
  minInSyncReplicas: number,
  elr: readonly number[],
): number[] {
  if (nextIsr.length >= effectiveMinIsr(minInSyncReplicas, before.replicas.length)) return [];
  const candidates = union(union(before.elr, before.isr), before.lastKnownElr);
  return candidates.filter((node) => !nextIsr.includes(node) && !elr.includes(node));
}

/**
 * Remembers the leader when a partition loses it together with its last ISR member, and forgets it when there is one.
 *
 * @see `PartitionChangeBuilder#maybeUpdateLastKnownLeader`
 */
export function nextLastKnownLeader(
  before: Electorate,
  nextIsr: readonly number[],
  nextLeader: number,
): readonly number[] {
  if (nextLeader !== NO_LEADER) return [];
  return nextIsr.length === 0 && before.isr.length > 0 ? [before.leader] : before.lastKnownElr;
}

function union(some: readonly number[], others: readonly number[]): number[] {
  const all = some.slice();
  for (const node of others) if (!all.includes(node)) all.push(node);
  return all.sort((a, b) => a - b);
}
