import { type Context, NO_TIMER } from '../../sim/actor.ts';
import type { KafkaState } from '../cluster.ts';
import { NONE, NOT_CONTROLLER } from '../protocol/errors.ts';
import {
  BROKER_HEARTBEAT,
  BROKER_REGISTRATION,
  type BrokerHeartbeatReply,
  type BrokerHeartbeatRequest,
  type BrokerRegistrationReply,
  type BrokerRegistrationRequest,
} from '../protocol/messages.ts';
import {
  type BrokerState,
  LIFECYCLE_TIMER,
  PENDING_CONTROLLED_SHUTDOWN,
  RECOVERY,
  RUNNING,
  SHUTTING_DOWN,
  STARTING,
} from './broker-state.ts';
import { publish } from './metadata-fetch.ts';

/** @see `BrokerLifecycleManager#resendExponentialBackoff` */
const RETRY_US = 100_000;
const RETRY_JITTER_PERCENT = 2;
/** While it starts, and after the first answer to a wish to shut down, a broker asks again sooner. */
const SOON_US = 10_000;
const SHUTDOWN_SOON_US = 50_000;
/** While no active controller is known. @see `NodeToControllerChannelManager` */
const NO_CONTROLLER_US = 50_000;

/**
 * Sends what the broker's phase asks for: its registration, or a heartbeat.
 *
 * @remarks The timer is set to the end of waiting: half a session, after which another connection is tried.
 */
export function sendToController(broker: BrokerState, ctx: Context): void {
  const { lifecycle } = broker;
  if (broker.controller < 0) {
    schedule(broker, NO_CONTROLLER_US, ctx);
    return;
  }
  if (lifecycle.connection === 0) lifecycle.connection = ctx.connect(broker.controller);
  const request = lifecycle.brokerEpoch < 0 ? registration(broker) : heartbeat(broker);
  lifecycle.correlation = ctx.request(lifecycle.connection, request, 60);
  schedule(broker, Math.floor(broker.timing.sessionUs / 2), ctx);
}

function registration(broker: BrokerState): BrokerRegistrationRequest {
  return {
    type: 'BrokerRegistrationRequest',
    api: BROKER_REGISTRATION,
    incarnation: broker.lifecycle.incarnation,
    previousBrokerEpoch: broker.cleanShutdownEpoch,
  };
}

function heartbeat(broker: BrokerState): BrokerHeartbeatRequest {
  const { phase, brokerEpoch } = broker.lifecycle;
  return {
    type: 'BrokerHeartbeatRequest',
    api: BROKER_HEARTBEAT,
    brokerEpoch,
    metadataOffset: broker.image.offset - 1,
    wantFence: phase === STARTING,
    wantShutDown: phase === PENDING_CONTROLLED_SHUTDOWN,
  };
}

function schedule(broker: BrokerState, delayUs: number, ctx: Context): void {
  const { lifecycle } = broker;
  if (lifecycle.timer !== NO_TIMER) ctx.cancelTimer(lifecycle.timer);
  lifecycle.timer = ctx.setTimer(LIFECYCLE_TIMER, delayUs, 0, 0);
}

/** The timer of the lifecycle: time for the next request, or no answer came to the last. */
export function onLifecycleTimer(broker: BrokerState, ctx: Context): void {
  const { lifecycle } = broker;
  lifecycle.timer = NO_TIMER;
  if (lifecycle.correlation >= 0) {
    ctx.close(lifecycle.connection);
    lifecycle.connection = 0;
    failed(broker, ctx);
    return;
  }
  sendToController(broker, ctx);
}

/** A request failed: again after 100 ms, twice as long each time, up to a session. */
function failed(broker: BrokerState, ctx: Context): void {
  const { lifecycle } = broker;
  lifecycle.correlation = -1;
  const most = broker.timing.sessionUs;
  let delay = RETRY_US;
  for (let i = 0; i < lifecycle.failures && delay < most; i++) delay *= 2;
  lifecycle.failures += 1;
  const limited = Math.min(delay, most);
  const jitter = Math.floor((limited * RETRY_JITTER_PERCENT) / 100);
  schedule(broker, limited + ctx.intInclusive(lifecycle.stream, -jitter, jitter), ctx);
}

