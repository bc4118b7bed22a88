import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { at } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { dropConnection, respond } from '../controller/connections.ts';
import type { ControllerState } from '../controller/controller-state.ts';
import { observeInitial } from '../controller/metadata-log.ts';
import {
  AS_FOLLOWER,
  AS_LEADER,
  CONTROLLER_ACTIVE,
  CONTROLLER_ELECTED,
  METADATA_APPENDED,
  METADATA_COMMITTED,
} from '../observations.ts';
import { FENCED_LEADER_EPOCH, NONE } from '../protocol/errors.ts';
import type {
  BeginQuorumEpochRequest,
  EndQuorumEpochRequest,
  KafkaReply,
  KafkaRequest,
  QuorumEpochReply,
} from '../protocol/messages.ts';
import { BEGIN_QUORUM_EPOCH, END_QUORUM_EPOCH } from '../protocol/messages.ts';
import { notController } from './answers.ts';
import { onPatience, onVote, onVoteReply } from './election.ts';
import { becomeFollower, fetchFromLeader, fetchLater, followEpoch, onQuorumFetchReply } from './follower.ts';
import { announceAgain, onCheckQuorum, onQuorumFetch, startLeading } from './leader.ts';
import {
  BEGIN_AGAIN,
  CHECK_QUORUM,
  FETCH_AGAIN,
  FOLLOWER,
  forgetQuorum,
  LEADER,
  LEAVE,
  PATIENCE,
  type QuorumState,
} from './quorum-state.ts';
import { rebuildImage } from './replicated-log.ts';
import { becomeUnattached, electionBackoffUs, resign, waitFor } from './roles.ts';
import { voterOn } from './voters.ts';

/**
 * The process of a voter comes up: it has its epoch, its vote and its log, and knows neither who leads nor how much
 * of the log is committed.
 *
 * @param first - at time zero; where the cluster is formed, its roles are given already
 */
export function quorumOnStart(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  first: boolean,
  ctx: Context,
): void {
  if (first && quorum.role !== 0) {
    startFormed(state, controller, quorum, ctx);
    return;
  }
  forgetQuorum(quorum);
  controller.log.length = quorum.flushed;
  controller.committed = 0;
  becomeUnattached(state, controller, quorum, quorum.epoch, ctx);
}

function startFormed(state: KafkaState, controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  const leads = quorum.role === LEADER;
  rebuildImage(state, controller, quorum);
  for (const broker of controller.brokers) broker.lastContact = ctx.now;
  const end = quorum.flushed;
  const role = leads ? AS_LEADER : AS_FOLLOWER;
  if (leads) ctx.observe(CONTROLLER_ELECTED, quorum.epoch, 0, quorum.voters, quorum.voters, 0, 0, -1);
  ctx.observe(METADATA_APPENDED, 0, end, quorum.epoch, role, 0, 0, -1);
  ctx.observe(METADATA_COMMITTED, 0, end, quorum.epoch, role, 0, 0, -1);
  if (!leads) {
    becomeFollower(state, controller, quorum, quorum.epoch, quorum.leader, ctx);
    return;
  }
  ctx.observe(CONTROLLER_ACTIVE, quorum.epoch, 0, 0, 0, 0, 0, -1);
  observeInitial(state.plan, controller, ctx);
  tellFormed(state, controller);
  startLeading(state, quorum, ctx, controller);
}

function tellFormed(state: KafkaState, controller: ControllerState): void {
  const { committed } = state;
  if (committed === null) return;
  committed.end = controller.committed;
  committed.partitions = controller.partitions.slice();
  committed.fenced = controller.brokers.map((broker) => broker.fenced);
}

/** @returns false where the request is a broker's, and this controller is to serve it */
export function quorumOnRequest(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  connection: number,
  correlation: number,
  message: KafkaRequest,
  ctx: Context,
): boolean {
  switch (message.type) {
    case 'QuorumFetchRequest':
      onQuorumFetch(state, controller, quorum, connection, correlation, message, ctx);
      return true;
    case 'VoteRequest':
      onVote(state, controller, quorum, connection, correlation, message, ctx);
      return true;
    case 'BeginQuorumEpochRequest':
      onBegin(state, controller, quorum, connection, correlation, message, ctx);
      return true;
    case 'EndQuorumEpochRequest':
      onEnd(controller, quorum, connection, correlation, message, ctx);
      return true;
    default: {
      if (quorum.isActive === 1) return false;
      const refusal = notController(message.api);
      if (refusal === null) return false;
      respond(controller, connection, correlation, refusal, 50, ctx);
      return true;
    }
  }
}

