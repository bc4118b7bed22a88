import { type Context, NO_TIMER } from '../../sim/actor.ts';
import type { KafkaState } from '../cluster.ts';
import type { ControllerState } from '../controller/controller-state.ts';
import { NONE } from '../protocol/errors.ts';
import { FETCH, type QuorumFetchReply, type QuorumFetchRequest } from '../protocol/messages.ts';
import { FETCH_AGAIN, FOLLOWER, lastEpochOf, type QuorumState } from './quorum-state.ts';
import { commitUpTo, endOfEpoch, takeOver, truncateLog } from './replicated-log.ts';
import { becomeUnattached, enterFollower, waitFor } from './roles.ts';

/** @see `RaftConfig`: the same as of a broker's fetch of metadata. */
const MAX_WAIT_US = 500_000;
const RETRY_US = 50_000;

export function becomeFollower(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  epoch: number,
  leader: number,
  ctx: Context,
): void {
  enterFollower(state, controller, quorum, epoch, leader, ctx);
  quorum.attempts = 0;
  fetchFromLeader(controller, quorum, ctx);
}

/** What an answer says of a later epoch is taken up. */
export function followEpoch(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  epoch: number,
  leader: number,
  ctx: Context,
): void {
  if (leader >= 0 && leader !== controller.node) becomeFollower(state, controller, quorum, epoch, leader, ctx);
  else becomeUnattached(state, controller, quorum, epoch, ctx);
}

/** A fetch from offset n says that everything below n is on this voter's disk. */
export function fetchFromLeader(controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  const request: QuorumFetchRequest = {
    type: 'QuorumFetchRequest',
    api: FETCH,
    fromVoter: true,
    epoch: quorum.epoch,
    offset: controller.log.length,
    lastEpoch: lastEpochOf(quorum),
    highWatermark: controller.committed,
    maxWaitUs: MAX_WAIT_US,
  };
  if (quorum.fetchConnection === 0) quorum.fetchConnection = ctx.connect(quorum.leader);
  quorum.fetchCorrelation = ctx.request(quorum.fetchConnection, request, 80);
}

export function onQuorumFetchReply(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  reply: QuorumFetchReply,
  ctx: Context,
): void {
  quorum.fetchCorrelation = -1;
  if (reply.epoch > quorum.epoch) {
    followEpoch(state, controller, quorum, reply.epoch, reply.leader, ctx);
    return;
  }
  if (quorum.role !== FOLLOWER) return;
  if (reply.error !== NONE || reply.epoch < quorum.epoch) {
    fetchLater(quorum, ctx);
    return;
  }
  quorum.heardLeader = 1;
  waitFor(quorum, controller.timing.fetchTimeoutUs, ctx);
  if (reply.divergingEnd >= 0) {
    const end = Math.min(reply.divergingEnd, endOfEpoch(quorum, reply.divergingEpoch));
    truncateLog(state, controller, quorum, end, ctx);
  } else if (reply.fromOffset === controller.log.length) {
    takeOver(controller, quorum, reply, ctx);
    const end = Math.min(reply.highWatermark, quorum.flushed);
    if (end > controller.committed) commitUpTo(state, controller, quorum, end, false, ctx);
  }
  fetchFromLeader(controller, quorum, ctx);
}

/** The connection to the leader is gone, or it could not serve. */
export function fetchLater(quorum: QuorumState, ctx: Context): void {
  if (quorum.role !== FOLLOWER || quorum.fetchTimer !== NO_TIMER) return;
  quorum.fetchTimer = ctx.setTimer(FETCH_AGAIN, RETRY_US, 0, 0);
}
