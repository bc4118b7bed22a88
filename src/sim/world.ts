import type { Message, Model, Role } from './actor.ts';
import { assert } from './assert.ts';
import { forkInts, getInt, type IntColumn, intColumn, pushPair } from './column.ts';
import { closeHole, createEventHeap, type EventHeap, forkEventHeap } from './event-heap.ts';
import { createHash, forkHash, type Hash, hashText, mixInt, mixNumber, mixPlain } from './hash.ts';
import type { Listener, ObservationKind } from './observation.ts';
import { createPayloads, type Payloads, payloadsForm } from './payload.ts';
import { createStreams, forkStreams, hash32, type Streams } from './random.ts';
import { FLAG, FLOAT_ARRAY, frozen, listOf, NUMBER, NUMBERS, nullable, shape, TEXT } from './shape.ts';

/**
 * Everything that a run's future depends on. Plain data; forked by sharing what never changes.
 *
 * @remarks `model`, `listener`, `interrupted` and `journal` are the host's and take no part in hash.
 */
export interface World<S> {
  readonly model: Model<S>;
  listener: Listener | null;
  /** Set by a listener: `runWorld` returns when the event in progress has been handled. */
  interrupted: boolean;
  /** By event `seq`. Null where nobody will ask for causes (sweeps). */
  journal: Journal | null;
  state: S;
  /** The link that two nodes have when no fault changes it. */
  readonly link: LinkDefaults;
  now: number;
  /** Number of model events put in so far; the next one gets it as its `seq`. */
  seq: number;
  /** Number of model events handled so far. */
  handled: number;
  /** Events handled at this instant, against livelock. */
  atThisInstant: number;
  /** `seq` of the event in progress, or −1 − index of the command in progress. */
  cause: number;
  commands: number;
  heap: EventHeap;
  nodes: NodeState[];
  connections: (Connection | null)[];
  stalled: Stalled[];
  armed: ArmedReset[];
  faults: OpenFault[];
  /** Nodes that asked for their orderly end in the event in progress; −1 − node for one that halts. */
  exits: number[];
  streams: Streams;
  payloads: Payloads;
  texts: Texts;
  chain: Hash;
  /** True in exploration: events of one instant and band are shuffled. */
  shuffle: boolean;
}

export type NodeStatus = 'up' | 'stopping' | 'stopped' | 'crashed' | 'off';

export interface NodeState {
  readonly name: string;
  readonly role: Role;
  status: NodeStatus;
  /** Raised at each end and each start of the process; what belongs to another one is dropped. */
  incarnation: number;
  /** Number of open `pause` faults. */
  paused: number;
  /** What came while paused, in order. */
  deferred: Deferred[];
  /** Grace in µs of a `stop` that came while paused; −1 = none. */
  heldStopUs: number;
  /** Events put in for this node so far (for `tie`). */
  received: number;
  /** Connections opened to node n so far, by n. */
  opened: number[];
  /** Extra µs of each disk operation; 0 on a healthy disk. */
  diskLatencyUs: number;
  /** `DISK_GOOD`, or why it refuses writes. */
  diskFault: number;
  /** When the disk has done what it was given. */
  diskFreeAt: number;
  files: FileState[];
  /** 1 while a write-back pass is scheduled. */
  writeBack: number;
}

/** `diskFault` of a node. */
export const DISK_GOOD = 0;
export const DISK_FULL = 1;
export const DISK_FAILED = 2;

export interface FileState {
  /** End of the file in the page cache. */
  position: number;
  /** End of what is on the platter. */
  flushed: number;
  /** `position` at the last write-back passes, newest first. */
  marks: Float64Array;
}

export interface Deferred {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly incarnation: number;
  readonly cause: number;
  readonly payload: Message | null;
  /** Slot that a timer keeps, so that its handle still names it after the pause; −1 for what arrived. */
  readonly slot: number;
}

