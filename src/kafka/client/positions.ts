import type { Context } from '../../sim/actor.ts';
import { at, intAt, numberAt } from '../../sim/column.ts';
import { POSITION_RESET } from '../observations.ts';
import { NONE } from '../protocol/errors.ts';
import {
  LIST_OFFSETS,
  type ListOffsetsReply,
  type ListOffsetsRequest,
  OFFSET_FETCH,
  OFFSET_FOR_LEADER_EPOCH,
  type OffsetFetchReply,
  type OffsetFetchRequest,
  type OffsetForLeaderEpochReply,
  type OffsetForLeaderEpochRequest,
} from '../protocol/messages.ts';
import { isReady, prepareNode, retryBackoff, sendRequest, wakeBy } from './connections.ts';
import {
  type AssignedPartition,
  assignedOf,
  type ConsumerState,
  FETCHING,
  NEEDS_COMMITTED,
  NEEDS_RESET,
  NEEDS_VALIDATION,
} from './consumer-state.ts';
import { isCoordinatorReady, sendToCoordinator } from './coordinator-link.ts';
import { askForMetadata, leaderOf } from './metadata.ts';
import { EPOCH_TAG, LIST_OFFSETS_TAG, OFFSET_FETCH_TAG } from './request-tags.ts';

/**
 * Where a consumer reads on: from the committed offset; without one, or out of range, as auto.offset.reset says.
 * After a change of leader the position is first held against the new leader's log (KIP-320).
 *
 * @see `SubscriptionState`, `OffsetFetcher`, `ConsumerCoordinator#initWithCommittedOffsetsIfNeeded`
 */

/** `RESET_WHY`. */
const NO_COMMITTED_OFFSET = 0;
export const OUT_OF_RANGE = 1;
const DIVERGED = 2;
const COMMITTED = 3;

/** What ends an application that has no reset policy, as `ConsumerState.failure`: no error code of the protocol. */
export const NO_OFFSET_FOR_PARTITION = 10_001;
export const OFFSET_IS_OUT_OF_RANGE = 10_002;
export const LOG_TRUNCATION = 10_003;

const LATEST = -1;
const EARLIEST = -2;
const REQUEST_BYTES = 60;
const PARTITION_BYTES = 20;

/** Sends what is needed so that every assigned partition gets a valid position. */
export function pursuePositions(self: ConsumerState, ctx: Context): void {
  if (self.seenVersion !== self.net.metadata.version) noticeNewLeaders(self);
  if (self.unready === 0) return;
  let wantsCommitted = false;
  for (let i = 0; i < self.assigned.length; i++) {
    const each = at(self.assigned, i);
    if (each.phase === FETCHING || each.asking === 1) continue;
    if (each.phase === NEEDS_COMMITTED) wantsCommitted = true;
    else if (each.retryAt > ctx.now) wakeBy(self.net, each.retryAt, ctx);
    else askLeader(self, each, ctx);
  }
  if (wantsCommitted) askForCommitted(self, ctx);
}

/** @returns what ends the application, NONE if nothing does */
export function onOffsetFetchReply(self: ConsumerState, reply: OffsetFetchReply, ctx: Context): number {
  self.askingOffsets = 0;
  if (reply.error !== NONE) {
    self.offsetFetchAt = ctx.now + retryBackoff(self.net, 0, ctx);
    return NONE;
  }
  for (let i = 0; i < reply.partitions.length; i++) {
    const each = assignedOf(self, numberAt(reply.partitions, i));
    if (each === null || each.phase !== NEEDS_COMMITTED) continue;
    const offset = numberAt(reply.offsets, i);
    if (offset >= 0) {
      seek(self, each, offset, numberAt(reply.leaderEpochs, i), COMMITTED, ctx);
      validate(self, each);
    } else {
      const failure = requestReset(self, each, NO_COMMITTED_OFFSET);
      if (failure !== NONE) return failure;
    }
  }
  return NONE;
}

export function offsetFetchLost(self: ConsumerState, ctx: Context): void {
  self.askingOffsets = 0;
  self.offsetFetchAt = ctx.now + retryBackoff(self.net, 0, ctx);
}

