import { assert } from '../../sim/assert.ts';
import { numberAt } from '../../sim/column.ts';
import {
  COMPLETE_ABORT,
  COMPLETE_COMMIT,
  DEAD,
  type Edition,
  EMPTY,
  isComplete,
  mayBecome,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_STATE,
  ONGOING,
  PREPARE_COMMIT,
  PREPARE_EPOCH_FENCE,
  RELEASED,
  type TransactionMetadata,
  TV_2,
} from './transaction-metadata.ts';

/**
 * What a transactional id is about to become: the record that is written to `__transaction_state` with acks=all,
 * and made true by `completeTransition` once it is replicated. It never changes.
 *
 * @see `TxnTransitMetadata`, `TransactionLogValue`
 */
export interface Transition {
  readonly producerId: number;
  readonly prevProducerId: number;
  readonly nextProducerId: number;
  readonly producerEpoch: number;
  readonly lastProducerEpoch: number;
  readonly timeoutUs: number;
  readonly state: number;
  readonly partitions: readonly number[];
  readonly startUs: number;
  readonly updatedUs: number;
  readonly clientTransactionVersion: number;
}

/** To `EMPTY` with the next epoch, or with the epoch that it has where the request is a repeated one. */
export function prepareEpoch(
  metadata: TransactionMetadata,
  producerEpoch: number,
  lastProducerEpoch: number,
  timeoutUs: number,
  nowUs: number,
): Transition {
  const { producerId } = metadata;
  return prepareEmpty(metadata, producerId, producerEpoch, lastProducerEpoch, timeoutUs, nowUs);
}

/**
 * To `EMPTY` with a new producer id and epoch 0, because the epochs of the old one are used up.
 *
 * @param isRepeatable - the producer named its id and epoch, so it may ask again with them (KIP-360)
 */
export function prepareRotation(
  metadata: TransactionMetadata,
  producerId: number,
  isRepeatable: boolean,
  timeoutUs: number,
  nowUs: number,
): Transition {
  return prepareEmpty(
    metadata,
    producerId,
    0,
    isRepeatable ? metadata.producerEpoch : NO_PRODUCER_EPOCH,
    timeoutUs,
    nowUs,
  );
}

/** To `ONGOING` with these partitions too. @param added - partitions, in any order */
export function prepareAddPartitions(
  metadata: TransactionMetadata,
  added: readonly number[],
  nowUs: number,
): Transition {
  const { producerId, producerEpoch, lastProducerEpoch, timeoutUs, state, startUs } = metadata;
  enter(metadata, ONGOING, RELEASED);
  return {
    producerId,
    prevProducerId: producerId,
    nextProducerId: NO_PRODUCER_ID,
    producerEpoch,
    lastProducerEpoch,
    timeoutUs,
    state: ONGOING,
    partitions: united(metadata.partitions, added),
    startUs: state === ONGOING ? startUs : nowUs,
    updatedUs: nowUs,
    clientTransactionVersion: metadata.clientTransactionVersion,
  };
}

/**
 * To `PREPARE_COMMIT` or `PREPARE_ABORT`: once this is replicated, the outcome is decided.
 *
 * @param version - with transaction version 2 the epoch rises, so that nothing late can join the next transaction
 * @param nextProducerId - takes over with epoch 0 when the markers are written, if the epochs are used up
 */
export function prepareEnd(
  metadata: TransactionMetadata,
  state: number,
  version: number,
  nextProducerId: number,
  edition: Edition,
  nowUs: number,
): Transition {
  const { producerId, producerEpoch, lastProducerEpoch, timeoutUs, startUs } = metadata;
  const bumps = version >= TV_2;
  const hasStarted = metadata.state === ONGOING;
  enter(metadata, state, edition);
  return {
    producerId,
    prevProducerId: producerId,
    nextProducerId,
    producerEpoch: bumps ? producerEpoch + 1 : producerEpoch,
    lastProducerEpoch: bumps ? producerEpoch : lastProducerEpoch,
    timeoutUs,
    state,
    partitions: metadata.partitions.slice(),
    startUs: hasStarted ? startUs : nowUs,
    updatedUs: nowUs,
    clientTransactionVersion: version,
  };
}

/** To `COMPLETE_COMMIT` or `COMPLETE_ABORT`: every partition has its marker. */
export function prepareComplete(metadata: TransactionMetadata, nowUs: number): Transition {
  const { producerId, producerEpoch, lastProducerEpoch, nextProducerId, timeoutUs, startUs } = metadata;
  const version = metadata.clientTransactionVersion;
  const rotates = version >= TV_2 && nextProducerId !== NO_PRODUCER_ID;
  const state = metadata.state === PREPARE_COMMIT ? COMPLETE_COMMIT : COMPLETE_ABORT;
  metadata.failedEpochFence = 0;
  enter(metadata, state, RELEASED);
  return {
    producerId: rotates ? nextProducerId : producerId,
    prevProducerId: producerId,
    nextProducerId: NO_PRODUCER_ID,
    producerEpoch: rotates ? 0 : producerEpoch,
    lastProducerEpoch,
    timeoutUs,
    state,
    partitions: [],
    startUs,
    updatedUs: nowUs,
    clientTransactionVersion: version,
  };
}

