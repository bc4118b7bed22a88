import { NO_TIMER } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import { numberOf, textOf } from '../../sim/config.ts';
import { constant, frozen, listOf, NUMBER, NUMBERS, nullable, optional, shape } from '../../sim/shape.ts';
import type { ClusterPlan } from '../cluster.ts';
import { type CoordinatorState, coordinatorForm, createCoordinator } from '../coordinator/coordinator-state.ts';
import type { AlterPartitionRequest, FetchRequest, OffsetForLeaderEpochRequest } from '../protocol/messages.ts';
import { TRUNCATIONS } from '../setup.ts';
import { NEVER_MS } from '../storage/storage-config.ts';
import { type Channels, channelsForm, createChannels } from './channel.ts';
import { createMetadataImage, type MetadataImage, metadataImageForm } from './metadata-image.ts';
import { createReplica, type LeaderRules, type Replica, replicaForm } from './replica.ts';

/** A broker: its disk (logs, checkpoints, the marker of an orderly stop) and the memory of its process. */
export interface BrokerState {
  readonly actor: 'broker';
  readonly node: number;
  /** Node of the active controller as far as this broker knows; −1 = it has not heard of one. */
  controller: number;
  /** What it knows of the quorum; null where there is a single controller. */
  observer: QuorumObserver | null;
  readonly timing: BrokerTiming;
  readonly rules: LeaderRules;
  readonly following: FollowerRules;
  /** Racks by node if consumers are sent to replicas in their own (KIP-392), else null. */
  readonly racks: readonly string[] | null;
  /** By partition; null where this broker has no replica. */
  replicas: (Replica | null)[];
  /** On disk: broker epoch of the last orderly stop, −1 after any other end. @see `CleanShutdownFileHandler` */
  cleanShutdownEpoch: number;

  channels: Channels;
  /** Channels that may take their next request. */
  ready: number[];
  /** What is to be completed at the end of the event, see `work.ts`. */
  work: number[];
  /** Writes of a coordinator that are decided: token and error; flat. */
  decided: number[];
  /** By node: channel of a follower's fetch that waits, −1 = none. */
  followerChannels: number[];
  /** Runs while a request waits with a deadline, until the earliest one. */
  purgatoryTimer: number;
  purgatoryAt: number;

  image: MetadataImage;
  /** 1 once the image was acted upon for the first time. */
  published: number;
  /** Connection for fetches of `__cluster_metadata`, 0 = none; and the request in flight, −1 = none. */
  metadataConnection: number;
  metadataCorrelation: number;
  metadataSentAt: number;
  /** End of waiting for an answer (kept while requests come and go), or the delay before the next connection. */
  metadataTimer: number;

  lifecycle: Lifecycle;
  alter: AlterQueue;
  /** By leader's node. */
  fetchers: (Fetcher | null)[];
  producerIds: ProducerIdBlock;
  /** By thread of the cleaner a row: partition (−1 = it has none), ms at which it began, end of its range. */
  cleaning: number[];
  coordinator: CoordinatorState;
}

/** A broker among the observers of the quorum: it has no vote, and fetches what the leader has committed. */
export interface QuorumObserver {
  /** Epoch in which `controller` leads. */
  epoch: number;
  /** 1 while the leader does not answer: the voters are asked in turn. */
  isAsking: number;
  /** Number of the voter that is asked next. */
  next: number;
  /** Node that the fetch in flight was sent to. */
  asked: number;
}

/** Intervals and limits of the broker's keys, in µs and bytes. Never changes. */
export interface BrokerTiming {
  readonly fetchWaitUs: number;
  readonly fetchMinBytes: number;
  readonly fetchMaxBytes: number;
  readonly fetchResponseMaxBytes: number;
  readonly fetchBackoffUs: number;
  readonly socketTimeoutUs: number;
  readonly checkpointUs: number;
  readonly heartbeatUs: number;
  readonly sessionUs: number;
  readonly controllerTimeoutUs: number;
  readonly quorumFetchUs: number;
  readonly lagUs: number;
  readonly retentionCheckUs: number;
  /** 0 = the flush task never comes. */
  readonly flushCheckUs: number;
  readonly cleanerBackoffUs: number;
  /** Of each thread. */
  readonly cleanerBytesPerSecond: number;
  readonly dedupeBufferBytes: number;
}