export function onListOffsetsReply(self: ConsumerState, reply: ListOffsetsReply, ctx: Context): void {
  for (let i = 0; i < reply.partitions.length; i++) {
    const each = assignedOf(self, numberAt(reply.partitions, i));
    if (each === null || each.phase !== NEEDS_RESET) continue;
    each.asking = 0;
    if (numberAt(reply.errors, i) !== NONE) {
      retryLater(self, each, ctx);
      askForMetadata(self.net, ctx);
      continue;
    }
    seek(self, each, numberAt(reply.offsets, i), -1, each.resetWhy, ctx);
    each.leaderEpoch = intAt(self.net.metadata.leaderEpochs, each.partition);
    becomeReady(self, each);
  }
}

/** @returns what ends the application, NONE if nothing does */
export function onEpochReply(
  self: ConsumerState,
  request: OffsetForLeaderEpochRequest,
  reply: OffsetForLeaderEpochReply,
  ctx: Context,
): number {
  for (let i = 0; i < reply.partitions.length; i++) {
    const partition = numberAt(reply.partitions, i);
    const each = assignedOf(self, partition);
    if (each === null || each.phase !== NEEDS_VALIDATION) continue;
    each.asking = 0;
    if (numberAt(reply.errors, i) !== NONE) {
      retryLater(self, each, ctx);
      askForMetadata(self.net, ctx);
      continue;
    }
    const place = request.partitions.indexOf(partition);
    if (place < 0 || numberAt(request.currentLeaderEpochs, place) !== each.leaderEpoch) continue;
    const failure = endValidation(self, each, numberAt(reply.leaderEpochs, i), numberAt(reply.endOffsets, i), ctx);
    if (failure !== NONE) return failure;
  }
  return NONE;
}

/** A request about positions is lost. */
export function leaderRequestLost(self: ConsumerState, partitions: readonly number[], ctx: Context): void {
  for (let i = 0; i < partitions.length; i++) {
    const each = assignedOf(self, numberAt(partitions, i));
    if (each === null || each.asking === 0) continue;
    each.asking = 0;
    retryLater(self, each, ctx);
  }
}

/**
 * The position is to be set anew by the policy.
 *
 * @returns what ends the application where there is no policy
 */
export function requestReset(self: ConsumerState, each: AssignedPartition, why: number): number {
  if (self.config.reset === 'none') {
    if (why === NO_COMMITTED_OFFSET) return NO_OFFSET_FOR_PARTITION;
    return why === OUT_OF_RANGE ? OFFSET_IS_OUT_OF_RANGE : LOG_TRUNCATION;
  }
  if (each.phase === FETCHING) self.unready += 1;
  each.phase = NEEDS_RESET;
  each.resetWhy = why;
  each.asking = 0;
  each.retryAt = 0;
  return NONE;
}

/** A leader with a newer epoch is known: the position must be held against its log, if its own epoch is known. */
export function noticeNewLeaders(self: ConsumerState): void {
  const { metadata } = self.net;
  self.seenVersion = metadata.version;
  for (let i = 0; i < self.assigned.length; i++) {
    const each = at(self.assigned, i);
    const epoch = intAt(metadata.leaderEpochs, each.partition);
    if (epoch <= each.leaderEpoch || each.position < 0) continue;
    if (each.phase === FETCHING) validate(self, each);
    else if (each.phase === NEEDS_VALIDATION) each.leaderEpoch = epoch;
  }
}

function validate(self: ConsumerState, each: AssignedPartition): void {
  const epoch = intAt(self.net.metadata.leaderEpochs, each.partition);
  each.leaderEpoch = epoch;
  each.preferred = -1;
  if (each.positionEpoch < 0 || epoch < 0) {
    becomeReady(self, each);
    return;
  }
  if (each.phase === FETCHING) self.unready += 1;
  each.phase = NEEDS_VALIDATION;
  each.asking = 0;
  each.retryAt = 0;
}

