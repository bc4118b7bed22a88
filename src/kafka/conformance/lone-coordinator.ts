import type { Context, Message } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import { type GivenConfig, parseConfig } from '../../sim/config.ts';
import { createBatchTable } from '../batches.ts';
import { BROKER_CONFIG } from '../broker/broker-config.ts';
import { type BrokerState, createBroker } from '../broker/broker-state.ts';
import type { ClusterPlan, GroupPlan, KafkaState } from '../cluster.ts';
import { coordinatorOnTimer, type GroupRequest, handleGroupRequest } from '../coordinator/coordinator.ts';
import { COORDINATOR_CONFIG } from '../coordinator/coordinator-config.ts';
import { ACTIVE } from '../coordinator/coordinator-state.ts';
import { createOffsetRecords } from '../coordinator/offset-records.ts';
import { NO_MUTANTS } from '../mutants.ts';
import type { KafkaReply } from '../protocol/messages.ts';
import { NEWEST } from '../setup.ts';
import { stillContext } from './still-context.ts';

interface Timer {
  readonly id: number;
  /** µs. */
  readonly at: number;
  readonly kind: number;
  readonly a: number;
  readonly b: number;
}

/** A coordinator by itself: one broker, groups whose records go nowhere, and a clock that stands where it is put. */
export interface LoneCoordinator {
  readonly ctx: Context & { now: number };
  readonly state: KafkaState;
  readonly broker: BrokerState;
  /** Answers by the number of the call, null while there is none. */
  readonly answers: (KafkaReply | null)[];
  readonly timers: Timer[];
  /** The member id that was made last, −1 = none yet. They are counted from 0. */
  lastId: number;
}

type Observe = Context['observe'];

/** @param groups - their names; a group's number is its place here */
export function loneCoordinator(groups: readonly string[], config: GivenConfig, observe: Observe): LoneCoordinator {
  const plan: ClusterPlan = {
    controller: 0,
    controllers: [0],
    brokers: [1],
    racks: [],
    topics: [],
    partitionTopic: [],
    partitionIndex: [],
    replicas: [],
    groups: groups.map(planOf),
    brokerConfig: parseConfig({ ...BROKER_CONFIG, ...COORDINATOR_CONFIG }, config).values,
    versions: NEWEST,
    mutants: NO_MUTANTS,
  };
  const state: KafkaState = {
    plan,
    batches: createBatchTable(),
    offsetRecords: createOffsetRecords(),
    committed: null,
    actors: [],
  };
  const broker = createBroker(plan, 1);
  broker.coordinator.phase = groups.map(() => ACTIVE);
  const timers: Timer[] = [];
  const answers: (KafkaReply | null)[] = [];
  let lastTimer = 0;
  const ctx: Context & { now: number } = {
    ...stillContext(1),
    peer: (connection) => 100 + connection,
    reply: (_connection, correlation, message) => {
      assert(isReply(message), 'a coordinator replies');
      assert(answers[correlation] === null, 'a request is answered once');
      answers[correlation] = message;
    },
    setTimer: (kind, delayUs, a, b) => {
      timers.push({ id: ++lastTimer, at: ctx.now + delayUs, kind, a, b });
      return lastTimer;
    },
    cancelTimer: (id) => {
      const index = timers.findIndex((timer) => timer.id === id);
      assert(index >= 0, 'only a running timer is cancelled');
      timers.splice(index, 1);
    },
    intInclusive: () => ++lone.lastId,
    observe,
  };
  const lone: LoneCoordinator = { ctx, state, broker, answers, timers, lastId: -1 };
  return lone;
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
  const { timers, ctx } = lone;
  const end = ctx.now + ms * 1000;
  for (;;) {
    const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at || a.id - b.id);
    if (due.length === 0) break;
    const next = at(due, 0);
    timers.splice(timers.indexOf(next), 1);
    ctx.now = next.at;
    coordinatorOnTimer(lone.state, lone.broker, next.kind, next.a, next.b, ctx);
  }
  ctx.now = end;
}

function planOf(name: string): GroupPlan {
  return { name, topics: [], setup: { id: name, topics: [], members: [], config: {} }, offsetsPartition: -1 };
}

function isReply(message: Message): message is KafkaReply {
  return 'type' in message;
}
