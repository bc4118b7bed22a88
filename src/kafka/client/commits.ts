import type { Context } from '../../sim/actor.ts';
import { at, numberAt } from '../../sim/column.ts';
import { COMMIT_REFUSED } from '../observations.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  ILLEGAL_GENERATION,
  isRetriable,
  NONE,
  REBALANCE_IN_PROGRESS,
  REQUEST_TIMED_OUT,
  UNKNOWN_MEMBER_ID,
} from '../protocol/errors.ts';
import { OFFSET_COMMIT, type OffsetCommitReply, type OffsetCommitRequest } from '../protocol/messages.ts';
import { retryBackoff, wakeBy } from './connections.ts';
import { type AssignedPartition, type ConsumerState, FETCHING } from './consumer-state.ts';
import { isCoordinatorReady, sendToCoordinator } from './coordinator-link.ts';
import { resetMember } from './membership.ts';
import { JOINED, UNJOINED } from './membership-state.ts';
import { ASYNC_COMMIT_TAG, AUTO_COMMIT_TAG, SYNC_COMMIT_TAG } from './request-tags.ts';

/**
 * What a consumer commits, and how: commitAsync is sent once; commitSync is tried until default.api.timeout.ms;
 * auto-commit happens inside poll when its interval is over, before partitions are given up, and in close.
 *
 * @see `ConsumerCoordinator#commitOffsetsSync`, `#maybeAutoCommitOffsetsAsync`, `#sendOffsetCommitRequest`
 */
const COMMIT_BYTES = 60;
const COMMIT_PARTITION_BYTES = 40;

/** Positions as an application hands them to a commit; parallel lists. */
export interface Positions {
  readonly partitions: readonly number[];
  readonly offsets: readonly number[];
  readonly epochs: readonly number[];
}

/** Of all assigned partitions with a valid position: what polls have returned so far. */
export function consumedPositions(self: ConsumerState): Positions {
  return positionsOf(self.assigned);
}

export function positionsOf(assigned: readonly AssignedPartition[]): Positions {
  const partitions: number[] = [];
  const offsets: number[] = [];
  const epochs: number[] = [];
  for (let i = 0; i < assigned.length; i++) {
    const each = at(assigned, i);
    if (each.phase !== FETCHING) continue;
    partitions.push(each.partition);
    offsets.push(each.position);
    epochs.push(each.positionEpoch);
  }
  return { partitions, offsets, epochs };
}

/** Begins a commit that somebody waits for, until `commits.open` is 0 again. */
export function beginCommit(self: ConsumerState, positions: Positions, timeoutUs: number, ctx: Context): void {
  const { commits } = self;
  commits.partitions = positions.partitions;
  commits.offsets = positions.offsets;
  commits.epochs = positions.epochs;
  commits.open = positions.partitions.length > 0 ? 1 : 0;
  commits.sent = 0;
  commits.retryAt = 0;
  commits.deadline = ctx.now + timeoutUs;
  commits.error = NONE;
  pursueCommit(self, ctx);
}

/** Sends the commit that somebody waits for, as soon as that is possible. */
export function pursueCommit(self: ConsumerState, ctx: Context): void {
  const { commits } = self;
  if (commits.open === 0 || commits.sent === 1) return;
  const refusal = mayCommit(self);
  if (refusal !== NONE) {
    refuse(self, commits, refusal, ctx);
    endCommit(self, refusal);
    return;
  }
  if (commits.deadline <= ctx.now) {
    refuse(self, commits, REQUEST_TIMED_OUT, ctx);
    endCommit(self, REQUEST_TIMED_OUT);
    return;
  }
  if (commits.retryAt > ctx.now) {
    wakeBy(self.net, commits.retryAt, ctx);
    return;
  }
  if (!isCoordinatorReady(self, ctx)) {
    wakeBy(self.net, commits.deadline, ctx);
    return;
  }
  commits.sent = 1;
  const timeoutUs = Math.min(self.config.requestTimeoutUs, commits.deadline - ctx.now);
  send(self, commits, timeoutUs, SYNC_COMMIT_TAG, ctx);
}

/** Sends a commit once, and does not wait. */
export function commitAsync(self: ConsumerState, positions: Positions, ctx: Context): void {
  commitOnce(self, positions, ASYNC_COMMIT_TAG, ctx);
}

/**
 * Inside poll: if the interval is over, what earlier polls returned is committed; nobody waits for the answer.
 * No timer does this: without a poll there is no auto-commit.
 */
