import { type Message, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { flagOf, numberOf } from '../../sim/config.ts';
import { constant, frozen, listOf, NUMBER, NUMBERS, nullable, optional, shape } from '../../sim/shape.ts';
import type { ClusterPlan } from '../cluster.ts';
import type { KafkaReply, MetadataFetchRequest, MetadataRecord, QuorumFetchRequest } from '../protocol/messages.ts';
import { createQuorum, type QuorumState, quorumForm } from '../quorum/quorum-state.ts';
import type { PartitionRegistration } from './partition-change.ts';

/**
 * A controller: its metadata log on disk, and in memory what the log says.
 *
 * @remarks A single one commits what it has written and flushed. With more of them each is a voter, and the leader of
 * their quorum is the active controller.
 * @see `QuorumController`
 */
export interface ControllerState {
  readonly actor: 'controller';
  readonly node: number;
  readonly timing: ControllerTiming;
  /** `__cluster_metadata`: the place of a record is its offset. */
  log: MetadataRecord[];
  /** What is below is on disk and known to the brokers; the rest waits for the end of the linger. */
  committed: number;
  /** By uncommitted record: `ELECTION_HOW` of the election behind it, −1 = none. */
  elections: number[];
  lingerTimer: number;
  /** Partitions as the committed records say; by partition. */
  committedPartitions: (PartitionRegistration | null)[];

  /** By partition, as the whole log says. */
  partitions: (PartitionRegistration | null)[];
  /** 1 by topic. */
  topics: number[];
  /** By topic. */
  minIsrs: number[];
  uncleanEnabled: number[];
  nextProducerId: number;
  brokers: BrokerRegistration[];
  /** 1 by node: registered, not fenced, not shutting down. */
  active: number[];

  requests: ParkedFetch[];
  answers: DelayedAnswer[];
  /** What waits behind an unanswered request of its connection. */
  queued: QueuedRequest[];
  /** Connections with a request in process. */
  busy: number[];
  stream: number;
  /** Its part in the quorum; null where it is the only controller. */
  quorum: QuorumState | null;
}

/** By node; what the controller knows of a broker. @see `BrokerRegistration`, `BrokerHeartbeatState` */
export interface BrokerRegistration {
  /** −1 = never registered. */
  brokerEpoch: number;
  incarnation: number;
  fenced: number;
  inControlledShutdown: number;
  /** When the last heartbeat came, µs. */
  lastContact: number;
  /** Up to where it has replayed the metadata. */
  metadataOffset: number;
  /** Offset behind the records that moved its leaderships away; −1 = not shutting down. */
  controlledShutdownOffset: number;
}

/** A fetch of metadata that waits for something new. */
export interface ParkedFetch {
  readonly connection: number;
  readonly correlation: number;
  readonly request: MetadataFetchRequest | QuorumFetchRequest;
  readonly timer: number;
}

/** An answer that goes out when the records behind it are committed. */
export interface DelayedAnswer {
  readonly connection: number;
  readonly correlation: number;
  readonly reply: KafkaReply;
  readonly bytes: number;
  /** It waits until everything below this offset is committed. */
  readonly offset: number;
}

export interface QueuedRequest {
  readonly connection: number;
  readonly correlation: number;
  readonly message: Message;
}

/** In µs. Never changes. */
export interface ControllerTiming {
  readonly lingerUs: number;
  readonly sessionUs: number;
  readonly balances: boolean;
  readonly balanceUs: number;
  readonly uncleanUs: number;
  readonly fetchTimeoutUs: number;
  readonly electionUs: number;
  readonly backoffUs: number;
}

/** Kinds of a controller's timers. */
export const LINGER = 1;
export const STALE_CHECK = 2;
export const BALANCE = 3;
export const UNCLEAN_CHECK = 4;
/** a = connection, b = correlation. */
export const FETCH_EXPIRY = 5;

const registrationForm = shape<BrokerRegistration>({
  brokerEpoch: NUMBER,
  incarnation: NUMBER,
  fenced: NUMBER,
  inControlledShutdown: NUMBER,
  lastContact: NUMBER,
  metadataOffset: NUMBER,
  controlledShutdownOffset: NUMBER,
});

export const controllerForm = shape<ControllerState>({
  actor: frozen(),
  node: NUMBER,
  timing: constant(),
  log: listOf(frozen<MetadataRecord>()),
  committed: NUMBER,
  elections: NUMBERS,
  lingerTimer: NUMBER,
  committedPartitions: listOf(nullable(frozen<PartitionRegistration>())),
  partitions: listOf(nullable(frozen<PartitionRegistration>())),
  topics: NUMBERS,
  minIsrs: NUMBERS,
  uncleanEnabled: NUMBERS,
  nextProducerId: NUMBER,
  brokers: listOf(registrationForm),
  active: NUMBERS,
  requests: listOf(frozen<ParkedFetch>()),
  answers: listOf(frozen<DelayedAnswer>()),
  queued: listOf(frozen<QueuedRequest>()),
  busy: NUMBERS,
  stream: NUMBER,
  quorum: optional(quorumForm),
});

/** @param voter - its number among the controllers */
export function createController(plan: ClusterPlan, voter: number): ControllerState {
  const config = plan.brokerConfig;
  const controller: ControllerState = {
    actor: 'controller',
    node: at(plan.controllers, voter),
    timing: {
      lingerUs: numberOf(config, 'controller.quorum.append.linger.ms') * 1000,
      sessionUs: numberOf(config, 'broker.session.timeout.ms') * 1000,
      balances: flagOf(config, 'auto.leader.rebalance.enable'),
      balanceUs: numberOf(config, 'leader.imbalance.check.interval.seconds') * 1_000_000,
      uncleanUs: numberOf(config, 'unclean.leader.election.interval.ms') * 1000,
      fetchTimeoutUs: numberOf(config, 'controller.quorum.fetch.timeout.ms') * 1000,
      electionUs: numberOf(config, 'controller.quorum.election.timeout.ms') * 1000,
      backoffUs: numberOf(config, 'controller.quorum.election.backoff.max.ms') * 1000,
    },
    log: [],
    committed: 0,
    elections: [],
    lingerTimer: NO_TIMER,
    committedPartitions: [],
    partitions: [],
    topics: [],
    minIsrs: [],
    uncleanEnabled: [],
    nextProducerId: 0,
    brokers: [],
    active: [],
    requests: [],
    answers: [],
    queued: [],
    busy: [],
    stream: -1,
    quorum: plan.controllers.length > 1 ? createQuorum(voter, plan.controllers.length) : null,
  };
  forgetController(controller, plan);
  return controller;
}

/** The memory of a process that has read nothing yet. */
export function forgetController(controller: ControllerState, plan: ClusterPlan): void {
  controller.elections = [];
  controller.lingerTimer = NO_TIMER;
  controller.committedPartitions = plan.replicas.map(() => null);
  controller.requests = [];
  controller.answers = [];
  controller.queued = [];
  controller.busy = [];
  forgetImage(controller, plan);
}

/** What it knows of the cluster. */
export function forgetImage(controller: ControllerState, plan: ClusterPlan): void {
  const nodes = Math.max(plan.controller, ...plan.brokers) + 1;
  controller.partitions = plan.replicas.map(() => null);
  controller.topics = plan.topics.map(() => 0);
  controller.minIsrs = plan.topics.map((topic) => numberOf(topic.config, 'min.insync.replicas'));
  controller.uncleanEnabled = plan.topics.map((topic) =>
    flagOf(topic.config, 'unclean.leader.election.enable') ? 1 : 0,
  );
  controller.nextProducerId = 0;
  controller.brokers = [];
  for (let node = 0; node < nodes; node++) controller.brokers.push(unregistered());
  controller.active = new Array<number>(nodes).fill(0);
}

export function unregistered(): BrokerRegistration {
  return {
    brokerEpoch: -1,
    incarnation: -1,
    fenced: 1,
    inControlledShutdown: 0,
    lastContact: 0,
    metadataOffset: -1,
    controlledShutdownOffset: -1,
  };
}

/** The partition as the controller has it now, committed or not; null before it was created. */
export function registrationOf(controller: ControllerState, partition: number): PartitionRegistration | null {
  return controller.partitions[partition] ?? null;
}

export function brokerOf(controller: ControllerState, node: number): BrokerRegistration {
  return at(controller.brokers, node);
}
