import * as v from 'valibot';
import { addBatch, type BatchTable, createBatchTable, PLAIN } from '../batches.ts';
import {
  assignEpoch,
  createEpochCache,
  DIVERGING,
  divergence,
  type EpochCache,
  endEpochFor,
  endOffsetFor,
  isTruncationComplete,
  judgeLeader,
  judgeLeaderEpoch,
  latestEpoch,
  truncateEpochsFromEnd,
  truncateEpochsFromStart,
  truncationOffset,
} from '../log/epoch-cache.ts';
import {
  appendBatch,
  baseOffsetAt,
  batchAt,
  batchEpoch,
  batchTotal,
  createLog,
  type Log,
  setHighWatermark,
  truncateFully,
  truncateLog,
} from '../log/log.ts';
import { errorName, NONE } from '../protocol/errors.ts';

const ENTRIES = v.array(v.object({ epoch: v.number(), startOffset: v.number() }));
const CACHE = v.object({
  ops: v.array(
    v.variant('op', [
      v.object({ op: v.literal('assign'), epoch: v.number(), startOffset: v.number() }),
      v.object({ op: v.literal('truncateFromEnd'), offset: v.number() }),
      v.object({ op: v.literal('truncateFromStart'), offset: v.number() }),
    ]),
  ),
});
const END_OFFSET = v.object({ entries: ENTRIES, logEndOffset: v.number(), requestedEpoch: v.number() });
const DIVERGENCE = v.object({
  leaderEntries: ENTRIES,
  logStartOffset: v.number(),
  logEndOffset: v.number(),
  currentLeaderEpoch: v.number(),
  lastFetchedEpoch: v.number(),
  fetchOffset: v.number(),
});
const TRUNCATION = v.object({
  follower: v.object({ followerEntries: ENTRIES, followerLogEndOffset: v.number(), initialOffset: v.number() }),
  leaderReply: v.object({ epoch: v.number(), endOffset: v.number() }),
});
const RECONCILE = v.object({
  followerEpochs: v.array(v.number()),
  leaderEpochs: v.array(v.number()),
  leaderEpoch: v.number(),
});
const FENCING = v.object({
  isLeader: v.boolean(),
  currentLeaderEpoch: v.number(),
  requestLeaderEpoch: v.nullable(v.number()),
  onlyFromLeader: v.boolean(),
});
const LOG_OPS = v.object({
  ops: v.array(
    v.variant('op', [
      v.object({ op: v.literal('append'), count: v.number() }),
      v.object({ op: v.literal('setHighWatermark'), to: v.number() }),
      v.object({ op: v.literal('truncateTo'), offset: v.number() }),
      v.object({ op: v.literal('truncateFullyAndStartAt'), offset: v.number() }),
    ]),
  ),
});

export function runCache(input: unknown): unknown {
  const cache = createEpochCache();
  for (const step of v.parse(CACHE, input).ops) {
    if (step.op === 'assign') assignEpoch(cache, step.epoch, step.startOffset);
    else if (step.op === 'truncateFromEnd') truncateEpochsFromEnd(cache, step.offset);
    else truncateEpochsFromStart(cache, step.offset);
  }
  return { entries: cache.epochs.map((epoch, i) => ({ epoch, startOffset: cache.startOffsets[i] })) };
}

export function runEndOffset(input: unknown): unknown {
  const { entries, logEndOffset, requestedEpoch } = v.parse(END_OFFSET, input);
  const cache = cacheWith(entries);
  return { epoch: endEpochFor(cache, requestedEpoch), endOffset: endOffsetFor(cache, requestedEpoch, logEndOffset) };
}

export function runFetchDivergence(input: unknown): unknown {
  const given = v.parse(DIVERGENCE, input);
  const { logStartOffset, logEndOffset, lastFetchedEpoch, fetchOffset } = given;
  const cache = cacheWith(given.leaderEntries);
  const verdict = divergence(cache, logStartOffset, logEndOffset, lastFetchedEpoch, fetchOffset);
  if (verdict === NONE) return { ok: true };
  if (verdict !== DIVERGING) return { error: errorName(verdict) };
  const divergingEpoch = endEpochFor(cache, lastFetchedEpoch);
  return { divergingEpoch, endOffset: endOffsetFor(cache, lastFetchedEpoch, logEndOffset) };
}

