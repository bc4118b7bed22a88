import { type Context, type Message, NO_TIMER } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { NONE, STALE_BROKER_EPOCH } from '../protocol/errors.ts';
import {
  ALLOCATE_PRODUCER_IDS,
  type AllocateProducerIdsReply,
  type AllocateProducerIdsRequest,
  type KafkaReply,
  type KafkaRequest,
} from '../protocol/messages.ts';
import { onQuorumFetchExpiry, publishWritten } from '../quorum/leader.ts';
import {
  quorumOnDisconnect,
  quorumOnReply,
  quorumOnRequest,
  quorumOnStart,
  quorumOnStop,
  quorumOnTimer,
} from '../quorum/quorum.ts';
import { forgetQuorum } from '../quorum/quorum-state.ts';
import { onAlterPartition } from './alter-partition.ts';
import { dropConnection, respondWhenCommitted, takeInProcess, takeQueued } from './connections.ts';
import {
  BALANCE,
  brokerOf,
  type ControllerState,
  FETCH_EXPIRY,
  forgetController,
  LINGER,
  STALE_CHECK,
  UNCLEAN_CHECK,
} from './controller-state.ts';
import {
  appendRecord,
  commitRecords,
  observeInitial,
  onFetchExpiry,
  onMetadataFetch,
  replayInto,
} from './metadata-log.ts';
import { balanceLeaders, clearElrs, electUncleanLeaders } from './partitions.ts';
import { fenceStale, onHeartbeat, onRegistration } from './registrations.ts';

/** Ids that a broker gets at a time. @see `ProducerIdsBlock` */
const PRODUCER_ID_BLOCK = 1000;

/**
 * The controller comes up and reads its log. Brokers get a whole session to be heard of.
 */
export function controllerOnStart(state: KafkaState, controller: ControllerState, ctx: Context): void {
  const first = controller.stream < 0;
  const { quorum } = controller;
  if (first) controller.stream = ctx.openStream('kafka.controller', controller.node);
  forgetController(controller, state.plan);
  if (quorum === null) readLog(state, controller, first, ctx);
  else quorumOnStart(state, controller, quorum, first, ctx);
  const { timing } = controller;
  ctx.setTimer(STALE_CHECK, ctx.intInclusive(controller.stream, 1, staleCheckUs(controller)), 0, 0);
  if (timing.balances) ctx.setTimer(BALANCE, timing.balanceUs, 0, 0);
  ctx.setTimer(UNCLEAN_CHECK, timing.uncleanUs, 0, 0);
}

/** A single controller: all that is in its log is committed. */
function readLog(state: KafkaState, controller: ControllerState, first: boolean, ctx: Context): void {
  controller.log.length = controller.committed;
  for (const record of controller.log) replayInto(controller, record);
  controller.committedPartitions = controller.partitions.slice();
  for (const broker of controller.brokers) broker.lastContact = ctx.now;
  if (first) observeInitial(state.plan, controller, ctx);
}

/** It serves brokers: the single one does, of several the leader of the quorum. */
export function isActive(controller: ControllerState): boolean {
  return controller.quorum === null || controller.quorum.isActive === 1;
}

function staleCheckUs(controller: ControllerState): number {
  return Math.floor(controller.timing.sessionUs / 8);
}

export function controllerOnRequest(
  state: KafkaState,
  controller: ControllerState,
  connection: number,
  correlation: number,
  message: Message,
  ctx: Context,
): void {
  if (!takeInProcess(controller, connection, correlation, message)) return;
  handle(state, controller, connection, correlation, message, ctx);
  takeWaiting(state, controller, ctx);
}

function takeWaiting(state: KafkaState, controller: ControllerState, ctx: Context): void {
  for (;;) {
    if (controller.queued.length === 0) return;
    const next = takeQueued(controller);
    if (next === null) return;
    handle(state, controller, next.connection, next.correlation, next.message, ctx);
  }
}

/** @see `ControllerApis#handle` */
function handle(
  state: KafkaState,
  controller: ControllerState,
  connection: number,
  correlation: number,
  message: Message,
  ctx: Context,
): void {
  if (!isRequest(message)) throw new Error('a controller gets requests of Kafka only');
  const { quorum } = controller;
  if (quorum !== null && quorumOnRequest(state, controller, quorum, connection, correlation, message, ctx)) return;
  switch (message.type) {
    case 'MetadataFetchRequest':
      onMetadataFetch(controller, connection, correlation, message, ctx);
      break;
    case 'BrokerHeartbeatRequest':
      onHeartbeat(state, controller, connection, correlation, message, ctx);
      break;
    case 'BrokerRegistrationRequest':
      onRegistration(state, controller, connection, correlation, message, ctx);
      break;
    case 'AlterPartitionRequest':
      onAlterPartition(state, controller, connection, correlation, message, ctx);
      break;
    case 'AllocateProducerIdsRequest':
      onAllocateProducerIds(state, controller, connection, correlation, message, ctx);
      break;
    default:
      throw new Error('a controller serves brokers only');
  }
}

