import * as v from 'valibot';
import { addBatch, type BatchTable, batchCount, createBatchTable, PLAIN } from '../batches.ts';
import {
  adoptIsr,
  appendAsLeader,
  errorOf,
  judgeWrite,
  lead,
  moveHighWatermark,
  onFollowerFetch,
  shrinkIsr,
  WAITS,
} from '../broker/partition-leader.ts';
import { createReplica, FOLLOWER, type LeaderRules, NO_CHANGE, type Replica } from '../broker/replica.ts';
import { appendBatch, batchAt, findBatch, readEnd, setHighWatermark } from '../log/log.ts';
import { NO_MUTANTS } from '../mutants.ts';
import { errorName, NONE, OFFSET_OUT_OF_RANGE, REQUEST_TIMED_OUT } from '../protocol/errors.ts';
import { effectiveMinIsr, nodesOfSet, replicaSetOf, withoutReplica } from '../replica-set.ts';
import { stillContext } from './still-context.ts';

const NODES = v.array(v.number());
const PARTITION = v.object({
  replicas: NODES,
  leader: v.number(),
  isr: NODES,
  minIsr: v.number(),
  replicaLagTimeMaxMs: v.number(),
  leaderLogEndOffset: v.number(),
  highWatermark: v.number(),
  leaderEpochStartOffset: v.optional(v.number()),
  fenced: v.optional(NODES, []),
  steps: v.array(
    v.variant('op', [
      v.object({
        op: v.literal('append'),
        count: v.number(),
        acks: v.number(),
        id: v.optional(v.string()),
        timeoutMs: v.optional(v.number()),
      }),
      v.object({ op: v.literal('followerFetch'), replica: v.number(), offset: v.number() }),
      v.object({ op: v.literal('consumerFetch'), offset: v.number() }),
      v.object({ op: v.literal('sleep'), ms: v.number() }),
      v.object({ op: v.literal('checkIsr') }),
      v.object({ op: v.literal('isrUpdateSucceeds') }),
      v.object({ op: v.literal('isrUpdateFails') }),
      v.object({ op: v.literal('controllerSetsIsr'), isr: NODES }),
      v.object({ op: v.literal('fence'), replica: v.number() }),
      v.object({ op: v.literal('becomeFollower') }),
    ]),
  ),
});
type Given = v.InferOutput<typeof PARTITION>;
type Step = Given['steps'][number];

/** A produce request that was named, and how it stands. */
interface Produce {
  readonly id: string;
  /** High watermark that it waits for. */
  readonly required: number;
  /** µs; −1 = it never times out. */
  readonly deadlineUs: number;
  outcome: number;
}

interface Table {
  readonly replica: Replica;
  readonly batches: BatchTable;
  readonly rules: LeaderRules;
  readonly context: ReturnType<typeof stillContext>;
  readonly produces: Produce[];
}

const BROKER_EPOCH = 1;

/** One partition as its leader sees it, through a list of steps. */
export function runLeaderReplication(input: unknown): unknown {
  const given = v.parse(PARTITION, input);
  const table = setUp(given);
  const { replica, produces } = table;
  const after = given.steps.map((step) => {
    const own = play(step, table);
    settle(table);
    return {
      ...own,
      leo: replica.log.logEnd,
      hw: replica.log.highWatermark,
      isr: nodesOfSet(replica.nodes, replica.isr),
      pendingIsr: replica.pendingIsr === NO_CHANGE ? null : nodesOfSet(replica.nodes, replica.pendingIsr),
      produce: Object.fromEntries(produces.map(({ id, outcome }) => [id, outcomeName(outcome)])),
    };
  });
  return { after };
}

