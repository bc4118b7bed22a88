import { createBatchTable } from '../../../src/kafka/batches.ts';
import { BROKER_CONFIG } from '../../../src/kafka/broker/broker-config.ts';
import { type BrokerState, createBroker } from '../../../src/kafka/broker/broker-state.ts';
import type { ClusterPlan, KafkaState } from '../../../src/kafka/cluster.ts';
import {
  coordinatorOnTimer,
  type GroupRequest,
  handleGroupRequest,
} from '../../../src/kafka/coordinator/coordinator.ts';
import { COORDINATOR_CONFIG } from '../../../src/kafka/coordinator/coordinator-config.ts';
import { ACTIVE, type GroupState, groupOf } from '../../../src/kafka/coordinator/coordinator-state.ts';
import { createOffsetRecords } from '../../../src/kafka/coordinator/offset-records.ts';
import { NO_MUTANTS } from '../../../src/kafka/mutants.ts';
import { GROUP_STATES, KAFKA_OBSERVATIONS } from '../../../src/kafka/observations.ts';
import { errorName } from '../../../src/kafka/protocol/errors.ts';
import {
  HEARTBEAT,
  JOIN_GROUP,
  type KafkaReply,
  LEAVE_GROUP,
  OFFSET_COMMIT,
  OFFSET_FETCH,
  SYNC_GROUP,
} from '../../../src/kafka/protocol/messages.ts';
import { NEWEST } from '../../../src/kafka/setup.ts';
import type { Context, Message } from '../../../src/sim/actor.ts';
import { type ConfigValues, parseConfig } from '../../../src/sim/config.ts';
import { createPayloads } from '../../../src/sim/payload.ts';
import { FIRST_SYSTEM_KIND } from '../../../src/sim/world.ts';

/** A coordinator by itself: one broker, one group whose records go nowhere, and a clock that the test moves. */
export interface LoneCoordinator {
  readonly ctx: Context & { now: number };
  readonly state: KafkaState;
  readonly broker: BrokerState;
  /** Answers by the number of the call, null while there is none. */
  readonly answers: (KafkaReply | null)[];
  readonly timers: { id: number; at: number; kind: number; a: number; b: number }[];
  /** Observations in words: name and fields. */
  readonly told: string[];
}

export const GROUP = 0;

export function brokerConfigOf(given: Readonly<Record<string, number>>): ConfigValues {
  return parseConfig({ ...BROKER_CONFIG, ...COORDINATOR_CONFIG }, given).values;
}

export function loneCoordinator(given: Readonly<Record<string, number>> = {}): LoneCoordinator {
  const plan: ClusterPlan = {
    controller: 0,
    brokers: [1],
    topics: [],
    partitionTopic: [],
    partitionIndex: [],
    replicas: [],
    groups: [
      {
        name: 'billing',
        topics: [],
        setup: { id: 'billing', topics: [], members: [], config: {} },
        offsetsPartition: -1,
      },
    ],
    brokerConfig: brokerConfigOf(given),
    versions: NEWEST,
    mutants: NO_MUTANTS,
  };
  const state: KafkaState = {
    plan,
    batches: createBatchTable(),
    offsetRecords: createOffsetRecords(),
    actors: [],
  };
  const broker = createBroker(plan, 1);
  broker.coordinator.phase = [ACTIVE];
  const answers: (KafkaReply | null)[] = [];
  const timers: { id: number; at: number; kind: number; a: number; b: number }[] = [];
  const told: string[] = [];
  let lastTimer = 0;
  let draws = 0;
  const ctx: Context & { now: number } = {
    node: 1,
    now: 0,
    payloads: createPayloads(),
    connect: () => 1,
    close: () => undefined,
    isOpen: () => true,
    peer: (connection) => 100 + connection,
    request: () => 0,
    reply: (_connection, correlation, message) => {
      if (!isReply(message)) throw new Error('a coordinator replies');
      if (answers[correlation] !== null) throw new Error('a request is answered once');
      answers[correlation] = message;
    },
    setTimer: (kind, delay, a, b) => {
      timers.push({ id: ++lastTimer, at: ctx.now + delay, kind, a, b });
      return lastTimer;
    },
    cancelTimer: (id) => {
      const index = timers.findIndex((timer) => timer.id === id);
      if (index < 0) throw new Error('only a running timer is cancelled');
      timers.splice(index, 1);
    },
    openStream: () => 0,
    intInclusive: () => draws++,
    chance: () => false,
    exponential: () => 0,
    write: () => 0,
    flush: () => undefined,
    flushedPosition: () => 0,
    observe: (kind, ...values) => {
      const row = KAFKA_OBSERVATIONS[kind - FIRST_SYSTEM_KIND];
      if (row === undefined) throw new Error('an observation of Kafka');
      told.push(`${row.name} ${row.fields.map((field, i) => `${field}=${values[i]}`).join(' ')}`);
    },
    newMessage: () => 0,
    newBundle: () => 0,
    text: () => 0,
    exit: () => undefined,
  };
  return { ctx, state, broker, answers, timers, told };
}

