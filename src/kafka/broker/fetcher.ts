import { type Context, NO_TIMER } from '../../sim/actor.ts';
import { assert } from '../../sim/assert.ts';
import { at, numberAt } from '../../sim/column.ts';
import { batchCount } from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { latestEpoch } from '../log/epoch-cache.ts';
import { appendBatch, BY_EPOCH } from '../log/log.ts';
import { followLogStart } from '../log/retention.ts';
import { writeLog } from '../log/writing.ts';
import { APPENDED, AS_FOLLOWER } from '../observations.ts';
import { minusOnes, zeros } from '../protocol/constant-lists.ts';
import { FENCED_LEADER_EPOCH, NONE, OFFSET_OUT_OF_RANGE } from '../protocol/errors.ts';
import {
  FETCH,
  type FetchReply,
  type FetchRequest,
  LIST_OFFSETS,
  type ListOffsetsReply,
  type ListOffsetsRequest,
  OFFSET_FOR_LEADER_EPOCH,
  type OffsetForLeaderEpochReply,
  type OffsetForLeaderEpochRequest,
} from '../protocol/messages.ts';
import {
  type BrokerState,
  FETCHER_BACKOFF,
  FETCHER_DISK,
  FETCHER_TIMEOUT,
  type Fetcher,
  ON_FETCH,
  replicaOf,
} from './broker-state.ts';
import { followHighWatermark, restartAt, truncate, truncateByAnswer, truncateToLeader } from './follower-log.ts';
import { haltsForDisk } from './log-dir.ts';
import { observeBounds, observeStable } from './partition-leader.ts';
import { FOLLOWER, type Replica } from './replica.ts';
import { addWork, MOVED_AT } from './work.ts';

/** `fetchAfter` of a replica that is not fetched until new metadata comes. */
const UNTIL_METADATA = -1;
const REQUEST_BYTES = 80;
const PARTITION_BYTES = 40;
/** Special timestamps of ListOffsets. */
const LATEST = -1;
const EARLIEST = -2;

/** This broker follows a partition at another leader, or in another epoch, from now on. */
export function startFollowing(broker: BrokerState, replica: Replica, ctx: Context): void {
  const fetcher = fetcherOf(broker, replica.leader);
  if (!fetcher.members.includes(replica.partition)) fetcher.members.push(replica.partition);
  replica.fetchAfter = 0;
  fetcher.stale = 1;
  sendFetch(broker, fetcher, ctx);
}

/** The old fetcher lets a partition go; one that has none left ends. @see `AbstractFetcherManager` */
export function stopFollowing(broker: BrokerState, partition: number): void {
  for (let node = 0; node < broker.fetchers.length; node++) {
    const fetcher = at(broker.fetchers, node);
    const place = fetcher === null ? -1 : fetcher.members.indexOf(partition);
    if (fetcher === null || place < 0) continue;
    fetcher.members.splice(place, 1);
    fetcher.stale = 1;
  }
}

/** Ends the fetchers that have no partition any more. */
export function endIdleFetchers(broker: BrokerState, ctx: Context): void {
  for (let node = 0; node < broker.fetchers.length; node++) {
    const fetcher = at(broker.fetchers, node);
    if (fetcher === null || fetcher.members.length > 0) continue;
    if (fetcher.connection !== 0) ctx.close(fetcher.connection);
    if (fetcher.timeout !== NO_TIMER) ctx.cancelTimer(fetcher.timeout);
    if (fetcher.backoff !== NO_TIMER) ctx.cancelTimer(fetcher.backoff);
    broker.fetchers[node] = null;
  }
}

function fetcherOf(broker: BrokerState, leader: number): Fetcher {
  const known = at(broker.fetchers, leader);
  if (known !== null) return known;
  const fetcher: Fetcher = {
    leader,
    members: [],
    connection: 0,
    correlation: -1,
    request: null,
    sentAt: 0,
    asking: -1,
    epochRequest: null,
    writing: 0,
    timeout: NO_TIMER,
    backoff: NO_TIMER,
    stale: 1,
    partitions: [],
    leaderEpochs: [],
    lastEpochs: [],
    logStarts: [],
    truncating: [],
  };
  broker.fetchers[leader] = fetcher;
  return fetcher;
}