function setUp(given: Given): Table {
  const { replicas, leader, isr, highWatermark, leaderLogEndOffset, fenced } = given;
  const context = stillContext(leader);
  const batches = createBatchTable();
  const rules = { lagUs: given.replicaLagTimeMaxMs * 1000, strictMinIsr: true, mutants: NO_MUTANTS };
  const replica = createReplica(0, replicas, replicas.indexOf(leader));
  replica.minIsr = effectiveMinIsr(given.minIsr, replicas.length);
  replica.maxMessageBytes = 1_048_588;
  replica.eligible = replicaSetOf(
    replicas,
    replicas.filter((node) => !fenced.includes(node)),
  );
  if (leaderLogEndOffset > 0) appendBatch(replica.log, batches, batchOf(batches, leaderLogEndOffset), 0, 0);
  setHighWatermark(replica.log, highWatermark);
  lead(replica, 1, 1, replicaSetOf(replicas, isr), rules, context);
  replica.leaderEpochStartOffset = given.leaderEpochStartOffset ?? leaderLogEndOffset;
  return { replica, batches, rules, context, produces: [] };
}

function play(step: Step, table: Table): { error?: string; records?: number } {
  const { replica, rules, context } = table;
  switch (step.op) {
    case 'append':
      return append(step, table);
    case 'consumerFetch':
      return consume(step.offset, table);
    case 'followerFetch':
      onFollowerFetch(replica, replica.nodes.indexOf(step.replica), step.offset, 0, BROKER_EPOCH, rules, context);
      return {};
    case 'sleep':
      context.now += step.ms * 1000;
      return {};
    case 'checkIsr':
      shrinkIsr(replica, rules, context);
      return {};
    case 'isrUpdateSucceeds':
      adopt(replica.pendingIsr, table);
      return {};
    case 'isrUpdateFails':
      // A refusal that is worth another try: the proposal stays.
      return {};
    case 'controllerSetsIsr':
      adopt(replicaSetOf(replica.nodes, step.isr), table);
      return {};
    case 'fence':
      replica.eligible = withoutReplica(replica.eligible, replica.nodes.indexOf(step.replica));
      return {};
    case 'becomeFollower':
      replica.role = FOLLOWER;
      return {};
  }
}

function append(step: Extract<Step, { op: 'append' }>, table: Table): { error?: string } {
  const { replica, batches, rules, context, produces } = table;
  const batch = batchOf(batches, step.count);
  const base = appendAsLeader(replica, batches, batch, step.acks, rules, context);
  const error = errorOf(base);
  if (error === NONE) moveHighWatermark(replica, rules, context);
  if (step.id !== undefined) {
    const deadlineUs = step.timeoutMs === undefined ? -1 : context.now + step.timeoutMs * 1000;
    const outcome = error === NONE && step.acks === -1 ? WAITS : error;
    produces.push({ id: step.id, required: base + step.count, deadlineUs, outcome });
  }
  return error === NONE ? {} : { error: errorName(error) };
}

function consume(offset: number, table: Table): { error?: string; records?: number } {
  const { batches } = table;
  const { log } = table.replica;
  if (offset < log.logStart || offset > log.logEnd) return { error: errorName(OFFSET_OUT_OF_RANGE) };
  const from = findBatch(log, batches, offset);
  const to = readEnd(log, batches, from, log.highWatermark, 1_048_576, true);
  let records = 0;
  for (let i = from; i < to; i++) records += batchCount(batches, batchAt(log, i));
  return { records };
}

function adopt(isr: number, table: Table): void {
  const { replica, rules, context } = table;
  adoptIsr(replica, isr, replica.partitionEpoch + 1, context);
  moveHighWatermark(replica, rules, context);
}

/** Answers the writes that have what they wait for, or have waited too long. */
function settle(table: Table): void {
  const { replica, context, produces } = table;
  for (const produce of produces) {
    if (produce.outcome !== WAITS) continue;
    produce.outcome = judgeWrite(replica, produce.required);
    const late = produce.deadlineUs >= 0 && context.now >= produce.deadlineUs;
    if (produce.outcome === WAITS && late) produce.outcome = REQUEST_TIMED_OUT;
  }
}

function outcomeName(outcome: number): string {
  return outcome === WAITS ? 'pending' : errorName(outcome);
}

/** A batch of `count` plain records. */
function batchOf(batches: BatchTable, count: number): number {
  return addBatch(batches, 0, -1, -1, -1, count, 100 * count, 0, PLAIN);
}