/** What a follower's rules depend on besides the partition. Never changes. */
export interface FollowerRules {
  /** One of the numbers below: ways of truncating, oldest first. */
  readonly truncation: number;
  /** Requests to leaders carry the leader epoch that the follower believes in (KIP-320). */
  readonly fences: boolean;
}

/** `truncation`, in the order of `TRUNCATIONS`. */
export const TO_HIGH_WATERMARK = 0;
export const BY_END_OFFSET = 1;
export const ON_FETCH = 4;

/** @see `BrokerLifecycleManager` */
export interface Lifecycle {
  /** One of the states below. */
  phase: number;
  /** −1 = not registered. */
  brokerEpoch: number;
  /** Number of this life of the process. */
  incarnation: number;
  connection: number;
  /** Of the request in flight, −1 = none. */
  correlation: number;
  /** Next request, or the end of waiting for an answer. */
  timer: number;
  failures: number;
  /** 1 once the first answer to a wish to shut down came. */
  askedToWait: number;
  /** Random stream of the first heartbeat and of the back-off. */
  stream: number;
}

export const NOT_RUNNING = 0;
export const STARTING = 1;
export const RECOVERY = 2;
export const RUNNING = 3;
export const PENDING_CONTROLLED_SHUTDOWN = 4;
export const SHUTTING_DOWN = 5;

/** Changes of ISRs on their way to the controller, one request at a time. @see `DefaultAlterPartitionManager` */
export interface AlterQueue {
  connection: number;
  correlation: number;
  inFlight: AlterPartitionRequest | null;
  /** Partitions with a proposal that no request carries. */
  waiting: number[];
  /** Back-off, or the end of waiting for an answer. */
  timer: number;
}

/** Fetches from one leader for all partitions that this broker follows there. @see `ReplicaFetcherThread` */
export interface Fetcher {
  readonly leader: number;
  /** Partitions that this broker follows there. */
  members: number[];
  connection: number;
  /** Of the request in flight, −1 = none. */
  correlation: number;
  request: FetchRequest | null;
  sentAt: number;
  /** Partition whose log ends the leader is asked for, −1 = none; nothing is fetched meanwhile. */
  asking: number;
  /** The question in flight where the epochs of `truncating` end; nothing is fetched meanwhile. Before KIP-595 only. */
  epochRequest: OffsetForLeaderEpochRequest | null;
  /** 1 while the disk takes what was fetched. */
  writing: number;
  /** End of waiting for an answer; kept while requests come and go. */
  timeout: number;
  /** Next partition that may be fetched again after an error. */
  backoff: number;
  /** 1 = the lists below must be made anew. */
  stale: number;
  /** Lists that the requests share; they are replaced, never changed. */
  partitions: readonly number[];
  leaderEpochs: readonly number[];
  lastEpochs: readonly number[];
  logStarts: readonly number[];
  /** Partitions that are not fetched before their logs were truncated. */
  truncating: readonly number[];
}

/** @see `RPCProducerIdManager` */
export interface ProducerIdBlock {
  next: number;
  end: number;
  connection: number;
  /** Of the request in flight, −1 = none. */
  correlation: number;
  /** Back-off, or the end of waiting for an answer. */
  timer: number;
  /** Channels, and numbers of their requests, that wait for an id; flat. */
  waiting: number[];
}

/** Kinds of a broker's timers. */
export const PURGATORY = 1;
export const LIFECYCLE_TIMER = 2;
export const METADATA_TIMEOUT = 3;
export const ALTER_TIMER = 4;
/** a = leader's node. */
export const FETCHER_TIMEOUT = 5;
/** a = leader's node: the disk has taken what was fetched. */
export const FETCHER_DISK = 6;
export const ISR_CHECK = 7;
export const CHECKPOINT = 8;
/** a = channel, b = number of its request: the disk has taken what was produced. */
export const PRODUCE_DISK = 9;
export const GRACE_OVER = 10;
export const PRODUCER_IDS_TIMER = 11;
/** a = leader's node. */
export const FETCHER_BACKOFF = 12;
export const METADATA_RETRY = 13;
export const RETENTION_CHECK = 14;
export const FLUSH_CHECK = 15;
/** a = thread of the cleaner. */
export const CLEANER = 16;

