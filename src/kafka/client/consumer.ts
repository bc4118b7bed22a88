import { type Context, type Message, NO_TIMER } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import type { KafkaState } from '../cluster.ts';
import { CLIENT_STARTED, CLIENT_STOPPED } from '../observations.ts';
import { FENCED_INSTANCE_ID, NONE } from '../protocol/errors.ts';
import type { KafkaReply, KafkaRequest } from '../protocol/messages.ts';
import { endApplication, failApplication, goOn, PROCESS_TIMER, runApplication } from './application.ts';
import type { InFlight } from './client-state.ts';
import { commitLost, onCommitReply } from './commits.ts';
import { NETWORK_TIMER } from './connections.ts';
import { resolveConsumerConfig } from './consumer-config.ts';
import {
  CLOSED,
  CLOSING,
  type ConsumerSetup,
  type ConsumerState,
  createCommits,
  createHand,
  DOWN,
  FOR_EVER,
  IN_LEAVE,
  IN_POLL,
  IN_PROCESSING,
  NOTHING,
  POLL,
  RECORD_WORK,
  REPLACING,
  RUNNING,
  WAITING_TO_START,
} from './consumer-state.ts';
import {
  findAgainLater,
  forgetCoordinator,
  isMember,
  noticeLostCoordinator,
  onCoordinatorFound,
} from './coordinator-link.ts';
import { fetchLost, onFetchReply } from './fetcher.ts';
import {
  endHeartbeats,
  HEARTBEAT_TIMER,
  isCoordinatorGone,
  isSessionOver,
  joinFailed,
  leave,
  noticeNewPartitions,
  onHeartbeatReply,
  onHeartbeatTimer,
  onJoinReply,
  onSyncReply,
  resetMember,
} from './membership.ts';
import { createMembership } from './membership-state.ts';
import {
  type FailedRequest,
  forgetNetwork,
  networkDisconnect,
  networkReply,
  networkTimer,
  startNetwork,
  stopNetwork,
} from './network-client.ts';
import {
  leaderRequestLost,
  offsetFetchLost,
  onEpochReply,
  onListOffsetsReply,
  onOffsetFetchReply,
} from './positions.ts';
import {
  ASYNC_COMMIT_TAG,
  AUTO_COMMIT_TAG,
  EPOCH_TAG,
  FETCH_TAG,
  FIND_TAG,
  HEARTBEAT_TAG,
  JOIN_TAG,
  LEAVE_TAG,
  LIST_OFFSETS_TAG,
  OFFSET_FETCH_TAG,
  SYNC_COMMIT_TAG,
  SYNC_TAG,
} from './request-tags.ts';

/** Timer kinds, beside `NETWORK_TIMER`, `HEARTBEAT_TIMER` and `PROCESS_TIMER`. */
const POLL_INTERVAL_TIMER = 4;
const CLOSE_TIMER = 5;
const START_TIMER = 6;

/** `close()` of an instance that is replaced takes at most this long. @see `CloseOptions`, default 30 s */
const CLOSE_US = 30_000_000;

/** The process comes up; every start makes a new member of the group. */
export function consumerOnStart(state: KafkaState, self: ConsumerState, ctx: Context): void {
  const delayUs = self.instances === 0 ? self.setup.startUs - ctx.now : 0;
  if (delayUs > 0) {
    self.life = WAITING_TO_START;
    ctx.setTimer(START_TIMER, delayUs, 0, 0);
  } else {
    begin(state, self, ctx);
  }
}

export function consumerOnReply(
  state: KafkaState,
  self: ConsumerState,
  connection: number,
  correlation: number,
  message: Message,
  ctx: Context,
): void {
  if (isDown(self)) return;
  assert(isReply(message), 'a broker answers with a reply of the protocol');
  const request = networkReply(self.net, connection, correlation, message, ctx);
  takeReply(self, request, message, ctx);
  proceed(state, self, ctx);
}

export function consumerOnDisconnect(state: KafkaState, self: ConsumerState, connection: number, ctx: Context): void {
  if (isDown(self)) return;
  takeFailures(self, networkDisconnect(self.net, connection, ctx), ctx);
  noticeLostCoordinator(self, ctx);
  proceed(state, self, ctx);
}

export function consumerOnTimer(
  state: KafkaState,
  self: ConsumerState,
  kind: number,
  _a: number,
  _b: number,
  ctx: Context,
): void {
  switch (kind) {
    case NETWORK_TIMER:
      takeFailures(self, networkTimer(self.net, ctx), ctx);
      noticeLostCoordinator(self, ctx);
      break;
    case HEARTBEAT_TIMER:
      if (isSessionOver(self, ctx)) takeFailures(self, forgetCoordinator(self, ctx), ctx);
      onHeartbeatTimer(self, ctx);
      break;
    case PROCESS_TIMER:
      self.processTimer = NO_TIMER;
      if (runApplication(state, self, ctx)) end(state, self, ctx);
      return;
    case POLL_INTERVAL_TIMER:
      onPollInterval(self, ctx);
      break;
    case CLOSE_TIMER:
      self.closeTimer = NO_TIMER;
      ctx.observe(CLIENT_STOPPED, self.session, 0, 0, 0, 0, 0, -1);
      end(state, self, ctx);
      return;
    case START_TIMER:
      begin(state, self, ctx);
      return;
  }
  proceed(state, self, ctx);
}