export function autoCommitIfDue(self: ConsumerState, ctx: Context): void {
  const { commits, config } = self;
  if (!config.autoCommit) return;
  if (commits.autoAt > ctx.now) {
    wakeBy(self.net, commits.autoAt, ctx);
    return;
  }
  commits.autoAt = ctx.now + config.autoCommitUs;
  commitOnce(self, consumedPositions(self), AUTO_COMMIT_TAG, ctx);
}

export function onCommitReply(
  self: ConsumerState,
  request: OffsetCommitRequest,
  reply: OffsetCommitReply,
  tag: number,
  ctx: Context,
): number {
  const error = firstError(reply.errors);
  const isThisGeneration = request.generation === self.membership.generation;
  if (error === REBALANCE_IN_PROGRESS) self.membership.rejoinNeeded = 1;
  else if ((error === ILLEGAL_GENERATION || error === UNKNOWN_MEMBER_ID) && isThisGeneration) {
    resetMember(self, error === UNKNOWN_MEMBER_ID);
  }
  settle(self, tag, error, ctx);
  return error;
}

/** The request of a commit is lost; nobody knows whether it was carried out. */
export function commitLost(self: ConsumerState, tag: number, error: number, ctx: Context): void {
  settle(self, tag, error, ctx);
}

function settle(self: ConsumerState, tag: number, error: number, ctx: Context): void {
  const { commits } = self;
  if (tag === AUTO_COMMIT_TAG && error !== NONE && isRetriable(error)) {
    commits.autoAt = Math.min(commits.autoAt, ctx.now + retryBackoff(self.net, 0, ctx));
  }
  if (tag !== SYNC_COMMIT_TAG || commits.open === 0) return;
  commits.sent = 0;
  if (error !== NONE && isRetriable(error)) commits.retryAt = ctx.now + retryBackoff(self.net, 0, ctx);
  else endCommit(self, error);
}

function endCommit(self: ConsumerState, error: number): void {
  if (error === REBALANCE_IN_PROGRESS) self.commits.owed = 1;
  self.commits.open = 0;
  self.commits.error = error;
}

/** Without a generation in force the client refuses by itself. @see `ConsumerCoordinator#generationIfStable` */
function mayCommit(self: ConsumerState): number {
  const { phase } = self.membership;
  if (phase === JOINED) return NONE;
  return phase === UNJOINED ? UNKNOWN_MEMBER_ID : REBALANCE_IN_PROGRESS;
}

function commitOnce(self: ConsumerState, positions: Positions, tag: number, ctx: Context): void {
  if (positions.partitions.length === 0) return;
  const refusal = mayCommit(self);
  if (refusal !== NONE) refuse(self, positions, refusal, ctx);
  else if (isCoordinatorReady(self, ctx)) send(self, positions, self.config.requestTimeoutUs, tag, ctx);
  else {
    refuse(self, positions, COORDINATOR_NOT_AVAILABLE, ctx);
    settle(self, tag, COORDINATOR_NOT_AVAILABLE, ctx);
  }
}

function send(self: ConsumerState, positions: Positions, timeoutUs: number, tag: number, ctx: Context): void {
  const request: OffsetCommitRequest = {
    type: 'OffsetCommitRequest',
    api: OFFSET_COMMIT,
    group: self.group,
    generation: self.membership.generation,
    member: self.membership.memberId,
    instanceId: self.config.instanceId,
    partitions: positions.partitions,
    offsets: positions.offsets,
    leaderEpochs: positions.epochs,
  };
  const bytes = COMMIT_BYTES + COMMIT_PARTITION_BYTES * positions.partitions.length;
  sendToCoordinator(self, request, bytes, timeoutUs, tag, ctx);
}

/** The client itself tells its application that nothing was committed. */
function refuse(self: ConsumerState, positions: Positions, error: number, ctx: Context): void {
  const { generation } = self.membership;
  for (let i = 0; i < positions.partitions.length; i++) {
    const partition = numberAt(positions.partitions, i);
    ctx.observe(
      COMMIT_REFUSED,
      self.group,
      partition,
      numberAt(positions.offsets, i),
      generation,
      self.node,
      error,
      -1,
    );
  }
}

function firstError(errors: readonly number[]): number {
  for (let i = 0; i < errors.length; i++) if (numberAt(errors, i) !== NONE) return numberAt(errors, i);
  return NONE;
}
