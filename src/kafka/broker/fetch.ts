import type { Context } from '../../sim/actor.ts';
import { at, numberAt } from '../../sim/column.ts';
import { batchBytes } from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { divergence, judgeLeader, latestEpoch } from '../log/epoch-cache.ts';
import { batchAt, findBatch, readEnd } from '../log/log.ts';
import { NONE, OFFSET_OUT_OF_RANGE, UNKNOWN_LEADER_EPOCH } from '../protocol/errors.ts';
import { FETCH, type FetchRequest } from '../protocol/messages.ts';
import { hasReplica, withoutReplica, withReplica } from '../replica-set.ts';
import { proposeToController } from './alter-partition.ts';
import { answerChannel, park } from './answer.ts';
import { type BrokerState, replicaOf } from './broker-state.ts';
import { type Channel, FETCH_WAIT } from './channel.ts';
import { readBound, readReply, replyBytes } from './fetch-reply.ts';
import { judgeBrokerEpoch } from './in-sync.ts';
import { errorWithoutReplica } from './metadata-image.ts';
import { HIGH_WATERMARK_MOVED, ISR_PROPOSED, onFollowerFetch } from './partition-leader.ts';
import { elsewhereAt, preferredReadReplica } from './read-replica.ts';
import { isAssigned, LEADER, NO_ROLE, type Replica, slotOf } from './replica.ts';
import { addWork, MOVED_AT } from './work.ts';

/**
 * A fetch of a follower or a consumer: answered when there is enough to read, when something is wrong with one of
 * its partitions, or when its time is over.
 *
 * @remarks
 * What a follower's fetch says is taken in when it arrives; the answer is read before that. So the high watermark
 * which this very fetch moves is told by the next one. Left out: fetch sessions (KIP-227).
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
  if (request.replica >= 0) {
    onFollowersFetch(state, broker, index, channel, request, ctx);
    return;
  }
  if (examine(state, broker, channel, request) >= request.minBytes || request.maxWaitUs <= 0) {
    const message = readReply(state, broker, channel, request, ctx);
    answerChannel(broker, index, message, replyBytes(state, message), ctx);
    return;
  }
  for (let i = 0; i < request.partitions.length; i++) {
    const replica = replicaOf(broker, numberAt(request.partitions, i));
    if (replica !== null) replica.fetchWaits.push(index);
  }
  park(broker, channel, FETCH_WAIT, ctx.now + request.maxWaitUs, ctx);
}

function onFollowersFetch(
  state: KafkaState,
  broker: BrokerState,
  index: number,
  channel: Channel,
  request: FetchRequest,
  ctx: Context,
): void {
  const node = request.replica;
  endOlderFetch(state, broker, index, node, ctx);
  const waits =
    request.maxWaitUs > 0 &&
    (isAllRead(broker, channel, request) || examine(state, broker, channel, request) < request.minBytes);
  if (!waits) {
    if (request.maxWaitUs <= 0) examine(state, broker, channel, request);
    const message = readReply(state, broker, channel, request, ctx);
    takeInFetch(broker, channel, request, ctx);
    answerChannel(broker, index, message, replyBytes(state, message), ctx);
    return;
  }
  broker.followerChannels[node] = index;
  park(broker, channel, FETCH_WAIT, ctx.now + request.maxWaitUs, ctx);
  takeInFetch(broker, channel, request, ctx);
}

/**
 * The usual case, found out quickly: the follower is right about every partition and has all there is. False says
 * nothing; `examine` then looks closely.
 */
function isAllRead(broker: BrokerState, channel: Channel, request: FetchRequest): boolean {
  const { partitions, leaderEpochs, offsets, lastFetchedEpochs, brokerEpoch, replica: node } = request;
  if (request.minBytes <= 0 || brokerEpoch < numberAt(broker.image.brokerEpochs, node)) return false;
  const { errors } = channel;
  for (let i = 0; i < partitions.length; i++) {
    const replica = at(broker.replicas, numberAt(partitions, i));
    if (replica === null || replica.role !== LEADER || replica.leaderEpoch !== numberAt(leaderEpochs, i)) return false;
    const { log } = replica;
    if (numberAt(offsets, i) !== log.logEnd || numberAt(lastFetchedEpochs, i) !== latestEpoch(log.epochCache))
      return false;
    if (!isAssigned(replica, slotOf(replica, node))) return false;
    errors[i] = NONE;
  }
  if (errors.length !== partitions.length) errors.length = partitions.length;
  return true;
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
  if (replica === null || replica.role === NO_ROLE)
    return errorWithoutReplica(broker.image, numberAt(request.partitions, i));
  const { log } = replica;
  const epoch = broker.rules.mutants.unfencedFetch ? -1 : numberAt(request.leaderEpochs, i);
  // A consumer may read from a follower too, up to the high watermark that the follower knows.
  const serves = replica.role === LEADER || request.replica < 0;
  const error = judgeLeader(serves, replica.leaderEpoch, epoch);
  if (error !== NONE) return error;
  if (request.replica >= 0) {
    const slot = slotOf(replica, request.replica);
    if (!isAssigned(replica, slot)) return UNKNOWN_LEADER_EPOCH;
    const stale = judgeBrokerEpoch(replica.progress, slot, request.brokerEpoch);
    if (stale !== NONE) return stale;
  }
  const offset = numberAt(request.offsets, i);
  const lastEpoch = numberAt(request.lastFetchedEpochs, i);
  if (lastEpoch !== -1 && (lastEpoch !== latestEpoch(log.epochCache) || offset > log.logEnd)) {
    const verdict = divergence(log.epochCache, log.logStart, log.logEnd, lastEpoch, offset);
    if (verdict !== NONE) return verdict;
  }
  if (offset < log.logStart || offset > log.logEnd) return OFFSET_OUT_OF_RANGE;
  if (broker.racks === null || request.rack === '' || replica.role !== LEADER) return NONE;
  const elsewhere = preferredReadReplica(broker.racks, replica, broker.image.alive, request.rack, offset);
  return elsewhere < 0 ? NONE : elsewhereAt(elsewhere);
}

function readableBytes(state: KafkaState, replica: Replica, offset: number, bound: number, maxBytes: number): number {
  const { log } = replica;
  const from = findBatch(log, state.batches, offset);
  const to = readEnd(log, state.batches, from, bound, maxBytes, true);
  let bytes = 0;
  for (let i = from; i < to; i++) bytes += batchBytes(state.batches, batchAt(log, i));
  return bytes;
}

/** Takes in what a follower says by its fetch, for each partition that was found right. */
function takeInFetch(broker: BrokerState, channel: Channel, request: FetchRequest, ctx: Context): void {
  const { partitions, brokerEpoch, replica: node } = request;
  const { image } = broker;
  const isKnown =
    numberAt(image.active, node) === 1 && (brokerEpoch === -1 || numberAt(image.brokerEpochs, node) === brokerEpoch);
  for (let i = 0; i < partitions.length; i++) {
    if (numberAt(channel.errors, i) !== NONE) continue;
    const replica = at(broker.replicas, numberAt(partitions, i));
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
    if ((outcome & HIGH_WATERMARK_MOVED) !== 0) addWork(broker, MOVED_AT, replica.partition);
  }
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
