import * as v from 'valibot';
import { at } from '../../sim/column.ts';
import { ABSENT, createProducers, type PartitionProducers, producerEntry } from '../log/producer-slots.ts';
import {
  ACCEPTED,
  addSequence,
  DUPLICATE,
  duplicateBaseOffset,
  expireProducers,
  FROM_CLIENT,
  FROM_COORDINATOR,
  judgeAppend,
  judgeMarker,
  recordAppend,
  recordMarker,
  reloadProducers,
  snapshotProducers,
  startVerification,
  verificationOf,
} from '../log/producer-state.ts';
import { errorName, NONE } from '../protocol/errors.ts';

const APPEND = v.object({
  op: v.literal('append'),
  origin: v.picklist(['client', 'coordinator', 'replication']),
  pid: v.number(),
  epoch: v.number(),
  firstSeq: v.number(),
  lastSeq: v.number(),
  baseOffset: v.number(),
  lastOffset: v.number(),
  transactional: v.boolean(),
});
const MARKER = v.object({
  op: v.literal('marker'),
  origin: v.picklist(['coordinator', 'replication']),
  pid: v.number(),
  epoch: v.number(),
  type: v.picklist(['commit', 'abort']),
  offset: v.number(),
  coordinatorEpoch: v.number(),
});
const STEPS = v.object({
  producerExpirationMs: v.optional(v.number(), 86_400_000),
  steps: v.array(
    v.variant('op', [
      APPEND,
      MARKER,
      v.object({ op: v.literal('sleep'), ms: v.number() }),
      v.object({ op: v.literal('expireProducers') }),
      v.object({ op: v.literal('snapshot') }),
      v.object({ op: v.literal('reloadFromSnapshot') }),
      v.object({ op: v.literal('startVerification'), pid: v.number(), epoch: v.number(), firstSeq: v.number() }),
    ]),
  ),
});
const SEQUENCE_ADD = v.object({ sequence: v.number(), add: v.number() });

const OK = { result: 'ok' };

export function runSequenceAdd(input: unknown): unknown {
  const { sequence, add } = v.parse(SEQUENCE_ADD, input);
  return { sequence: addSequence(sequence, add) };
}

/** All kinds about the memory of producers: a list of steps, and what is remembered at the end. */
export function runProducerSteps(input: unknown): unknown {
  const { producerExpirationMs, steps } = v.parse(STEPS, input);
  const expirationUs = producerExpirationMs * 1000;
  let producers = createProducers();
  let snapshot = createProducers();
  let nowUs = 0;
  const seen: number[] = [];
  const results: unknown[] = [];
  for (const step of steps) {
    if ('pid' in step && !seen.includes(step.pid)) seen.push(step.pid);
    switch (step.op) {
      case 'append':
        results.push(append(producers, step, nowUs));
        break;
      case 'marker':
        results.push(marker(producers, step, nowUs));
        break;
      case 'sleep':
        nowUs += step.ms * 1000;
        results.push(OK);
        break;
      case 'expireProducers':
        expireProducers(producers, nowUs, expirationUs);
        results.push(OK);
        break;
      case 'snapshot':
        snapshot = snapshotProducers(producers);
        results.push(OK);
        break;
      case 'reloadFromSnapshot':
        producers = reloadProducers(snapshot, nowUs, expirationUs);
        results.push(OK);
        break;
      case 'startVerification': {
        startVerification(producers, step.pid, step.epoch, step.firstSeq);
        const entry = verificationOf(producers, step.pid);
        const lowestSeq = at(producers.verifyingSequences, entry);
        results.push({ ...OK, lowestSeq, epoch: at(producers.verifyingEpochs, entry) });
        break;
      }
    }
  }
  const state: Record<string, unknown> = {};
  for (const pid of seen) state[pid] = stateOf(producers, pid);
  return { results, state };
}

function append(producers: PartitionProducers, batch: v.InferOutput<typeof APPEND>, nowUs: number): unknown {
  const { origin, pid, epoch, firstSeq, lastSeq, baseOffset, lastOffset, transactional } = batch;
  if (origin !== 'replication') {
    const from = origin === 'client' ? FROM_CLIENT : FROM_COORDINATOR;
    const verdict = judgeAppend(producers, pid, epoch, firstSeq, lastSeq, from, transactional);
    if (verdict === DUPLICATE) {
      const base = duplicateBaseOffset(producers, pid, firstSeq, lastSeq);
      return { result: 'duplicate', baseOffset: base, lastOffset: base + addSequence(lastSeq, -firstSeq) };
    }
    if (verdict !== ACCEPTED) return { error: errorName(verdict) };
  }
  recordAppend(producers, pid, epoch, firstSeq, lastSeq, baseOffset, lastOffset, transactional, nowUs);
  return OK;
}

function marker(producers: PartitionProducers, mark: v.InferOutput<typeof MARKER>, nowUs: number): unknown {
  const { origin, pid, epoch, type, offset, coordinatorEpoch } = mark;
  if (origin === 'coordinator') {
    const error = judgeMarker(producers, pid, epoch, coordinatorEpoch);
    if (error !== NONE) return { error: errorName(error) };
  }
  const firstOffset = recordMarker(producers, pid, epoch, coordinatorEpoch, offset, nowUs);
  const aborted = type === 'abort';
  return { ...OK, completedTxn: firstOffset === ABSENT ? null : { firstOffset, lastOffset: offset, aborted } };
}

function stateOf(producers: PartitionProducers, pid: number): unknown {
  const entry = producerEntry(producers, pid);
  if (entry === null) return null;
  const first = entry.currentTxnFirstOffset;
  return {
    epoch: entry.epoch,
    coordinatorEpoch: entry.coordinatorEpoch,
    firstSeq: entry.firstSequence,
    lastSeq: entry.lastSequence,
    firstDataOffset: entry.firstDataOffset,
    lastDataOffset: entry.lastDataOffset,
    currentTxnFirstOffset: first === ABSENT ? null : first,
  };
}