function onBegin(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  connection: number,
  correlation: number,
  request: BeginQuorumEpochRequest,
  ctx: Context,
): void {
  const isOld = request.epoch < quorum.epoch || (request.epoch === quorum.epoch && quorum.role === LEADER);
  const isKnown = request.epoch === quorum.epoch && quorum.role === FOLLOWER;
  if (!isOld && !isKnown) becomeFollower(state, controller, quorum, request.epoch, request.leader, ctx);
  const error = isOld ? FENCED_LEADER_EPOCH : NONE;
  respond(controller, connection, correlation, epochReply(quorum, BEGIN_QUORUM_EPOCH, error), 50, ctx);
}

/** The leader steps down: its successor need not wait until it is missed. */
function onEnd(
  controller: ControllerState,
  quorum: QuorumState,
  connection: number,
  correlation: number,
  request: EndQuorumEpochRequest,
  ctx: Context,
): void {
  if (request.epoch === quorum.epoch && quorum.role === FOLLOWER && quorum.leader === request.leader) {
    quorum.heardLeader = 0;
    const place = request.preferred.indexOf(controller.node);
    waitFor(quorum, place === 0 ? 0 : electionBackoffUs(controller, place + 1, ctx), ctx);
  }
  const error = request.epoch < quorum.epoch ? FENCED_LEADER_EPOCH : NONE;
  respond(controller, connection, correlation, epochReply(quorum, END_QUORUM_EPOCH, error), 50, ctx);
}

function epochReply(quorum: QuorumState, api: QuorumEpochReply['api'], error: number): QuorumEpochReply {
  return { type: 'QuorumEpochReply', api, error, epoch: quorum.epoch, leader: quorum.leader };
}

export function quorumOnReply(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  connection: number,
  correlation: number,
  reply: KafkaReply,
  ctx: Context,
): void {
  if (reply.type === 'QuorumFetchReply') {
    if (connection !== quorum.fetchConnection || correlation !== quorum.fetchCorrelation) return;
    onQuorumFetchReply(state, controller, quorum, reply, ctx);
    return;
  }
  const voter = voterOn(quorum, connection);
  if (voter < 0 || at(quorum.peers, voter).correlation !== correlation) return;
  at(quorum.peers, voter).correlation = -1;
  if (reply.type === 'VoteReply') onVoteReply(state, controller, quorum, voter, reply, ctx);
  else if (reply.type === 'QuorumEpochReply' && reply.epoch > quorum.epoch) {
    followEpoch(state, controller, quorum, reply.epoch, reply.leader, ctx);
  }
}

export function quorumOnDisconnect(
  controller: ControllerState,
  quorum: QuorumState,
  connection: number,
  ctx: Context,
): void {
  const voter = voterOn(quorum, connection);
  if (voter >= 0) {
    const peer = at(quorum.peers, voter);
    peer.connection = 0;
    peer.correlation = -1;
  } else if (connection === quorum.fetchConnection) {
    quorum.fetchConnection = 0;
    quorum.fetchCorrelation = -1;
    fetchLater(quorum, ctx);
  } else dropConnection(controller, connection, ctx);
}

/** @returns false where the timer is not the quorum's */
export function quorumOnTimer(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  kind: number,
  ctx: Context,
): boolean {
  switch (kind) {
    case PATIENCE:
      onPatience(state, controller, quorum, ctx);
      return true;
    case CHECK_QUORUM:
      onCheckQuorum(state, controller, quorum, ctx);
      return true;
    case BEGIN_AGAIN:
      announceAgain(state, controller, quorum, ctx);
      return true;
    case FETCH_AGAIN:
      quorum.fetchTimer = NO_TIMER;
      if (quorum.role === FOLLOWER && quorum.fetchCorrelation < 0) fetchFromLeader(controller, quorum, ctx);
      return true;
    case LEAVE:
      ctx.exit();
      return true;
    default:
      return false;
  }
}

/** Time for the news of the end of an epoch to leave. The real one waits for a successor. */
const LEAVE_US = 200_000;

/** The process is to end in order: a leader hands its epoch over first. */
export function quorumOnStop(state: KafkaState, controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  if (quorum.role !== LEADER) {
    ctx.exit();
    return;
  }
  resign(state, controller, quorum, 'stopping', ctx);
  ctx.setTimer(LEAVE, LEAVE_US, 0, 0);
}