/** An ordered pipe in each direction: 0 = from the opener, 1 = to the opener. */
export interface Connection {
  readonly from: number;
  readonly to: number;
  /** Hash of (from, to, how many there were between the two before): the entity of its random draws. */
  readonly key: number;
  readonly fromIncarnation: number;
  /** −1 until the first segment was accepted. */
  toIncarnation: number;
  /** 1 while this end's process holds it. */
  openFrom: number;
  openTo: number;
  /** 1 after a reset: nothing that is under way arrives. */
  broken: number;
  /** Handshake done, µs. */
  readyAt: number;
  nextCorrelation: number;
  /** Correlation whose reply will be lost, with the connection; −1 none. */
  doomed: number;
  latency0: number;
  latency1: number;
  jitter0: number;
  jitter1: number;
  /** Bytes per second; 0 = no limit. */
  bandwidth0: number;
  bandwidth1: number;
  /** Number of open faults that cut this direction. */
  cut0: number;
  cut1: number;
  segments0: number;
  segments1: number;
  /** When the line has sent what it was given (bandwidth). */
  lineFree0: number;
  lineFree1: number;
  arrival0: number;
  arrival1: number;
  /** Nothing is handed over before (a retransmission is due). */
  holdUntil0: number;
  holdUntil1: number;
  /** Segments under way. */
  underWay: number;
  /** Segments that reached a machine without power. */
  lost0: number;
  lost1: number;
}

/** A segment that stands before a cut. */
export interface Stalled {
  readonly connection: number;
  readonly direction: number;
  readonly since: number;
  readonly kind: number;
  readonly correlation: number;
  readonly cause: number;
  readonly payload: Message | null;
}

/** `reset-connection`, waiting for its request. */
export interface ArmedReset {
  readonly from: number;
  readonly to: number;
  readonly when: 'before-delivery' | 'after-processing' | 'mid';
  /** −1 = any. */
  readonly api: number;
  readonly fault: number;
  left: number;
}

/** A fault that is in force, as the command that began it. */
export interface OpenFault {
  /** Index of the command. */
  readonly command: number;
  readonly verb: string;
  /** Ordered pairs of nodes (from, to) that it concerns, flat; empty for node faults. */
  readonly links: readonly number[];
  readonly nodes: readonly number[];
  readonly cut: boolean;
  /** µs; −1 = left as it is. */
  readonly latency: number;
  readonly jitter: number;
}

/** What each event was, by `seq`, in pairs: kind and node in one number, then the cause. */
export type Journal = IntColumn;

/** Node of event `seq`. */
export function journalNode(journal: Journal, seq: number): number {
  return getInt(journal, seq * 2) & 0xffffff;
}

/** Kind (`EVENT_KINDS`) of event `seq`. */
export function journalKind(journal: Journal, seq: number): number {
  return getInt(journal, seq * 2) >> 24;
}

/** Cause of event `seq`: the `seq` of another event, or −1 − index of a command. */
export function journalCause(journal: Journal, seq: number): number {
  return getInt(journal, seq * 2 + 1);
}

/** Names, keys and values that were met in this world, each once. */
export interface Texts {
  list: string[];
  /** Index by text. Only for `context.text`, set-up and commands. */
  index: Map<string, number>;
}

const fileForm = shape<FileState>({ position: NUMBER, flushed: NUMBER, marks: FLOAT_ARRAY });

const nodeForm = shape<NodeState>({
  name: TEXT,
  role: frozen(),
  status: frozen(),
  incarnation: NUMBER,
  paused: NUMBER,
  deferred: listOf(frozen<Deferred>()),
  heldStopUs: NUMBER,
  received: NUMBER,
  opened: NUMBERS,
  diskLatencyUs: NUMBER,
  diskFault: NUMBER,
  diskFreeAt: NUMBER,
  files: listOf(fileForm),
  writeBack: NUMBER,
});

const connectionForm = shape<Connection>({
  from: NUMBER,
  to: NUMBER,
  key: NUMBER,
  fromIncarnation: NUMBER,
  toIncarnation: NUMBER,
  openFrom: NUMBER,
  openTo: NUMBER,
  broken: NUMBER,
  readyAt: NUMBER,
  nextCorrelation: NUMBER,
  doomed: NUMBER,
  latency0: NUMBER,
  latency1: NUMBER,
  jitter0: NUMBER,
  jitter1: NUMBER,
  bandwidth0: NUMBER,
  bandwidth1: NUMBER,
  cut0: NUMBER,
  cut1: NUMBER,
  segments0: NUMBER,
  segments1: NUMBER,
  lineFree0: NUMBER,
  lineFree1: NUMBER,
  arrival0: NUMBER,
  arrival1: NUMBER,
  holdUntil0: NUMBER,
  holdUntil1: NUMBER,
  underWay: NUMBER,
  lost0: NUMBER,
  lost1: NUMBER,
});

const armedForm = shape<ArmedReset>({
  from: NUMBER,
  to: NUMBER,
  when: frozen(),
  api: NUMBER,
  fault: NUMBER,
  left: NUMBER,
});

