import type { KafkaSetup } from '../../src/kafka/index.ts';
import { checkConfig, ERROR_NAMES, SETTINGS } from '../../src/kafka/index.ts';
import type { Reading } from '../../src/scenario/compile.ts';
import type { Host } from '../../src/scenario/run.ts';
import type { System, VerbTable } from '../../src/scenario/system.ts';
import type { Account, Witness } from '../../src/scenario/witness.ts';
import type { Context, Message, Model } from '../../src/sim/actor.ts';
import { at } from '../../src/sim/column.ts';
import { FAULTS } from '../../src/sim/faults/index.ts';
import { startNode } from '../../src/sim/node-life.ts';
import type { ObservationKind } from '../../src/sim/observation.ts';
import { NUMBERS, shape } from '../../src/sim/shape.ts';
import { addNode, createWorld, FIRST_SYSTEM_KIND, KERNEL_OBSERVATIONS, type World } from '../../src/sim/world.ts';

/**
 * A messaging system that can just do enough for a script to be tried on it: each producer sends to the first broker,
 * which answers. Its documents look like those of Kafka.
 */
export interface FakeState {
  readonly setup: KafkaSetup;
  /** By node: messages called, connection, 1 after the producers were stopped. */
  calls: number[];
  connections: number[];
  stopped: number[];
}

const form = shape<FakeState>({
  setup: { fork: (value) => value, hash: () => undefined, same: true },
  calls: NUMBERS,
  connections: NUMBERS,
  stopped: NUMBERS,
});

export const PRODUCED = FIRST_SYSTEM_KIND;
export const ACKED = FIRST_SYSTEM_KIND + 1;
export const SENT_BY_HAND = FIRST_SYSTEM_KIND + 2;

const KINDS: readonly ObservationKind[] = [
  { name: 'produced', fields: ['uid', 'partition'], key: false },
  { name: 'acked', fields: ['partition', 'error', 'from', 'how'], key: false },
  { name: 'sent-by-hand', fields: ['count'], key: true },
];

interface Send extends Message {
  readonly bundle: number;
}

const SEND = 0;
const TICK = 1;

const model: Model<FakeState> = {
  name: 'fake',
  observations: KINDS,
  fork: form.fork,
  hash: form.hash,
  onStart: (state, context) => {
    const producer = producerOf(state, context.node);
    if (producer === undefined) return;
    state.connections[context.node] = context.connect(1);
    context.setTimer(TICK, producer.rate.perUs, 0, 0);
  },
  onRequest: (_, connection, correlation, message, context) => context.reply(connection, correlation, message, 10),
  onReply: (_, __, ___, message, context) => {
    if (isSend(message)) context.observe(ACKED, 0, 0, 1, 0, 0, 0, message.bundle);
  },
  onDisconnect: (state, _, context) => {
    if (producerOf(state, context.node) !== undefined) state.connections[context.node] = 0;
  },
  onTimer: (state, _, __, ___, context) => {
    const producer = producerOf(state, context.node);
    if (producer === undefined || state.stopped[context.node] === 1) return;
    send(state, context);
    context.setTimer(TICK, producer.rate.perUs, 0, 0);
  },
  onStop: (_, __, context) => context.exit(),
  onCrash: () => undefined,
};

function send(state: FakeState, context: Context): void {
  const { node } = context;
  const call = at(state.calls, node);
  state.calls[node] = call + 1;
  const uid = context.newMessage(0, call, 0, -1, -1, 10);
  context.observe(PRODUCED, uid, 0, 0, 0, 0, 0, -1);
  if (at(state.connections, node) === 0) state.connections[node] = context.connect(1);
  const message: Send = { api: SEND, bundle: context.newBundle([uid]) };
  context.request(at(state.connections, node), message, 10);
}

function isSend(message: Message): message is Send {
  return 'bundle' in message;
}

function producerOf(state: FakeState, node: number): KafkaSetup['producers'][number] | undefined {
  return state.setup.producers[node - 1 - state.setup.brokers];
}

const OWN_VERBS: readonly VerbTable[] = [
  {
    name: 'send',
    target: 'none',
    group: 'client',
    aims: ['client'],
    parameters: {
      producer: { type: 'target', default: '', required: true },
      count: { type: 'count', default: 1 },
      key: { type: 'text', default: '' },
      size: { type: 'size', default: '' },
      kind: { type: 'choice', default: 'plain', choices: ['plain', 'fancy'] },
    },
    ends: false,
  },
];

