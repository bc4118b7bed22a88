import * as v from 'valibot';
import { assert } from '../../sim/assert.ts';
import { at } from '../../sim/column.ts';
import { errorName, INVALID_REQUEST, NONE } from '../protocol/errors.ts';
import { judgeAddPartitions, verifyPartitions } from '../transactions/add-partitions.ts';
import { fence, hasTimedOut, judgeEnd, markersWritten } from '../transactions/end-transaction.ts';
import { foundTransaction, judgeIdempotentInit, judgeInit, judgeInitForm } from '../transactions/init-producer-id.ts';
import {
  createTransaction,
  IN_DEVELOPMENT,
  TRANSACTION_STATES,
  type TransactionMetadata,
  UNKNOWN_VERSION,
} from '../transactions/transaction-metadata.ts';
import { completeTransition, type Transition } from '../transactions/transition.ts';
import { answered, type ProducerIds, type Verdict } from '../transactions/verdict.ts';

const INIT = v.object({
  op: v.literal('initProducerId'),
  transactionalId: v.nullable(v.string()),
  timeoutMs: v.optional(v.number(), 60_000),
  expected: v.nullish(v.object({ producerId: v.number(), epoch: v.number() })),
});
const PRODUCER = { producerId: v.number(), epoch: v.number() };
const ADD = v.object({
  op: v.literal('addPartitions'),
  transactionalId: v.nullable(v.string()),
  ...PRODUCER,
  partitions: v.array(v.string()),
});
const VERIFY = v.object({
  op: v.literal('verifyPartitions'),
  transactionalId: v.nullish(v.string(), 'tx'),
  ...PRODUCER,
  partitions: v.array(v.string()),
});
const END = v.object({
  op: v.literal('endTxn'),
  transactionalId: v.nullable(v.string()),
  ...PRODUCER,
  result: v.picklist(['commit', 'abort']),
  clientVersion: v.number(),
});
const SCENE = v.object({
  initial: v.nullable(
    v.object({
      ...PRODUCER,
      state: v.picklist(TRANSACTION_STATES),
      partitions: v.array(v.string()),
      lastEpoch: v.optional(v.number(), -1),
      prevProducerId: v.optional(v.number(), -1),
    }),
  ),
  nextProducerId: v.number(),
  maxTimeoutMs: v.number(),
  ops: v.array(
    v.variant('op', [
      INIT,
      ADD,
      VERIFY,
      END,
      v.object({ op: v.literal('markersWritten') }),
      v.object({ op: v.literal('timeoutAbort') }),
    ]),
  ),
});

/** The one transactional id of a vector. */
const TX = 'tx';
const TIMEOUT_US = 60_000_000;

/** A coordinator of one transactional id, whose every write is replicated at once. */
interface Scene {
  metadata: TransactionMetadata | null;
  readonly ids: ProducerIds;
  readonly maxTimeoutUs: number;
  /** Names of partitions by number. */
  readonly names: string[];
  nowUs: number;
}

export function runTransactionCoordinator(input: unknown): unknown {
  const { initial, nextProducerId, maxTimeoutMs, ops } = v.parse(SCENE, input);
  const scene: Scene = {
    metadata: null,
    ids: { next: nextProducerId },
    maxTimeoutUs: maxTimeoutMs * 1000,
    names: [],
    nowUs: 0,
  };
  if (initial !== null) scene.metadata = initialMetadata(scene, initial);
  const after = ops.map((op) => ({ ...play(scene, op), metadata: metadataOf(scene) }));
  return { after };
}

function play(scene: Scene, op: v.InferOutput<typeof SCENE>['ops'][number]): object {
  switch (op.op) {
    case 'initProducerId':
      return answerOf(scene, initProducerId(scene, op));
    case 'addPartitions':
      return answerOf(scene, addPartitions(scene, op));
    case 'endTxn':
      return answerOf(scene, endTransaction(scene, op));
    case 'verifyPartitions': {
      const { producerId, epoch, partitions } = op;
      const numbers = numbersOf(scene, partitions);
      const verdicts =
        op.transactionalId === ''
          ? numbers.map(() => INVALID_REQUEST)
          : verifyPartitions(known(scene, op.transactionalId), producerId, epoch, numbers);
      return { errors: Object.fromEntries(partitions.map((name, i) => [name, errorName(at(verdicts, i))])) };
    }
    case 'markersWritten':
      if (scene.metadata !== null) write(scene, markersWritten(scene.metadata, scene.nowUs));
      return {};
    case 'timeoutAbort': {
      const { metadata } = scene;
      if (metadata === null) return {};
      scene.nowUs = Math.max(scene.nowUs, metadata.startUs + metadata.timeoutUs + 1);
      if (hasTimedOut(metadata, scene.nowUs)) write(scene, fence(metadata, scene.nowUs));
      return {};
    }
  }
}

