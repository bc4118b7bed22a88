import { type Context, type Message, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import { flagOf } from '../../sim/config.ts';
import type { KafkaState } from '../cluster.ts';
import { coordinatorOnCrash, coordinatorOnTimer } from '../coordinator/coordinator.ts';
import { FIRST_COORDINATOR_TIMER } from '../coordinator/coordinator-state.ts';
import { recoverLog } from '../log/log.ts';
import type { KafkaReply } from '../protocol/messages.ts';
import { onAlterPartitionLost, onAlterPartitionReply, onAlterTimer, proposeToController } from './alter-partition.ts';
import { rearmPurgatory } from './answer.ts';
import {
  ALTER_TIMER,
  type BrokerState,
  CHECKPOINT,
  CLEANER,
  FETCHER_BACKOFF,
  FETCHER_DISK,
  FETCHER_TIMEOUT,
  FLUSH_CHECK,
  GRACE_OVER,
  ISR_CHECK,
  idleCleaner,
  LIFECYCLE_TIMER,
  METADATA_RETRY,
  METADATA_TIMEOUT,
  NOT_RUNNING,
  PRODUCE_DISK,
  PRODUCER_IDS_TIMER,
  PURGATORY,
  RETENTION_CHECK,
  RUNNING,
  STARTING,
} from './broker-state.ts';
import { createChannels, FETCH_WAIT, PRODUCE_WAIT } from './channel.ts';
import { finishFetch } from './fetch.ts';
import {
  onEpochEnds,
  onFetcherBackoff,
  onFetcherDisconnect,
  onFetcherDisk,
  onFetcherTimeout,
  onFetchReply,
  onListOffsetsReply,
} from './fetcher.ts';
import {
  beginShutdown,
  finishShutdown,
  onHeartbeatReply,
  onLifecycleDisconnect,
  onLifecycleTimer,
  onRegistrationReply,
  sendToController,
} from './lifecycle.ts';
import { onCleanerTimer } from './log-cleaner.ts';
import { onFlushCheck, onRetentionCheck, startUpkeep } from './log-upkeep.ts';
import {
  fetchMetadata,
  onMetadataDisconnect,
  onMetadataFetchReply,
  onMetadataRetry,
  onMetadataTimeout,
  publish,
} from './metadata-fetch.ts';
import { createMetadataImage } from './metadata-image.ts';
import { forgetActiveController, onObserverFetchReply } from './observer.ts';
import { shrinkIsr } from './partition-leader.ts';
import { expireProduce, onProduceDisk } from './produce.ts';
import { onBlock, onBlockLost, onBlockTimer } from './producer-ids.ts';
import { forgetRole } from './replica.ts';
import { dropChannel, finishEvent, takeRequest } from './requests.ts';

/**
 * The process comes up.
 *
 * @remarks At time zero of a formed cluster it is registered and has its metadata (its phase says so): it takes its
 * roles at once. Otherwise it has nothing but its disk: it registers, replays the metadata, and only then acts.
 */
export function brokerOnStart(state: KafkaState, broker: BrokerState, ctx: Context): void {
  const { lifecycle, timing } = broker;
  const formed = lifecycle.phase === RUNNING;
  if (!formed) forgetProcess(state, broker);
  lifecycle.incarnation += 1;
  if (lifecycle.stream < 0) lifecycle.stream = ctx.openStream('kafka.broker', broker.node);
  const checkUs = Math.floor(timing.lagUs / 2);
  ctx.setTimer(ISR_CHECK, ctx.intInclusive(lifecycle.stream, 1, checkUs), 0, 0);
  ctx.setTimer(CHECKPOINT, ctx.intInclusive(lifecycle.stream, 1, timing.checkpointUs), 0, 0);
  startUpkeep(broker, ctx);
  if (formed) {
    publish(state, broker, ctx);
    const phase = ctx.intInclusive(lifecycle.stream, 0, timing.heartbeatUs - 1);
    lifecycle.timer = ctx.setTimer(LIFECYCLE_TIMER, phase, 0, 0);
  } else {
    for (const replica of broker.replicas) {
      if (replica !== null) recoverLog(replica.log, state.batches, false, ctx);
    }
    lifecycle.phase = STARTING;
    sendToController(broker, ctx);
  }
  fetchMetadata(state, broker, ctx);
  finishEvent(state, broker, ctx);
}

export function brokerOnRequest(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  correlation: number,
  message: Message,
  ctx: Context,
): void {
  takeRequest(state, broker, connection, correlation, message, ctx);
  finishEvent(state, broker, ctx);
}

export function brokerOnReply(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  correlation: number,
  message: KafkaReply,
  ctx: Context,
): void {
  switch (message.type) {
    case 'FetchReply':
      onFetchReply(state, broker, connection, message, ctx);
      break;
    case 'MetadataFetchReply':
      if (connection === broker.metadataConnection && correlation === broker.metadataCorrelation) {
        onMetadataFetchReply(state, broker, message, ctx);
      }
      break;
    case 'QuorumFetchReply':
      if (connection === broker.metadataConnection && correlation === broker.metadataCorrelation) {
        onObserverFetchReply(state, broker, message, ctx);
      }
      break;
    case 'ListOffsetsReply':
      onListOffsetsReply(state, broker, connection, message, ctx);
      break;
    case 'OffsetForLeaderEpochReply':
      onEpochEnds(state, broker, connection, message, ctx);
      break;
    case 'AlterPartitionReply':
      if (connection === broker.alter.connection && correlation === broker.alter.correlation) {
        onAlterPartitionReply(broker, message, ctx);
      }
      break;
    case 'BrokerRegistrationReply':
      if (isOfLifecycle(broker, connection, correlation)) onRegistrationReply(broker, message, ctx);
      break;
    case 'BrokerHeartbeatReply':
      if (isOfLifecycle(broker, connection, correlation)) onHeartbeatReply(state, broker, message, ctx);
      break;
    case 'AllocateProducerIdsReply':
      if (connection === broker.producerIds.connection && correlation === broker.producerIds.correlation) {
        onBlock(broker, message, ctx);
      }
      break;
    default:
      throw new Error('a broker gets answers to what a broker asks');
  }
  finishEvent(state, broker, ctx);
}

function isOfLifecycle(broker: BrokerState, connection: number, correlation: number): boolean {
  return connection === broker.lifecycle.connection && correlation === broker.lifecycle.correlation;
}

export function brokerOnDisconnect(state: KafkaState, broker: BrokerState, connection: number, ctx: Context): void {
  if (connection === broker.metadataConnection) onMetadataDisconnect(broker, ctx);
  else if (connection === broker.lifecycle.connection) onLifecycleDisconnect(broker, ctx);
  else if (connection === broker.alter.connection) onAlterPartitionLost(broker, ctx);
  else if (connection === broker.producerIds.connection) onBlockLost(broker, ctx);
  else {
    const fetcher = broker.fetchers.find((one) => one !== null && one.connection === connection);
    if (fetcher !== undefined && fetcher !== null) onFetcherDisconnect(broker, fetcher, ctx);
    else dropChannel(state, broker, connection);
  }
  finishEvent(state, broker, ctx);
}

export function brokerOnTimer(
  state: KafkaState,
  broker: BrokerState,
  kind: number,
  a: number,
  b: number,
  ctx: Context,
): void {
  switch (kind) {
    case PURGATORY:
      onPurgatory(state, broker, ctx);
      break;
    case LIFECYCLE_TIMER:
      onLifecycleTimer(broker, ctx);
      break;
    case METADATA_TIMEOUT:
      onMetadataTimeout(state, broker, ctx);
      break;
    case METADATA_RETRY:
      onMetadataRetry(state, broker, ctx);
      break;
    case ALTER_TIMER:
      onAlterTimer(broker, ctx);
      break;
    case FETCHER_TIMEOUT:
      onFetcherTimeout(broker, a, ctx);
      break;
    case FETCHER_BACKOFF:
      onFetcherBackoff(broker, a, ctx);
      break;
    case FETCHER_DISK:
      onFetcherDisk(broker, a, ctx);
      break;
    case ISR_CHECK:
      checkIsrs(broker, ctx);
      break;
    case CHECKPOINT:
      writeCheckpoint(broker, ctx);
      break;
    case PRODUCE_DISK:
      onProduceDisk(state, broker, a, b, ctx);
      break;
    case RETENTION_CHECK:
      onRetentionCheck(state, broker, ctx);
      break;
    case CLEANER:
      onCleanerTimer(state, broker, a, ctx);
      break;
    case FLUSH_CHECK:
      onFlushCheck(broker, ctx);
      break;
    case PRODUCER_IDS_TIMER:
      onBlockTimer(broker, ctx);
      break;
    case GRACE_OVER:
      finishShutdown(broker, ctx);
      break;
    default:
      if (kind >= FIRST_COORDINATOR_TIMER) coordinatorOnTimer(state, broker, kind, a, b, ctx);
  }
  finishEvent(state, broker, ctx);
}

/** An orderly stop. The real broker waits up to five minutes for its leaderships to move; here as long as it is given. */
export function brokerOnStop(state: KafkaState, broker: BrokerState, graceUs: number, ctx: Context): void {
  ctx.setTimer(GRACE_OVER, graceUs, 0, 0);
  beginShutdown(broker, flagOf(state.plan.brokerConfig, 'controlled.shutdown.enable'), ctx);
}

/** The process is gone: what is left is its disk, after a loss of power only what was flushed. */
export function brokerOnCrash(state: KafkaState, broker: BrokerState, powerLost: boolean, ctx: Context): void {
  forgetProcess(state, broker);
  for (const replica of broker.replicas) {
    if (replica !== null) recoverLog(replica.log, state.batches, powerLost, ctx);
  }
}

function forgetProcess(state: KafkaState, broker: BrokerState): void {
  const { lifecycle, alter, producerIds } = broker;
  for (const replica of broker.replicas) if (replica !== null) forgetRole(replica);
  broker.channels = createChannels();
  broker.ready.length = 0;
  broker.work.length = 0;
  broker.decided.length = 0;
  broker.followerChannels.fill(-1);
  broker.purgatoryTimer = NO_TIMER;
  broker.image = createMetadataImage(state.plan);
  broker.published = 0;
  forgetActiveController(state, broker);
  broker.metadataConnection = 0;
  broker.metadataCorrelation = -1;
  broker.metadataTimer = NO_TIMER;
  lifecycle.phase = NOT_RUNNING;
  lifecycle.brokerEpoch = -1;
  lifecycle.connection = 0;
  lifecycle.correlation = -1;
  lifecycle.timer = NO_TIMER;
  lifecycle.failures = 0;
  lifecycle.askedToWait = 0;
  alter.connection = 0;
  alter.correlation = -1;
  alter.inFlight = null;
  alter.waiting = [];
  alter.timer = NO_TIMER;
  broker.fetchers.fill(null);
  producerIds.next = 0;
  producerIds.end = 0;
  producerIds.connection = 0;
  producerIds.correlation = -1;
  producerIds.timer = NO_TIMER;
  producerIds.waiting = [];
  broker.cleaning = idleCleaner(state.plan);
  coordinatorOnCrash(broker);
}

/** Requests whose time is over are answered with what there is. */
function onPurgatory(state: KafkaState, broker: BrokerState, ctx: Context): void {
  broker.purgatoryTimer = NO_TIMER;
  for (let index = 0; index < broker.channels.list.length; index++) {
    const channel = at(broker.channels.list, index);
    if (channel.deadline === 0 || channel.deadline > ctx.now) continue;
    if (channel.waitsFor === FETCH_WAIT) finishFetch(state, broker, index, ctx);
    else if (channel.waitsFor === PRODUCE_WAIT) expireProduce(state, broker, index, ctx);
  }
  rearmPurgatory(broker, ctx);
}

/** @see `ReplicaManager#maybeShrinkIsr`, every half `replica.lag.time.max.ms` */
function checkIsrs(broker: BrokerState, ctx: Context): void {
  for (const replica of broker.replicas) {
    if (replica !== null && shrinkIsr(replica, broker.rules, ctx)) proposeToController(broker, replica, ctx);
  }
  ctx.setTimer(ISR_CHECK, Math.floor(broker.timing.lagUs / 2), 0, 0);
}

/** @see `ReplicaManager#checkpointHighWatermarks` */
function writeCheckpoint(broker: BrokerState, ctx: Context): void {
  for (const replica of broker.replicas) {
    if (replica !== null) replica.log.checkpointedHighWatermark = replica.log.highWatermark;
  }
  ctx.setTimer(CHECKPOINT, broker.timing.checkpointUs, 0, 0);
}