export const FAKE: System<FakeState, KafkaSetup> = {
  name: 'kafka',
  observations: [...KERNEL_OBSERVATIONS, ...KINDS],
  apis: { 0: 'Produce', 1: 'Fetch' },
  errors: ERROR_NAMES,
  fieldKind: (event, field) => {
    if (field === 'partition') return 'partition';
    if (field === 'uid') return 'uid';
    if (field === 'error') return 'error';
    if (field === 'how') return ['clean', 'unclean'];
    return field === 'from' || (event === 'node-status' && field === 'x') ? 'node' : 'number';
  },
  settings: SETTINGS,
  checkConfig,
  verbs: [...FAULTS.map(({ begin: _, end, ...table }) => ({ ...table, ends: end !== null })), ...OWN_VERBS],
  begin: (world, name, given) => {
    if (name === 'send') {
      for (const node of given.nodes) world.nodes[node]?.name;
      return null;
    }
    const verb = FAULTS.find((one) => one.name === name);
    return verb === undefined ? { code: 'verb.unknown', parameters: {} } : verb.begin(world, given);
  },
  end: (world, name, given) => FAULTS.find((one) => one.name === name)?.end?.(world, given),
  mutants: ['truncate-hw'],
  versions: { strictMinIsr: true, elr: true },
  versionChoices: {},
  createWorld: (setup, seed) => {
    const count = 1 + setup.brokers + setup.producers.length;
    const state: FakeState = {
      setup,
      calls: new Array(count).fill(0),
      connections: new Array(count).fill(0),
      stopped: new Array(count).fill(0),
    };
    const world = createWorld(model, state, seed, setup.link);
    addNode(world, 'controller-1', 'control');
    for (let broker = 1; broker <= setup.brokers; broker++) addNode(world, `broker-${broker}`, 'server');
    for (const { id } of setup.producers) addNode(world, id, 'client');
    return world;
  },
  startWorld: (world) => {
    for (let node = 0; node < world.nodes.length; node++) startNode(world, node);
  },
  names: () => ({ partitions: ['orders-0'], topics: ['orders'], groups: ['billing'] }),
  resolveRole,
  stopProducers: (world) => {
    world.state.stopped.fill(1);
  },
  settleBoundUs: () => 5_000_000,
};

function resolveRole(world: World<FakeState>, role: string, args: readonly string[]): readonly number[] {
  const named = (name: string): number[] => {
    const node = world.nodes.findIndex((one) => one.name === name);
    return node < 0 ? [] : [node];
  };
  switch (role) {
    case 'leader':
      return world.nodes[1]?.status === 'up' ? [1] : [];
    case 'follower':
      return named(`broker-${1 + Number(args[1])}`);
    case 'followers':
      return [2, 3];
    case 'replicas':
    case 'isr':
      return [1, 2, 3];
    case 'controller':
      return [0];
    case 'producer':
      return named(args[0] ?? '');
    default:
      return [];
  }
}

/** Counts what was produced and acked; nothing is open when all is answered or a second has passed. */
export interface FakeWitness extends Witness {
  readonly state: { produced: number; acked: number; breached: boolean };
}

export function fakeWitness(world: World<FakeState>, state = { produced: 0, acked: 0, breached: false }): FakeWitness {
  return {
    state,
    onObservation: (kind, _, a) => {
      if (kind === PRODUCED) state.produced += 1;
      else if (kind === ACKED) state.acked += 1;
      if (kind === PRODUCED && a === 999_999) state.breached = true;
    },
    facts: (resolve) => ({
      now: () => world.now,
      atRisk: () => state.produced - state.acked,
      hw: (_, node) => resolve(node),
      leo: (_, node) => resolve(node),
      isrSize: () => 3,
      lag: () => 0,
    }),
    isBreached: () => state.breached,
    isSettled: () => state.produced === state.acked,
    account: (_, stuck): Account => ({
      counters: { produced: state.produced, acked: state.acked, stuck: stuck ? 1 : 0 },
      where: { 'page-cache': 0 },
      partitions: { 'orders-0': { unavailableMs: 0 } },
      groups: { billing: { maxLag: 0 } },
      breaches: [],
      findings: {},
    }),
  };
}

export const FAKE_HOST: Host<FakeState, FakeWitness> = {
  system: FAKE,
  witness: (world) => fakeWitness(world),
  forkWitness: ({ state }, world) => fakeWitness(world, { ...state }),
};

export const FAKE_READING: Reading = {
  systems: [FAKE],
  vocabulary: {
    counters: ['produced', 'acked', 'ackedLost', 'duplicated', 'stuck'],
    places: ['page-cache', 'truncated-after-election'],
    invariants: ['log-matching'],
    ofPartition: ['unavailableMs'],
    ofGroup: ['maxLag'],
  },
};

/** A small document that is right in every part; give what differs. */
export function documentWith(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    format: 'mqscope/1',
    id: 'small',
    title: { en: 'Small', zh: '小' },
    system: 'kafka',
    seed: 7,
    duration: '10s',
    cluster: { brokers: 3 },
    topics: [{ name: 'orders', partitions: 1, replicas: [[1, 2, 3]], config: { 'min.insync.replicas': 1 } }],
    producers: [{ id: 'checkout', topic: 'orders', rate: '1/100ms', config: { acks: '1' } }],
    groups: [
      {
        id: 'billing',
        topics: ['orders'],
        members: [{ id: 'billing-1', processing: '2ms' }],
        config: { 'enable.auto.commit': false },
      },
    ],
    script: [],
    expect: [{ verdict: 'ackedLost', max: 0 }],
    ...changes,
  };
}