/**
 * Sends the next fetch, if none is under way and there is a partition to fetch.
 *
 * @see `AbstractFetcherThread#maybeFetch`, `ReplicaFetcherThread`
 */
export function sendFetch(broker: BrokerState, fetcher: Fetcher, ctx: Context): void {
  if (isWaiting(fetcher) || fetcher.writing === 1) return;
  if (fetcher.stale === 1) renewLists(broker, fetcher, ctx);
  if (fetcher.truncating.length > 0) {
    askForEpochEnds(broker, fetcher, ctx);
    return;
  }
  const { partitions } = fetcher;
  if (partitions.length === 0) return;
  const offsets = partitions.slice();
  for (let i = 0; i < partitions.length; i++) {
    const replica = at(broker.replicas, numberAt(partitions, i));
    assert(replica !== null, 'a fetcher has partitions of its broker only');
    offsets[i] = replica.log.logEnd;
  }
  const { timing } = broker;
  const request: FetchRequest = {
    type: 'FetchRequest',
    api: FETCH,
    replica: broker.node,
    brokerEpoch: broker.lifecycle.brokerEpoch,
    maxWaitUs: timing.fetchWaitUs,
    minBytes: timing.fetchMinBytes,
    maxBytes: timing.fetchResponseMaxBytes,
    partitionMaxBytes: timing.fetchMaxBytes,
    readCommitted: false,
    partitions,
    leaderEpochs: fetcher.leaderEpochs,
    offsets,
    lastFetchedEpochs: fetcher.lastEpochs,
    logStarts: fetcher.logStarts,
    rack: '',
  };
  fetcher.request = request;
  send(broker, fetcher, request, REQUEST_BYTES + PARTITION_BYTES * partitions.length, ctx);
}

/** A question is in flight; there is never more than one. */
function isWaiting(fetcher: Fetcher): boolean {
  return fetcher.request !== null || fetcher.asking >= 0 || fetcher.epochRequest !== null;
}

function send(
  broker: BrokerState,
  fetcher: Fetcher,
  request: FetchRequest | ListOffsetsRequest | OffsetForLeaderEpochRequest,
  bytes: number,
  ctx: Context,
): void {
  if (fetcher.connection === 0) fetcher.connection = ctx.connect(fetcher.leader);
  fetcher.correlation = ctx.request(fetcher.connection, request, bytes);
  fetcher.sentAt = ctx.now;
  if (fetcher.timeout === NO_TIMER) {
    fetcher.timeout = ctx.setTimer(FETCHER_TIMEOUT, broker.timing.socketTimeoutUs, fetcher.leader, 0);
  }
}

/** Makes the lists that requests share until something about the partitions changes. */
function renewLists(broker: BrokerState, fetcher: Fetcher, ctx: Context): void {
  const partitions: number[] = [];
  const leaderEpochs: number[] = [];
  const lastEpochs: number[] = [];
  const logStarts: number[] = [];
  const truncating: number[] = [];
  const { truncation, fences } = broker.following;
  let earliest = 0;
  for (const partition of fetcher.members) {
    const replica = replicaOf(broker, partition);
    if (replica === null || replica.fetchAfter === UNTIL_METADATA) continue;
    if (replica.fetchAfter > ctx.now) {
      if (earliest === 0 || replica.fetchAfter < earliest) earliest = replica.fetchAfter;
      continue;
    }
    replica.fetchAfter = 0;
    if (replica.truncating === 1) {
      truncating.push(partition);
      continue;
    }
    partitions.push(partition);
    leaderEpochs.push(fences ? replica.leaderEpoch : -1);
    lastEpochs.push(truncation === ON_FETCH ? latestEpoch(replica.log.epochCache) : -1);
    logStarts.push(replica.log.logStart);
  }
  fetcher.partitions = partitions;
  fetcher.leaderEpochs = leaderEpochs;
  fetcher.lastEpochs = lastEpochs;
  fetcher.logStarts = logStarts.every((start) => start === 0) ? zeros(logStarts.length) : logStarts;
  fetcher.truncating = truncating;
  fetcher.stale = 0;
  if (earliest > 0 && fetcher.backoff === NO_TIMER) {
    fetcher.backoff = ctx.setTimer(FETCHER_BACKOFF, earliest - ctx.now, fetcher.leader, 0);
  }
}