function initProducerId(scene: Scene, op: v.InferOutput<typeof INIT>): Verdict {
  const { transactionalId, expected } = op;
  if (transactionalId === null) return judgeIdempotentInit(scene.ids);
  const timeoutUs = op.timeoutMs * 1000;
  const error = judgeInitForm(transactionalId, timeoutUs, scene.maxTimeoutUs);
  if (error !== NONE) return answered(error);
  assert(transactionalId === TX, 'a vector has one transactional id');
  scene.metadata ??= foundTransaction(scene.ids, timeoutUs, scene.nowUs);
  const request = { timeoutUs, producerId: expected?.producerId ?? -1, producerEpoch: expected?.epoch ?? -1 };
  return judgeInit(scene.metadata, request, scene.ids, scene.nowUs);
}

function addPartitions(scene: Scene, op: v.InferOutput<typeof ADD>): Verdict {
  const { transactionalId, producerId, epoch } = op;
  if (transactionalId === null || transactionalId === '') return answered(INVALID_REQUEST);
  const partitions = numbersOf(scene, op.partitions);
  return judgeAddPartitions(known(scene, transactionalId), producerId, epoch, partitions, scene.nowUs);
}

function endTransaction(scene: Scene, op: v.InferOutput<typeof END>): Verdict {
  const { transactionalId, producerId, epoch, result, clientVersion } = op;
  if (transactionalId === null || transactionalId === '') return answered(INVALID_REQUEST);
  const request = { producerId, producerEpoch: epoch, commits: result === 'commit', clientVersion };
  return judgeEnd(known(scene, transactionalId), request, scene.ids, IN_DEVELOPMENT, scene.nowUs);
}

function known(scene: Scene, transactionalId: string | null): TransactionMetadata | null {
  return transactionalId === TX ? scene.metadata : null;
}

/** Ids and epochs are in an answer only where there are any. */
function answerOf(scene: Scene, verdict: Verdict): object {
  write(scene, verdict.transition);
  const error = errorName(verdict.error);
  return verdict.producerId < 0 ? { error } : { error, producerId: verdict.producerId, epoch: verdict.producerEpoch };
}

function write(scene: Scene, transition: Transition | null): void {
  if (transition === null) return;
  assert(scene.metadata !== null, 'a transition has a transactional id');
  completeTransition(scene.metadata, transition);
}

function initialMetadata(
  scene: Scene,
  initial: NonNullable<v.InferOutput<typeof SCENE>['initial']>,
): TransactionMetadata {
  return {
    ...createTransaction(initial.producerId, TIMEOUT_US, scene.nowUs),
    producerEpoch: initial.epoch,
    lastProducerEpoch: initial.lastEpoch,
    prevProducerId: initial.prevProducerId,
    state: TRANSACTION_STATES.indexOf(initial.state),
    partitions: numbersOf(scene, initial.partitions),
    startUs: scene.nowUs,
    // A vector does not say which version ended the transaction before.
    clientTransactionVersion: UNKNOWN_VERSION,
  };
}

function metadataOf(scene: Scene): object | null {
  const { metadata, names } = scene;
  if (metadata === null) return null;
  const { producerId, producerEpoch, state } = metadata;
  const partitions = metadata.partitions.map((partition) => at(names, partition)).sort((a, b) => (a < b ? -1 : 1));
  return { producerId, epoch: producerEpoch, state: TRANSACTION_STATES[state], partitions };
}

/** The partitions' numbers, ascending, as a world numbers them; a name that is new gets the next one. */
function numbersOf(scene: Scene, partitions: readonly string[]): number[] {
  return partitions.map((name) => {
    const place = scene.names.indexOf(name);
    return place < 0 ? scene.names.push(name) - 1 : place;
  });
}