/** An orderly end: the batch in hand is finished, then `close()` commits and leaves. */
export function consumerOnStop(state: KafkaState, self: ConsumerState, graceUs: number, ctx: Context): void {
  if (isDown(self)) {
    self.life = DOWN;
    ctx.exit();
    return;
  }
  self.nextSetup = null;
  close(state, self, CLOSING, graceUs, ctx);
}

/** The process is gone, with all that it had fetched, returned and not committed. */
export function consumerOnCrash(_state: KafkaState, self: ConsumerState, _powerLost: boolean, ctx: Context): void {
  if (!isDown(self)) ctx.observe(CLIENT_STOPPED, self.session, 0, 0, 0, 0, 0, -1);
  self.life = DOWN;
  self.processTimer = NO_TIMER;
  self.pollTimer = NO_TIMER;
  self.closeTimer = NO_TIMER;
  clear(self);
  forgetNetwork(self.net);
}

/** Closes this instance and begins another one with these settings; a consumer that is down takes them at its start. */
export function replaceConsumer(state: KafkaState, self: ConsumerState, setup: ConsumerSetup, ctx: Context): void {
  if (isDown(self)) {
    adopt(self, setup);
    return;
  }
  self.nextSetup = setup;
  if (self.life === RUNNING) close(state, self, REPLACING, CLOSE_US, ctx);
}

/** The application hangs, or goes on where it hung. A process that is started anew does not hang. */
export function setStuck(state: KafkaState, self: ConsumerState, stuck: boolean, ctx: Context): void {
  self.stuck = stuck ? 1 : 0;
  if (stuck || isDown(self) || self.step !== RECORD_WORK || self.waits !== IN_PROCESSING) return;
  if (runApplication(state, self, ctx)) end(state, self, ctx);
}

function begin(state: KafkaState, self: ConsumerState, ctx: Context): void {
  self.session += self.instances > 0 ? 1 : 0;
  self.instances += 1;
  self.life = RUNNING;
  self.failure = NONE;
  self.processingUs = self.setup.processingUs;
  self.stuck = 0;
  clear(self);
  startNetwork(self.net, ctx);
  self.polledAt = ctx.now;
  self.pollTimer = ctx.setTimer(POLL_INTERVAL_TIMER, self.config.maxPollIntervalUs, 0, 0);
  ctx.observe(CLIENT_STARTED, self.session, self.group, 0, 0, 0, 0, -1);
  if (runApplication(state, self, ctx)) end(state, self, ctx);
}

function adopt(self: ConsumerState, setup: ConsumerSetup): void {
  self.setup = setup;
  self.config = resolveConsumerConfig(setup.config);
  self.net.settings = self.config.network;
  self.processingUs = setup.processingUs;
}

function clear(self: ConsumerState): void {
  self.step = POLL;
  self.waits = NOTHING;
  self.hand = createHand();
  self.membership = createMembership();
  self.assigned = [];
  self.unready = 0;
  self.seenVersion = 0;
  self.askingOffsets = 0;
  self.offsetFetchAt = 0;
  self.buffer = [];
  self.fetching.fill(0);
  self.commits = createCommits();
}

function close(state: KafkaState, self: ConsumerState, life: number, graceUs: number, ctx: Context): void {
  self.life = life;
  if (self.closeTimer !== NO_TIMER) ctx.cancelTimer(self.closeTimer);
  self.closeTimer = ctx.setTimer(CLOSE_TIMER, graceUs, 0, 0);
  if (self.waits === IN_POLL && runApplication(state, self, ctx)) end(state, self, ctx);
}

/** The client is closed: the process ends, or goes on with the next instance. */
function end(state: KafkaState, self: ConsumerState, ctx: Context): void {
  const next = self.life === REPLACING ? self.nextSetup : null;
  endHeartbeats(self, ctx);
  endApplication(self, ctx);
  stopNetwork(self.net, ctx);
  clear(self);
  self.nextSetup = null;
  self.life = DOWN;
  if (next === null) {
    self.waits = FOR_EVER;
    ctx.exit();
    return;
  }
  adopt(self, next);
  begin(state, self, ctx);
}

function isDown(self: ConsumerState): boolean {
  return self.life === DOWN || self.life === WAITING_TO_START;
}

