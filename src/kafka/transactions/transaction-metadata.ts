import { assert } from '../../sim/assert.ts';
import { NUMBER, NUMBERS, shape } from '../../sim/shape.ts';
import { groupPartition } from '../coordinator/group-partition.ts';

/** States of a transactional id, by the number that `__transaction_state` stores. @see `TransactionState` */
export const EMPTY = 0;
export const ONGOING = 1;
export const PREPARE_COMMIT = 2;
export const PREPARE_ABORT = 3;
export const COMPLETE_COMMIT = 4;
export const COMPLETE_ABORT = 5;
export const DEAD = 6;
export const PREPARE_EPOCH_FENCE = 7;

/** Names by number. */
export const TRANSACTION_STATES = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence',
] as const;

/** No transition is under way. */
export const NO_STATE = -1;
/** @see `RecordBatch` */
export const NO_PRODUCER_ID = -1;
export const NO_PRODUCER_EPOCH = -1;
/** The largest epoch, Java's `Short.MAX_VALUE`. A client never gets it: it is kept for fencing. */
export const MAX_EPOCH = 32_767;

/** Levels of the feature `transaction.version`; from the second on every end of a transaction raises the epoch. */
export const TV_0 = 0;
export const TV_2 = 2;
/** The record does not say: then the version of the request counts. */
export const UNKNOWN_VERSION = -1;

/**
 * Which Kafka's rules hold where they have changed.
 *
 * @remarks
 * `IN_DEVELOPMENT` is the trunk of October 2024, which the test vectors describe; `RELEASED` is 4.0. Since then the
 * coordinator also ends transactions that have no partition (with transaction version 2, abort only), tells a
 * retried EndTxn by the version of the request, and answers with the next producer id when the epochs are used up.
 */
export type Edition = typeof IN_DEVELOPMENT | typeof RELEASED;
export const IN_DEVELOPMENT = 0;
export const RELEASED = 1;

/**
 * What the coordinator knows of one transactional id.
 *
 * @remarks
 * Each change is first written to `__transaction_state` and then made, see `Transition`; while it is being written,
 * `pendingState` says where it leads. Partitions are the world's partition numbers.
 *
 * @see KIP-98, KIP-360, KIP-890; `TransactionMetadata`
 */
export interface TransactionMetadata {
  producerId: number;
  /** The id before the last transition; the same id unless a new one was given. */
  prevProducerId: number;
  /** The id that takes over when the markers are written, because the epochs of `producerId` are used up. */
  nextProducerId: number;
  producerEpoch: number;
  /** The epoch before, if its owner may ask again with it. */
  lastProducerEpoch: number;
  /** `transaction.timeout.ms` of the producer, µs. */
  timeoutUs: number;
  state: number;
  pendingState: number;
  /** Ascending. */
  partitions: number[];
  /** When the first partition was added, −1: no transaction yet. */
  startUs: number;
  updatedUs: number;
  /** `transaction.version` of the client that ended the last transaction. */
  clientTransactionVersion: number;
  /** 1: the epoch was raised for fencing and that was not written, so it is not raised again. */
  failedEpochFence: number;
}

export const transactionForm = shape<TransactionMetadata>({
  producerId: NUMBER,
  prevProducerId: NUMBER,
  nextProducerId: NUMBER,
  producerEpoch: NUMBER,
  lastProducerEpoch: NUMBER,
  timeoutUs: NUMBER,
  state: NUMBER,
  pendingState: NUMBER,
  partitions: NUMBERS,
  startUs: NUMBER,
  updatedUs: NUMBER,
  clientTransactionVersion: NUMBER,
  failedEpochFence: NUMBER,
});

/** A transactional id that was not known before; its first InitProducerId makes epoch 0 of it. */
export function createTransaction(producerId: number, timeoutUs: number, nowUs: number): TransactionMetadata {
  return {
    producerId,
    prevProducerId: NO_PRODUCER_ID,
    nextProducerId: NO_PRODUCER_ID,
    producerEpoch: NO_PRODUCER_EPOCH,
    lastProducerEpoch: NO_PRODUCER_EPOCH,
    timeoutUs,
    state: EMPTY,
    pendingState: NO_STATE,
    partitions: [],
    startUs: -1,
    updatedUs: nowUs,
    clientTransactionVersion: TV_0,
    failedEpochFence: 0,
  };
}

/**
 * Whether a transactional id may go from one state to the other.
 *
 * @param edition - since 4.0 a client of transaction version 2 may abort where there is no transaction
 * @see `TransactionState#validPreviousStates`
 */
export function mayBecome(from: number, to: number, edition: Edition): boolean {
  const atRest = from === EMPTY || isComplete(from);
  switch (to) {
    case EMPTY:
    case DEAD:
      return atRest;
    case ONGOING:
      return atRest || from === ONGOING;
    case PREPARE_COMMIT:
    case PREPARE_EPOCH_FENCE:
      return from === ONGOING;
    case PREPARE_ABORT:
      return from === ONGOING || from === PREPARE_EPOCH_FENCE || (edition === RELEASED && atRest);
    case COMPLETE_COMMIT:
      return from === PREPARE_COMMIT;
    default:
      assert(to === COMPLETE_ABORT, 'a transaction has one of eight states');
      return from === PREPARE_ABORT;
  }
}

export function isComplete(state: number): boolean {
  return state === COMPLETE_COMMIT || state === COMPLETE_ABORT;
}

/** The outcome is decided, and markers are on their way. */
export function isPrepared(state: number): boolean {
  return state === PREPARE_COMMIT || state === PREPARE_ABORT;
}

/** No client may get a further epoch of this producer id. @see `TransactionMetadata#isEpochExhausted` */
export function isEpochExhausted(epoch: number): boolean {
  return epoch >= MAX_EPOCH - 1;
}

/**
 * The partition of `__transaction_state` whose leader coordinates the transactional id.
 *
 * @param partitionCount - `transaction.state.log.num.partitions`, 50
 * @see `TransactionStateManager#partitionFor`
 */
export function transactionPartition(transactionalId: string, partitionCount: number): number {
  return groupPartition(transactionalId, partitionCount);
}
