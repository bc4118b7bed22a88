import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { numberAt } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import {
  FETCH,
  type MetadataFetchReply,
  type MetadataFetchRequest,
  type MetadataRecord,
  type QuorumFetchRequest,
} from '../protocol/messages.ts';
import { type BrokerState, METADATA_RETRY, METADATA_TIMEOUT, type QuorumObserver } from './broker-state.ts';
import { replayRecord } from './metadata-image.ts';
import { applyImage, refreshLeaders } from './roles.ts';

/** `controller.quorum.fetch` of an observer. @see `KafkaRaftClient` */
const MAX_WAIT_US = 500_000;
const RETRY_US = 50_000;

/** Asks the controller for the records that this broker has not replayed; of a quorum, who leads it. */
export function fetchMetadata(state: KafkaState, broker: BrokerState, ctx: Context): void {
  const { observer } = broker;
  const request = observer === null ? plainFetch(broker) : observerFetch(broker, observer);
  if (broker.metadataConnection === 0) {
    broker.metadataConnection = ctx.connect(
      observer === null ? broker.controller : voterToAsk(state, broker, observer),
    );
  }
  broker.metadataCorrelation = ctx.request(broker.metadataConnection, request, 80);
  broker.metadataSentAt = ctx.now;
  if (broker.metadataTimer === NO_TIMER) {
    broker.metadataTimer = ctx.setTimer(METADATA_TIMEOUT, limit(broker), 0, 0);
  }
}

function plainFetch(broker: BrokerState): MetadataFetchRequest {
  return { type: 'MetadataFetchRequest', api: FETCH, offset: broker.image.offset, maxWaitUs: MAX_WAIT_US };
}

function observerFetch(broker: BrokerState, observer: QuorumObserver): QuorumFetchRequest {
  return {
    type: 'QuorumFetchRequest',
    api: FETCH,
    fromVoter: false,
    epoch: observer.epoch,
    offset: broker.image.offset,
    lastEpoch: -1,
    highWatermark: broker.image.offset,
    maxWaitUs: MAX_WAIT_US,
  };
}

/** The leader, or, while it does not answer, one voter after the other. @see `KafkaRaftClient#pollFollowerAsObserver` */
function voterToAsk(state: KafkaState, broker: BrokerState, observer: QuorumObserver): number {
  const { controllers } = state.plan;
  if (observer.isAsking === 0) observer.asked = broker.controller;
  else {
    observer.asked = numberAt(controllers, observer.next % controllers.length);
    observer.next = (observer.next + 1) % controllers.length;
  }
  return observer.asked;
}

function limit(broker: BrokerState): number {
  const { controllerTimeoutUs, quorumFetchUs } = broker.timing;
  return broker.observer === null ? MAX_WAIT_US + controllerTimeoutUs : quorumFetchUs;
}

/**
 * Replays records; once the broker is published it acts on what they say, partition by partition with the state after
 * the last of them.
 *
 * @see `BrokerMetadataPublisher`. Left out: snapshots; a broker that starts again reads the whole log, where the
 * real one has a copy on its disk.
 */
export function onMetadataFetchReply(
  state: KafkaState,
  broker: BrokerState,
  reply: MetadataFetchReply,
  ctx: Context,
): void {
  replayRecords(state, broker, reply.fromOffset, reply.records, ctx);
  fetchMetadata(state, broker, ctx);
}

/** Takes committed records in, if they are the next ones. */
export function replayRecords(
  state: KafkaState,
  broker: BrokerState,
  fromOffset: number,
  records: readonly MetadataRecord[],
  ctx: Context,
): void {
  const { image } = broker;
  if (fromOffset !== image.offset) return;
  const touched: number[] = [];
  let others = false;
  for (const record of records) {
    const partition = replayRecord(image, state.plan, record);
    if (partition < 0) others = true;
    else if (!touched.includes(partition)) touched.push(partition);
  }
  if (broker.published === 1 && records.length > 0) {
    applyImage(state, broker, touched, ctx);
    if (others) refreshLeaders(state, broker, ctx);
  }
}

/** The first time that the broker acts on its metadata: all its replicas get their roles. */
export function publish(state: KafkaState, broker: BrokerState, ctx: Context): void {
  broker.published = 1;
  applyImage(state, broker, null, ctx);
}

export function onMetadataDisconnect(broker: BrokerState, ctx: Context): void {
  broker.metadataConnection = 0;
  if (broker.observer !== null) broker.observer.isAsking = 1;
  fetchMetadataLater(broker, ctx);
}

export function fetchMetadataLater(broker: BrokerState, ctx: Context): void {
  broker.metadataCorrelation = -1;
  if (broker.metadataTimer !== NO_TIMER) ctx.cancelTimer(broker.metadataTimer);
  broker.metadataTimer = ctx.setTimer(METADATA_RETRY, RETRY_US, 0, 0);
}

export function onMetadataRetry(state: KafkaState, broker: BrokerState, ctx: Context): void {
  broker.metadataTimer = NO_TIMER;
  fetchMetadata(state, broker, ctx);
}

export function onMetadataTimeout(state: KafkaState, broker: BrokerState, ctx: Context): void {
  broker.metadataTimer = NO_TIMER;
  const due = broker.metadataSentAt + limit(broker);
  if (due > ctx.now) {
    broker.metadataTimer = ctx.setTimer(METADATA_TIMEOUT, due - ctx.now, 0, 0);
    return;
  }
  ctx.close(broker.metadataConnection);
  broker.metadataConnection = 0;
  if (broker.observer !== null) broker.observer.isAsking = 1;
  fetchMetadata(state, broker, ctx);
}
