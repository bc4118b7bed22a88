import type { Context } from '../../sim/actor.ts';
import { at, getInt, numberAt } from '../../sim/column.ts';
import { batchBytes } from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { DIVERGING, divergence, endEpochFor, endOffsetFor, judgeLeader, latestEpoch } from '../log/epoch-cache.ts';
import { findBatch, readEnd, stableOffset } from '../log/log.ts';
import { SHIPPED } from '../observations.ts';
import { EMPTY, minusOnes, zeros } from '../protocol/constant-lists.ts';
import {
  FENCED_LEADER_EPOCH,
  NONE,
  NOT_LEADER_OR_FOLLOWER,
  OFFSET_OUT_OF_RANGE,
  UNKNOWN_LEADER_EPOCH,
} from '../protocol/errors.ts';
import { FETCH, type FetchReply, type FetchRequest, type MetadataFetchRequest } from '../protocol/messages.ts';
import { hasReplica, withoutReplica, withReplica } from '../replica-set.ts';
import { proposeToController } from './alter-partition.ts';
import { answerChannel, park } from './answer.ts';
import { type BrokerState, replicaOf } from './broker-state.ts';
import { type Channel, FETCH_WAIT } from './channel.ts';
import { judgeBrokerEpoch } from './in-sync.ts';
import { HIGH_WATERMARK_MOVED, ISR_PROPOSED, onFollowerFetch } from './partition-leader.ts';
import { errorWithoutReplica, highWatermarkMoved } from './produce.ts';
import { LEADER, NO_ROLE, type Replica, slotOf } from './replica.ts';

/** Bytes of a reply without records, per partition and in all. */
const REPLY_BYTES = 60;
const PARTITION_BYTES = 40;

/**
 * A fetch of a follower or a consumer: answered when there is enough to read, when something is wrong with one of
 * its partitions, or when its time is over.
 *
 * @remarks
 * What a follower's fetch says is taken in when it arrives; the answer is read before that. So the high watermark
 * which this very fetch moves is told by the next one. Left out: fetch sessions (KIP-227) and reading from
 * followers (KIP-392).
 *
 * @see `ReplicaManager#fetchMessages`, `DelayedFetch`
 */
export function onFetch(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  request: FetchRequest,
  ctx: Context,
): void {
  const channel = at(broker.channels.list, index);
  if (request.replica >= 0) endOlderFetch(state, broker, index, request.replica, ctx);
  const available = examine(state, broker, channel, request);
  const reply = available >= request.minBytes || request.maxWaitUs <= 0;
  if (reply) {
    const message = readReply(state, broker, channel, request, ctx);
    if (request.replica >= 0) takeInFetch(state, broker, channel, request, ctx);
    answerChannel(broker, index, message, replyBytes(state, message), ctx);
    return;
  }
  if (request.replica >= 0) {
    broker.followerChannels[request.replica] = index;
    park(broker, channel, FETCH_WAIT, ctx.now + request.maxWaitUs, ctx);
    takeInFetch(state, broker, channel, request, ctx);
    return;
  }
  for (let i = 0; i < request.partitions.length; i++) {
    const replica = replicaOf(broker, numberAt(request.partitions, i));
    if (replica !== null) replica.fetchWaits.push(index);
  }
  park(broker, channel, FETCH_WAIT, ctx.now + request.maxWaitUs, ctx);
}

/** A follower that reconnected does not wait for the answer to its earlier fetch any more. */
function endOlderFetch(state: KafkaState, broker: BrokerState, index: number, node: number, ctx: Context): void {
  const older = numberAt(broker.followerChannels, node);
  if (older >= 0 && older !== index) finishFetch(state, broker, older, ctx);
}

/** Anything is wrong, so that the answer cannot wait. */
const AT_ONCE = Number.MAX_SAFE_INTEGER;

/**
 * Judges each partition of a fetch (the verdict goes to `channel.errors`), and sums up what can be read.
 *
 * @returns bytes, where one is said for "at least one" if no more was asked; `AT_ONCE` where something is wrong
 */
function examine(state: KafkaState, broker: BrokerState, channel: Channel, request: FetchRequest): number {
  const { partitions } = request;
  const { errors } = channel;
  let available = 0;
  for (let i = 0; i < partitions.length; i++) {
    const replica = replicaOf(broker, numberAt(partitions, i));
    const verdict = judgeFetch(broker, replica, request, i);
    errors[i] = verdict;
    if (verdict !== NONE || replica === null) {
      available = AT_ONCE;
      continue;
    }
    const offset = numberAt(request.offsets, i);
    const bound = readBound(broker, replica, request);
    if (offset >= bound || available >= request.minBytes) continue;
    available += request.minBytes <= 1 ? 1 : readableBytes(state, replica, offset, bound, request.partitionMaxBytes);
  }
  if (errors.length !== partitions.length) errors.length = partitions.length;
  return available;
}