/**
 * Takes in a leader's answer, partition by partition, and sends the next fetch at once; with a slow disk, when the
 * disk has taken it.
 */
export function onFetchReply(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  reply: FetchReply,
  ctx: Context,
): void {
  const fetcher = at(broker.fetchers, ctx.peer(connection));
  if (fetcher === null || fetcher.connection !== connection || fetcher.request === null) return;
  const { request } = fetcher;
  fetcher.request = null;
  if (reply.batches.length > 0 && haltsForDisk(broker, ctx)) return;
  let diskUs = 0;
  let place = 0;
  const { counts, highWatermarks, partitions } = reply;
  // The list that every answer without an error shares.
  const noStarts = reply.logStarts === zeros(counts.length);
  const isGood =
    noStarts && reply.errors === zeros(counts.length) && reply.divergingEpochs === minusOnes(counts.length);
  for (let i = 0; i < counts.length; i++) {
    const count = numberAt(counts, i);
    const replica = at(broker.replicas, numberAt(partitions, i));
    const isIdle =
      isGood && count === 0 && replica !== null && numberAt(highWatermarks, i) === replica.log.highWatermark;
    if (isIdle) continue;
    if (replica !== null && isMeantFor(broker, replica, fetcher.leader, request, i)) {
      const error = numberAt(reply.errors, i);
      if (error !== NONE) onFetchError(broker, fetcher, replica, error, numberAt(request.leaderEpochs, i), ctx);
      else if (numberAt(reply.divergingEpochs, i) >= 0) {
        const divergingEnd = numberAt(reply.divergingEnds, i);
        truncateToLeader(state, broker, replica, numberAt(reply.divergingEpochs, i), divergingEnd, ctx);
        fetcher.stale = 1;
      } else {
        if (count > 0) diskUs = Math.max(diskUs, append(state, fetcher, replica, reply, place, count, ctx));
        followHighWatermark(replica, numberAt(highWatermarks, i), broker.rules.mutants.hwBeyondLeo, ctx);
        if (replica.fetchWaits.length > 0) addWork(broker, MOVED_AT, replica.partition);
        const started = !noStarts && followLogStart(replica.log, numberAt(reply.logStarts, i), ctx);
        if (started) fetcher.stale = 1;
        if (started) observeBounds(replica, AS_FOLLOWER, ctx);
        else if (count > 0) observeStable(replica, AS_FOLLOWER, ctx);
      }
    }
    place += count;
  }
  if (diskUs > 0) {
    fetcher.writing = 1;
    ctx.setTimer(FETCHER_DISK, diskUs, fetcher.leader, 0);
    return;
  }
  sendFetch(broker, fetcher, ctx);
}

/**
 * The answer belongs to the epoch and the log end that the follower has now. Before KIP-320 only to the leader: an
 * answer of its earlier epoch is taken too.
 */
function isMeantFor(broker: BrokerState, replica: Replica, leader: number, request: FetchRequest, i: number): boolean {
  if (replica.role !== FOLLOWER) return false;
  if (broker.rules.mutants.staleFetchResponse) return true;
  const isOfEpoch = broker.following.fences
    ? replica.leaderEpoch === numberAt(request.leaderEpochs, i)
    : replica.leader === leader && replica.truncating === 0;
  return isOfEpoch && replica.log.logEnd === numberAt(request.offsets, i);
}

/** Appends what the leader sent, as it stamped it. @returns µs until the disk has taken it */
function append(
  state: KafkaState,
  fetcher: Fetcher,
  replica: Replica,
  reply: FetchReply,
  from: number,
  count: number,
  ctx: Context,
): number {
  const { log } = replica;
  for (let k = from; k < from + count; k++) {
    const batch = numberAt(reply.batches, k);
    const epoch = numberAt(reply.epochs, k);
    if (epoch > replica.leaderEpoch) break;
    const before = latestEpoch(log.epochCache);
    if (before !== epoch) fetcher.stale = 1;
    const base = Math.max(numberAt(reply.baseOffsets, k), log.logEnd);
    appendBatch(log, state.batches, batch, base, epoch);
    const records = batchCount(state.batches, batch);
    ctx.observe(APPENDED, replica.partition, base, epoch, AS_FOLLOWER, records, before, batch);
  }
  return writeLog(log, ctx);
}

