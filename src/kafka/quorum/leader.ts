import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at, numberAt } from '../../sim/column.ts';
import type { KafkaState } from '../cluster.ts';
import { respond } from '../controller/connections.ts';
import { type ControllerState, FETCH_EXPIRY, type ParkedFetch } from '../controller/controller-state.ts';
import { CONTROLLER_ACTIVE, CONTROLLER_ELECTED } from '../observations.ts';
import { FENCED_LEADER_EPOCH, NOT_LEADER_OR_FOLLOWER, UNKNOWN_LEADER_EPOCH } from '../protocol/errors.ts';
import { BEGIN_QUORUM_EPOCH, type BeginQuorumEpochRequest, type QuorumFetchRequest } from '../protocol/messages.ts';
import { answerDiverging, answerFetch, fetchRefusal } from './answers.ts';
import { BEGIN_AGAIN, CHECK_QUORUM, LEADER, majorityOf, type QuorumState } from './quorum-state.ts';
import { commitUpTo, endOfEpoch, flushWritten } from './replicated-log.ts';
import { resign } from './roles.ts';
import { askVoter } from './voters.ts';

/**
 * A majority voted for this candidate: it writes the first record of its epoch.
 *
 * @remarks It serves no broker before that record is committed: only then does it know everything that its
 * predecessors have committed. @see `KafkaRaftClient#onBecomeLeader`
 */
export function becomeLeader(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  votes: number,
  ctx: Context,
): void {
  if (quorum.timer !== NO_TIMER) ctx.cancelTimer(quorum.timer);
  quorum.timer = NO_TIMER;
  quorum.role = LEADER;
  quorum.leader = controller.node;
  quorum.attempts = 0;
  quorum.epochStart = controller.log.length;
  quorum.ends.fill(-1);
  quorum.fetchedAt.fill(ctx.now);
  quorum.heard = 0;
  ctx.observe(CONTROLLER_ELECTED, quorum.epoch, quorum.epochStart, votes, quorum.voters, 0, 0, -1);
  controller.log.push({ type: 'LeaderChange', leader: controller.node, epoch: quorum.epoch });
  quorum.epochs.push(quorum.epoch);
  quorum.hows.push(-1);
  flushWritten(controller, quorum, ctx);
  startLeading(state, quorum, ctx, controller);
  for (let voter = 0; voter < quorum.voters; voter++) announce(state, controller, quorum, voter, ctx);
}

/** The clocks of a leader. */
export function startLeading(state: KafkaState, quorum: QuorumState, ctx: Context, controller: ControllerState): void {
  if (!state.plan.mutants.noCheckQuorum) quorum.checkTimer = ctx.setTimer(CHECK_QUORUM, checkUs(controller), 0, 0);
  quorum.beginTimer = ctx.setTimer(BEGIN_AGAIN, controller.timing.electionUs, 0, 0);
}

/** @see `LeaderState#CHECK_QUORUM_TIMEOUT_FACTOR` */
function checkUs(controller: ControllerState): number {
  return Math.floor((controller.timing.fetchTimeoutUs * 3) / 2);
}

function announce(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  voter: number,
  ctx: Context,
): void {
  if (voter === quorum.voter) return;
  const request: BeginQuorumEpochRequest = {
    type: 'BeginQuorumEpochRequest',
    api: BEGIN_QUORUM_EPOCH,
    epoch: quorum.epoch,
    leader: controller.node,
  };
  askVoter(state, quorum, voter, request, ctx);
}

/** Voters that have not fetched lately may not know who leads; those that still owe an answer are not asked again. */
export function announceAgain(state: KafkaState, controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  const { electionUs } = controller.timing;
  for (let voter = 0; voter < quorum.voters; voter++) {
    const isSilent = ctx.now - numberAt(quorum.fetchedAt, voter) >= electionUs;
    if (isSilent && at(quorum.peers, voter).correlation < 0) announce(state, controller, quorum, voter, ctx);
  }
  quorum.beginTimer = ctx.setTimer(BEGIN_AGAIN, electionUs, 0, 0);
}

/** The linger is over, or the leader has written its first record. */
export function publishWritten(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  ctx: Context,
): void {
  flushWritten(controller, quorum, ctx);
  advance(state, controller, quorum, ctx);
  answerParked(controller, quorum, ctx);
}

