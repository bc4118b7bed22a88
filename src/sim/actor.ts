import type { Hash } from './hash.ts';
import type { ObservationKind } from './observation.ts';
import type { Payloads } from './payload.ts';

/** A message on a connection. Plain data, never changed after it was handed to `request` or `reply`. */
export interface Message {
  /** The system's number of this kind of message (for Kafka: the api key). */
  readonly api: number;
}

/** What a node is to others; `isolate` cuts it off from one or more of these. */
export type Role = 'server' | 'control' | 'client';

/**
 * All that a model can do. This comment is the contract.
 *
 * - **Time.** `now` is the world's time in whole µs; it does not move while a handler runs.
 * - **Node.** `node` is the actor whose handler runs. A handler acts for that node only.
 * - **Connections.** `connect` opens an ordered pipe to another node and answers its id at once; the first
 *   message waits for the handshake (one round trip). What is sent on a connection arrives in order, or the
 *   connection ends first: both ends then get `onDisconnect`, unless they closed it themselves. Nobody answers
 *   when the other machine is off or the link is cut: only the caller's own timers notice. A process that is
 *   down on a running machine refuses: `onDisconnect` after one round trip. `request` answers a correlation
 *   number, counted from 0 per connection; the peer gets `onRequest` with it and may `reply` to it once, in any
 *   order; a reply on a connection that is gone is dropped. `close` is orderly: what was sent still arrives,
 *   then the peer gets `onDisconnect`.
 * - **Timers.** `setTimer(kind, delay, a, b)` answers a handle (> 0) that is dead once the timer fired or was
 *   cancelled; keep `NO_TIMER` (0) in its place then. A timer dies with its process.
 * - **Randomness.** By stream and entity; the order of set-up does not matter.
 * - **Disk.** `write(file, position)` says that the file's content now reaches up to `position` (the caller's
 *   own measure, such as an offset; lower than before = truncated). It stands in the page cache at once, and the
 *   answer is the µs until the call returns, 0 on a healthy disk; a handler that is told more must wait with
 *   whatever depends on it. `flush(file)` puts everything on the platter, and answers the µs that it takes, for
 *   whoever waits for it. The operating system does so by itself after about 30 s.
 * - **Observations.** `observe` tells what happened. Nothing can be read back.
 * - **Crash.** A crash falls between two handlers. The process's memory, timers and unread messages are gone;
 *   what it sent before still arrives. `onCrash` is called then: it must drop everything that a process keeps in
 *   memory, and with `powerLost` everything that `flushedPosition` does not cover. After a restart `onStart` is
 *   called, with the disk as it is.
 */
export interface Context {
  readonly node: number;
  readonly now: number;
  readonly payloads: Payloads;

  connect(to: number): number;
  close(connection: number): void;
  /** True while the connection is open as far as this node knows. */
  isOpen(connection: number): boolean;
  /** The node at the other end. */
  peer(connection: number): number;
  request(connection: number, message: Message, bytes: number): number;
  reply(connection: number, correlation: number, message: Message, bytes: number): void;

  setTimer(kind: number, delayUs: number, a: number, b: number): number;
  cancelTimer(timer: number): void;

  /** Opens (once, in `onStart` or set-up) the random stream `name` of an entity; keep the index. */
  openStream(name: string, entity: number): number;
  intInclusive(stream: number, low: number, high: number): number;
  chance(stream: number, numerator: number, denominator: number): boolean;
  /** Exponential delay with this mean in µs, whole. */
  exponential(stream: number, meanUs: number): number;

  write(file: number, position: number): number;
  flush(file: number): number;
  flushedPosition(file: number): number;
  /** 0 = the disk takes writes, 1 = it is full, 2 = it reports errors. A caller asks before it writes. */
  diskFault(): number;

  observe(kind: number, a: number, b: number, c: number, d: number, e: number, f: number, bundle: number): void;

  /** New message of an application's send; answers its uid. `text` is an index in the world's table of texts. */
  newMessage(session: number, callIndex: number, destination: number, key: number, value: number, size: number): number;
  newBundle(uids: readonly number[]): number;
  /** Index of a text in the world's table; added if new. Not on hot paths. */
  text(value: string): number;

  /** Ends this process at once, when the event is over, as a kill would. */
  halt(): void;
  /** Ends this process in order (after `onStop`): connections close, the disk is flushed by the caller before. */
  exit(): void;
}

/** No timer is running. */
export const NO_TIMER = 0;

/**
 * A system's model: plain functions over its state `S`. Function tables are not part of a world.
 *
 * @remarks All state lives in `S`; `node` numbers are the world's, from 0 in order of creation.
 */
export interface Model<S> {
  readonly name: string;
  readonly observations: readonly ObservationKind[];
  fork(state: S): S;
  hash(hash: Hash, state: S): void;
  /** The process comes up: at time zero, or after a restart (incarnation > 1). */
  onStart(state: S, context: Context): void;
  onRequest(state: S, connection: number, correlation: number, message: Message, context: Context): void;
  onReply(state: S, connection: number, correlation: number, message: Message, context: Context): void;
  /** The peer, or the network, ended a connection. */
  onDisconnect(state: S, connection: number, context: Context): void;
  onTimer(state: S, kind: number, a: number, b: number, context: Context): void;
  /** An orderly stop is asked for; the model ends it with `context.exit()`, at the latest after `graceUs`. */
  onStop(state: S, graceUs: number, context: Context): void;
  /** The process of `context.node` is gone. Only memory and disk may be touched; nothing can be sent. */
  onCrash(state: S, powerLost: boolean, context: Context): void;
}
