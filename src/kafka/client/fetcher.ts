import type { Context } from '../../sim/actor.ts';
import { at, intAt, numberAt } from '../../sim/column.ts';
import { READ_REPLICA } from '../observations.ts';
import { minusOnes } from '../protocol/constant-lists.ts';
import {
  FENCED_LEADER_EPOCH,
  isInvalidMetadata,
  NONE,
  NOT_LEADER_OR_FOLLOWER,
  OFFSET_NOT_AVAILABLE,
  OFFSET_OUT_OF_RANGE,
} from '../protocol/errors.ts';
import { FETCH, type FetchReply, type FetchRequest } from '../protocol/messages.ts';
import { isReady, prepareNode, retryBackoff, sendRequest, wakeBy } from './connections.ts';
import { type AssignedPartition, assignedOf, type ConsumerState, FETCHING } from './consumer-state.ts';
import { adoptLeader, askForMetadata, leaderOf } from './metadata.ts';
import { OUT_OF_RANGE, requestReset } from './positions.ts';
import { FETCH_TAG } from './request-tags.ts';

/**
 * Fetches run ahead of poll: one on its way to each broker, and none to a broker of whose partitions something is
 * still in the buffer (KIP-227).
 *
 * @see `AbstractFetch#prepareFetchRequests`, `FetchCollector`
 */
const FETCH_BYTES = 60;
const PARTITION_BYTES = 30;

const NO_NODE = -1;

/** Sends a Fetch to every leader that there is something to ask. */
export function sendFetches(self: ConsumerState, ctx: Context): void {
  const { assigned, net } = self;
  let last = NO_NODE;
  for (let i = 0; i < assigned.length; i++) {
    const each = at(assigned, i);
    if (each.phase !== FETCHING || each.buffered === 1) continue;
    const node = readNode(self, each, ctx.now);
    if (node < 0) {
      askForMetadata(net, ctx);
      continue;
    }
    if (node === last || intAt(self.fetching, node) === 1) continue;
    if (each.retryAt > ctx.now) {
      wakeBy(net, each.retryAt, ctx);
      continue;
    }
    last = node;
    if (hasBuffered(self, node, ctx.now)) continue;
    if (isReady(net, node)) fetchFrom(self, node, ctx);
    else prepareNode(net, node, ctx);
  }
}

/** @returns what ends the application, NONE if nothing does */
export function onFetchReply(
  self: ConsumerState,
  node: number,
  request: FetchRequest,
  reply: FetchReply,
  ctx: Context,
): number {
  self.fetching[node] = 0;
  let place = 0;
  for (let i = 0; i < reply.partitions.length; i++) {
    const partition = numberAt(reply.partitions, i);
    const first = place;
    place += numberAt(reply.counts, i);
    const each = assignedOf(self, partition);
    const asked = request.partitions[i] === partition ? i : request.partitions.indexOf(partition);
    // What was asked before a seek, or for a former owner, is of no use any more.
    if (each === null || each.phase !== FETCHING || asked < 0 || numberAt(request.offsets, asked) !== each.position)
      continue;
    const error = numberAt(reply.errors, i);
    if (error === NONE) {
      each.highWatermark = numberAt(reply.highWatermarks, i);
      const preferred = numberAt(reply.preferredReadReplicas, i);
      if (preferred >= 0) {
        each.preferred = preferred;
        each.preferredUntil = ctx.now + self.net.settings.metadataMaxAgeUs;
        ctx.observe(READ_REPLICA, self.group, partition, preferred, self.node, 0, NONE, -1);
      }
      if (place > first) {
        each.buffered = 1;
        self.buffer.push({ partition, node, reply, next: first, end: place, offset: each.position });
      }
      continue;
    }
    const failure = onFetchError(self, each, error, numberAt(reply.leaders, i), numberAt(reply.leaderEpochs, i), ctx);
    if (failure !== NONE) return failure;
  }
  return NONE;
}

export function fetchLost(self: ConsumerState, node: number): void {
  self.fetching[node] = 0;
}

/**
 * @remarks The real client asks again at once, with whatever leader it knows; here the partition waits
 * retry.backoff.ms, unless the answer named the new leader (KIP-951).
 */
function onFetchError(
  self: ConsumerState,
  each: AssignedPartition,
  error: number,
  leader: number,
  leaderEpoch: number,
  ctx: Context,
): number {
  if (each.preferred >= 0) {
    // The leader is asked before anything is done about the position.
    const from = each.preferred;
    each.preferred = -1;
    ctx.observe(READ_REPLICA, self.group, each.partition, from, self.node, 1, error, -1);
    if (error === OFFSET_OUT_OF_RANGE) return NONE;
  }
  if (error === OFFSET_OUT_OF_RANGE) return requestReset(self, each, OUT_OF_RANGE);
  const isHint = error === NOT_LEADER_OR_FOLLOWER || error === FENCED_LEADER_EPOCH;
  if (isHint && adoptLeader(self.net, each.partition, leader, leaderEpoch)) return NONE;
  each.retryAt = ctx.now + retryBackoff(self.net, 0, ctx);
  if (isInvalidMetadata(error) || error === OFFSET_NOT_AVAILABLE) askForMetadata(self.net, ctx);
  return NONE;
}

function fetchFrom(self: ConsumerState, node: number, ctx: Context): void {
  const { assigned, config, net } = self;
  const partitions: number[] = [];
  const leaderEpochs: number[] = [];
  const offsets: number[] = [];
  for (let i = 0; i < assigned.length; i++) {
    const each = at(assigned, i);
    if (each.phase !== FETCHING || each.retryAt > ctx.now) continue;
    if (readNode(self, each, ctx.now) !== node) continue;
    partitions.push(each.partition);
    leaderEpochs.push(each.leaderEpoch);
    offsets.push(each.position);
  }
  const request: FetchRequest = {
    type: 'FetchRequest',
    api: FETCH,
    replica: -1,
    brokerEpoch: -1,
    maxWaitUs: config.fetchMaxWaitUs,
    minBytes: config.fetchMinBytes,
    maxBytes: config.fetchMaxBytes,
    partitionMaxBytes: config.partitionMaxBytes,
    readCommitted: config.readCommitted,
    partitions,
    leaderEpochs,
    offsets,
    lastFetchedEpochs: minusOnes(partitions.length),
    logStarts: minusOnes(partitions.length),
    rack: config.rack,
  };
  self.fetching[node] = 1;
  const bytes = FETCH_BYTES + PARTITION_BYTES * partitions.length;
  sendRequest(net, node, request, bytes, config.requestTimeoutUs, FETCH_TAG, ctx);
}

/** Something that is read from this node is in the buffer. */
function hasBuffered(self: ConsumerState, node: number, now: number): boolean {
  for (let i = 0; i < self.buffer.length; i++) {
    const each = assignedOf(self, at(self.buffer, i).partition);
    if (each !== null && readNode(self, each, now) === node) return true;
  }
  return false;
}

/**
 * Where a partition is read: at its leader, or at the replica that the leader has named, until that is forgotten or
 * the replica is not among the living any more.
 *
 * @see KIP-392; `AbstractFetch#selectReadReplica`
 */
function readNode(self: ConsumerState, each: AssignedPartition, now: number): number {
  if (each.preferred < 0) return leaderOf(self.net, each.partition);
  if (now < each.preferredUntil && self.net.metadata.brokers.includes(each.preferred)) return each.preferred;
  each.preferred = -1;
  return leaderOf(self.net, each.partition);
}
