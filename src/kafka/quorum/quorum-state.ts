import { NO_TIMER } from '../../sim/actor.ts';
import { listOf, NUMBER, NUMBERS, shape } from '../../sim/shape.ts';

/**
 * A controller as a voter of the quorum that keeps `__cluster_metadata`: Raft, where followers fetch.
 *
 * @remarks
 * On disk are the epoch and the vote (`quorum-state`) and the log up to `flushed`; the rest is memory. A flush takes
 * no time here. Left out: snapshots, changes of the voters (KIP-853), observers that wait to become voters.
 * @see KIP-595, KIP-996; `KafkaRaftClient`, `QuorumState`
 */
export interface QuorumState {
  /** Its number in `plan.controllers`. */
  readonly voter: number;
  readonly voters: number;
  role: number;
  epoch: number;
  /** Node, −1 = nobody in this epoch. */
  votedFor: number;
  /** Node that leads this epoch, −1 = not known. */
  leader: number;

  /** By offset: epoch of the record, and `ELECTION_HOW` of the election behind it, −1 = none. */
  epochs: number[];
  hows: number[];
  /** End of the log on disk; what the leader has written and not flushed waits for the end of the linger. */
  flushed: number;
  /** Records that the controller's memory has taken in. */
  applied: number;

  /** End of the role's patience: a leader to be heard of, votes to come, a back-off to end. */
  timer: number;
  /** 1 while a candidate that lost waits before it asks again. */
  backingOff: number;
  /** Elections in a row that this candidate did not win. */
  attempts: number;
  /** Follower: 1 once the leader has answered a fetch. It refuses pre-votes then. */
  heardLeader: number;
  /** By voter, of the votes asked for: 0 = no answer, 1 = granted, 2 = refused. */
  grants: number[];
  /** By voter: the connection for votes and news of epochs. */
  peers: Peer[];
  /** Follower: its fetches. */
  fetchConnection: number;
  fetchCorrelation: number;
  fetchTimer: number;

  /** Leader: offset of its first record. */
  epochStart: number;
  /** Leader, by voter: end of its log as its last fetch said, −1 = none yet. */
  ends: number[];
  /** Leader, by voter: when it fetched last, µs. */
  fetchedAt: number[];
  /** Leader: voters that have fetched since the last majority of them had, as a mask. */
  heard: number;
  checkTimer: number;
  beginTimer: number;
  /** 1 once a leader has committed its first record: it serves brokers. */
  isActive: number;
}

export interface Peer {
  connection: number;
  /** Of the request in flight, −1 = none. */
  correlation: number;
}

export const UNATTACHED = 0;
export const FOLLOWER = 1;
/** Asks whether it would be voted for. */
export const PROSPECTIVE = 2;
export const CANDIDATE = 3;
export const LEADER = 4;
/** Led this epoch, and gave up. */
export const RESIGNED = 5;

/** `role` of a voter, for the screen. */
export const QUORUM_ROLES = ['unattached', 'follower', 'prospective', 'candidate', 'leader', 'resigned'] as const;

/** Kinds of a controller's timers that are the quorum's. */
export const PATIENCE = 10;
export const CHECK_QUORUM = 11;
export const BEGIN_AGAIN = 12;
export const FETCH_AGAIN = 13;
export const LEAVE = 14;

const peerForm = shape<Peer>({ connection: NUMBER, correlation: NUMBER });

export const quorumForm = shape<QuorumState>({
  voter: NUMBER,
  voters: NUMBER,
  role: NUMBER,
  epoch: NUMBER,
  votedFor: NUMBER,
  leader: NUMBER,
  epochs: NUMBERS,
  hows: NUMBERS,
  flushed: NUMBER,
  applied: NUMBER,
  timer: NUMBER,
  backingOff: NUMBER,
  attempts: NUMBER,
  heardLeader: NUMBER,
  grants: NUMBERS,
  peers: listOf(peerForm),
  fetchConnection: NUMBER,
  fetchCorrelation: NUMBER,
  fetchTimer: NUMBER,
  epochStart: NUMBER,
  ends: NUMBERS,
  fetchedAt: NUMBERS,
  heard: NUMBER,
  checkTimer: NUMBER,
  beginTimer: NUMBER,
  isActive: NUMBER,
});

/** A voter that has never run. */
export function createQuorum(voter: number, voters: number): QuorumState {
  const quorum: QuorumState = {
    voter,
    voters,
    role: UNATTACHED,
    epoch: 0,
    votedFor: -1,
    leader: -1,
    epochs: [],
    hows: [],
    flushed: 0,
    applied: 0,
    timer: NO_TIMER,
    backingOff: 0,
    attempts: 0,
    heardLeader: 0,
    grants: [],
    peers: [],
    fetchConnection: 0,
    fetchCorrelation: -1,
    fetchTimer: NO_TIMER,
    epochStart: 0,
    ends: [],
    fetchedAt: [],
    heard: 0,
    checkTimer: NO_TIMER,
    beginTimer: NO_TIMER,
    isActive: 0,
  };
  forgetQuorum(quorum);
  return quorum;
}

/** The memory of a process that has read its disk and heard of nobody. */
export function forgetQuorum(quorum: QuorumState): void {
  quorum.role = UNATTACHED;
  quorum.leader = -1;
  quorum.epochs.length = quorum.flushed;
  quorum.hows.length = quorum.flushed;
  quorum.applied = 0;
  quorum.timer = NO_TIMER;
  quorum.backingOff = 0;
  quorum.attempts = 0;
  quorum.heardLeader = 0;
  quorum.grants = new Array<number>(quorum.voters).fill(0);
  quorum.peers = [];
  for (let voter = 0; voter < quorum.voters; voter++) quorum.peers.push({ connection: 0, correlation: -1 });
  quorum.fetchConnection = 0;
  quorum.fetchCorrelation = -1;
  quorum.fetchTimer = NO_TIMER;
  quorum.epochStart = 0;
  quorum.ends = new Array<number>(quorum.voters).fill(-1);
  quorum.fetchedAt = new Array<number>(quorum.voters).fill(0);
  quorum.heard = 0;
  quorum.checkTimer = NO_TIMER;
  quorum.beginTimer = NO_TIMER;
  quorum.isActive = 0;
}

/** Voters that decide. */
export function majorityOf(quorum: QuorumState): number {
  return Math.floor(quorum.voters / 2) + 1;
}

/** Epoch of the last record on disk, 0 of an empty log. */
export function lastEpochOf(quorum: QuorumState): number {
  return quorum.flushed === 0 ? 0 : (quorum.epochs[quorum.flushed - 1] ?? 0);
}
