import { KAFKA_OBSERVATIONS } from '../../src/kafka/observations.ts';
import type { Model } from '../../src/sim/actor.ts';
import { addBundle, addMessage, bundleCount } from '../../src/sim/payload.ts';
import { addNode, createWorld, KERNEL_OBSERVATIONS, NODE_STATUSES, observe, type World } from '../../src/sim/world.ts';
import { attachLedger, createLedger, type Ledger } from '../../src/truth/index.ts';
import type { TruthSetup } from '../../src/truth/setup.ts';

/** A world in which nothing happens but what a test says. */
export interface Scene {
  readonly world: World<null>;
  readonly ledger: Ledger;
}

const KINDS = [...KERNEL_OBSERVATIONS, ...KAFKA_OBSERVATIONS];

const MODEL: Model<null> = {
  name: 'silent',
  observations: KAFKA_OBSERVATIONS,
  fork: () => null,
  hash: () => undefined,
  onStart: () => undefined,
  onRequest: () => undefined,
  onReply: () => undefined,
  onDisconnect: () => undefined,
  onTimer: () => undefined,
  onStop: () => undefined,
  onCrash: () => undefined,
};

export const CONTROLLER = 0;
export const B1 = 1;
export const B2 = 2;
export const B3 = 3;
export const PRODUCER = 4;
export const CONSUMER = 5;
export const LEADER = 0;
export const FOLLOWER = 1;
export const HOW = { clean: 0, elr: 1, 'last-known': 2, unclean: 3, preferred: 4, none: 5, initial: 6 } as const;
export const WHY = { 'no-committed-offset': 0, 'out-of-range': 1, diverged: 2, committed: 3 } as const;

export interface Options {
  readonly minInsyncReplicas?: number;
  readonly uncleanAllowed?: boolean;
  readonly strictMinIsr?: boolean;
  readonly elr?: boolean;
  readonly truncation?: string;
  /** The leader of orders-0 coordinates the group. */
  readonly coordinated?: boolean;
}

/** Three brokers with orders-0, a producer, and a group g1 of one consumer. Nobody leads yet. */
export function emptyScene(options: Options = {}): Scene {
  const world = createWorld(MODEL, null, 1, { latencyUs: 1000, jitterUs: 0, bandwidth: 0 });
  addNode(world, 'controller-1', 'control');
  for (const broker of [1, 2, 3]) addNode(world, `broker-${broker}`, 'server');
  addNode(world, 'p1', 'client');
  addNode(world, 'g1-1', 'client');
  const setup: TruthSetup = {
    partitions: [
      {
        name: 'orders-0',
        topic: 0,
        replicas: [B1, B2, B3],
        minInsyncReplicas: options.minInsyncReplicas ?? 1,
        uncleanAllowed: options.uncleanAllowed ?? false,
        internal: false,
      },
    ],
    groups: [{ name: 'g1', topics: [0], coordinatedBy: options.coordinated === true ? 0 : -1 }],
    versions: {
      strictMinIsr: options.strictMinIsr ?? true,
      elr: options.elr ?? true,
      truncation: options.truncation ?? 'on-fetch',
    },
  };
  const ledger = createLedger(setup, MODEL.observations);
  attachLedger(world, ledger);
  return { world, ledger };
}

/** The same, formed: all run, broker 1 leads in epoch 0, all are in sync. */
export function formedScene(options: Options = {}): Scene {
  const scene = emptyScene(options);
  for (const node of [CONTROLLER, B1, B2, B3, PRODUCER, CONSUMER]) status(scene, node, 'up');
  elect(scene, B1, 0, 'initial');
  isr(scene, [B1, B2, B3]);
  lead(scene, B1, 0);
  tell(scene, 'client-started', CONSUMER, [0, 0]);
  tell(scene, 'group-state', B1, [0, 3, 1, 1]);
  return scene;
}

/** An observation by name; each is an event of its own. */
export function tell(scene: Scene, name: string, node: number, values: readonly number[], bundle = -1): void {
  const kind = KINDS.findIndex((one) => one.name === name);
  if (kind < 0) throw new Error(`no observation is called ${name}`);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = values;
  scene.world.handled += 1;
  observe(scene.world, kind, node, a, b, c, d, e, f, bundle);
}

/** Several observations of one event. */
export function together(scene: Scene, ...parts: readonly (() => void)[]): void {
  const { handled } = scene.world;
  for (const part of parts) {
    scene.world.handled = handled;
    part();
  }
}

export function pass(scene: Scene, us: number): void {
  scene.world.now += us;
}

export function status(scene: Scene, node: number, name: (typeof NODE_STATUSES)[number]): void {
  const state = scene.world.nodes[node];
  if (state !== undefined) state.status = name;
  tell(scene, 'node-status', node, [NODE_STATUSES.indexOf(name), 1]);
}

let partitionEpoch = 0;

export function elect(scene: Scene, leader: number, epoch: number, how: keyof typeof HOW = 'clean'): void {
  partitionEpoch += 1;
  tell(scene, 'elected', CONTROLLER, [0, leader, epoch, HOW[how], -1, partitionEpoch]);
}

export function maskOf(brokers: readonly number[]): number {
  return brokers.reduce((mask, broker) => mask | (1 << (broker - 1)), 0);
}

/** The ISR at the controller. */
export function isr(scene: Scene, brokers: readonly number[]): void {
  partitionEpoch += 1;
  tell(scene, 'isr', CONTROLLER, [0, maskOf(brokers), 1, partitionEpoch, -1, 0]);
}

