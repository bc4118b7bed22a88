import type { Context } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import {
  BROKER_ID_NOT_REGISTERED,
  DUPLICATE_BROKER_REGISTRATION,
  NONE,
  STALE_BROKER_EPOCH,
} from '../protocol/errors.ts';
import {
  BROKER_HEARTBEAT,
  BROKER_REGISTRATION,
  type BrokerHeartbeatReply,
  type BrokerHeartbeatRequest,
  type BrokerRegistrationReply,
  type BrokerRegistrationRequest,
} from '../protocol/messages.ts';
import { respond, respondWhenCommitted } from './connections.ts';
import { type BrokerRegistration, brokerOf, type ControllerState, registrationOf } from './controller-state.ts';
import { appendRecord, CLEAN_START, FIRST_START } from './metadata-log.ts';
import { createTopics, electLeaderless, removeFromIsrs } from './partitions.ts';

/**
 * A process wants to be a broker: it gets a broker epoch, and is fenced until its heartbeats say that it is ready.
 *
 * @remarks A session of another process with this id that still runs refuses it. A new process is in no ISR; with ELR
 * on, and if the old one did not stop in order, it is no eligible leader either, since the end of its logs may be gone.
 * A registration that a dead process left behind a cut is refused when it comes after that of its successor: here
 * incarnations are counted. The real ids are random, and there it would displace the living process.
 * @see KIP-631, KIP-966; `ClusterControlManager#registerBroker`
 */
export function onRegistration(
  state: KafkaState,
  controller: ControllerState,
  connection: number,
  correlation: number,
  request: BrokerRegistrationRequest,
  ctx: Context,
): void {
  const node = ctx.peer(connection);
  const broker = brokerOf(controller, node);
  const isOther = broker.incarnation !== request.incarnation;
  const isRefused = request.incarnation < broker.incarnation || hasLiveSession(controller, broker, ctx.now);
  if (broker.brokerEpoch >= 0 && isOther && isRefused) {
    respond(controller, connection, correlation, registrationReply(DUPLICATE_BROKER_REGISTRATION, -1), 50, ctx);
    return;
  }
  if (isOther) {
    const wasKnown = broker.brokerEpoch >= 0;
    const clean = wasKnown && request.previousBrokerEpoch === broker.brokerEpoch;
    const brokerEpoch = controller.log.length;
    const { incarnation } = request;
    const record = { type: 'RegisterBroker' as const, node, brokerEpoch, incarnation, fenced: true };
    appendRecord(state.plan, controller, record, wasKnown ? (clean ? CLEAN_START : -1) : FIRST_START, ctx);
    if (wasKnown)
      removeFromIsrs(
        state,
        controller,
        node,
        state.plan.versions.elr && !clean && !state.plan.mutants.lastReplicaTrusted,
        ctx,
      );
  }
  broker.lastContact = ctx.now;
  const reply = registrationReply(NONE, broker.brokerEpoch);
  respondWhenCommitted(controller, connection, correlation, reply, 50, ctx);
}

function registrationReply(error: number, brokerEpoch: number): BrokerRegistrationReply {
  return { type: 'BrokerRegistrationReply', api: BROKER_REGISTRATION, error, brokerEpoch };
}

/** @see `BrokerHeartbeatManager#hasValidSession` */
function hasLiveSession(controller: ControllerState, broker: BrokerRegistration, now: number): boolean {
  return broker.fenced === 0 && now - broker.lastContact <= controller.timing.sessionUs;
}

/**
 * A broker is alive: it may be unfenced, or wants to shut down.
 *
 * @see `BrokerHeartbeatManager#calculateNextBrokerState`, `ReplicationControlManager#processBrokerHeartbeat`
 */
export function onHeartbeat(
  state: KafkaState,
  controller: ControllerState,
  connection: number,
  correlation: number,
  request: BrokerHeartbeatRequest,
  ctx: Context,
): void {
  const node = ctx.peer(connection);
  const broker = brokerOf(controller, node);
  const error = judge(broker, request.brokerEpoch);
  if (error !== NONE) {
    respond(controller, connection, correlation, heartbeatReply(error, false, true, false), 50, ctx);
    return;
  }
  broker.lastContact = ctx.now;
  broker.metadataOffset = request.metadataOffset;
  const isCaughtUp = request.metadataOffset >= broker.brokerEpoch;
  let shouldShutDown = false;
  if (request.wantShutDown) shouldShutDown = shutDown(state, controller, node, ctx);
  else if (broker.fenced === 1 && !request.wantFence && isCaughtUp) unfence(state, controller, node, ctx);
  const reply = heartbeatReply(NONE, isCaughtUp, broker.fenced === 1, shouldShutDown);
  respondWhenCommitted(controller, connection, correlation, reply, 50, ctx);
}