export function runFollowerTruncation(input: unknown): unknown {
  const { follower, leaderReply } = v.parse(TRUNCATION, input);
  const { followerLogEndOffset, initialOffset } = follower;
  const { epoch, endOffset } = leaderReply;
  const cache = cacheWith(follower.followerEntries);
  return {
    truncateTo: truncationOffset(cache, followerLogEndOffset, initialOffset, epoch, endOffset),
    completed: isTruncationComplete(cache, epoch, endOffset),
  };
}

export function runReconcile(input: unknown): unknown {
  const { followerEpochs, leaderEpochs, leaderEpoch } = v.parse(RECONCILE, input);
  const table = createBatchTable();
  const leader = logWith(table, leaderEpochs);
  assignEpoch(leader.epochCache, leaderEpoch, leader.logEnd);
  const follower = logWith(table, followerEpochs);
  const truncations: number[] = [];
  for (let fetch = 0; fetch <= followerEpochs.length + leaderEpochs.length; fetch++) {
    const last = latestEpoch(follower.epochCache);
    const verdict = divergence(leader.epochCache, leader.logStart, leader.logEnd, last, follower.logEnd);
    if (verdict === DIVERGING) {
      const epoch = endEpochFor(leader.epochCache, last);
      const end = endOffsetFor(leader.epochCache, last, leader.logEnd);
      const to = truncationOffset(follower.epochCache, follower.logEnd, follower.highWatermark, epoch, end);
      truncateLog(follower, table, to);
      truncations.push(to);
    } else if (verdict === NONE && follower.logEnd < leader.logEnd) {
      const index = follower.logEnd;
      appendBatch(follower, table, batchAt(leader, index), index, batchEpoch(leader, index));
    }
  }
  const finalEpochs: number[] = [];
  for (let i = 0; i < batchTotal(follower); i++) finalEpochs.push(batchEpoch(follower, baseOffsetAt(follower, i)));
  return { finalEpochs, truncations };
}

export function runEpochFencing(input: unknown): unknown {
  const { isLeader, currentLeaderEpoch, requestLeaderEpoch, onlyFromLeader } = v.parse(FENCING, input);
  const requested = requestLeaderEpoch ?? -1;
  const error = onlyFromLeader
    ? judgeLeader(isLeader, currentLeaderEpoch, requested)
    : judgeLeaderEpoch(currentLeaderEpoch, requested);
  return { error: errorName(error) };
}

export function runLogHighWatermark(input: unknown): unknown {
  const table = createBatchTable();
  const log = createLog(0);
  const after = v.parse(LOG_OPS, input).ops.map((step) => {
    if (step.op === 'append') for (let i = 0; i < step.count; i++) appendRecord(log, table, 0);
    else if (step.op === 'setHighWatermark') setHighWatermark(log, step.to);
    else if (step.op === 'truncateTo') truncateLog(log, table, step.offset);
    else truncateFully(log, step.offset);
    return { logStartOffset: log.logStart, highWatermark: log.highWatermark, logEndOffset: log.logEnd };
  });
  return { after };
}

function cacheWith(entries: v.InferOutput<typeof ENTRIES>): EpochCache {
  return { epochs: entries.map(({ epoch }) => epoch), startOffsets: entries.map(({ startOffset }) => startOffset) };
}

/** A log of batches of one record, from the epoch of each. */
function logWith(table: BatchTable, epochs: readonly number[]): Log {
  const log = createLog(0);
  for (const epoch of epochs) appendRecord(log, table, epoch);
  return log;
}

function appendRecord(log: Log, table: BatchTable, epoch: number): void {
  appendBatch(log, table, addBatch(table, 0, -1, -1, -1, 1, 100, 0, PLAIN), log.logEnd, epoch);
}