function isRequest(message: Message): message is KafkaRequest {
  return 'type' in message;
}

/** @see `ProducerIdControlManager` */
function onAllocateProducerIds(
  state: KafkaState,
  controller: ControllerState,
  connection: number,
  correlation: number,
  request: AllocateProducerIdsRequest,
  ctx: Context,
): void {
  const node = ctx.peer(connection);
  const isCurrent = brokerOf(controller, node).brokerEpoch === request.brokerEpoch;
  const start = controller.nextProducerId;
  if (isCurrent) {
    const next = start + PRODUCER_ID_BLOCK;
    appendRecord(state.plan, controller, { type: 'ProducerIds', node, next }, -1, ctx);
  }
  const reply: AllocateProducerIdsReply = {
    type: 'AllocateProducerIdsReply',
    api: ALLOCATE_PRODUCER_IDS,
    error: isCurrent ? NONE : STALE_BROKER_EPOCH,
    start: isCurrent ? start : -1,
    length: isCurrent ? PRODUCER_ID_BLOCK : 0,
  };
  respondWhenCommitted(controller, connection, correlation, reply, 50, ctx);
}

/** Answers of other controllers. */
export function controllerOnReply(
  state: KafkaState,
  controller: ControllerState,
  connection: number,
  correlation: number,
  reply: KafkaReply,
  ctx: Context,
): void {
  const { quorum } = controller;
  assert(quorum !== null, 'a single controller asks nobody');
  quorumOnReply(state, controller, quorum, connection, correlation, reply, ctx);
  takeWaiting(state, controller, ctx);
}

export function controllerOnDisconnect(controller: ControllerState, connection: number, ctx: Context): void {
  if (controller.quorum === null) dropConnection(controller, connection, ctx);
  else quorumOnDisconnect(controller, controller.quorum, connection, ctx);
}

export function controllerOnTimer(
  state: KafkaState,
  controller: ControllerState,
  kind: number,
  a: number,
  b: number,
  ctx: Context,
): void {
  const { quorum } = controller;
  if (quorum !== null && quorumOnTimer(state, controller, quorum, kind, ctx)) {
    takeWaiting(state, controller, ctx);
    return;
  }
  switch (kind) {
    case LINGER:
      controller.lingerTimer = NO_TIMER;
      if (quorum === null) commitRecords(state.plan, controller, ctx);
      else publishWritten(state, controller, quorum, ctx);
      break;
    case STALE_CHECK: {
      const again = isActive(controller) && fenceStale(state, controller, ctx);
      ctx.setTimer(STALE_CHECK, again ? 0 : staleCheckUs(controller), 0, 0);
      break;
    }
    case BALANCE:
      if (isActive(controller)) balanceLeaders(state, controller, ctx);
      ctx.setTimer(BALANCE, controller.timing.balanceUs, 0, 0);
      break;
    case UNCLEAN_CHECK:
      if (isActive(controller)) electUncleanLeaders(state, controller, ctx);
      ctx.setTimer(UNCLEAN_CHECK, controller.timing.uncleanUs, 0, 0);
      break;
    case FETCH_EXPIRY:
      if (quorum === null) onFetchExpiry(controller, a, b, ctx);
      else onQuorumFetchExpiry(controller, quorum, a, b, ctx);
      break;
  }
  takeWaiting(state, controller, ctx);
}

export function controllerOnStop(state: KafkaState, controller: ControllerState, ctx: Context): void {
  if (controller.quorum === null) ctx.exit();
  else quorumOnStop(state, controller, controller.quorum, ctx);
}

/** What was written and not committed is gone: nobody has been told of it. */
export function controllerOnCrash(state: KafkaState, controller: ControllerState): void {
  const { quorum } = controller;
  controller.log.length = quorum === null ? controller.committed : quorum.flushed;
  forgetController(controller, state.plan);
  if (quorum === null) return;
  forgetQuorum(quorum);
  controller.committed = 0;
}

/**
 * Changes a topic's setting, as IncrementalAlterConfigs does. The value was judged by the row of the key.
 *
 * @see `ConfigurationControlManager`; KIP-966 for what becomes of the ELR
 */
export function alterTopicConfig(
  state: KafkaState,
  controller: ControllerState,
  topic: number,
  key: string,
  value: string,
  ctx: Context,
): void {
  appendRecord(state.plan, controller, { type: 'Config', topic, key, value }, -1, ctx);
  if (key === 'min.insync.replicas') clearElrs(state, controller, topic, ctx);
}

/** Where every partition is led, as the committed metadata says; −1 = nowhere. */
export function committedLeader(controller: ControllerState, partition: number): number {
  return at(controller.committedPartitions, partition)?.leader ?? -1;
}
