import { assert } from '../../sim/assert.ts';
import {
  CONCURRENT_TRANSACTIONS,
  INVALID_REQUEST,
  INVALID_TRANSACTION_TIMEOUT,
  NONE,
  PRODUCER_FENCED,
} from '../protocol/errors.ts';
import { fence } from './end-transaction.ts';
import {
  createTransaction,
  isEpochExhausted,
  isPrepared,
  NO_PRODUCER_EPOCH,
  NO_STATE,
  ONGOING,
  PREPARE_EPOCH_FENCE,
  type TransactionMetadata,
} from './transaction-metadata.ts';
import { prepareEpoch, prepareRotation, type Transition } from './transition.ts';
import { answered, type ProducerIds, takeProducerId, type Verdict } from './verdict.ts';

/** InitProducerId of a transactional producer. */
export interface InitProducerId {
  /** `transaction.timeout.ms`, default 60 000, in µs. */
  readonly timeoutUs: number;
  /** The id and epoch that the producer has already and wants to go on with, −1: none (KIP-360). */
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** An idempotent producer without a transactional id: always a new id, and no memory of it. */
export function judgeIdempotentInit(ids: ProducerIds): Verdict {
  return { error: NONE, producerId: takeProducerId(ids), producerEpoch: 0, transition: null };
}

/**
 * Whether the request is wrong in itself; asked before a transactional id is looked up.
 *
 * @param maxTimeoutUs - `transaction.max.timeout.ms` of the broker, default 900 000, in µs
 * @returns NONE, INVALID_REQUEST or INVALID_TRANSACTION_TIMEOUT
 */
export function judgeInitForm(transactionalId: string, timeoutUs: number, maxTimeoutUs: number): number {
  if (transactionalId === '') return INVALID_REQUEST;
  return timeoutUs <= 0 || timeoutUs > maxTimeoutUs ? INVALID_TRANSACTION_TIMEOUT : NONE;
}

/** A transactional id that the coordinator did not know; `judgeInit` is asked next. */
export function foundTransaction(ids: ProducerIds, timeoutUs: number, nowUs: number): TransactionMetadata {
  return createTransaction(takeProducerId(ids), timeoutUs, nowUs);
}

/**
 * Gives a producer its epoch, which fences every other instance with the same transactional id.
 *
 * @remarks
 * At rest the epoch rises by one, or a new producer id begins when the epochs are used up. A transaction under way
 * is aborted with a raised epoch first, and the caller told to come again: it gets a further epoch then. A producer
 * that names the epoch before the current one has not heard the last answer, and gets it again.
 *
 * @see KIP-98, KIP-360; `TransactionCoordinator#prepareInitProducerIdTransit`
 */
export function judgeInit(
  metadata: TransactionMetadata,
  request: InitProducerId,
  ids: ProducerIds,
  nowUs: number,
): Verdict {
  if (metadata.pendingState !== NO_STATE) return answered(CONCURRENT_TRANSACTIONS);
  if (!mayGoOn(metadata, request)) return answered(PRODUCER_FENCED);
  const { state, producerEpoch } = metadata;
  if (isPrepared(state)) return answered(CONCURRENT_TRANSACTIONS);
  if (state === ONGOING) {
    return { ...answered(CONCURRENT_TRANSACTIONS), transition: fence(metadata, nowUs) };
  }
  assert(state !== PREPARE_EPOCH_FENCE, 'a fence is never a state of its own');

  const isNamed = request.producerId >= 0;
  if (isEpochExhausted(producerEpoch) && (!isNamed || request.producerEpoch === producerEpoch)) {
    return given(prepareRotation(metadata, takeProducerId(ids), isNamed, request.timeoutUs, nowUs));
  }
  if (!isNamed) return given(prepareEpoch(metadata, producerEpoch + 1, NO_PRODUCER_EPOCH, request.timeoutUs, nowUs));
  if (producerEpoch === NO_PRODUCER_EPOCH || request.producerEpoch === producerEpoch) {
    return given(prepareEpoch(metadata, producerEpoch + 1, producerEpoch, request.timeoutUs, nowUs));
  }
  if (request.producerEpoch === metadata.lastProducerEpoch) {
    return given(prepareEpoch(metadata, producerEpoch, metadata.lastProducerEpoch, request.timeoutUs, nowUs));
  }
  return answered(PRODUCER_FENCED);
}

/**
 * Whether the named producer id is the current one, or the one before whose epochs were used up and whose owner did
 * not hear the answer. The epoch is looked at later. Where there is no epoch yet, any id may go on.
 */
function mayGoOn(metadata: TransactionMetadata, request: InitProducerId): boolean {
  const { producerId, producerEpoch } = request;
  if (producerId < 0 || metadata.producerEpoch === NO_PRODUCER_EPOCH || producerId === metadata.producerId) return true;
  return producerId === metadata.prevProducerId && isEpochExhausted(producerEpoch);
}

function given(transition: Transition): Verdict {
  const { producerId, producerEpoch } = transition;
  return { error: NONE, producerId, producerEpoch, transition };
}