const lifecycleForm = shape<Lifecycle>({
  phase: NUMBER,
  brokerEpoch: NUMBER,
  incarnation: NUMBER,
  connection: NUMBER,
  correlation: NUMBER,
  timer: NUMBER,
  failures: NUMBER,
  askedToWait: NUMBER,
  stream: NUMBER,
});

const alterForm = shape<AlterQueue>({
  connection: NUMBER,
  correlation: NUMBER,
  inFlight: nullable(frozen<AlterPartitionRequest>()),
  waiting: NUMBERS,
  timer: NUMBER,
});

const fetcherForm = shape<Fetcher>({
  leader: NUMBER,
  members: NUMBERS,
  connection: NUMBER,
  correlation: NUMBER,
  request: nullable(frozen<FetchRequest>()),
  sentAt: NUMBER,
  asking: NUMBER,
  epochRequest: nullable(frozen<OffsetForLeaderEpochRequest>()),
  writing: NUMBER,
  timeout: NUMBER,
  backoff: NUMBER,
  stale: NUMBER,
  partitions: frozen(),
  leaderEpochs: frozen(),
  lastEpochs: frozen(),
  logStarts: frozen(),
  truncating: frozen(),
});

const producerIdForm = shape<ProducerIdBlock>({
  next: NUMBER,
  end: NUMBER,
  connection: NUMBER,
  correlation: NUMBER,
  timer: NUMBER,
  waiting: NUMBERS,
});

const observerForm = shape<QuorumObserver>({ epoch: NUMBER, isAsking: NUMBER, next: NUMBER, asked: NUMBER });

export const brokerForm = shape<BrokerState>({
  actor: frozen(),
  node: NUMBER,
  controller: NUMBER,
  observer: optional(observerForm),
  timing: constant(),
  rules: constant(),
  following: constant(),
  racks: constant(),
  replicas: listOf(nullable(replicaForm)),
  cleanShutdownEpoch: NUMBER,
  channels: channelsForm,
  ready: NUMBERS,
  work: NUMBERS,
  decided: NUMBERS,
  followerChannels: NUMBERS,
  purgatoryTimer: NUMBER,
  purgatoryAt: NUMBER,
  image: metadataImageForm,
  published: NUMBER,
  metadataConnection: NUMBER,
  metadataCorrelation: NUMBER,
  metadataSentAt: NUMBER,
  metadataTimer: NUMBER,
  lifecycle: lifecycleForm,
  alter: alterForm,
  fetchers: listOf(nullable(fetcherForm)),
  producerIds: producerIdForm,
  cleaning: NUMBERS,
  coordinator: coordinatorForm,
});

export function createBroker(plan: ClusterPlan, node: number): BrokerState {
  const replicas: (Replica | null)[] = [];
  for (let partition = 0; partition < plan.replicas.length; partition++) {
    const nodes = at(plan.replicas, partition);
    const slot = nodes.indexOf(node);
    replicas.push(slot < 0 ? null : createReplica(partition, nodes, slot));
  }
  const timing = createTiming(plan);
  return {
    actor: 'broker',
    node,
    controller: plan.controller,
    observer: createObserver(plan),
    timing,
    rules: { lagUs: timing.lagUs, strictMinIsr: plan.versions.strictMinIsr, mutants: plan.mutants },
    following: followerRules(plan),
    racks: textOf(plan.brokerConfig, 'replica.selector.class').endsWith('RackAwareReplicaSelector') ? plan.racks : null,
    replicas,
    cleanShutdownEpoch: -1,
    channels: createChannels(),
    ready: [],
    work: [],
    decided: [],
    followerChannels: byNode(plan),
    purgatoryTimer: NO_TIMER,
    purgatoryAt: 0,
    image: createMetadataImage(plan),
    published: 0,
    metadataConnection: 0,
    metadataCorrelation: -1,
    metadataSentAt: 0,
    metadataTimer: NO_TIMER,
    lifecycle: {
      phase: NOT_RUNNING,
      brokerEpoch: -1,
      incarnation: 0,
      connection: 0,
      correlation: -1,
      timer: NO_TIMER,
      failures: 0,
      askedToWait: 0,
      stream: -1,
    },
    alter: { connection: 0, correlation: -1, inFlight: null, waiting: [], timer: NO_TIMER },
    fetchers: byNode(plan).map(() => null),
    producerIds: { next: 0, end: 0, connection: 0, correlation: -1, timer: NO_TIMER, waiting: [] },
    cleaning: idleCleaner(plan),
    coordinator: createCoordinator(),
  };
}

