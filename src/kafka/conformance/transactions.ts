import * as v from 'valibot';
import { at } from '../../sim/column.ts';
import { createLog, type Log, setHighWatermark } from '../log/log.ts';
import { ABSENT } from '../log/producer-slots.ts';
import { recordAppend } from '../log/producer-state.ts';
import { type AbortedTransactions, createAborted } from '../transactions/aborted-transactions.ts';
import {
  ABORT_MARKER,
  COMMIT_MARKER,
  createReadCommitted,
  PLAIN_DATA,
  passesReadCommitted,
  passesReadUncommitted,
  TRANSACTIONAL_DATA,
} from '../transactions/read-committed.ts';
import { endOnPartition, stableOffset, unstableFrom } from '../transactions/stable-offset.ts';
import { IN_DEVELOPMENT, mayBecome, TRANSACTION_STATES } from '../transactions/transaction-metadata.ts';

const STATE = v.picklist(TRANSACTION_STATES);
const TRANSITION = v.union([v.object({ from: STATE, to: STATE }), v.object({ id: v.number() })]);
const STEPS = v.object({
  logStartOffset: v.number(),
  steps: v.array(
    v.variant('op', [
      v.object({ op: v.literal('append'), pid: v.number(), count: v.number(), transactional: v.boolean() }),
      v.object({ op: v.literal('marker'), pid: v.number(), type: v.picklist(['commit', 'abort']) }),
      v.object({ op: v.literal('highWatermark'), to: v.number() }),
      v.object({ op: v.literal('logStart'), to: v.number() }),
    ]),
  ),
});
const BATCH = v.object({
  pid: v.number(),
  transactional: v.boolean(),
  offsets: v.array(v.number()),
  lastOffset: v.optional(v.number()),
  control: v.optional(v.picklist(['commit', 'abort'])),
});
const FETCHED = v.object({
  fetchOffset: v.number(),
  isolation: v.picklist(['read_committed', 'read_uncommitted']),
  batches: v.array(BATCH),
  abortedTransactions: v.array(v.object({ producerId: v.number(), firstOffset: v.number() })),
});

/** Whether a transactional id may go from one state to the other, or the name of a stored state. */
export function runStateTransition(input: unknown): unknown {
  const given = v.parse(TRANSITION, input);
  if ('id' in given) return { name: TRANSACTION_STATES[given.id] };
  const from = TRANSACTION_STATES.indexOf(given.from);
  return { allowed: mayBecome(from, TRANSACTION_STATES.indexOf(given.to), IN_DEVELOPMENT) };
}

/** A log with transactions, and its stable offset after each step. */
export function runLastStableOffset(input: unknown): unknown {
  const { logStartOffset, steps } = v.parse(STEPS, input);
  const log = createLog(0);
  log.logStart = logStartOffset;
  log.logEnd = logStartOffset;
  log.highWatermark = logStartOffset;
  const aborted = createAborted();
  const after = steps.map((step) => {
    switch (step.op) {
      case 'append': {
        const { pid, count, transactional } = step;
        const base = log.logEnd;
        if (pid >= 0) recordAppend(log.producers, pid, 0, -1, -1, base, base + count - 1, transactional, 0);
        log.logEnd += count;
        break;
      }
      case 'marker':
        endOnPartition(log.producers, aborted, step.pid, 0, 0, log.logEnd, step.type === 'commit', 0);
        log.logEnd++;
        break;
      case 'highWatermark':
        setHighWatermark(log, step.to);
        break;
      case 'logStart':
        log.logStart = Math.max(log.logStart, Math.min(step.to, log.highWatermark));
        break;
    }
    return stableState(log, aborted);
  });
  return { after };
}

/** What a consumer makes of a fetch answer. */
export function runConsumerFilter(input: unknown): unknown {
  const { fetchOffset, isolation, batches, abortedTransactions } = v.parse(FETCHED, input);
  const filter = createReadCommitted(
    abortedTransactions.map(({ producerId }) => producerId),
    abortedTransactions.map(({ firstOffset }) => firstOffset),
  );
  const visibleOffsets: number[] = [];
  let nextPosition = fetchOffset;
  for (const { pid, transactional, offsets, lastOffset, control } of batches) {
    const last = lastOffset ?? at(offsets, offsets.length - 1);
    const kind = kindOf(transactional, control);
    const passes =
      isolation === 'read_committed' ? passesReadCommitted(filter, pid, kind, last) : passesReadUncommitted(kind);
    if (passes) visibleOffsets.push(...offsets.filter((offset) => offset >= fetchOffset));
    nextPosition = Math.max(nextPosition, last + 1);
  }
  return { visibleOffsets, nextPosition };
}

function kindOf(transactional: boolean, control: 'commit' | 'abort' | undefined): number {
  if (control !== undefined) return control === 'commit' ? COMMIT_MARKER : ABORT_MARKER;
  return transactional ? TRANSACTIONAL_DATA : PLAIN_DATA;
}

function stableState(log: Log, aborted: AbortedTransactions): unknown {
  const { logStart, logEnd, highWatermark, producers } = log;
  const first = unstableFrom(producers, highWatermark, logStart);
  return {
    logEndOffset: logEnd,
    highWatermark,
    firstUnstableOffset: first === ABSENT ? null : first,
    lastStableOffset: stableOffset(producers, highWatermark, logStart),
    abortedTransactions: aborted.producerIds.map((producerId, i) => ({
      producerId,
      firstOffset: at(aborted.firstOffsets, i),
      lastOffset: at(aborted.lastOffsets, i),
      lastStableOffset: at(aborted.lastStableOffsets, i),
    })),
  };
}