function onFetchError(
  broker: BrokerState,
  fetcher: Fetcher,
  replica: Replica,
  error: number,
  requestEpoch: number,
  ctx: Context,
): void {
  fetcher.stale = 1;
  if (error === OFFSET_OUT_OF_RANGE && fetcher.asking < 0) {
    askForLogEnds(broker, fetcher, replica, ctx);
  } else if (error === FENCED_LEADER_EPOCH && requestEpoch === replica.leaderEpoch) {
    replica.fetchAfter = UNTIL_METADATA;
  } else {
    replica.fetchAfter = ctx.now + broker.timing.fetchBackoffUs;
  }
}

/** @see `AbstractFetcherThread#fetchOffsetAndTruncate` */
function askForLogEnds(broker: BrokerState, fetcher: Fetcher, replica: Replica, ctx: Context): void {
  const { partition } = replica;
  const leaderEpoch = broker.following.fences ? replica.leaderEpoch : -1;
  fetcher.asking = partition;
  const request: ListOffsetsRequest = {
    type: 'ListOffsetsRequest',
    api: LIST_OFFSETS,
    replica: broker.node,
    readCommitted: false,
    partitions: [partition, partition],
    leaderEpochs: [leaderEpoch, leaderEpoch],
    timestamps: [LATEST, EARLIEST],
  };
  send(broker, fetcher, request, REQUEST_BYTES, ctx);
}

/**
 * The leader has told where its log ends and begins: a follower that is ahead truncates to the leader's end, one
 * that is behind its start begins anew there.
 */
export function onListOffsetsReply(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  reply: ListOffsetsReply,
  ctx: Context,
): void {
  const fetcher = at(broker.fetchers, ctx.peer(connection));
  if (fetcher === null || fetcher.connection !== connection || fetcher.asking < 0) return;
  const replica = replicaOf(broker, fetcher.asking);
  fetcher.asking = -1;
  fetcher.stale = 1;
  if (replica !== null && replica.role === FOLLOWER && replica.leader === fetcher.leader) {
    const latest = numberAt(reply.offsets, 0);
    const earliest = numberAt(reply.offsets, 1);
    if (numberAt(reply.errors, 0) !== NONE || numberAt(reply.errors, 1) !== NONE) {
      replica.fetchAfter = ctx.now + broker.timing.fetchBackoffUs;
    } else if (latest < replica.log.logEnd) {
      truncate(state, replica, latest, BY_EPOCH, ctx);
    } else if (earliest > replica.log.logEnd) {
      restartAt(replica, earliest, ctx);
    }
  }
  sendFetch(broker, fetcher, ctx);
}

/** Asks for the end of each partition's latest epoch. @see `ReplicaFetcherThread#fetchEpochEndOffsets` */
function askForEpochEnds(broker: BrokerState, fetcher: Fetcher, ctx: Context): void {
  const partitions = fetcher.truncating;
  const currentLeaderEpochs: number[] = [];
  const leaderEpochs: number[] = [];
  for (let i = 0; i < partitions.length; i++) {
    const replica = at(broker.replicas, numberAt(partitions, i));
    assert(replica !== null, 'a fetcher has partitions of its broker only');
    currentLeaderEpochs.push(broker.following.fences ? replica.leaderEpoch : -1);
    leaderEpochs.push(latestEpoch(replica.log.epochCache));
  }
  const request: OffsetForLeaderEpochRequest = {
    type: 'OffsetForLeaderEpochRequest',
    api: OFFSET_FOR_LEADER_EPOCH,
    replica: broker.node,
    partitions,
    currentLeaderEpochs,
    leaderEpochs,
  };
  fetcher.epochRequest = request;
  send(broker, fetcher, request, REQUEST_BYTES + PARTITION_BYTES * partitions.length, ctx);
}