/** NONE, `DIVERGING` or an error code. */
function judgeFetch(broker: BrokerState, replica: Replica | null, request: FetchRequest, i: number): number {
  if (replica === null || replica.role === NO_ROLE) return errorWithoutReplica(broker, numberAt(request.partitions, i));
  const { log } = replica;
  const epoch = broker.rules.mutants.unfencedFetch ? -1 : numberAt(request.leaderEpochs, i);
  const error = judgeLeader(replica.role === LEADER, replica.leaderEpoch, epoch);
  if (error !== NONE) return error;
  if (request.replica >= 0) {
    const slot = slotOf(replica, request.replica);
    if (slot < 0) return UNKNOWN_LEADER_EPOCH;
    const stale = judgeBrokerEpoch(replica.progress, slot, request.brokerEpoch);
    if (stale !== NONE) return stale;
  }
  const offset = numberAt(request.offsets, i);
  const lastEpoch = numberAt(request.lastFetchedEpochs, i);
  if (lastEpoch !== -1 && (lastEpoch !== latestEpoch(log.epochCache) || offset > log.logEnd)) {
    const verdict = divergence(log.epochCache, log.logStart, log.logEnd, lastEpoch, offset);
    if (verdict !== NONE) return verdict;
  }
  return offset < log.logStart || offset > log.logEnd ? OFFSET_OUT_OF_RANGE : NONE;
}

/** Where a reader must stop. @see `FetchIsolation` */
function readBound(broker: BrokerState, replica: Replica, request: FetchRequest): number {
  if (request.replica >= 0) return replica.log.logEnd;
  if (request.readCommitted) return stableOffset(replica.log, broker.rules.mutants.lsoIgnoresHw);
  return replica.log.highWatermark;
}

function readableBytes(state: KafkaState, replica: Replica, offset: number, bound: number, maxBytes: number): number {
  const { log } = replica;
  const from = findBatch(log, state.batches, offset);
  const to = readEnd(log, state.batches, from, bound, maxBytes, true);
  let bytes = 0;
  for (let i = from; i < to; i++) bytes += batchBytes(state.batches, getInt(log.batches, i));
  return bytes;
}

/** Takes in what a follower says by its fetch, for each partition that was found right. */
function takeInFetch(
  state: KafkaState,
  broker: BrokerState,
  channel: Channel,
  request: FetchRequest,
  ctx: Context,
): void {
  const { partitions, brokerEpoch, replica: node } = request;
  const { image } = broker;
  const isKnown =
    numberAt(image.active, node) === 1 && (brokerEpoch === -1 || numberAt(image.brokerEpochs, node) === brokerEpoch);
  for (let i = 0; i < partitions.length; i++) {
    if (numberAt(channel.errors, i) !== NONE) continue;
    const replica = replicaOf(broker, numberAt(partitions, i));
    if (replica === null) continue;
    const slot = slotOf(replica, node);
    replica.fetchSerials[slot] = channel.serial;
    if (hasReplica(replica.eligible, slot) !== isKnown) {
      replica.eligible = isKnown ? withReplica(replica.eligible, slot) : withoutReplica(replica.eligible, slot);
    }
    const offset = numberAt(request.offsets, i);
    const outcome = onFollowerFetch(
      replica,
      slot,
      offset,
      numberAt(request.logStarts, i),
      brokerEpoch,
      broker.rules,
      ctx,
    );
    if ((outcome & ISR_PROPOSED) !== 0) proposeToController(broker, replica, ctx);
    if ((outcome & HIGH_WATERMARK_MOVED) !== 0) highWatermarkMoved(state, broker, replica, ctx);
  }
}

