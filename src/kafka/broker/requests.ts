import type { Context, Message } from '../../sim/actor.ts';
import { assertNever } from '../../sim/assert.ts';
import { at, numberAt } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { handleGroupRequest, onInternalCommitted } from '../coordinator/coordinator.ts';
import { NONE } from '../protocol/errors.ts';
import { API_VERSIONS, type ApiVersionsReply, type KafkaRequest } from '../protocol/messages.ts';
import { answerChannel } from './answer.ts';
import { type BrokerState, replicaOf } from './broker-state.ts';
import { beginRequest, channelIndex, channelOf, closeChannel, FETCH_WAIT, IDLE, PRODUCE_WAIT } from './channel.ts';
import { completeConsumerFetches, completeFetchesOf, completeFollowerFetches, forgetFetch, onFetch } from './fetch.ts';
import { onFindCoordinator, onListOffsets, onMetadata, onOffsetForLeaderEpoch } from './metadata-requests.ts';
import { completeWrites, forgetProduce, onProduce } from './produce.ts';
import { onInitProducerId } from './producer-ids.ts';
import { APPENDED_AT, CHANGED_AT, MOVED_AT } from './work.ts';

const API_VERSIONS_REPLY: ApiVersionsReply = { type: 'ApiVersionsReply', api: API_VERSIONS, error: NONE };

/** A request arrives: it is handled, or waits while its connection has another one in process. */
export function takeRequest(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  correlation: number,
  message: Message,
  ctx: Context,
): void {
  const index = channelOf(broker.channels, connection, ctx);
  const channel = at(broker.channels.list, index);
  if (channel.waitsFor !== IDLE) {
    channel.queue.push({ correlation, message });
    return;
  }
  beginRequest(broker.channels, channel, correlation, message);
  handle(state, broker, index, message, ctx);
}

/**
 * Ends an event: completes what it has brought about for requests that wait, and takes up what waited behind
 * requests that were answered.
 */
export function finishEvent(state: KafkaState, broker: BrokerState, ctx: Context): void {
  for (;;) {
    if (broker.work.length > 0) completeWork(state, broker, ctx);
    else if (broker.decided.length > 0) tellCoordinator(state, broker, ctx);
    else if (broker.ready.length > 0) takeWaiting(state, broker, ctx);
    else return;
  }
}

function completeWork(state: KafkaState, broker: BrokerState, ctx: Context): void {
  const { work } = broker;
  // Completing adds nothing to the list: it answers, and what is answered is taken up later.
  for (let i = 0; i < work.length; i += 2) {
    const replica = replicaOf(broker, numberAt(work, i + 1));
    if (replica === null) continue;
    const what = numberAt(work, i);
    if (what === APPENDED_AT) completeFollowerFetches(state, broker, replica, ctx);
    else {
      if (replica.waits.length > 0) completeWrites(state, broker, replica, ctx);
      if (what === CHANGED_AT) completeFetchesOf(state, broker, replica, ctx);
      else if (what === MOVED_AT && replica.fetchWaits.length > 0) completeConsumerFetches(state, broker, replica, ctx);
    }
  }
  while (work.length > 0) work.pop();
}

function tellCoordinator(state: KafkaState, broker: BrokerState, ctx: Context): void {
  const { decided } = broker;
  broker.decided = [];
  for (let i = 0; i < decided.length; i += 2) {
    onInternalCommitted(state, broker, numberAt(decided, i), numberAt(decided, i + 1), ctx);
  }
}

function takeWaiting(state: KafkaState, broker: BrokerState, ctx: Context): void {
  const index = broker.ready.shift();
  const channel = index === undefined ? undefined : broker.channels.list[index];
  if (index === undefined || channel === undefined || channel.waitsFor !== IDLE) return;
  const next = channel.queue.shift();
  if (next === undefined) return;
  beginRequest(broker.channels, channel, next.correlation, next.message);
  handle(state, broker, index, next.message, ctx);
}

/** @see `KafkaApis#handle` */
function handle(state: KafkaState, broker: BrokerState, index: number, message: Message, ctx: Context): void {
  if (!isRequest(message)) throw new Error('a broker gets requests of Kafka only');
  switch (message.type) {
    case 'FetchRequest':
      onFetch(state, broker, index, message, ctx);
      break;
    case 'ProduceRequest':
      onProduce(state, broker, index, message, ctx);
      break;
    case 'ListOffsetsRequest':
      onListOffsets(state, broker, index, message, ctx);
      break;
    case 'MetadataRequest':
      onMetadata(state, broker, index, message, ctx);
      break;
    case 'FindCoordinatorRequest':
      onFindCoordinator(state, broker, index, message, ctx);
      break;
    case 'InitProducerIdRequest':
      onInitProducerId(broker, index, ctx);
      break;
    case 'OffsetForLeaderEpochRequest':
      onOffsetForLeaderEpoch(broker, index, message, ctx);
      break;
    case 'ApiVersionsRequest':
      answerChannel(broker, index, API_VERSIONS_REPLY, 400, ctx);
      break;
    case 'JoinGroupRequest':
    case 'SyncGroupRequest':
    case 'HeartbeatRequest':
    case 'LeaveGroupRequest':
    case 'OffsetCommitRequest':
    case 'OffsetFetchRequest': {
      const { connection, correlation } = at(broker.channels.list, index);
      handleGroupRequest(state, broker, connection, correlation, message, ctx);
      break;
    }
    case 'MetadataFetchRequest':
    case 'AlterPartitionRequest':
    case 'BrokerRegistrationRequest':
    case 'BrokerHeartbeatRequest':
    case 'AllocateProducerIdsRequest':
    case 'QuorumFetchRequest':
    case 'VoteRequest':
    case 'BeginQuorumEpochRequest':
    case 'EndQuorumEpochRequest':
      throw new Error('requests to the controller go to the controller');
    default:
      assertNever(message);
  }
}

function isRequest(message: Message): message is KafkaRequest {
  // All are; looking for a field in messages of so many forms would be slow.
  return message.api >= 0;
}

/** The other side of a connection to this broker is gone, with whatever waits for an answer there. */
export function dropChannel(state: KafkaState, broker: BrokerState, connection: number): void {
  const index = channelIndex(broker.channels, connection);
  if (index < 0) return;
  const channel = at(broker.channels.list, index);
  if (channel.waitsFor === FETCH_WAIT) forgetFetch(broker, index);
  else if (channel.waitsFor === PRODUCE_WAIT) forgetProduce(state, broker, index);
  closeChannel(broker.channels, index);
}