/** The leader has told where epochs end: the logs are cut, and fetched if nothing more is to be asked. */
export function onEpochEnds(
  state: KafkaState,
  broker: BrokerState,
  connection: number,
  reply: OffsetForLeaderEpochReply,
  ctx: Context,
): void {
  const fetcher = at(broker.fetchers, ctx.peer(connection));
  if (fetcher === null || fetcher.connection !== connection || fetcher.epochRequest === null) return;
  const { currentLeaderEpochs, leaderEpochs, partitions } = fetcher.epochRequest;
  fetcher.epochRequest = null;
  fetcher.stale = 1;
  for (let i = 0; i < partitions.length; i++) {
    const replica = replicaOf(broker, numberAt(partitions, i));
    if (replica === null || replica.role !== FOLLOWER || replica.leader !== fetcher.leader) continue;
    const current = numberAt(currentLeaderEpochs, i);
    const isOfEpoch = current === -1 || current === replica.leaderEpoch;
    // An answer about an epoch that is not the latest any more is asked for again.
    const isAsked = numberAt(leaderEpochs, i) === latestEpoch(replica.log.epochCache);
    if (replica.truncating === 0 || !isOfEpoch || !isAsked) continue;
    const error = numberAt(reply.errors, i);
    if (error === FENCED_LEADER_EPOCH) replica.fetchAfter = UNTIL_METADATA;
    else if (error !== NONE) replica.fetchAfter = ctx.now + broker.timing.fetchBackoffUs;
    else {
      truncateByAnswer(state, broker, replica, numberAt(reply.leaderEpochs, i), numberAt(reply.endOffsets, i), ctx);
    }
  }
  sendFetch(broker, fetcher, ctx);
}

/** The connection to a leader is gone: all that was asked there is tried again after a back-off. */
export function onFetcherDisconnect(broker: BrokerState, fetcher: Fetcher, ctx: Context): void {
  fetcher.connection = 0;
  const { request, epochRequest } = fetcher;
  fetcher.request = null;
  fetcher.epochRequest = null;
  fetcher.correlation = -1;
  if (request !== null) for (const partition of request.partitions) delay(broker, partition, ctx);
  if (epochRequest !== null) for (const partition of epochRequest.partitions) delay(broker, partition, ctx);
  if (fetcher.asking >= 0) delay(broker, fetcher.asking, ctx);
  fetcher.asking = -1;
  fetcher.stale = 1;
  sendFetch(broker, fetcher, ctx);
}

function delay(broker: BrokerState, partition: number, ctx: Context): void {
  const replica = replicaOf(broker, partition);
  if (replica !== null && replica.fetchAfter !== UNTIL_METADATA) {
    replica.fetchAfter = ctx.now + broker.timing.fetchBackoffUs;
  }
}

/** No answer for `replica.socket.timeout.ms`: another connection. */
export function onFetcherTimeout(broker: BrokerState, leader: number, ctx: Context): void {
  const fetcher = broker.fetchers[leader];
  if (fetcher === null || fetcher === undefined) return;
  fetcher.timeout = NO_TIMER;
  if (!isWaiting(fetcher)) return;
  const due = fetcher.sentAt + broker.timing.socketTimeoutUs;
  if (due > ctx.now) {
    fetcher.timeout = ctx.setTimer(FETCHER_TIMEOUT, due - ctx.now, leader, 0);
    return;
  }
  ctx.close(fetcher.connection);
  onFetcherDisconnect(broker, fetcher, ctx);
}

export function onFetcherBackoff(broker: BrokerState, leader: number, ctx: Context): void {
  const fetcher = broker.fetchers[leader];
  if (fetcher === null || fetcher === undefined) return;
  fetcher.backoff = NO_TIMER;
  fetcher.stale = 1;
  sendFetch(broker, fetcher, ctx);
}

export function onFetcherDisk(broker: BrokerState, leader: number, ctx: Context): void {
  const fetcher = broker.fetchers[leader];
  if (fetcher === null || fetcher === undefined) return;
  fetcher.writing = 0;
  sendFetch(broker, fetcher, ctx);
}