const textsForm = shape<Texts>({
  list: listOf(TEXT),
  index: { fork: (index) => new Map(index), hash: () => undefined, same: false },
});

/** Fields of a world that are not the host's and not the system's. */
const kernelForm = shape<Omit<World<unknown>, 'model' | 'listener' | 'interrupted' | 'journal' | 'state' | 'link'>>({
  now: NUMBER,
  seq: NUMBER,
  handled: NUMBER,
  atThisInstant: NUMBER,
  cause: NUMBER,
  commands: NUMBER,
  heap: { fork: forkEventHeap, hash: hashHeap, same: false },
  nodes: listOf(nodeForm),
  connections: listOf(nullable(connectionForm)),
  stalled: listOf(frozen<Stalled>()),
  armed: listOf(armedForm),
  faults: listOf(frozen<OpenFault>()),
  exits: NUMBERS,
  streams: { fork: forkStreams, hash: hashStreams, same: false },
  payloads: payloadsForm,
  texts: textsForm,
  chain: { fork: forkHash, hash: () => undefined, same: false },
  shuffle: FLAG,
});

/** The link that two nodes have when no fault changes it. */
export interface LinkDefaults {
  readonly latencyUs: number;
  readonly jitterUs: number;
  /** Bytes per second, 0 = no limit. */
  readonly bandwidth: number;
}

export function createWorld<S>(model: Model<S>, state: S, seed: number, link: LinkDefaults): World<S> {
  return {
    model,
    listener: null,
    interrupted: false,
    journal: intColumn(),
    state,
    link,
    now: 0,
    seq: 0,
    handled: 0,
    atThisInstant: 0,
    cause: 0,
    commands: 0,
    heap: createEventHeap(),
    nodes: [],
    connections: [null],
    stalled: [],
    armed: [],
    faults: [],
    exits: [],
    streams: createStreams(seed),
    payloads: createPayloads(),
    texts: { list: [], index: new Map() },
    chain: createHash(),
    shuffle: false,
  };
}

/** A second world that goes on by itself. Listeners stay with the first. */
export function forkWorld<S>(world: World<S>): World<S> {
  const kernel = kernelForm.fork(world);
  return {
    ...kernel,
    model: world.model,
    link: world.link,
    listener: null,
    interrupted: false,
    journal: world.journal === null ? null : forkInts(world.journal),
    state: world.model.fork(world.state),
  };
}

/** The hash of the run so far: the chain of all that happened, with the whole state. 16 hex digits. */
export function worldHash<S>(world: World<S>): string {
  const hash = forkHash(world.chain);
  kernelForm.hash(hash, world);
  world.model.hash(hash, world.state);
  return hashText(hash);
}

/** The chain of all that happened alone, without a look at the state: what thousands of runs are compared by. */
export function chainHash<S>(world: World<S>): string {
  return hashText(world.chain);
}

/** Adds a node, down, and answers its number. */
export function addNode<S>(world: World<S>, name: string, role: Role): number {
  assert(
    world.nodes.every((node) => node.name !== name),
    'node names differ',
  );
  world.nodes.push({
    name,
    role,
    status: 'stopped',
    incarnation: 0,
    paused: 0,
    deferred: [],
    heldStopUs: -1,
    received: 0,
    opened: [],
    diskLatencyUs: 0,
    diskFault: DISK_GOOD,
    diskFreeAt: 0,
    files: [],
    writeBack: 0,
  });
  return world.nodes.length - 1;
}

export function nodeNamed<S>(world: World<S>, name: string): number {
  return world.nodes.findIndex((node) => node.name === name);
}

export function isRunning(state: NodeState): boolean {
  return state.status === 'up' || state.status === 'stopping';
}

/** Index of a text in the world's table; added if it is new. */
export function textIndex<S>(world: World<S>, value: string): number {
  const known = world.texts.index.get(value);
  if (known !== undefined) return known;
  world.texts.list.push(value);
  world.texts.index.set(value, world.texts.list.length - 1);
  return world.texts.list.length - 1;
}

/** Kernel kinds of events; `TIMER` and the deliveries reach an actor, the others are the kernel's own. */
export const DELIVER_REQUEST = 1;
export const DELIVER_REPLY = 2;
export const DISCONNECT = 3;
export const TIMER = 4;
export const WRITE_BACK = 5;

/** Names of event kinds, for lists and reports. */
export const EVENT_KINDS: readonly string[] = ['', 'request', 'reply', 'disconnect', 'timer', 'write-back'];