/** A mutant takes one guard out; a version is all that brokers did in those days. */
function followerRules(plan: ClusterPlan): FollowerRules {
  const truncation = TRUNCATIONS.indexOf(plan.versions.truncation);
  const fences = truncation >= TRUNCATIONS.indexOf('kip320');
  if (plan.mutants.truncateHw) return { truncation: TO_HIGH_WATERMARK, fences };
  return { truncation: plan.mutants.truncateKip101 ? BY_END_OFFSET : truncation, fences };
}

/** Nothing is known of the quorum. */
export function createObserver(plan: ClusterPlan): QuorumObserver | null {
  return plan.controllers.length > 1 ? { epoch: 0, isAsking: 1, next: 0, asked: -1 } : null;
}

function byNode(plan: ClusterPlan): number[] {
  return new Array<number>(Math.max(plan.controller, ...plan.brokers) + 1).fill(-1);
}

function createTiming(plan: ClusterPlan): BrokerTiming {
  const ms = (key: string): number => {
    const value = numberOf(plan.brokerConfig, key);
    assert(!Number.isNaN(value), 'a broker key has its default');
    return value * 1000;
  };
  return {
    fetchWaitUs: ms('replica.fetch.wait.max.ms'),
    fetchMinBytes: numberOf(plan.brokerConfig, 'replica.fetch.min.bytes'),
    fetchMaxBytes: numberOf(plan.brokerConfig, 'replica.fetch.max.bytes'),
    fetchResponseMaxBytes: numberOf(plan.brokerConfig, 'replica.fetch.response.max.bytes'),
    fetchBackoffUs: ms('replica.fetch.backoff.ms'),
    socketTimeoutUs: ms('replica.socket.timeout.ms'),
    checkpointUs: ms('replica.high.watermark.checkpoint.interval.ms'),
    heartbeatUs: ms('broker.heartbeat.interval.ms'),
    sessionUs: ms('broker.session.timeout.ms'),
    controllerTimeoutUs: ms('controller.quorum.request.timeout.ms'),
    quorumFetchUs: ms('controller.quorum.fetch.timeout.ms'),
    lagUs: ms('replica.lag.time.max.ms'),
    retentionCheckUs: ms('log.retention.check.interval.ms'),
    flushCheckUs:
      numberOf(plan.brokerConfig, 'log.flush.scheduler.interval.ms') === NEVER_MS
        ? 0
        : ms('log.flush.scheduler.interval.ms'),
    cleanerBackoffUs: ms('log.cleaner.backoff.ms'),
    cleanerBytesPerSecond: numberOf(plan.brokerConfig, 'log.cleaner.io.max.bytes.per.second') / threadsOf(plan),
    dedupeBufferBytes: numberOf(plan.brokerConfig, 'log.cleaner.dedupe.buffer.size') / threadsOf(plan),
  };
}

/** Numbers of a row of `cleaning`. */
export const CLEANING_ROW = 3;

/** No thread of the cleaner has anything to do. */
export function idleCleaner(plan: ClusterPlan): number[] {
  return new Array<number>(threadsOf(plan) * CLEANING_ROW).fill(-1);
}

function threadsOf(plan: ClusterPlan): number {
  return numberOf(plan.brokerConfig, 'log.cleaner.threads');
}

/** The replica of a partition on this broker, null where it has none. */
export function replicaOf(broker: BrokerState, partition: number): Replica | null {
  return broker.replicas[partition] ?? null;
}
