/**
 * Guards with an off switch: what if this rule did not exist? Off by default; each must be caught by a test.
 */
export interface Mutants {
  /** The controller takes the leader epoch it had instead of the next. */
  readonly reuseLeaderEpoch: boolean;
  /** A follower truncates to its own high watermark instead of by epoch. */
  readonly truncateHw: boolean;
  /** A follower truncates to the end that the leader gives, whichever epoch the leader means. */
  readonly truncateKip101: boolean;
  /** The high watermark counts the confirmed ISR only. */
  readonly noMaximalIsr: boolean;
  /** A replica may join the ISR below the start of the leader's epoch. */
  readonly expandBelowLeso: boolean;
  /** The leader does not compare the fetcher's leader epoch with its own. */
  readonly unfencedFetch: boolean;
  /** A follower takes an answer that was meant for another offset or epoch. */
  readonly staleFetchResponse: boolean;
  /** What a leader knew of its followers is kept over a new epoch. */
  readonly keepFollowerState: boolean;
  /** A follower takes the leader's high watermark even beyond its own log. */
  readonly hwBeyondLeo: boolean;
  /** AlterPartition may leave the leader out. */
  readonly isrWithoutLeader: boolean;
  /** The high watermark moves below min ISR although the version forbids it. */
  readonly hwBelowMinIsr: boolean;
  /** acks=all is answered at the local append. */
  readonly ackAtAppend: boolean;
  /** Brokers ignore sequence numbers. */
  readonly noSeqCheck: boolean;
  /** A retried batch goes behind the next one, with new sequence numbers. */
  readonly retryBehindNext: boolean;
  /** The last stable offset is not bounded by the high watermark. */
  readonly lsoIgnoresHw: boolean;
  /** AlterPartition takes a proposal that knows an older state of the partition. */
  readonly noPartitionEpoch: boolean;
  /** AlterPartition takes a member of which the leader knows an earlier life. */
  readonly noBrokerEpoch: boolean;
  /** A replica that comes back without the end of its log stays eligible. */
  readonly lastReplicaTrusted: boolean;
  /** A fenced broker stays in its ISRs. */
  readonly keepFenced: boolean;
  /** Eligible replicas stay eligible when the ISR is large enough again. */
  readonly keepElr: boolean;
  /** A controller that leads goes on though no majority of the voters fetches from it. */
  readonly noCheckQuorum: boolean;
  /** A voter forgets for whom it has voted in an epoch. */
  readonly voteTwice: boolean;
  /** A voter does not compare the candidate's log with its own. */
  readonly voteAnyLog: boolean;
  /** The leader of the quorum does not look at the epoch of a voter's last record. */
  readonly metadataNoDivergence: boolean;
  /** The cleaner takes the latest record of a key for a stale one. */
  readonly compactDropsLatest: boolean;
  /** The cleaner closes the holes that it makes. */
  readonly compactRenumbers: boolean;
}

/** Names as scenarios and the screen use them. */
export const MUTANTS: Readonly<Record<string, keyof Mutants>> = {
  'reuse-leader-epoch': 'reuseLeaderEpoch',
  'truncate-hw': 'truncateHw',
  'truncate-kip101': 'truncateKip101',
  'no-maximal-isr': 'noMaximalIsr',
  'expand-below-leso': 'expandBelowLeso',
  'unfenced-fetch': 'unfencedFetch',
  'stale-fetch-response': 'staleFetchResponse',
  'keep-follower-state': 'keepFollowerState',
  'hw-beyond-leo': 'hwBeyondLeo',
  'isr-without-leader': 'isrWithoutLeader',
  'hw-below-min-isr': 'hwBelowMinIsr',
  'ack-at-append': 'ackAtAppend',
  'no-seq-check': 'noSeqCheck',
  'retry-behind-next': 'retryBehindNext',
  'lso-ignores-hw': 'lsoIgnoresHw',
  'no-partition-epoch': 'noPartitionEpoch',
  'no-broker-epoch': 'noBrokerEpoch',
  'last-replica-trusted': 'lastReplicaTrusted',
  'keep-fenced': 'keepFenced',
  'keep-elr': 'keepElr',
  'no-check-quorum': 'noCheckQuorum',
  'vote-twice': 'voteTwice',
  'vote-any-log': 'voteAnyLog',
  'metadata-no-divergence': 'metadataNoDivergence',
  'compact-drops-latest': 'compactDropsLatest',
  'compact-renumbers': 'compactRenumbers',
};

export const NO_MUTANTS: Mutants = {
  reuseLeaderEpoch: false,
  truncateHw: false,
  truncateKip101: false,
  noMaximalIsr: false,
  expandBelowLeso: false,
  unfencedFetch: false,
  staleFetchResponse: false,
  keepFollowerState: false,
  hwBeyondLeo: false,
  isrWithoutLeader: false,
  hwBelowMinIsr: false,
  ackAtAppend: false,
  noSeqCheck: false,
  retryBehindNext: false,
  lsoIgnoresHw: false,
  noPartitionEpoch: false,
  noBrokerEpoch: false,
  lastReplicaTrusted: false,
  keepFenced: false,
  keepElr: false,
  noCheckQuorum: false,
  voteTwice: false,
  voteAnyLog: false,
  metadataNoDivergence: false,
  compactDropsLatest: false,
  compactRenumbers: false,
};

/** Unknown names are the scenario's mistake and were reported before. */
export function mutantsOf(names: readonly string[]): Mutants {
  const chosen: Record<keyof Mutants, boolean> = { ...NO_MUTANTS };
  for (const name of names) {
    const field = MUTANTS[name];
    if (field !== undefined) chosen[field] = true;
  }
  return chosen;
}