export function elr(scene: Scene, brokers: readonly number[]): void {
  partitionEpoch += 1;
  tell(scene, 'elr', CONTROLLER, [0, maskOf(brokers), 0, partitionEpoch]);
}

/** The ISR as a leader knows it, with what it proposed. */
export function leaderIsr(
  scene: Scene,
  leader: number,
  epoch: number,
  brokers: readonly number[],
  maximal: readonly number[] = brokers,
): void {
  tell(scene, 'isr', leader, [0, maskOf(brokers), 0, partitionEpoch, epoch, maskOf(maximal)]);
}

export function lead(scene: Scene, node: number, epoch: number, highWatermark = 0, logEnd = 0): void {
  tell(scene, 'leading', node, [0, epoch, logEnd, highWatermark, partitionEpoch]);
}

let calls = 0;

export interface CallOptions {
  readonly key?: number;
  readonly callIndex?: number;
  readonly session?: number;
}

/** One call of send; answers its uid. */
export function call(scene: Scene, options: CallOptions = {}): number {
  const { key = -1, session = 0, callIndex = calls++ } = options;
  const { world } = scene;
  const uid = addMessage(world.payloads, PRODUCER, session, callIndex, 0, key, -1, 100, world.now);
  tell(scene, 'produced', PRODUCER, [uid, session, callIndex, 0, 0, key]);
  return uid;
}

export interface BatchOptions {
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly sequence?: number;
}

export function closeBatch(scene: Scene, uids: readonly number[], options: BatchOptions = {}): number {
  const { producerId = -1, producerEpoch = -1, sequence = -1 } = options;
  const bundle = addBundle(scene.world.payloads, uids);
  tell(scene, 'batch-closed', PRODUCER, [0, producerId, producerEpoch, sequence, uids.length, 100], bundle);
  return bundle;
}

export function send(scene: Scene, bundle: number, to = B1, connection = 7): void {
  tell(scene, 'sent', PRODUCER, [0, 0, to, connection, 0, 1], bundle);
}

/** A call in a batch of its own that has been sent. */
export function sendOne(
  scene: Scene,
  call_: CallOptions = {},
  batch: BatchOptions = {},
): { uid: number; bundle: number } {
  const uid = call(scene, call_);
  const bundle = closeBatch(scene, [uid], batch);
  send(scene, bundle);
  return { uid, bundle };
}

export function append(
  scene: Scene,
  node: number,
  baseOffset: number,
  bundle: number,
  epoch = 0,
  role: number = node === B1 ? LEADER : FOLLOWER,
): void {
  const count = bundleCount(scene.world.payloads, bundle);
  tell(scene, 'appended', node, [0, baseOffset, epoch, role, count, epoch], bundle);
}

export function ship(scene: Scene, to: number, from: number, until: number, leader = B1, connection = 20 + to): void {
  tell(scene, 'shipped', leader, [0, to, from, until, connection]);
}

export function mark(scene: Scene, node: number, to: number, epoch = 0, role: number = LEADER): void {
  tell(scene, 'hw-moved', node, [0, epoch, 0, to, role]);
}

export function acked(scene: Scene, bundle: number, baseOffset: number, acks = 1, from = B1): void {
  tell(scene, 'acked', PRODUCER, [0, 0, baseOffset, 1, acks, from], bundle);
}

export function outcome(scene: Scene, name: 'unknown' | 'refused' | 'fire-and-forget', bundle: number): void {
  tell(scene, name, PRODUCER, [0, 0, -1, 1, 1], bundle);
}

export function truncate(scene: Scene, node: number, from: number, to: number, reason = 0): void {
  tell(scene, 'truncated', node, [0, from, to, reason, 0]);
}

export function loseTail(scene: Scene, node: number, from: number, to: number, destroyed = 0): void {
  tell(scene, 'log-lost', node, [0, from, to, destroyed]);
}

export function deliver(scene: Scene, uid: number, offset: number, ownership = 1, member = CONSUMER): void {
  tell(scene, 'delivered', member, [uid, 0, 0, offset, ownership, member]);
}

export function process(scene: Scene, uid: number, offset: number, ownership = 1, member = CONSUMER): void {
  tell(scene, 'processed', member, [uid, 0, 0, offset, ownership, member]);
}

export function commit(scene: Scene, offset: number, member = CONSUMER): void {
  tell(scene, 'position-committed', B1, [0, 0, offset, 1, member, 0]);
}

export function reset(scene: Scene, offset: number, why: keyof typeof WHY, before = -1): void {
  tell(scene, 'position-reset', CONSUMER, [0, 0, offset, WHY[why], before, CONSUMER]);
}

/** A message that is written, replicated, committed and confirmed at `offset`. */
export function settled(scene: Scene, offset: number, call_: CallOptions = {}): { uid: number; bundle: number } {
  const sent = sendOne(scene, call_);
  append(scene, B1, offset, sent.bundle);
  for (const follower of [B2, B3]) {
    ship(scene, follower, offset, offset + 1);
    append(scene, follower, offset, sent.bundle);
  }
  mark(scene, B1, offset + 1);
  for (const follower of [B2, B3]) mark(scene, follower, offset + 1, 0, FOLLOWER);
  acked(scene, sent.bundle, offset, -1);
  return sent;
}