function judge(broker: BrokerRegistration, brokerEpoch: number): number {
  if (broker.brokerEpoch < 0) return BROKER_ID_NOT_REGISTERED;
  return broker.brokerEpoch === brokerEpoch ? NONE : STALE_BROKER_EPOCH;
}

function heartbeatReply(
  error: number,
  isCaughtUp: boolean,
  isFenced: boolean,
  shouldShutDown: boolean,
): BrokerHeartbeatReply {
  return { type: 'BrokerHeartbeatReply', api: BROKER_HEARTBEAT, error, isCaughtUp, isFenced, shouldShutDown };
}

function unfence(state: KafkaState, controller: ControllerState, node: number, ctx: Context): void {
  const { brokerEpoch } = brokerOf(controller, node);
  const record = {
    type: 'BrokerRegistrationChange' as const,
    node,
    brokerEpoch,
    fenced: false,
    inControlledShutdown: false,
  };
  appendRecord(state.plan, controller, record, -1, ctx);
  electLeaderless(state, controller, node, ctx);
  if (state.plan.brokers.every((other) => controller.active[other] === 1)) createTopics(state, controller, ctx);
}

/** A broker is fenced: its session has run out, or it is about to end. */
export function fence(state: KafkaState, controller: ControllerState, node: number, ctx: Context): void {
  const broker = brokerOf(controller, node);
  const record = {
    type: 'BrokerRegistrationChange' as const,
    node,
    brokerEpoch: broker.brokerEpoch,
    fenced: true,
    inControlledShutdown: broker.inControlledShutdown === 1,
  };
  appendRecord(state.plan, controller, record, -1, ctx);
  if (!state.plan.mutants.keepFenced) removeFromIsrs(state, controller, node, false, ctx);
}

/**
 * A broker wants to shut down: it leaves the ISRs and gives its leaderships away, and may go when it leads nothing
 * and every active broker has replayed that.
 *
 * @returns whether it may go now
 */
function shutDown(state: KafkaState, controller: ControllerState, node: number, ctx: Context): boolean {
  const broker = brokerOf(controller, node);
  if (broker.fenced === 1) return true;
  if (broker.inControlledShutdown === 0) {
    if (!leadsAnything(controller, node)) {
      fence(state, controller, node, ctx);
      return true;
    }
    const record = {
      type: 'BrokerRegistrationChange' as const,
      node,
      brokerEpoch: broker.brokerEpoch,
      fenced: false,
      inControlledShutdown: true,
    };
    appendRecord(state.plan, controller, record, -1, ctx);
    removeFromIsrs(state, controller, node, false, ctx);
    broker.controlledShutdownOffset = controller.log.length - 1;
    return false;
  }
  if (leadsAnything(controller, node) || lowestActiveOffset(controller) < broker.controlledShutdownOffset) return false;
  fence(state, controller, node, ctx);
  return true;
}

function leadsAnything(controller: ControllerState, node: number): boolean {
  for (let partition = 0; partition < controller.partitions.length; partition++) {
    if (registrationOf(controller, partition)?.leader === node) return true;
  }
  return false;
}

function lowestActiveOffset(controller: ControllerState): number {
  let lowest = Number.MAX_SAFE_INTEGER;
  for (let node = 0; node < controller.brokers.length; node++) {
    if (controller.active[node] === 1) lowest = Math.min(lowest, brokerOf(controller, node).metadataOffset);
  }
  return lowest;
}

/**
 * Fences the broker whose session has run out longest.
 *
 * @returns true if there may be more: they are fenced one by one
 * @see `ReplicationControlManager#maybeFenceReplicas`
 */
export function fenceStale(state: KafkaState, controller: ControllerState, ctx: Context): boolean {
  let stalest = -1;
  for (const node of state.plan.brokers) {
    const broker = brokerOf(controller, node);
    if (broker.fenced === 1 || ctx.now - broker.lastContact <= controller.timing.sessionUs) continue;
    if (stalest < 0 || broker.lastContact < at(controller.brokers, stalest).lastContact) stalest = node;
  }
  if (stalest < 0) return false;
  fence(state, controller, stalest, ctx);
  return true;
}