/** Sends a request; answers the number of the call. */
export function call(lone: LoneCoordinator, request: GroupRequest): number {
  const number = lone.answers.length;
  lone.answers.push(null);
  handleGroupRequest(lone.state, lone.broker, number + 1, number, request, lone.ctx);
  return number;
}

/** Moves the clock by `ms`; timers fire when they are due. */
export function advance(lone: LoneCoordinator, ms: number): void {
  const end = lone.ctx.now + ms * 1000;
  for (;;) {
    const due = lone.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at || a.id - b.id)[0];
    if (due === undefined) break;
    lone.timers.splice(lone.timers.indexOf(due), 1);
    lone.ctx.now = due.at;
    coordinatorOnTimer(lone.state, lone.broker, due.kind, due.a, due.b, lone.ctx);
  }
  lone.ctx.now = end;
}

export interface JoinOptions {
  readonly session?: number;
  readonly rebalance?: number;
  readonly protocols?: readonly string[];
  readonly topics?: readonly number[];
  readonly clientId?: string;
}

/** `member` −1: the first JoinGroup, without an id. Times in ms. */
export function joinRequest(member: number, options: JoinOptions = {}): GroupRequest {
  return {
    type: 'JoinGroupRequest',
    api: JOIN_GROUP,
    group: GROUP,
    member,
    clientId: options.clientId ?? 'c',
    sessionTimeoutUs: (options.session ?? 45_000) * 1000,
    rebalanceTimeoutUs: (options.rebalance ?? 300_000) * 1000,
    protocols: options.protocols ?? ['range'],
    topics: options.topics ?? [0],
  };
}

export function join(lone: LoneCoordinator, member: number, options: JoinOptions = {}): number {
  return call(lone, joinRequest(member, options));
}

/** Both JoinGroups of a new member; answers its id. */
export function enter(
  lone: LoneCoordinator,
  options: JoinOptions = {},
): { readonly id: number; readonly call: number } {
  const first = lone.answers[join(lone, -1, options)];
  if (first?.type !== 'JoinGroupReply') throw new Error('the first JoinGroup is answered at once');
  return { id: first.member, call: join(lone, first.member, options) };
}

export function sync(
  lone: LoneCoordinator,
  member: number,
  generation: number,
  assignment: Readonly<Record<number, readonly number[]>> = {},
): number {
  return call(lone, {
    type: 'SyncGroupRequest',
    api: SYNC_GROUP,
    group: GROUP,
    generation,
    member,
    protocol: 'range',
    assignedMembers: Object.keys(assignment).map(Number),
    assignments: Object.values(assignment),
  });
}

export function heartbeat(lone: LoneCoordinator, member: number, generation: number): string {
  return outcome(lone, call(lone, { type: 'HeartbeatRequest', api: HEARTBEAT, group: GROUP, generation, member }));
}

export function leave(lone: LoneCoordinator, member: number): string {
  return outcome(lone, call(lone, { type: 'LeaveGroupRequest', api: LEAVE_GROUP, group: GROUP, member }));
}

export function commit(lone: LoneCoordinator, member: number, generation: number, offset = 1): string {
  const number = call(lone, {
    type: 'OffsetCommitRequest',
    api: OFFSET_COMMIT,
    group: GROUP,
    generation,
    member,
    partitions: [0],
    offsets: [offset],
    leaderEpochs: [0],
  });
  return outcome(lone, number);
}

export function committed(lone: LoneCoordinator, partition: number): number | undefined {
  const request: GroupRequest = {
    type: 'OffsetFetchRequest',
    api: OFFSET_FETCH,
    group: GROUP,
    partitions: [partition],
  };
  const reply = lone.answers[call(lone, request)];
  return reply?.type === 'OffsetFetchReply' ? reply.offsets[0] : undefined;
}

/** Name of the error of an answer, `pending` while there is none. */
export function outcome(lone: LoneCoordinator, number: number): string {
  const reply = lone.answers[number] ?? null;
  if (reply === null) return 'pending';
  if (reply.type === 'OffsetCommitReply') return errorName(reply.errors[0] ?? 0);
  return 'error' in reply ? errorName(reply.error) : 'NONE';
}

export function group(lone: LoneCoordinator): GroupState {
  const found = groupOf(lone.broker.coordinator, GROUP);
  if (found === null) throw new Error('the group is known');
  return found;
}

/** State and generation, as in `Stable 1`. */
export function standing(lone: LoneCoordinator): string {
  const { state, generation } = group(lone);
  return `${GROUP_STATES[state]} ${generation}`;
}

function isReply(message: Message): message is KafkaReply {
  return 'type' in message;
}
