import type { Context } from '../../sim/actor.ts';
import type { KafkaState } from '../cluster.ts';
import { respond } from '../controller/connections.ts';
import type { ControllerState } from '../controller/controller-state.ts';
import { NONE } from '../protocol/errors.ts';
import { VOTE, type VoteReply, type VoteRequest } from '../protocol/messages.ts';
import { becomeFollower, followEpoch } from './follower.ts';
import { becomeLeader } from './leader.ts';
import {
  CANDIDATE,
  FOLLOWER,
  LEADER,
  lastEpochOf,
  majorityOf,
  PROSPECTIVE,
  type QuorumState,
  RESIGNED,
  UNATTACHED,
} from './quorum-state.ts';
import { becomeUnattached, electionBackoffUs, electionTimeoutUs, stopFetching, waitFor } from './roles.ts';
import { askVoter } from './voters.ts';

const GRANTED = 1;
const REFUSED = 2;

/** The role's patience is over. @see `KafkaRaftClient#pollCurrentState` */
export function onPatience(state: KafkaState, controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  quorum.timer = 0;
  switch (quorum.role) {
    case UNATTACHED:
    case FOLLOWER:
      askWhether(state, controller, quorum, ctx);
      break;
    case PROSPECTIVE:
      loseProspects(state, controller, quorum, ctx);
      break;
    case CANDIDATE:
      askWhether(state, controller, quorum, ctx);
      break;
    case RESIGNED:
      becomeUnattached(state, controller, quorum, quorum.epoch + 1, ctx);
      break;
  }
}

/** Would a majority vote for this voter? It disturbs nobody, and raises no epoch. @see KIP-996 */
function askWhether(state: KafkaState, controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  stopFetching(quorum, ctx);
  quorum.role = PROSPECTIVE;
  quorum.backingOff = 0;
  askForVotes(state, controller, quorum, true, ctx);
}

function stand(state: KafkaState, controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  quorum.role = CANDIDATE;
  quorum.epoch += 1;
  quorum.leader = -1;
  quorum.votedFor = controller.node;
  quorum.attempts += 1;
  askForVotes(state, controller, quorum, false, ctx);
}

function askForVotes(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  preVote: boolean,
  ctx: Context,
): void {
  quorum.grants.fill(0);
  quorum.grants[quorum.voter] = GRANTED;
  waitFor(quorum, electionTimeoutUs(controller, ctx), ctx);
  const request: VoteRequest = {
    type: 'VoteRequest',
    api: VOTE,
    epoch: quorum.epoch,
    candidate: controller.node,
    lastEpoch: lastEpochOf(quorum),
    logEnd: quorum.flushed,
    preVote,
  };
  for (let voter = 0; voter < quorum.voters; voter++) {
    if (voter !== quorum.voter) askVoter(state, quorum, voter, request, ctx);
  }
}

/** @see `KafkaRaftClient#handleVoteRequest` */
export function onVote(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  connection: number,
  correlation: number,
  request: VoteRequest,
  ctx: Context,
): void {
  if (request.epoch > quorum.epoch) becomeUnattached(state, controller, quorum, request.epoch, ctx);
  const granted = request.epoch === quorum.epoch && grants(state, quorum, request);
  if (granted && !request.preVote) {
    quorum.votedFor = request.candidate;
    if (quorum.role === PROSPECTIVE) becomeUnattached(state, controller, quorum, quorum.epoch, ctx);
    else if (quorum.role === UNATTACHED) waitFor(quorum, electionTimeoutUs(controller, ctx), ctx);
  }
  const reply: VoteReply = {
    type: 'VoteReply',
    api: VOTE,
    error: NONE,
    epoch: quorum.epoch,
    leader: quorum.leader,
    askedEpoch: request.epoch,
    preVote: request.preVote,
    granted,
  };
  respond(controller, connection, correlation, reply, 60, ctx);
}

function grants(state: KafkaState, quorum: QuorumState, request: VoteRequest): boolean {
  const { voteAnyLog, voteTwice } = state.plan.mutants;
  if (!voteAnyLog && !isUpToDate(quorum, request)) return false;
  if (request.preVote) return quorum.role !== LEADER && !(quorum.role === FOLLOWER && quorum.heardLeader === 1);
  if (voteTwice) return true;
  return quorum.votedFor === request.candidate || (quorum.votedFor < 0 && quorum.leader < 0);
}

/** Whoever has the later last epoch, or with the same one the longer log, holds all that was committed. */
function isUpToDate(quorum: QuorumState, request: VoteRequest): boolean {
  const lastEpoch = lastEpochOf(quorum);
  return request.lastEpoch > lastEpoch || (request.lastEpoch === lastEpoch && request.logEnd >= quorum.flushed);
}

export function onVoteReply(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  voter: number,
  reply: VoteReply,
  ctx: Context,
): void {
  if (reply.epoch > quorum.epoch) {
    followEpoch(state, controller, quorum, reply.epoch, reply.leader, ctx);
    return;
  }
  const isAwaited = quorum.role === (reply.preVote ? PROSPECTIVE : CANDIDATE) && quorum.backingOff === 0;
  if (!isAwaited || reply.askedEpoch !== quorum.epoch) return;
  if (!reply.granted && reply.leader >= 0 && quorum.leader < 0) {
    becomeFollower(state, controller, quorum, reply.epoch, reply.leader, ctx);
    return;
  }
  quorum.grants[voter] = reply.granted ? GRANTED : REFUSED;
  const granted = count(quorum, GRANTED);
  if (granted >= majorityOf(quorum)) {
    if (reply.preVote) stand(state, controller, quorum, ctx);
    else becomeLeader(state, controller, quorum, granted, ctx);
  } else if (count(quorum, REFUSED) > quorum.voters - majorityOf(quorum)) {
    if (reply.preVote) loseProspects(state, controller, quorum, ctx);
    else {
      quorum.backingOff = 1;
      waitFor(quorum, electionBackoffUs(controller, quorum.attempts, ctx), ctx);
    }
  }
}

function count(quorum: QuorumState, answer: number): number {
  let voters = 0;
  for (const given of quorum.grants) if (given === answer) voters += 1;
  return voters;
}

/** No majority would vote for it: back to the leader that it knows, or to waiting. */
function loseProspects(state: KafkaState, controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  const { epoch, leader } = quorum;
  if (leader >= 0) becomeFollower(state, controller, quorum, epoch, leader, ctx);
  else becomeUnattached(state, controller, quorum, epoch, ctx);
}