/** @see `SubscriptionState#maybeCompleteValidation` */
function endValidation(
  self: ConsumerState,
  each: AssignedPartition,
  leaderEpoch: number,
  endOffset: number,
  ctx: Context,
): number {
  if (endOffset < 0 || leaderEpoch < 0) return requestReset(self, each, DIVERGED);
  if (endOffset < each.position) {
    if (self.config.reset === 'none') return LOG_TRUNCATION;
    seek(self, each, endOffset, leaderEpoch, DIVERGED, ctx);
  }
  becomeReady(self, each);
  return NONE;
}

function seek(
  self: ConsumerState,
  each: AssignedPartition,
  offset: number,
  epoch: number,
  why: number,
  ctx: Context,
): void {
  ctx.observe(POSITION_RESET, self.group, each.partition, offset, why, each.position, self.node, -1);
  each.position = offset;
  each.positionEpoch = epoch;
}

function becomeReady(self: ConsumerState, each: AssignedPartition): void {
  if (each.phase !== FETCHING) self.unready -= 1;
  each.phase = FETCHING;
  each.asking = 0;
  each.retryAt = 0;
}

function retryLater(self: ConsumerState, each: AssignedPartition, ctx: Context): void {
  each.retryAt = ctx.now + retryBackoff(self.net, 0, ctx);
}

function askForCommitted(self: ConsumerState, ctx: Context): void {
  if (self.askingOffsets === 1) return;
  if (self.offsetFetchAt > ctx.now) {
    wakeBy(self.net, self.offsetFetchAt, ctx);
    return;
  }
  if (!isCoordinatorReady(self, ctx)) return;
  const partitions: number[] = [];
  for (let i = 0; i < self.assigned.length; i++) {
    const each = at(self.assigned, i);
    if (each.phase === NEEDS_COMMITTED) partitions.push(each.partition);
  }
  const request: OffsetFetchRequest = {
    type: 'OffsetFetchRequest',
    api: OFFSET_FETCH,
    group: self.group,
    partitions,
  };
  self.askingOffsets = 1;
  const bytes = REQUEST_BYTES + PARTITION_BYTES * partitions.length;
  sendToCoordinator(self, request, bytes, self.config.requestTimeoutUs, OFFSET_FETCH_TAG, ctx);
}

/** One request to the partition's leader, for all its partitions that wait for the same. */
function askLeader(self: ConsumerState, first: AssignedPartition, ctx: Context): void {
  const { net } = self;
  const node = leaderOf(net, first.partition);
  if (node < 0) {
    askForMetadata(net, ctx);
    return;
  }
  if (!isReady(net, node)) {
    prepareNode(net, node, ctx);
    return;
  }
  const partitions: number[] = [];
  const leaderEpochs: number[] = [];
  const positionEpochs: number[] = [];
  for (let i = 0; i < self.assigned.length; i++) {
    const each = at(self.assigned, i);
    if (each.phase !== first.phase || each.asking === 1 || each.retryAt > ctx.now) continue;
    if (leaderOf(net, each.partition) !== node) continue;
    each.asking = 1;
    partitions.push(each.partition);
    leaderEpochs.push(each.phase === NEEDS_RESET ? intAt(net.metadata.leaderEpochs, each.partition) : each.leaderEpoch);
    positionEpochs.push(each.positionEpoch);
  }
  const bytes = REQUEST_BYTES + PARTITION_BYTES * partitions.length;
  const { requestTimeoutUs } = self.config;
  if (first.phase === NEEDS_RESET) {
    const timestamp = self.config.reset === 'earliest' ? EARLIEST : LATEST;
    const request: ListOffsetsRequest = {
      type: 'ListOffsetsRequest',
      api: LIST_OFFSETS,
      replica: -1,
      readCommitted: self.config.readCommitted,
      partitions,
      leaderEpochs,
      timestamps: partitions.map(() => timestamp),
    };
    sendRequest(net, node, request, bytes, requestTimeoutUs, LIST_OFFSETS_TAG, ctx);
  } else {
    const request: OffsetForLeaderEpochRequest = {
      type: 'OffsetForLeaderEpochRequest',
      api: OFFSET_FOR_LEADER_EPOCH,
      replica: -1,
      partitions,
      currentLeaderEpochs: leaderEpochs,
      leaderEpochs: positionEpochs,
    };
    sendRequest(net, node, request, bytes, requestTimeoutUs, EPOCH_TAG, ctx);
  }
}