/**
 * Notes that the producer is to be fenced by aborting its transaction, and answers the epoch which does that.
 *
 * @remarks This state is never written: `fence` makes way for `PREPARE_ABORT` at once.
 * @see `TransactionMetadata#prepareFenceProducerEpoch`
 */
export function prepareFence(metadata: TransactionMetadata): number {
  enter(metadata, PREPARE_EPOCH_FENCE, RELEASED);
  return metadata.failedEpochFence === 1 ? metadata.producerEpoch : metadata.producerEpoch + 1;
}

/** The transition is in the log and replicated: it is true from now on. */
export function completeTransition(metadata: TransactionMetadata, transition: Transition): void {
  const { state } = transition;
  assert(metadata.pendingState === state, 'a transition is completed as it was prepared');
  assert(state !== DEAD && state !== PREPARE_EPOCH_FENCE, 'this state is never in the log');
  // An end under transaction version 1 leaves the owner of the previous id alone.
  if (state === EMPTY || (isComplete(state) && transition.clientTransactionVersion >= TV_2)) {
    metadata.prevProducerId = transition.prevProducerId;
  }
  metadata.producerId = transition.producerId;
  metadata.nextProducerId = transition.nextProducerId;
  metadata.producerEpoch = transition.producerEpoch;
  metadata.lastProducerEpoch = transition.lastProducerEpoch;
  metadata.timeoutUs = transition.timeoutUs;
  metadata.startUs = transition.startUs;
  metadata.partitions = transition.partitions.slice();
  metadata.clientTransactionVersion = transition.clientTransactionVersion;
  metadata.updatedUs = transition.updatedUs;
  metadata.pendingState = NO_STATE;
  metadata.state = state;
}

/**
 * The transition could not be written: everything stays as it was.
 *
 * @remarks An epoch that was raised for fencing stays raised. @see `TransactionMetadata#hasFailedEpochFence`
 * @param wasFence - it was the abort that fences a producer
 */
export function abandonTransition(metadata: TransactionMetadata, wasFence: boolean): void {
  metadata.pendingState = NO_STATE;
  if (wasFence) metadata.failedEpochFence = 1;
}

/**
 * The id as a coordinator reads it from the log, after a change of leader.
 *
 * @remarks Where the outcome was decided already, it writes the markers again. @see
 * `TransactionStateManager#loadTransactionMetadata`
 */
export function transactionFrom(transition: Transition): TransactionMetadata {
  return {
    producerId: transition.producerId,
    prevProducerId: transition.prevProducerId,
    nextProducerId: transition.nextProducerId,
    producerEpoch: transition.producerEpoch,
    lastProducerEpoch: transition.lastProducerEpoch,
    timeoutUs: transition.timeoutUs,
    state: transition.state,
    pendingState: NO_STATE,
    partitions: transition.partitions.slice(),
    startUs: transition.startUs,
    updatedUs: transition.updatedUs,
    clientTransactionVersion: transition.clientTransactionVersion,
    failedEpochFence: 0,
  };
}

function prepareEmpty(
  metadata: TransactionMetadata,
  producerId: number,
  producerEpoch: number,
  lastProducerEpoch: number,
  timeoutUs: number,
  nowUs: number,
): Transition {
  enter(metadata, EMPTY, RELEASED);
  return {
    producerId,
    prevProducerId: metadata.producerId,
    nextProducerId: NO_PRODUCER_ID,
    producerEpoch,
    lastProducerEpoch,
    timeoutUs,
    state: EMPTY,
    partitions: [],
    startUs: -1,
    updatedUs: nowUs,
    clientTransactionVersion: metadata.clientTransactionVersion,
  };
}

function enter(metadata: TransactionMetadata, state: number, edition: Edition): void {
  assert(metadata.pendingState === NO_STATE, 'one transition at a time');
  assert(mayBecome(metadata.state, state, edition), 'a transition leads to a state that may follow');
  metadata.pendingState = state;
}

/** Both, ascending, each once. */
function united(own: readonly number[], added: readonly number[]): number[] {
  const all = own.slice();
  for (let i = 0; i < added.length; i++) {
    const partition = numberAt(added, i);
    let place = all.length;
    while (place > 0 && numberAt(all, place - 1) > partition) place--;
    if (place === 0 || numberAt(all, place - 1) !== partition) all.splice(place, 0, partition);
  }
  return all;
}
