import { NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import type { GivenConfig } from '../../sim/config.ts';
import { constant, frozen, INT_ARRAY, listOf, NUMBER, NUMBERS, nullable, shape } from '../../sim/shape.ts';
import type { ClusterPlan } from '../cluster.ts';
import type { FetchReply } from '../protocol/messages.ts';
import type { CommitStyle, MemberSetup } from '../setup.ts';
import { createNetworkClient, type NetworkClient, networkForm } from './client-state.ts';
import { type ConsumerConfig, resolveConsumerConfig } from './consumer-config.ts';
import { createMembership, type Membership, membershipForm } from './membership-state.ts';

/**
 * A consumer of a classic group, and the application around it, which polls, processes and commits in one thread.
 * Its network work and heartbeats go on beside that thread, as they do in the real client.
 *
 * @see `ClassicKafkaConsumer`, `ConsumerCoordinator`, `AbstractCoordinator`, `Fetcher`, `SubscriptionState`
 */
export interface ConsumerState {
  readonly actor: 'consumer';
  readonly node: number;
  readonly group: number;
  /** Topics subscribed. */
  readonly topics: readonly number[];
  plan: ClusterPlan;
  setup: ConsumerSetup;
  config: ConsumerConfig;
  /** What the next instance is made from, while this one closes for it. */
  nextSetup: ConsumerSetup | null;
  /** Number of this client instance; the first has the number that `createConsumer` was given. */
  session: number;
  /** Instances started so far. */
  instances: number;
  /** `DOWN`, `RUNNING`, `CLOSING`, `REPLACING`. */
  life: number;
  /** Error code of the exception that ended the application, 0 = none. */
  failure: number;
  net: NetworkClient;

  /** Where the application is (`POLL` …), and what it waits for there (`NOTHING` …). */
  step: number;
  waits: number;
  processTimer: number;
  /** When the last call of poll returned, µs. */
  polledAt: number;
  pollTimer: number;
  closeTimer: number;
  hand: Hand;
  /** µs per record; a fault may change it. */
  processingUs: number;
  /** 1 = the application hangs in the next record it takes up. */
  stuck: number;

  membership: Membership;
  assigned: AssignedPartition[];
  /** Partitions that have no valid position yet. */
  unready: number;
  /** Version of the metadata that the positions were checked against. */
  seenVersion: number;
  /** 1 while an OffsetFetch is on its way; no other before `offsetFetchAt`. */
  askingOffsets: number;
  offsetFetchAt: number;
  buffer: BufferedFetch[];
  /** By node: 1 while a Fetch is on its way there. */
  fetching: Int32Array;
  commits: Commits;

  delivered: number;
  processed: number;
}

/** What a consumer is made from. Never changed. */
export interface ConsumerSetup {
  readonly id: string;
  readonly startUs: number;
  readonly processingUs: number;
  readonly commit: CommitStyle;
  readonly config: GivenConfig;
}

/** `life` of a consumer. */
export const DOWN = 0;
export const RUNNING = 1;
/** The application ends its batch, then `close()`, and then the process ends. */
export const CLOSING = 2;
/** The same, and then a new instance with `nextSetup` begins. */
export const REPLACING = 3;
/** Up, and before its start time. */
export const WAITING_TO_START = 4;

/** `step` of the application. */
export const POLL = 0;
/** poll has returned records. */
export const BATCH_BEGIN = 1;
export const RECORD_BEGIN = 2;
export const RECORD_WORK = 3;
export const RECORD_DONE = 4;
export const RECORD_COMMIT = 5;
export const RECORD_END = 6;
export const BATCH_END = 7;
export const BATCH_COMMIT = 8;
/** Inside `close()`. */
export const CLOSE_COMMIT = 9;
export const CLOSE_LEAVE = 10;
export const CLOSED = 11;

/** `waits` of the application. */
export const NOTHING = 0;
/** In poll, for records, the group or a position. */
export const IN_POLL = 1;
/** A record is being processed. */
export const IN_PROCESSING = 2;
/** In commitSync. */
export const IN_COMMIT = 3;
/** In close, for the answer to LeaveGroup. */
export const IN_LEAVE = 4;
export const FOR_EVER = 5;

/** Records that the last poll returned; parallel lists. */
export interface Hand {
  uids: number[];
  partitions: number[];
  offsets: number[];
  /** Leader epoch of each record. */
  epochs: number[];
  ownerships: number[];
  /** The record in hand. */
  next: number;
}

/** `phase` of a partition. */
export const NEEDS_COMMITTED = 0;
export const NEEDS_RESET = 1;
export const NEEDS_VALIDATION = 2;
export const FETCHING = 3;

/** @see `SubscriptionState.TopicPartitionState` */
export interface AssignedPartition {
  readonly partition: number;
  /**
   * Number of this ownership: generation × 1,024 + node. A member that is given the same partition twice in one
   * generation has it under one number.
   */
  readonly ownership: number;
  phase: number;
  /** 1 while a request that will settle the phase is on its way. */
  asking: number;
  /** Not asked (or fetched) again before, µs. */
  retryAt: number;
  /** Offset of the next record to return; −1 = none. */
  position: number;
  /** Leader epoch of the record before it, −1 = unknown. */
  positionEpoch: number;
  /** Newest leader epoch that the position was held against. */
  leaderEpoch: number;
  /** `RESET_WHY` of the reset under way. */
  resetWhy: number;
  /** From the last fetch, −1 = none. */
  highWatermark: number;
  /** 1 while it has an entry in the buffer. */
  buffered: number;
  /** The follower to read from (KIP-392), −1 = the leader; and until when, µs. */
  preferred: number;
  preferredUntil: number;
}

/** What a fetch brought of one partition and poll has not returned yet. */
export interface BufferedFetch {
  readonly partition: number;
  readonly node: number;
  readonly reply: FetchReply;
  /** Places in the reply's flat lists. */
  next: number;
  readonly end: number;
  /** The position it goes on from. */
  offset: number;
}

/** The commit that the application, a rebalance or `close()` waits for; and what auto-commit is due. */
export interface Commits {
  /** 1 while somebody waits. */
  open: number;
  /** 1 while its request is on its way. */
  sent: number;
  /** Not sent (again) before, µs. */
  retryAt: number;
  /** Given up then, µs. */
  deadline: number;
  /** Error of the last one that was waited for. */
  error: number;
  partitions: readonly number[];
  offsets: readonly number[];
  epochs: readonly number[];
  /** 1 = a rebalance stood in the way of the application's commit; it is made up for in a poll after that. */
  owed: number;
  /** Next auto-commit, µs. */
  autoAt: number;
}

const setupForm = frozen<ConsumerSetup>();

const handForm = shape<Hand>({
  uids: NUMBERS,
  partitions: NUMBERS,
  offsets: NUMBERS,
  epochs: NUMBERS,
  ownerships: NUMBERS,
  next: NUMBER,
});

const assignedForm = shape<AssignedPartition>({
  partition: NUMBER,
  ownership: NUMBER,
  phase: NUMBER,
  asking: NUMBER,
  retryAt: NUMBER,
  position: NUMBER,
  positionEpoch: NUMBER,
  leaderEpoch: NUMBER,
  resetWhy: NUMBER,
  highWatermark: NUMBER,
  buffered: NUMBER,
  preferred: NUMBER,
  preferredUntil: NUMBER,
});

const bufferedForm = shape<BufferedFetch>({
  partition: NUMBER,
  node: NUMBER,
  reply: frozen(),
  next: NUMBER,
  end: NUMBER,
  offset: NUMBER,
});

const commitsForm = shape<Commits>({
  open: NUMBER,
  sent: NUMBER,
  retryAt: NUMBER,
  deadline: NUMBER,
  error: NUMBER,
  partitions: frozen(),
  offsets: frozen(),
  epochs: frozen(),
  owed: NUMBER,
  autoAt: NUMBER,
});

export const consumerForm = shape<ConsumerState>({
  actor: constant(),
  node: NUMBER,
  group: NUMBER,
  topics: frozen(),
  plan: constant(),
  setup: setupForm,
  config: frozen(),
  nextSetup: nullable(setupForm),
  session: NUMBER,
  instances: NUMBER,
  life: NUMBER,
  failure: NUMBER,
  net: networkForm,
  step: NUMBER,
  waits: NUMBER,
  processTimer: NUMBER,
  polledAt: NUMBER,
  pollTimer: NUMBER,
  closeTimer: NUMBER,
  hand: handForm,
  processingUs: NUMBER,
  stuck: NUMBER,
  membership: membershipForm,
  assigned: listOf(assignedForm),
  unready: NUMBER,
  seenVersion: NUMBER,
  askingOffsets: NUMBER,
  offsetFetchAt: NUMBER,
  buffer: listOf(bufferedForm),
  fetching: INT_ARRAY,
  commits: commitsForm,
  delivered: NUMBER,
  processed: NUMBER,
});

/** A member of a group of the plan. `session`: number of its first instance. */
export function createConsumer(
  plan: ClusterPlan,
  node: number,
  member: MemberSetup,
  group: number,
  session: number,
): ConsumerState {
  const { setup, topics } = at(plan.groups, group);
  const { id, startUs, processingUs, commit } = member;
  const config = { ...setup.config, ...member.config };
  return consumerFrom(plan, node, { id, startUs, processingUs, commit, config }, group, topics, session);
}

/** The same from the setup of a consumer that is there. */
export function consumerFrom(
  plan: ClusterPlan,
  node: number,
  setup: ConsumerSetup,
  group: number,
  topics: readonly number[],
  session: number,
): ConsumerState {
  const config = resolveConsumerConfig(setup.config);
  return {
    actor: 'consumer',
    node,
    group,
    topics,
    plan,
    setup,
    config,
    nextSetup: null,
    session,
    instances: 0,
    life: DOWN,
    failure: 0,
    net: createNetworkClient(plan, topics, config.network),
    step: POLL,
    waits: NOTHING,
    processTimer: NO_TIMER,
    polledAt: 0,
    pollTimer: NO_TIMER,
    closeTimer: NO_TIMER,
    hand: createHand(),
    processingUs: setup.processingUs,
    stuck: 0,
    membership: createMembership(),
    assigned: [],
    unready: 0,
    seenVersion: 0,
    askingOffsets: 0,
    offsetFetchAt: 0,
    buffer: [],
    fetching: new Int32Array(Math.max(...plan.brokers) + 1),
    commits: createCommits(),
    delivered: 0,
    processed: 0,
  };
}

export function createHand(): Hand {
  return { uids: [], partitions: [], offsets: [], epochs: [], ownerships: [], next: 0 };
}

export function createCommits(): Commits {
  return {
    open: 0,
    sent: 0,
    retryAt: 0,
    deadline: 0,
    error: 0,
    partitions: [],
    offsets: [],
    epochs: [],
    owed: 0,
    autoAt: 0,
  };
}

/** The assigned partition, null if it is not this consumer's. */
export function assignedOf(self: ConsumerState, partition: number): AssignedPartition | null {
  const { assigned } = self;
  for (let i = 0; i < assigned.length; i++) {
    const each = at(assigned, i);
    if (each.partition === partition) return each;
  }
  return null;
}