/** Builds the answer from the verdicts in `channel.errors`. */
function readReply(
  state: KafkaState,
  broker: BrokerState,
  channel: Channel,
  request: FetchRequest,
  ctx: Context,
): FetchReply {
  const { partitions } = request;
  const count = partitions.length;
  // Copies of a list of the right length: a list that grows by `push` takes four times the room.
  const highWatermarks = request.offsets.slice();
  const counts = request.offsets.slice();
  let stable: number[] | null = null;
  let starts: number[] | null = null;
  let batches: number[] | null = null;
  let baseOffsets: number[] | null = null;
  let epochs: number[] | null = null;
  let failed = false;
  let left = request.maxBytes;
  for (let i = 0; i < count; i++) {
    const replica = replicaOf(broker, numberAt(partitions, i));
    if (numberAt(channel.errors, i) !== NONE || replica === null) {
      failed = true;
      highWatermarks[i] = -1;
      counts[i] = 0;
      if (stable !== null) stable.push(-1);
      if (starts !== null) starts.push(0);
      continue;
    }
    const { log } = replica;
    const { highWatermark } = log;
    highWatermarks[i] = highWatermark;
    const lastStable = request.replica >= 0 ? highWatermark : stableOffset(log, broker.rules.mutants.lsoIgnoresHw);
    if (stable === null && lastStable !== highWatermark) stable = highWatermarks.slice(0, i);
    if (stable !== null) stable.push(lastStable);
    if (starts === null && log.logStart !== 0) starts = zeros(i).slice();
    if (starts !== null) starts.push(log.logStart);
    const offset = numberAt(request.offsets, i);
    const bound = readBound(broker, replica, request);
    if (offset >= bound || (batches !== null && left <= 0)) {
      counts[i] = 0;
      continue;
    }
    const from = findBatch(log, state.batches, offset);
    const limit = Math.min(left, request.partitionMaxBytes);
    const to = readEnd(log, state.batches, from, bound, limit, batches === null);
    counts[i] = to - from;
    if (to === from) continue;
    for (let k = from; k < to; k++) {
      const batch = getInt(log.batches, k);
      const baseOffset = getInt(log.baseOffsets, k);
      const epoch = getInt(log.epochs, k);
      if (batches === null || baseOffsets === null || epochs === null) {
        batches = [batch];
        baseOffsets = [baseOffset];
        epochs = [epoch];
      } else {
        batches.push(batch);
        baseOffsets.push(baseOffset);
        epochs.push(epoch);
      }
      left -= batchBytes(state.batches, batch);
    }
    if (request.replica >= 0) {
      const end = to < log.baseOffsets.length ? getInt(log.baseOffsets, to) : log.logEnd;
      ctx.observe(SHIPPED, replica.partition, request.replica, offset, end, channel.connection, 0, -1);
    }
  }
  return {
    type: 'FetchReply',
    api: FETCH,
    partitions,
    errors: failed ? channel.errors.map(codeOf) : zeros(count),
    highWatermarks,
    lastStableOffsets: stable === null ? highWatermarks : stable,
    logStarts: starts === null ? zeros(count) : starts,
    divergingEpochs: failed ? divergingEpochs(broker, channel, request) : minusOnes(count),
    divergingEnds: failed ? divergingEnds(broker, channel, request) : minusOnes(count),
    leaders: failed ? leaderHints(channel, request, broker.image.leaders) : minusOnes(count),
    leaderEpochs: failed ? leaderHints(channel, request, broker.image.leaderEpochs) : minusOnes(count),
    counts,
    batches: batches === null ? EMPTY : batches,
    baseOffsets: baseOffsets === null ? EMPTY : baseOffsets,
    epochs: epochs === null ? EMPTY : epochs,
  };
}

function codeOf(verdict: number): number {
  return verdict === DIVERGING ? NONE : verdict;
}

function divergingEpochs(broker: BrokerState, channel: Channel, request: FetchRequest): number[] {
  return request.partitions.map((partition, i) => {
    const replica = replicaOf(broker, partition);
    if (replica === null || channel.errors[i] !== DIVERGING) return -1;
    return endEpochFor(replica.log.epochCache, numberAt(request.lastFetchedEpochs, i));
  });
}

function divergingEnds(broker: BrokerState, channel: Channel, request: FetchRequest): number[] {
  return request.partitions.map((partition, i) => {
    const replica = replicaOf(broker, partition);
    if (replica === null || channel.errors[i] !== DIVERGING) return -1;
    return endOffsetFor(replica.log.epochCache, numberAt(request.lastFetchedEpochs, i), replica.log.logEnd);
  });
}

/** KIP-951: who asked in the wrong place or epoch is told what this broker knows. */
function leaderHints(channel: Channel, request: FetchRequest, values: readonly number[]): number[] {
  return request.partitions.map((partition, i) => {
    const error = channel.errors[i];
    return error === NOT_LEADER_OR_FOLLOWER || error === FENCED_LEADER_EPOCH ? numberAt(values, partition) : -1;
  });
}

