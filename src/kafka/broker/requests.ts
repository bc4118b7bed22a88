import type { Context, Message } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { handleGroupRequest } from '../coordinator/coordinator.ts';
import { NONE } from '../protocol/errors.ts';
import { API_VERSIONS, type ApiVersionsReply, type KafkaRequest } from '../protocol/messages.ts';
import { answerChannel } from './answer.ts';
import { type BrokerState, replicaOf } from './broker-state.ts';
import { beginRequest, channelIndex, channelOf, closeChannel, FETCH_WAIT, IDLE, PRODUCE_WAIT } from './channel.ts';
import { forgetFetch, onFetch } from './fetch.ts';
import { onFindCoordinator, onListOffsets, onMetadata, onOffsetForLeaderEpoch } from './metadata-requests.ts';
import { forgetProduce, onProduce } from './produce.ts';
import { onInitProducerId } from './producer-ids.ts';

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

/** Takes up what waited behind requests that were answered in this event. */
export function takeWaiting(state: KafkaState, broker: BrokerState, ctx: Context): void {
  while (broker.ready.length > 0) {
    const index = broker.ready.shift();
    const channel = index === undefined ? undefined : broker.channels.list[index];
    if (index === undefined || channel === undefined || channel.waitsFor !== IDLE) continue;
    const next = channel.queue.shift();
    if (next === undefined) continue;
    beginRequest(broker.channels, channel, next.correlation, next.message);
    handle(state, broker, index, next.message, ctx);
  }
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
      throw new Error('requests to the controller go to the controller');
  }
}

function isRequest(message: Message): message is KafkaRequest {
  return 'type' in message;
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

/** For the screen and tests: how many writes wait at a partition's leader. */
export function waitingWrites(broker: BrokerState, partition: number): number {
  return (replicaOf(broker, partition)?.waits.length ?? 0) / 3;
}
