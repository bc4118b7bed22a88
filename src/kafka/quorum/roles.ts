import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import type { ControllerState } from '../controller/controller-state.ts';
import { CONTROLLER_RESIGNED, RESIGNED_BECAUSE } from '../observations.ts';
import { END_QUORUM_EPOCH, type EndQuorumEpochRequest } from '../protocol/messages.ts';
import { turnAway } from './answers.ts';
import { FOLLOWER, LEADER, PATIENCE, type QuorumState, RESIGNED, UNATTACHED } from './quorum-state.ts';
import { dropUnflushed, rebuildImage } from './replicated-log.ts';
import { askVoter } from './voters.ts';

/** Sets the end of the role's patience anew. */
export function waitFor(quorum: QuorumState, delayUs: number, ctx: Context): void {
  if (quorum.timer !== NO_TIMER) ctx.cancelTimer(quorum.timer);
  quorum.timer = ctx.setTimer(PATIENCE, delayUs, 0, 0);
}

/** @see `QuorumState#randomElectionTimeoutMs`: from once to twice the setting. */
export function electionTimeoutUs(controller: ControllerState, ctx: Context): number {
  const { electionUs } = controller.timing;
  return electionUs + ctx.intInclusive(controller.stream, 0, electionUs - 1);
}

const FIRST_BACKOFF_US = 50_000;

/** @see `KafkaRaftClient#binaryExponentialElectionBackoffMs` */
export function electionBackoffUs(controller: ControllerState, attempts: number, ctx: Context): number {
  let most = FIRST_BACKOFF_US;
  for (let i = 1; i < attempts && most < controller.timing.backoffUs; i++) most *= 2;
  return ctx.intInclusive(controller.stream, 1, Math.min(most, controller.timing.backoffUs));
}

/** Nobody is known to lead this epoch. */
export function becomeUnattached(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  epoch: number,
  ctx: Context,
): void {
  enter(state, controller, quorum, UNATTACHED, epoch, -1, ctx);
  waitFor(quorum, electionTimeoutUs(controller, ctx), ctx);
}

/** This leader is followed from now on: the caller begins to fetch. */
export function enterFollower(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  epoch: number,
  leader: number,
  ctx: Context,
): void {
  enter(state, controller, quorum, FOLLOWER, epoch, leader, ctx);
  quorum.heardLeader = 0;
  waitFor(quorum, controller.timing.fetchTimeoutUs, ctx);
}

function enter(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  role: number,
  epoch: number,
  leader: number,
  ctx: Context,
): void {
  if (quorum.role === LEADER) endLeadership(state, controller, quorum, 'higher-epoch', ctx);
  if (epoch > quorum.epoch) quorum.votedFor = -1;
  quorum.role = role;
  quorum.epoch = epoch;
  quorum.leader = leader;
  quorum.backingOff = 0;
  stopFetching(quorum, ctx);
}

export function stopFetching(quorum: QuorumState, ctx: Context): void {
  if (quorum.fetchConnection !== 0) ctx.close(quorum.fetchConnection);
  if (quorum.fetchTimer !== NO_TIMER) ctx.cancelTimer(quorum.fetchTimer);
  quorum.fetchConnection = 0;
  quorum.fetchCorrelation = -1;
  quorum.fetchTimer = NO_TIMER;
}

/**
 * A leader gives up by itself: no majority fetches from it, or its process is to end. It tells the others, those with
 * the longest log first in the order of succession.
 */
export function resign(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  cause: (typeof RESIGNED_BECAUSE)[number],
  ctx: Context,
): void {
  const preferred = successors(state, quorum);
  endLeadership(state, controller, quorum, cause, ctx);
  quorum.role = RESIGNED;
  quorum.leader = -1;
  const request: EndQuorumEpochRequest = {
    type: 'EndQuorumEpochRequest',
    api: END_QUORUM_EPOCH,
    epoch: quorum.epoch,
    leader: controller.node,
    preferred,
  };
  for (let voter = 0; voter < quorum.voters; voter++) {
    if (voter !== quorum.voter) askVoter(state, quorum, voter, request, ctx);
  }
  waitFor(quorum, electionTimeoutUs(controller, ctx), ctx);
}

function successors(state: KafkaState, quorum: QuorumState): number[] {
  const voters: number[] = [];
  for (let voter = 0; voter < quorum.voters; voter++) if (voter !== quorum.voter) voters.push(voter);
  voters.sort((a, b) => at(quorum.ends, b) - at(quorum.ends, a) || a - b);
  return voters.map((voter) => at(state.plan.controllers, voter));
}

/** What the leader has in hand and not committed is lost to it; who waits is turned away. */
function endLeadership(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  cause: (typeof RESIGNED_BECAUSE)[number],
  ctx: Context,
): void {
  const uncommitted = controller.log.length - controller.committed;
  ctx.observe(CONTROLLER_RESIGNED, quorum.epoch, RESIGNED_BECAUSE.indexOf(cause), uncommitted, 0, 0, 0, -1);
  for (const timer of [controller.lingerTimer, quorum.checkTimer, quorum.beginTimer]) {
    if (timer !== NO_TIMER) ctx.cancelTimer(timer);
  }
  controller.lingerTimer = NO_TIMER;
  quorum.checkTimer = NO_TIMER;
  quorum.beginTimer = NO_TIMER;
  quorum.isActive = 0;
  dropUnflushed(controller, quorum);
  rebuildImage(state, controller, quorum);
  turnAway(controller, quorum, ctx);
}