/** Observations of the kernel itself. A system's own kinds start at `FIRST_SYSTEM_KIND`. */
export const FAULT_BEGIN = 0;
export const FAULT_END = 1;
export const NODE_STATUS = 2;
export const REQUEST_LOST = 3;
export const REPLY_LOST = 4;
export const FLUSHED = 5;
export const CONNECTION_ENDED = 6;
export const FIRST_SYSTEM_KIND = 8;

export const NODE_STATUSES: readonly NodeStatus[] = ['up', 'stopping', 'stopped', 'crashed', 'off'];

export const KERNEL_OBSERVATIONS: readonly ObservationKind[] = [
  { name: 'fault-begin', fields: ['command'], key: true },
  { name: 'fault-end', fields: ['command'], key: true },
  { name: 'node-status', fields: ['status', 'incarnation'], key: true },
  { name: 'request-lost', fields: ['connection', 'correlation', 'api', 'to'], key: true },
  { name: 'reply-lost', fields: ['connection', 'correlation', 'api', 'to'], key: true },
  { name: 'flushed', fields: ['file', 'from', 'to'], key: false },
  { name: 'connection-ended', fields: ['connection', 'peer'], key: false },
  { name: 'reserved', fields: [], key: false },
];

/** Tells what happened: into the running hash always, and to the listener if there is one. */
export function observe<S>(
  world: World<S>,
  kind: number,
  node: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
  bundle: number,
): void {
  const chain = world.chain;
  let low = Math.imul(chain.low ^ ((kind << 16) | node), 0x9e3779b1);
  low = Math.imul(((low << 13) | (low >>> 19)) ^ a, 0x85ebca6b);
  low = Math.imul(((low << 13) | (low >>> 19)) ^ b, 0xc2b2ae35);
  low = Math.imul(((low << 13) | (low >>> 19)) ^ c, 0x9e3779b1);
  low = Math.imul(((low << 13) | (low >>> 19)) ^ d, 0x85ebca6b);
  low = Math.imul(((low << 13) | (low >>> 19)) ^ e, 0xc2b2ae35);
  low = Math.imul(((low << 13) | (low >>> 19)) ^ f, 0x9e3779b1);
  low = Math.imul(((low << 13) | (low >>> 19)) ^ bundle, 0x85ebca6b);
  chain.low = low ^ (low >>> 15);
  chain.high = (Math.imul(chain.high, 0xc2b2ae35) + chain.low) | 0;
  if (world.listener !== null) world.listener.onObservation(kind, node, a, b, c, d, e, f, bundle);
}

/** Gives the next event its `seq` and its place in the journal, and fills the slot's common columns. */
export function stamp<S>(world: World<S>, slot: number, band: number, kind: number, node: number): void {
  const { heap } = world;
  const seq = world.seq;
  world.seq = seq + 1;
  heap.band[slot] = band;
  heap.seq[slot] = seq;
  heap.kind[slot] = kind;
  heap.node[slot] = node;
  heap.cause[slot] = world.cause;
  if (world.shuffle) {
    const state = world.nodes[node];
    assert(state !== undefined, 'an event is for a node that is there');
    heap.tie[slot] = hash32(world.streams.seed, 0x7469_6500, node, state.received);
    state.received += 1;
  } else {
    heap.tie[slot] = 0;
  }
  const journal = world.journal;
  if (journal !== null) pushPair(journal, (kind << 24) | node, world.cause);
}

function hashHeap(hash: Hash, heap: EventHeap): void {
  closeHole(heap);
  mixInt(hash, heap.size);
  const order = Array.from(heap.slots.subarray(0, heap.size));
  order.sort((x, y) => (heap.seq[x] ?? 0) - (heap.seq[y] ?? 0));
  for (const slot of order) {
    mixNumber(hash, heap.times[heap.position[slot] ?? 0] ?? 0);
    mixInt(hash, heap.seq[slot] ?? 0);
    mixInt(hash, heap.kind[slot] ?? 0);
    mixInt(hash, heap.node[slot] ?? 0);
    mixInt(hash, heap.incarnation[slot] ?? 0);
    mixInt(hash, heap.a[slot] ?? 0);
    mixInt(hash, heap.b[slot] ?? 0);
    mixInt(hash, heap.c[slot] ?? 0);
    mixPlain(hash, heap.payload[slot] ?? null);
  }
}

function hashStreams(hash: Hash, streams: Streams): void {
  mixInt(hash, streams.seed | 0);
  mixInt(hash, streams.count);
  mixPlain(hash, streams.fields.subarray(0, streams.count * 5));
}