/** Somebody wants records. @see `KafkaRaftClient#handleFetchRequest` */
export function onQuorumFetch(
  state: KafkaState,
  controller: ControllerState,
  quorum: QuorumState,
  connection: number,
  correlation: number,
  request: QuorumFetchRequest,
  ctx: Context,
): void {
  const error = judge(quorum, request);
  if (error !== 0) {
    respond(controller, connection, correlation, fetchRefusal(quorum, request, error), 60, ctx);
    return;
  }
  const parked: ParkedFetch = { connection, correlation, request, timer: NO_TIMER };
  if (request.fromVoter) {
    const voter = state.plan.controllers.indexOf(ctx.peer(connection));
    assert(voter >= 0, 'a voter is one of the controllers');
    hear(controller, quorum, voter, ctx);
    if (diverges(state, quorum, request)) {
      const shared = endOfEpoch(quorum, request.lastEpoch);
      const epoch = shared === 0 ? 0 : numberAt(quorum.epochs, shared - 1);
      answerDiverging(controller, quorum, parked, epoch, shared, ctx);
      return;
    }
    quorum.ends[voter] = Math.min(request.offset, quorum.flushed);
    if (advance(state, controller, quorum, ctx)) answerParked(controller, quorum, ctx);
  }
  if (hasNews(controller, quorum, request) || request.maxWaitUs <= 0) {
    answerFetch(controller, quorum, parked, ctx);
    return;
  }
  const timer = ctx.setTimer(FETCH_EXPIRY, request.maxWaitUs, connection, correlation);
  controller.requests.push({ connection, correlation, request, timer });
}

function judge(quorum: QuorumState, request: QuorumFetchRequest): number {
  if (request.epoch > quorum.epoch) return UNKNOWN_LEADER_EPOCH;
  if (quorum.role !== LEADER) return NOT_LEADER_OR_FOLLOWER;
  return request.epoch < quorum.epoch ? FENCED_LEADER_EPOCH : 0;
}

/** A leader of whom no majority fetches for one and a half fetch timeouts gives up. @see KAFKA-15489 */
function hear(controller: ControllerState, quorum: QuorumState, voter: number, ctx: Context): void {
  quorum.fetchedAt[voter] = ctx.now;
  quorum.heard |= 1 << voter;
  let count = 1;
  for (let other = 0; other < quorum.voters; other++) if ((quorum.heard & (1 << other)) !== 0) count += 1;
  if (count < majorityOf(quorum) || quorum.checkTimer === NO_TIMER) return;
  quorum.heard = 0;
  ctx.cancelTimer(quorum.checkTimer);
  quorum.checkTimer = ctx.setTimer(CHECK_QUORUM, checkUs(controller), 0, 0);
}

export function onCheckQuorum(state: KafkaState, controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  quorum.checkTimer = NO_TIMER;
  resign(state, controller, quorum, 'no-majority', ctx);
}

/** The sender's last record is not this leader's record at that offset. */
function diverges(state: KafkaState, quorum: QuorumState, request: QuorumFetchRequest): boolean {
  if (state.plan.mutants.metadataNoDivergence) return false;
  if (request.offset > quorum.flushed) return true;
  return request.offset > 0 && numberAt(quorum.epochs, request.offset - 1) !== request.lastEpoch;
}

/**
 * Raises the high watermark to what a majority has on disk, if that reaches into this leader's own epoch.
 *
 * @see section 5.4.2 of the Raft paper; `LeaderState#maybeUpdateHighWatermark`
 */
function advance(state: KafkaState, controller: ControllerState, quorum: QuorumState, ctx: Context): boolean {
  const ends = quorum.ends.slice();
  ends[quorum.voter] = quorum.flushed;
  ends.sort((a, b) => b - a);
  const end = numberAt(ends, majorityOf(quorum) - 1);
  if (end <= controller.committed || end <= quorum.epochStart) return false;
  commitUpTo(state, controller, quorum, end, true, ctx);
  if (quorum.isActive === 0) activate(controller, quorum, ctx);
  const { answers } = controller;
  controller.answers = answers.filter((answer) => answer.offset > end);
  for (const { connection, correlation, reply, bytes, offset } of answers) {
    if (offset <= end) respond(controller, connection, correlation, reply, bytes, ctx);
  }
  return true;
}

/** The first record of the epoch is committed. Brokers get a whole session to be heard of. @see `QuorumController#claim` */
function activate(controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  quorum.isActive = 1;
  for (const broker of controller.brokers) broker.lastContact = ctx.now;
  ctx.observe(CONTROLLER_ACTIVE, quorum.epoch, quorum.epochStart, 0, 0, 0, 0, -1);
}

function hasNews(controller: ControllerState, quorum: QuorumState, request: QuorumFetchRequest): boolean {
  if (controller.committed > request.highWatermark) return true;
  return request.fromVoter && request.offset < quorum.flushed;
}

function answerParked(controller: ControllerState, quorum: QuorumState, ctx: Context): void {
  const parked = controller.requests;
  controller.requests = [];
  for (const one of parked) {
    if (one.request.type !== 'QuorumFetchRequest' || !hasNews(controller, quorum, one.request)) {
      controller.requests.push(one);
      continue;
    }
    ctx.cancelTimer(one.timer);
    answerFetch(controller, quorum, one, ctx);
  }
}

export function onQuorumFetchExpiry(
  controller: ControllerState,
  quorum: QuorumState,
  connection: number,
  correlation: number,
  ctx: Context,
): void {
  const place = controller.requests.findIndex(
    (one) => one.connection === connection && one.correlation === correlation,
  );
  if (place < 0) return;
  const parked = at(controller.requests, place);
  controller.requests.splice(place, 1);
  answerFetch(controller, quorum, parked, ctx);
}
