import { type Context, NO_TIMER } from '../../sim/actor.ts';
import type { KafkaState } from '../cluster.ts';
import { FETCH, type MetadataFetchReply, type MetadataFetchRequest } from '../protocol/messages.ts';
import { type BrokerState, METADATA_RETRY, METADATA_TIMEOUT } from './broker-state.ts';
import { replayRecord } from './metadata-image.ts';
import { applyImage, refreshLeaders } from './roles.ts';

/** `controller.quorum.fetch` of an observer. @see `KafkaRaftClient` */
const MAX_WAIT_US = 500_000;
const RETRY_US = 50_000;

/** Asks the controller for the records that this broker has not replayed. */
export function fetchMetadata(broker: BrokerState, ctx: Context): void {
  const request: MetadataFetchRequest = {
    type: 'MetadataFetchRequest',
    api: FETCH,
    offset: broker.image.offset,
    maxWaitUs: MAX_WAIT_US,
  };
  if (broker.metadataConnection === 0) broker.metadataConnection = ctx.connect(broker.controller);
  broker.metadataCorrelation = ctx.request(broker.metadataConnection, request, 80);
  broker.metadataSentAt = ctx.now;
  if (broker.metadataTimer === NO_TIMER) {
    broker.metadataTimer = ctx.setTimer(METADATA_TIMEOUT, limit(broker), 0, 0);
  }
}

function limit(broker: BrokerState): number {
  return MAX_WAIT_US + broker.timing.controllerTimeoutUs;
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
  const { image } = broker;
  if (reply.fromOffset !== image.offset) {
    fetchMetadata(broker, ctx);
    return;
  }
  const touched: number[] = [];
  let others = false;
  for (const record of reply.records) {
    const partition = replayRecord(image, state.plan, record);
    if (partition < 0) others = true;
    else if (!touched.includes(partition)) touched.push(partition);
  }
  if (broker.published === 1 && reply.records.length > 0) {
    applyImage(state, broker, touched, ctx);
    if (others) refreshLeaders(state, broker, ctx);
  }
  fetchMetadata(broker, ctx);
}

/** The first time that the broker acts on its metadata: all its replicas get their roles. */
export function publish(state: KafkaState, broker: BrokerState, ctx: Context): void {
  broker.published = 1;
  applyImage(state, broker, null, ctx);
}

export function onMetadataDisconnect(broker: BrokerState, ctx: Context): void {
  broker.metadataConnection = 0;
  broker.metadataCorrelation = -1;
  if (broker.metadataTimer !== NO_TIMER) ctx.cancelTimer(broker.metadataTimer);
  broker.metadataTimer = ctx.setTimer(METADATA_RETRY, RETRY_US, 0, 0);
}

export function onMetadataRetry(broker: BrokerState, ctx: Context): void {
  broker.metadataTimer = NO_TIMER;
  fetchMetadata(broker, ctx);
}

export function onMetadataTimeout(broker: BrokerState, ctx: Context): void {
  broker.metadataTimer = NO_TIMER;
  const due = broker.metadataSentAt + limit(broker);
  if (due > ctx.now) {
    broker.metadataTimer = ctx.setTimer(METADATA_TIMEOUT, due - ctx.now, 0, 0);
    return;
  }
  ctx.close(broker.metadataConnection);
  broker.metadataConnection = 0;
  fetchMetadata(broker, ctx);
}
