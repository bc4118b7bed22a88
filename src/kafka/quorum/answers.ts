import type { Context } from '../../sim/actor.ts';
import { respond } from '../controller/connections.ts';
import type { ControllerState, ParkedFetch } from '../controller/controller-state.ts';
import { NONE, NOT_CONTROLLER, NOT_LEADER_OR_FOLLOWER } from '../protocol/errors.ts';
import {
  ALLOCATE_PRODUCER_IDS,
  ALTER_PARTITION,
  BROKER_HEARTBEAT,
  BROKER_REGISTRATION,
  FETCH,
  type KafkaReply,
  type QuorumFetchReply,
  type QuorumFetchRequest,
} from '../protocol/messages.ts';
import type { QuorumState } from './quorum-state.ts';

const NO_NUMBERS: readonly number[] = [];

/** What a broker is told by a controller that is not the active one; null = the api is not the controller's. */
export function notController(api: number): KafkaReply | null {
  const error = NOT_CONTROLLER;
  switch (api) {
    case BROKER_REGISTRATION:
      return { type: 'BrokerRegistrationReply', api, error, brokerEpoch: -1 };
    case BROKER_HEARTBEAT:
      return { type: 'BrokerHeartbeatReply', api, error, isCaughtUp: false, isFenced: true, shouldShutDown: false };
    case ALLOCATE_PRODUCER_IDS:
      return { type: 'AllocateProducerIdsReply', api, error, start: -1, length: 0 };
    case ALTER_PARTITION:
      return {
        type: 'AlterPartitionReply',
        api,
        error,
        partitions: NO_NUMBERS,
        errors: NO_NUMBERS,
        leaders: NO_NUMBERS,
        leaderEpochs: NO_NUMBERS,
        partitionEpochs: NO_NUMBERS,
        isrs: [],
      };
    default:
      return null;
  }
}

/** This controller leads no more: everybody who waits for an answer looks for the next one. */
export function turnAway(controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  const { answers, requests } = controller;
  controller.answers = [];
  controller.requests = [];
  for (const { connection, correlation, reply } of answers) {
    const refusal = notController(reply.api);
    if (refusal !== null) respond(controller, connection, correlation, refusal, 50, ctx);
  }
  for (const { connection, correlation, request, timer } of requests) {
    ctx.cancelTimer(timer);
    if (request.type !== 'QuorumFetchRequest') continue;
    const reply = fetchRefusal(quorum, request, NOT_LEADER_OR_FOLLOWER);
    respond(controller, connection, correlation, reply, 60, ctx);
  }
}

/** A fetch that this voter cannot serve, with what it knows of the leader. */
export function fetchRefusal(quorum: QuorumState, request: QuorumFetchRequest, error: number): QuorumFetchReply {
  return emptyReply(quorum, request.offset, error, 0);
}

/** Records from where the fetch wants them: a voter gets all on disk, an observer what is committed. */
export function answerFetch(controller: ControllerState, quorum: QuorumState, parked: ParkedFetch, ctx: Context): void {
  const { connection, correlation, request } = parked;
  if (request.type !== 'QuorumFetchRequest') return;
  const end = request.fromVoter ? quorum.flushed : controller.committed;
  const from = Math.min(request.offset, end);
  const reply: QuorumFetchReply = {
    ...emptyReply(quorum, request.offset, NONE, controller.committed),
    records: controller.log.slice(from, end),
    epochs: quorum.epochs.slice(from, end),
    hows: quorum.hows.slice(from, end),
  };
  respond(controller, connection, correlation, reply, 80 + 80 * (end - from), ctx);
}

/** The sender's log left the leader's at some record: it has to cut. */
export function answerDiverging(
  controller: ControllerState,
  quorum: QuorumState,
  parked: ParkedFetch,
  divergingEpoch: number,
  divergingEnd: number,
  ctx: Context,
): void {
  const reply = {
    ...emptyReply(quorum, parked.request.offset, NONE, controller.committed),
    divergingEpoch,
    divergingEnd,
  };
  respond(controller, parked.connection, parked.correlation, reply, 80, ctx);
}

function emptyReply(quorum: QuorumState, fromOffset: number, error: number, highWatermark: number): QuorumFetchReply {
  return {
    type: 'QuorumFetchReply',
    api: FETCH,
    error,
    epoch: quorum.epoch,
    leader: quorum.leader,
    fromOffset,
    divergingEpoch: -1,
    divergingEnd: -1,
    records: [],
    epochs: NO_NUMBERS,
    hows: NO_NUMBERS,
    highWatermark,
  };
}
