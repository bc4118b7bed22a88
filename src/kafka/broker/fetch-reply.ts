import type { Context } from '../../sim/actor.ts';
import { at, numberAt } from '../../sim/column.ts';
import { batchBytes } from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { DIVERGING, endEpochFor, endOffsetFor } from '../log/epoch-cache.ts';
import { baseOffsetAt, batchAt, batchEpoch, batchTotal, findBatch, readEnd, stableOffset } from '../log/log.ts';
import { SHIPPED } from '../observations.ts';
import { EMPTY, minusOnes, oneAt, zeros } from '../protocol/constant-lists.ts';
import { FENCED_LEADER_EPOCH, NONE, NOT_LEADER_OR_FOLLOWER } from '../protocol/errors.ts';
import { FETCH, type FetchReply, type FetchRequest } from '../protocol/messages.ts';
import { type BrokerState, replicaOf } from './broker-state.ts';
import type { Channel } from './channel.ts';
import { elsewhereOf } from './read-replica.ts';
import type { Replica } from './replica.ts';

/** Bytes of a reply without records, per partition and in all. */
const REPLY_BYTES = 60;
const PARTITION_BYTES = 40;

/** Where a reader must stop. @see `FetchIsolation` */
export function readBound(broker: BrokerState, replica: Replica, request: FetchRequest): number {
  if (request.replica >= 0) return replica.log.logEnd;
  if (request.readCommitted) return stableOffset(replica.log, broker.rules.mutants.lsoIgnoresHw);
  return replica.log.highWatermark;
}

/** Builds the answer from the verdicts in `channel.errors`. */
export function readReply(
  state: KafkaState,
  broker: BrokerState,
  channel: Channel,
  request: FetchRequest,
  ctx: Context,
): FetchReply {
  if (request.replica >= 0) {
    const usual = usualReply(broker, channel, request, ctx);
    if (usual !== null) return usual;
  }
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
      const elsewhere = replica !== null && elsewhereOf(numberAt(channel.errors, i)) >= 0;
      highWatermarks[i] = elsewhere ? replica.log.highWatermark : -1;
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
      const batch = batchAt(log, k);
      const baseOffset = baseOffsetAt(log, k);
      const epoch = batchEpoch(log, baseOffset);
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
      const end = to < batchTotal(log) ? baseOffsetAt(log, to) : log.logEnd;
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
    preferredReadReplicas: failed ? channel.errors.map(elsewhereOf) : minusOnes(count),
    counts,
    batches: batches === null ? EMPTY : batches,
    baseOffsets: baseOffsets === null ? EMPTY : baseOffsets,
    epochs: epochs === null ? EMPTY : epochs,
  };
}

/**
 * The answer that a follower nearly always gets: nothing is wrong, no log has lost its beginning, and one partition has
 * one new batch, or none has. Null where that is not so.
 */
function usualReply(broker: BrokerState, channel: Channel, request: FetchRequest, ctx: Context): FetchReply | null {
  const { partitions, offsets } = request;
  const { errors } = channel;
  const { replicas } = broker;
  const count = partitions.length;
  const highWatermarks = offsets.slice();
  let place = -1;
  for (let i = 0; i < count; i++) {
    const replica = at(replicas, numberAt(partitions, i));
    if (replica === null || numberAt(errors, i) !== NONE || replica.log.logStart !== 0) return null;
    highWatermarks[i] = replica.log.highWatermark;
    if (numberAt(offsets, i) >= replica.log.logEnd) continue;
    if (place >= 0) return null;
    place = i;
  }
  let counts = zeros(count);
  let batches = EMPTY;
  let baseOffsets = EMPTY;
  let epochs = EMPTY;
  if (place >= 0) {
    const replica = at(replicas, numberAt(partitions, place));
    if (replica === null) return null;
    const { log } = replica;
    const offset = numberAt(offsets, place);
    const last = batchTotal(log) - 1;
    // At least one batch is read, however large it is.
    if (last < 0 || baseOffsetAt(log, last) !== offset) return null;
    counts = oneAt(count, place);
    batches = [batchAt(log, last)];
    baseOffsets = [offset];
    epochs = [batchEpoch(log, offset)];
    ctx.observe(SHIPPED, replica.partition, request.replica, offset, log.logEnd, channel.connection, 0, -1);
  }
  return {
    type: 'FetchReply',
    api: FETCH,
    partitions,
    errors: zeros(count),
    highWatermarks,
    lastStableOffsets: highWatermarks,
    logStarts: zeros(count),
    divergingEpochs: minusOnes(count),
    divergingEnds: minusOnes(count),
    leaders: minusOnes(count),
    leaderEpochs: minusOnes(count),
    preferredReadReplicas: minusOnes(count),
    counts,
    batches,
    baseOffsets,
    epochs,
  };
}

function codeOf(verdict: number): number {
  return verdict === DIVERGING || elsewhereOf(verdict) >= 0 ? NONE : verdict;
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

export function replyBytes(state: KafkaState, reply: FetchReply): number {
  let bytes = REPLY_BYTES + PARTITION_BYTES * reply.partitions.length;
  for (let i = 0; i < reply.batches.length; i++) bytes += batchBytes(state.batches, numberAt(reply.batches, i));
  return bytes;
}