function proceed(state: KafkaState, self: ConsumerState, ctx: Context): void {
  if (!isDown(self) && goOn(state, self, ctx)) end(state, self, ctx);
}

/** poll was not called for max.poll.interval.ms: the heartbeat thread leaves the group. @see KIP-62 */
function onPollInterval(self: ConsumerState, ctx: Context): void {
  const most = self.config.maxPollIntervalUs;
  const deadline = (self.waits === IN_POLL ? ctx.now : self.polledAt) + most;
  if (deadline > ctx.now) {
    self.pollTimer = ctx.setTimer(POLL_INTERVAL_TIMER, deadline - ctx.now, 0, 0);
    return;
  }
  self.pollTimer = ctx.setTimer(POLL_INTERVAL_TIMER, most, 0, 0);
  if (!isMember(self) || self.step >= CLOSED) return;
  leave(self, ctx);
  resetMember(self, true);
}

function takeReply(self: ConsumerState, inFlight: InFlight, reply: KafkaReply, ctx: Context): void {
  const request = inFlight.message;
  assert(isRequest(request), 'a consumer asks with a request of the protocol');
  let failure = NONE;
  switch (reply.type) {
    case 'FetchReply':
      if (request.type === 'FetchRequest') failure = onFetchReply(self, inFlight.node, request, reply, ctx);
      break;
    case 'HeartbeatReply':
      if (request.type === 'HeartbeatRequest') failure = onHeartbeatReply(self, request, reply, ctx);
      leaveCoordinatorIfGone(self, reply.error, ctx);
      break;
    case 'OffsetCommitReply':
      if (request.type === 'OffsetCommitRequest') {
        const error = onCommitReply(self, request, reply, inFlight.tag, ctx);
        if (error === FENCED_INSTANCE_ID && inFlight.tag === SYNC_COMMIT_TAG) failure = error;
        leaveCoordinatorIfGone(self, error, ctx);
      }
      break;
    case 'FindCoordinatorReply':
      onCoordinatorFound(self, reply, ctx);
      break;
    case 'JoinGroupReply':
      failure = onJoinReply(self, reply, ctx);
      leaveCoordinatorIfGone(self, reply.error, ctx);
      break;
    case 'SyncGroupReply':
      failure = onSyncReply(self, reply, ctx);
      leaveCoordinatorIfGone(self, reply.error, ctx);
      break;
    case 'OffsetFetchReply':
      failure = onOffsetFetchReply(self, reply, ctx);
      leaveCoordinatorIfGone(self, reply.error, ctx);
      break;
    case 'ListOffsetsReply':
      onListOffsetsReply(self, reply, ctx);
      break;
    case 'OffsetForLeaderEpochReply':
      if (request.type === 'OffsetForLeaderEpochRequest') failure = onEpochReply(self, request, reply, ctx);
      break;
    case 'MetadataReply':
      noticeNewPartitions(self);
      break;
    case 'LeaveGroupReply':
      if (self.waits === IN_LEAVE) self.waits = NOTHING;
      break;
  }
  if (failure !== NONE) failApplication(self, failure);
}

function leaveCoordinatorIfGone(self: ConsumerState, error: number, ctx: Context): void {
  if (isCoordinatorGone(error) && self.membership.coordinator >= 0) {
    takeFailures(self, forgetCoordinator(self, ctx), ctx);
  }
}

/** Requests that will not be answered. */
function takeFailures(self: ConsumerState, failed: readonly FailedRequest[], ctx: Context): void {
  for (const { request, error } of failed) {
    const { message, node, tag } = request;
    switch (tag) {
      case FIND_TAG:
        findAgainLater(self, ctx);
        break;
      case JOIN_TAG:
      case SYNC_TAG:
        joinFailed(self, ctx);
        break;
      case HEARTBEAT_TAG:
        self.membership.heartbeating = 0;
        break;
      case LEAVE_TAG:
        if (self.waits === IN_LEAVE) self.waits = NOTHING;
        break;
      case ASYNC_COMMIT_TAG:
      case AUTO_COMMIT_TAG:
      case SYNC_COMMIT_TAG:
        commitLost(self, tag, error, ctx);
        break;
      case OFFSET_FETCH_TAG:
        offsetFetchLost(self, ctx);
        break;
      case LIST_OFFSETS_TAG:
      case EPOCH_TAG:
        if (isAboutPartitions(message)) leaderRequestLost(self, message.partitions, ctx);
        break;
      case FETCH_TAG:
        fetchLost(self, node);
        break;
    }
  }
}

function isReply(message: Message): message is KafkaReply {
  return 'type' in message;
}

function isRequest(message: Message): message is KafkaRequest {
  return 'type' in message;
}

function isAboutPartitions(message: Message): message is Message & { readonly partitions: readonly number[] } {
  return 'partitions' in message;
}