/** Another controller is the active one, or the one that was asked is not: the request that it had goes out again. */
export function askControllerAgain(broker: BrokerState, ctx: Context): void {
  const { lifecycle } = broker;
  if (lifecycle.connection !== 0) ctx.close(lifecycle.connection);
  lifecycle.connection = 0;
  if (lifecycle.correlation < 0) return;
  lifecycle.correlation = -1;
  schedule(broker, NO_CONTROLLER_US, ctx);
}

export function onLifecycleDisconnect(broker: BrokerState, ctx: Context): void {
  broker.lifecycle.connection = 0;
  if (broker.lifecycle.correlation >= 0) failed(broker, ctx);
}

/** @see `BrokerLifecycleManager`, registration response */
export function onRegistrationReply(broker: BrokerState, reply: BrokerRegistrationReply, ctx: Context): void {
  const { lifecycle } = broker;
  if (reply.error === NOT_CONTROLLER) {
    askControllerAgain(broker, ctx);
    return;
  }
  // DUPLICATE_BROKER_REGISTRATION: the session of the process's former life still runs.
  if (reply.error !== NONE) {
    failed(broker, ctx);
    return;
  }
  lifecycle.correlation = -1;
  lifecycle.failures = 0;
  lifecycle.brokerEpoch = reply.brokerEpoch;
  broker.cleanShutdownEpoch = -1;
  schedule(broker, 0, ctx);
}

/** @see `BrokerLifecycleManager`, heartbeat response */
export function onHeartbeatReply(
  state: KafkaState,
  broker: BrokerState,
  reply: BrokerHeartbeatReply,
  ctx: Context,
): void {
  const { lifecycle, timing } = broker;
  if (reply.error === NOT_CONTROLLER) {
    askControllerAgain(broker, ctx);
    return;
  }
  if (reply.error !== NONE) {
    failed(broker, ctx);
    return;
  }
  lifecycle.correlation = -1;
  lifecycle.failures = 0;
  switch (lifecycle.phase) {
    case STARTING:
      if (!reply.isCaughtUp) {
        schedule(broker, SOON_US, ctx);
        return;
      }
      publish(state, broker, ctx);
      lifecycle.phase = RECOVERY;
      schedule(broker, 0, ctx);
      return;
    case RECOVERY:
      if (!reply.isFenced) lifecycle.phase = RUNNING;
      schedule(broker, timing.heartbeatUs, ctx);
      return;
    case PENDING_CONTROLLED_SHUTDOWN:
      if (reply.shouldShutDown) {
        finishShutdown(broker, ctx);
        return;
      }
      schedule(broker, lifecycle.askedToWait === 0 ? SHUTDOWN_SOON_US : timing.heartbeatUs, ctx);
      lifecycle.askedToWait = 1;
      return;
    default:
      schedule(broker, timing.heartbeatUs, ctx);
  }
}

/** The process is asked to end: it hands its leaderships over first, if it may. */
export function beginShutdown(broker: BrokerState, isControlled: boolean, ctx: Context): void {
  const { lifecycle } = broker;
  if (!isControlled || lifecycle.brokerEpoch < 0) {
    finishShutdown(broker, ctx);
    return;
  }
  lifecycle.phase = PENDING_CONTROLLED_SHUTDOWN;
  lifecycle.askedToWait = 0;
  if (lifecycle.correlation < 0) schedule(broker, 0, ctx);
}

/** Flushes the logs, writes the checkpoint and the marker of an orderly stop, and ends the process. */
export function finishShutdown(broker: BrokerState, ctx: Context): void {
  if (broker.lifecycle.phase === SHUTTING_DOWN) return;
  broker.lifecycle.phase = SHUTTING_DOWN;
  for (const replica of broker.replicas) {
    if (replica === null) continue;
    ctx.flush(replica.log.file);
    replica.log.checkpointedHighWatermark = replica.log.highWatermark;
  }
  broker.cleanShutdownEpoch = broker.lifecycle.brokerEpoch;
  ctx.exit();
}
