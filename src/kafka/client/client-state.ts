import type { Message } from '../../sim/actor.ts';
import { NO_TIMER } from '../../sim/actor.ts';
import { constant, FLOAT_ARRAY, frozen, INT_ARRAY, listOf, NUMBER, NUMBERS, shape } from '../../sim/shape.ts';
import type { ClusterPlan } from '../cluster.ts';
import { UNKNOWN_TOPIC_OR_PARTITION } from '../protocol/errors.ts';

/** A moment that never comes, µs. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * What a client believes about the cluster, from Metadata replies and from hints in other replies (KIP-951).
 *
 * @see `org.apache.kafka.clients.Metadata`, `MetadataSnapshot`
 */
export interface ClientMetadata {
  /** Topics that this client asks for. */
  topics: number[];
  /** By partition of the world: node, −1 = no leader known. */
  leaders: Int32Array;
  /** By partition: highest leader epoch seen, −1 = none. */
  leaderEpochs: Int32Array;
  /** By partition: error of the last Metadata reply; UNKNOWN_TOPIC_OR_PARTITION until the first one. */
  errors: Int32Array;
  /** Nodes to ask: the bootstrap list at first, then the brokers of the last reply. */
  brokers: number[];
  /** Raised when a leader, an epoch or an error has changed. */
  version: number;
  /** When the last good reply came, µs; −1 = never. */
  refreshedAt: number;
  /** 1 = somebody wants an update before its time. */
  wanted: number;
  /** No request before this moment (back-off), µs. */
  allowedAt: number;
  /** Requests in a row that failed. */
  failures: number;
  /** Replies in a row that told nothing new. */
  equivalents: number;
  /** Node that was asked and has not answered, −1 = none. */
  asking: number;
  /** Since when an update is being tried in vain, µs; −1 = not. After `rebootstrapUs` the bootstrap list is taken. */
  tryingSince: number;
}

/** A request without an answer. Never changed. */
export interface InFlight {
  readonly node: number;
  readonly connection: number;
  readonly correlation: number;
  readonly message: Message;
  /** The sender's own number, to know the request again. */
  readonly tag: number;
  readonly sentAt: number;
  /** µs. */
  readonly deadline: number;
}

/** `phase` of a connection. */
export const CLOSED = 0;
/** Opened, and ApiVersions was sent. */
export const CONNECTING = 1;
export const READY = 2;

/**
 * Connections of a client to brokers, one a node; by node throughout. The last place is one more connection, which a
 * consumer keeps to its group's coordinator, so that no long poll stands before a heartbeat.
 */
export interface Connections {
  /** Node at the other end: the place itself, but for the last. */
  target: Int32Array;
  /** Connection number, 0 = none. */
  connection: Int32Array;
  phase: Int32Array;
  /** No new attempt before, µs. */
  backoffUntil: Float64Array;
  /** Ends in a row without a ready connection between them. */
  failures: Int32Array;
  /** Set-ups in a row that failed. */
  setupFailures: Int32Array;
  lastAttempt: Float64Array;
  /** In the order sent. */
  inFlight: InFlight[][];
}

/**
 * The part of a client that talks to brokers.
 *
 * @see `NetworkClient`, `ClusterConnectionStates`, `InFlightRequests` in Apache Kafka
 */
export interface NetworkClient {
  plan: ClusterPlan;
  settings: NetworkSettings;
  /** Random stream `client`; −1 before the first start. */
  stream: number;
  metadata: ClientMetadata;
  connections: Connections;
  /** The one running timer, and when it is due. */
  timer: number;
  wakeAt: number;
}

/** Client keys that concern connections and metadata; all times in µs. */
export interface NetworkSettings {
  readonly maxInFlight: number;
  readonly requestTimeoutUs: number;
  readonly retryBackoffUs: number;
  readonly retryBackoffMaxUs: number;
  readonly reconnectBackoffUs: number;
  readonly reconnectBackoffMaxUs: number;
  readonly setupTimeoutUs: number;
  readonly setupTimeoutMaxUs: number;
  readonly metadataMaxAgeUs: number;
  readonly rebootstrapUs: number;
}

export const metadataForm = shape<ClientMetadata>({
  topics: NUMBERS,
  leaders: INT_ARRAY,
  leaderEpochs: INT_ARRAY,
  errors: INT_ARRAY,
  brokers: NUMBERS,
  version: NUMBER,
  refreshedAt: NUMBER,
  wanted: NUMBER,
  allowedAt: NUMBER,
  failures: NUMBER,
  equivalents: NUMBER,
  asking: NUMBER,
  tryingSince: NUMBER,
});

export const connectionsForm = shape<Connections>({
  target: INT_ARRAY,
  connection: INT_ARRAY,
  phase: INT_ARRAY,
  backoffUntil: FLOAT_ARRAY,
  failures: INT_ARRAY,
  setupFailures: INT_ARRAY,
  lastAttempt: FLOAT_ARRAY,
  inFlight: listOf(listOf(frozen<InFlight>())),
});

export const networkForm = shape<NetworkClient>({
  plan: constant(),
  settings: constant(),
  stream: NUMBER,
  metadata: metadataForm,
  connections: connectionsForm,
  timer: NUMBER,
  wakeAt: NUMBER,
});

export function createNetworkClient(
  plan: ClusterPlan,
  topics: readonly number[],
  settings: NetworkSettings,
): NetworkClient {
  return {
    plan,
    settings,
    stream: -1,
    metadata: createMetadata(plan, topics),
    connections: createConnections(plan),
    timer: NO_TIMER,
    wakeAt: NEVER,
  };
}

/** Nothing is known yet: every partition is unknown, and the bootstrap list names all brokers. */
export function createMetadata(plan: ClusterPlan, topics: readonly number[]): ClientMetadata {
  const partitions = plan.partitionTopic.length;
  return {
    topics: topics.slice(),
    leaders: new Int32Array(partitions).fill(-1),
    leaderEpochs: new Int32Array(partitions).fill(-1),
    errors: new Int32Array(partitions).fill(UNKNOWN_TOPIC_OR_PARTITION),
    brokers: plan.brokers.slice(),
    version: 0,
    refreshedAt: -1,
    wanted: 1,
    allowedAt: 0,
    failures: 0,
    equivalents: 0,
    asking: -1,
    tryingSince: -1,
  };
}

export function createConnections(plan: ClusterPlan): Connections {
  let nodes = 0;
  for (const node of plan.brokers) nodes = Math.max(nodes, node + 1);
  nodes += 1;
  const inFlight: InFlight[][] = [];
  for (let node = 0; node < nodes; node++) inFlight.push([]);
  return {
    target: Int32Array.from({ length: nodes }, (_, node) => (node < nodes - 1 ? node : -1)),
    connection: new Int32Array(nodes),
    phase: new Int32Array(nodes),
    backoffUntil: new Float64Array(nodes),
    failures: new Int32Array(nodes),
    setupFailures: new Int32Array(nodes),
    lastAttempt: new Float64Array(nodes).fill(-1),
    inFlight,
  };
}