function replyBytes(state: KafkaState, reply: FetchReply): number {
  let bytes = REPLY_BYTES + PARTITION_BYTES * reply.partitions.length;
  for (let i = 0; i < reply.batches.length; i++) bytes += batchBytes(state.batches, numberAt(reply.batches, i));
  return bytes;
}

/**
 * Something was appended to a leader's log: the followers' fetches that wait for it are answered.
 *
 * @remarks What was right about a fetch when it came is right still: every change of a role ends it.
 */
export function completeFollowerFetches(state: KafkaState, broker: BrokerState, replica: Replica, ctx: Context): void {
  const { nodes, fetchSerials } = replica;
  for (let slot = 0; slot < nodes.length; slot++) {
    const index = numberAt(broker.followerChannels, numberAt(nodes, slot));
    if (index < 0) continue;
    const channel = at(broker.channels.list, index);
    const { request } = channel;
    if (channel.serial !== numberAt(fetchSerials, slot) || !isFetch(request)) continue;
    if (request.minBytes <= 1) finishExamined(state, broker, index, request, ctx);
    else tryFinish(state, broker, index, ctx);
  }
}

/** A leader's high watermark has moved: the consumers' fetches that wait for it are answered. */
export function completeConsumerFetches(state: KafkaState, broker: BrokerState, replica: Replica, ctx: Context): void {
  for (let i = replica.fetchWaits.length - 1; i >= 0; i--) {
    const index = replica.fetchWaits[i];
    if (index !== undefined) tryFinish(state, broker, index, ctx);
  }
}

/** The role or epoch of a replica has changed: fetches that name it are answered with what is true now. */
export function completeFetchesOf(state: KafkaState, broker: BrokerState, replica: Replica, ctx: Context): void {
  const { nodes, fetchSerials } = replica;
  for (let slot = 0; slot < nodes.length; slot++) {
    const index = numberAt(broker.followerChannels, numberAt(nodes, slot));
    if (index < 0 || at(broker.channels.list, index).serial !== numberAt(fetchSerials, slot)) continue;
    tryFinish(state, broker, index, ctx);
  }
  completeConsumerFetches(state, broker, replica, ctx);
}

function tryFinish(state: KafkaState, broker: BrokerState, index: number, ctx: Context): void {
  const channel = at(broker.channels.list, index);
  const { request } = channel;
  if (channel.waitsFor !== FETCH_WAIT || !isFetch(request)) return;
  if (examine(state, broker, channel, request) >= request.minBytes) finishExamined(state, broker, index, request, ctx);
}

/** Answers a waiting fetch with what there is: its time is over. */
export function finishFetch(state: KafkaState, broker: BrokerState, index: number, ctx: Context): void {
  const channel = at(broker.channels.list, index);
  const { request } = channel;
  if (!isFetch(request)) return;
  examine(state, broker, channel, request);
  finishExamined(state, broker, index, request, ctx);
}

function finishExamined(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  request: FetchRequest,
  ctx: Context,
): void {
  const channel = at(broker.channels.list, index);
  unpark(broker, index, request);
  const message = readReply(state, broker, channel, request, ctx);
  answerChannel(broker, index, message, replyBytes(state, message), ctx);
}

/** The connection of a waiting fetch is gone. */
export function forgetFetch(broker: BrokerState, index: number): void {
  const { request } = at(broker.channels.list, index);
  if (isFetch(request)) unpark(broker, index, request);
}

function unpark(broker: BrokerState, index: number, request: FetchRequest): void {
  if (request.replica >= 0) {
    if (numberAt(broker.followerChannels, request.replica) === index) broker.followerChannels[request.replica] = -1;
    return;
  }
  for (let i = 0; i < request.partitions.length; i++) {
    const replica = replicaOf(broker, numberAt(request.partitions, i));
    if (replica === null) continue;
    const place = replica.fetchWaits.indexOf(index);
    if (place >= 0) replica.fetchWaits.splice(place, 1);
  }
}

/** Of the two requests with this api key, the one for records. */
export function isFetch(message: { readonly api: number } | null): message is FetchRequest {
  return message !== null && message.api === FETCH && 'replica' in message;
}

export function isMetadataFetch(message: { readonly api: number } | null): message is MetadataFetchRequest {
  return message !== null && message.api === FETCH && 'offset' in message;
}
