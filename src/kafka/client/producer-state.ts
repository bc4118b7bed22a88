import { NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { constant, FLOAT_ARRAY, frozen, listOf, NUMBER, NUMBERS, nullable, shape } from '../../sim/shape.ts';
import type { ClusterPlan } from '../cluster.ts';
import type { ProducerSetup } from '../setup.ts';
import { createNetworkClient, NEVER, type NetworkClient, networkForm } from './client-state.ts';
import { knownPartitions } from './metadata.ts';
import { createStickyPartition, type StickyPartition } from './partitioner.ts';
import { type ProducerConfig, resolveProducerConfig } from './producer-config.ts';

/**
 * A producer: the application that calls send, the accumulator with a queue of batches for each partition, and the
 * sender that drains them. `slot` is a place in `batches`.
 *
 * @see `KafkaProducer`, `RecordAccumulator`, `Sender`, `TransactionManager` in Apache Kafka
 */
export interface ProducerState {
  readonly actor: 'producer';
  readonly node: number;
  readonly topic: number;
  plan: ClusterPlan;
  setup: ProducerSetup;
  config: ProducerConfig;
  /** What the next instance is made from, while this one closes for it. */
  nextSetup: ProducerSetup | null;
  /** Number of this client instance; the first has the number that `createProducer` was given. */
  session: number;
  /** Instances started so far. */
  instances: number;
  /** `DOWN`, `RUNNING`, `CLOSING`, `REPLACING`. */
  life: number;
  net: NetworkClient;
  workload: Workload;
  /** Calls of send in this session. */
  callIndex: number;
  /** Calls that wait for metadata or memory, in order; those before `waitingHead` are done. */
  waiting: WaitingCall[];
  waitingHead: number;

  /** By slot; batches with outcome and not on the wire leave their slot free. */
  batches: ProducerBatch[];
  freeSlots: number[];
  /** By number of the partition within the topic. */
  partitions: (PartitionQueue | null)[];
  /** By leader's node: places in `partitions` whose queue is not empty; last list: no leader known. */
  pending: number[][];
  /** Version of the metadata by which `pending` is arranged. */
  arrangedBy: number;
  /** Bytes of buffer.memory that are free. */
  bufferFree: number;
  sticky: StickyPartition;
  /** What of 10,000 bytes is expected to remain where batches are compressed. @see `CompressionRatioEstimator` */
  ratio: number;
  /** Batches without outcome. */
  unfinished: number;
  /** By node, for partitioner.availability.timeout.ms: last time with data to send, last time it took some; µs. */
  readyAt: Float64Array;
  drainedAt: Float64Array;

  /** −1 = none yet, or idempotence is off. */
  producerId: number;
  producerEpoch: number;
  /** 1 while InitProducerId is on its way. */
  askingProducerId: number;
  /** InitProducerId is not sent before, µs. */
  producerIdAllowedAt: number;
  producerIdFailures: number;
  /** 1 = the next send raises the epoch first. */
  epochBumpRequired: number;
  /** Partitions whose last sequence numbers nobody knows the fate of. */
  unresolvedCount: number;

  senderTimer: number;
  senderAt: number;
  /** delivery.timeout.ms and max.block.ms. */
  expiryTimer: number;
  expiryAt: number;
  graceTimer: number;

  /** Records of all sessions, by outcome. */
  produced: number;
  acked: number;
  unknown: number;
  refused: number;
  forgotten: number;
  /** From batch creation to the last ack, µs. */
  latencyUs: number;
}

/** `life` of a producer. */
export const DOWN = 0;
export const RUNNING = 1;
/** Flushes, and then the process ends. */
export const CLOSING = 2;
/** Flushes, and then a new instance with `nextSetup` begins. */
export const REPLACING = 3;

/** What the application sends by itself. */
export interface Workload {
  /** Random stream `workload`; −1 before the first start. */
  stream: number;
  timer: number;
  /** Number of the next arrival (even arrivals: its time is start + number × period). */
  next: number;
  /** Records sent by the workload so far, which gives the next key's turn. */
  sent: number;
  /** 1 = for good. */
  stopped: number;
  /** By key: index of its text, hash with the sign bit cleared, length in bytes. Filled as keys come. */
  keyTexts: number[];
  keyHashes: number[];
  keyBytes: number[];
}

/** A call of send that has not returned yet. */
export interface WaitingCall {
  readonly uid: number;
  /** Place in `partitions` that the application asked for, −1 = none. */
  readonly place: number;
  /** Hash of the key with the sign bit cleared, −1 = no key. */
  readonly keyHash: number;
  readonly keyBytes: number;
  readonly size: number;
  /** max.block.ms is over, µs. */
  readonly deadline: number;
}

export interface ProducerBatch {
  /** Of the world. */
  partition: number;
  /** Place in `partitions`. */
  place: number;
  uids: number[];
  /** Bytes of each record in the batch. */
  recordBytes: number[];
  /** Bytes of the whole batch. */
  bytes: number;
  /** Bytes that it may grow to, which it holds of buffer.memory. */
  limit: number;
  /** Place in `CODECS` of how it is compressed, 0 = not; and what of 10,000 bytes is then expected to remain. */
  readonly codec: number;
  readonly ratio: number;
  /** Bytes that it gives back to buffer.memory. */
  reserved: number;
  /** µs; delivery.timeout.ms counts from here. */
  createdAt: number;
  /** 1 = takes no more records. */
  closed: number;
  /** Times it went back into the queue. */
  attempts: number;
  /** Times it was sent. */
  sent: number;
  /** Not sent again before, µs. */
  backoffUntil: number;
  /** Newest leader epoch seen by this batch, and `attempts` then: a new leader is tried at once (KIP-951). */
  leaderEpoch: number;
  attemptsAtLeaderChange: number;
  /** Number in the world's table, −1 until it is drained. */
  batch: number;
  /** Number under which it is on the wire, −1 = not. */
  onWire: number;
  producerId: number;
  producerEpoch: number;
  /** −1 = none. */
  baseSequence: number;
  /** 1 = got new sequence numbers, and was not sent with them yet. */
  isReset: number;
  /** 1 = an attempt ended so that it may be in the log. */
  maybeStored: number;
  /** 1 = made by splitting a batch that was too large. */
  isSplit: number;
  /** 1 = the application has been told. */
  done: number;
}

export interface PartitionQueue {
  /** Of the world. */
  partition: number;
  /** Slots that wait to be sent, retries in front. */
  queue: number[];
  /** Slots of batches on the wire. */
  onWire: number[];
  /** Slots of batches with sequence numbers and without outcome, in order of their sequence. */
  sequenced: number[];
  /** Node in whose `pending` list it stands, −1 = none. */
  listedAt: number;
  /** 1 while its one batch is on the wire (max.in.flight 1). */
  muted: number;
  /** 1 once it has had a batch. */
  isUsed: number;
  /** Producer id and epoch that its sequence numbers count in. */
  producerId: number;
  producerEpoch: number;
  nextSequence: number;
  /** −1 = none. */
  lastAckedSequence: number;
  /** 1 = a batch that had been sent expired: nobody knows whether its sequence numbers are used. */
  isUnresolved: number;
  /** 1 = begins at sequence 0 when the epoch is raised. */
  restarts: number;
}

const workloadForm = shape<Workload>({
  stream: NUMBER,
  timer: NUMBER,
  next: NUMBER,
  sent: NUMBER,
  stopped: NUMBER,
  keyTexts: NUMBERS,
  keyHashes: NUMBERS,
  keyBytes: NUMBERS,
});

const batchForm = shape<ProducerBatch>({
  partition: NUMBER,
  place: NUMBER,
  uids: NUMBERS,
  recordBytes: NUMBERS,
  bytes: NUMBER,
  limit: NUMBER,
  codec: NUMBER,
  ratio: NUMBER,
  reserved: NUMBER,
  createdAt: NUMBER,
  closed: NUMBER,
  attempts: NUMBER,
  sent: NUMBER,
  backoffUntil: NUMBER,
  leaderEpoch: NUMBER,
  attemptsAtLeaderChange: NUMBER,
  batch: NUMBER,
  onWire: NUMBER,
  producerId: NUMBER,
  producerEpoch: NUMBER,
  baseSequence: NUMBER,
  isReset: NUMBER,
  maybeStored: NUMBER,
  isSplit: NUMBER,
  done: NUMBER,
});

const partitionForm = shape<PartitionQueue>({
  partition: NUMBER,
  queue: NUMBERS,
  onWire: NUMBERS,
  sequenced: NUMBERS,
  listedAt: NUMBER,
  muted: NUMBER,
  isUsed: NUMBER,
  producerId: NUMBER,
  producerEpoch: NUMBER,
  nextSequence: NUMBER,
  lastAckedSequence: NUMBER,
  isUnresolved: NUMBER,
  restarts: NUMBER,
});

const stickyForm = shape<StickyPartition>({ partition: NUMBER, producedBytes: NUMBER });

export const producerForm = shape<ProducerState>({
  actor: constant(),
  node: NUMBER,
  topic: NUMBER,
  plan: constant(),
  setup: frozen(),
  config: constant(),
  nextSetup: frozen(),
  session: NUMBER,
  instances: NUMBER,
  life: NUMBER,
  net: networkForm,
  workload: workloadForm,
  callIndex: NUMBER,
  waiting: listOf(frozen<WaitingCall>()),
  waitingHead: NUMBER,
  batches: listOf(batchForm),
  freeSlots: NUMBERS,
  partitions: listOf(nullable(partitionForm)),
  pending: listOf(NUMBERS),
  arrangedBy: NUMBER,
  bufferFree: NUMBER,
  sticky: stickyForm,
  ratio: NUMBER,
  unfinished: NUMBER,
  readyAt: FLOAT_ARRAY,
  drainedAt: FLOAT_ARRAY,
  producerId: NUMBER,
  producerEpoch: NUMBER,
  askingProducerId: NUMBER,
  producerIdAllowedAt: NUMBER,
  producerIdFailures: NUMBER,
  epochBumpRequired: NUMBER,
  unresolvedCount: NUMBER,
  senderTimer: NUMBER,
  senderAt: NUMBER,
  expiryTimer: NUMBER,
  expiryAt: NUMBER,
  graceTimer: NUMBER,
  produced: NUMBER,
  acked: NUMBER,
  unknown: NUMBER,
  refused: NUMBER,
  forgotten: NUMBER,
  latencyUs: NUMBER,
});

/** A producer that is down. `session` is the number of its first instance. */
export function createProducer(
  plan: ClusterPlan,
  node: number,
  setup: ProducerSetup,
  topic: number,
  session: number,
): ProducerState {
  const config = resolveProducerConfig(setup.config);
  const net = createNetworkClient(plan, [topic], config.network);
  const nodes = net.connections.connection.length;
  return {
    actor: 'producer',
    node,
    topic,
    plan,
    setup,
    config,
    nextSetup: null,
    session,
    instances: 0,
    life: DOWN,
    net,
    workload: createWorkload(),
    callIndex: 0,
    waiting: [],
    waitingHead: 0,
    batches: [],
    freeSlots: [],
    partitions: [],
    pending: createPending(nodes),
    arrangedBy: -1,
    bufferFree: config.bufferMemoryBytes,
    sticky: createStickyPartition(),
    ratio: 10_000,
    unfinished: 0,
    readyAt: new Float64Array(nodes),
    drainedAt: new Float64Array(nodes),
    producerId: -1,
    producerEpoch: -1,
    askingProducerId: 0,
    producerIdAllowedAt: 0,
    producerIdFailures: 0,
    epochBumpRequired: 0,
    unresolvedCount: 0,
    senderTimer: NO_TIMER,
    senderAt: NEVER,
    expiryTimer: NO_TIMER,
    expiryAt: NEVER,
    graceTimer: NO_TIMER,
    produced: 0,
    acked: 0,
    unknown: 0,
    refused: 0,
    forgotten: 0,
    latencyUs: 0,
  };
}

/** All that a client instance holds in memory is gone; the workload and the counts of outcomes go on. */
export function forgetInstance(self: ProducerState): void {
  const nodes = self.readyAt.length;
  self.callIndex = 0;
  self.waiting = [];
  self.waitingHead = 0;
  self.batches = [];
  self.freeSlots = [];
  self.partitions = [];
  self.pending = createPending(nodes);
  self.arrangedBy = -1;
  self.bufferFree = self.config.bufferMemoryBytes;
  self.sticky = createStickyPartition();
  self.unfinished = 0;
  self.readyAt.fill(0);
  self.drainedAt.fill(0);
  self.producerId = -1;
  self.producerEpoch = -1;
  self.askingProducerId = 0;
  self.producerIdAllowedAt = 0;
  self.producerIdFailures = 0;
  self.epochBumpRequired = 0;
  self.unresolvedCount = 0;
  self.workload.timer = NO_TIMER;
  self.senderTimer = NO_TIMER;
  self.senderAt = NEVER;
  self.expiryTimer = NO_TIMER;
  self.expiryAt = NEVER;
  self.graceTimer = NO_TIMER;
}

function createWorkload(): Workload {
  return { stream: -1, timer: NO_TIMER, next: 0, sent: 0, stopped: 0, keyTexts: [], keyHashes: [], keyBytes: [] };
}

/** After metadata came: a place for each partition told; its queue is made when it is first used. */
export function takePartitions(self: ProducerState): void {
  const count = knownPartitions(self.net, self.topic);
  while (self.partitions.length < count) self.partitions.push(null);
}

/** The queue of a partition by its place, made if it was not used yet. */
export function queueAt(self: ProducerState, place: number): PartitionQueue {
  const known = self.partitions[place];
  return known === null || known === undefined ? addQueue(self, place) : known;
}

function addQueue(self: ProducerState, place: number): PartitionQueue {
  const queue = {
    partition: at(at(self.plan.topics, self.topic).partitions, place),
    queue: [],
    onWire: [],
    sequenced: [],
    listedAt: -1,
    muted: 0,
    isUsed: 0,
    producerId: -1,
    producerEpoch: -1,
    nextSequence: 0,
    lastAckedSequence: -1,
    isUnresolved: 0,
    restarts: 0,
  };
  self.partitions[place] = queue;
  return queue;
}

function createPending(nodes: number): number[][] {
  const lists: number[][] = [];
  for (let node = 0; node <= nodes; node++) lists.push([]);
  return lists;
}
