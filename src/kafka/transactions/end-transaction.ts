import { assert } from '../../sim/assert.ts';
import {
  CONCURRENT_TRANSACTIONS,
  INVALID_PRODUCER_ID_MAPPING,
  INVALID_TXN_STATE,
  NONE,
  PRODUCER_FENCED,
} from '../protocol/errors.ts';
import {
  COMPLETE_COMMIT,
  type Edition,
  EMPTY,
  isComplete,
  isEpochExhausted,
  isPrepared,
  MAX_EPOCH,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_STATE,
  ONGOING,
  PREPARE_ABORT,
  PREPARE_COMMIT,
  RELEASED,
  type TransactionMetadata,
  TV_0,
  TV_2,
  UNKNOWN_VERSION,
} from './transaction-metadata.ts';
import { prepareComplete, prepareEnd, prepareFence, type Transition } from './transition.ts';
import { answered, type ProducerIds, takeProducerId, type Verdict } from './verdict.ts';

/** EndTxn. */
export interface EndTxn {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** False: abort. */
  readonly commits: boolean;
  /** `transaction.version` that the client speaks. */
  readonly clientVersion: number;
}

/**
 * EndTxn: decides the outcome of a transaction.
 *
 * @remarks
 * The answer goes out when the decision is replicated; the markers come after that, so a transaction that was
 * committed is not yet visible to read-committed consumers.
 *
 * A repeated request is known by its state alone before transaction version 2. From there on every end raises the
 * epoch, so a repeated request has the epoch before the current one, or the last one of the previous producer id.
 *
 * @param metadata - null: the transactional id is not known
 * @see KIP-98, KIP-890 part 2; `TransactionCoordinator#endTransaction`
 */
export function judgeEnd(
  metadata: TransactionMetadata | null,
  request: EndTxn,
  ids: ProducerIds,
  edition: Edition,
  nowUs: number,
): Verdict {
  if (metadata === null) return answered(INVALID_PRODUCER_ID_MAPPING);
  const knownVersion = edition === RELEASED ? UNKNOWN_VERSION : metadata.clientTransactionVersion;
  const bumps = (knownVersion === UNKNOWN_VERSION ? request.clientVersion : knownVersion) >= TV_2;
  const isRetry = bumps && (isRetryAfterBump(metadata, request) || isRetryAfterRotation(metadata, request));
  if (request.producerId !== metadata.producerId && !isRetry) return answered(INVALID_PRODUCER_ID_MAPPING);
  if (!isValidEpoch(metadata, request, bumps, isRetry, edition)) return answered(PRODUCER_FENCED);
  if (metadata.pendingState !== NO_STATE) return answered(CONCURRENT_TRANSACTIONS);

  const { state } = metadata;
  const isEmptyAbort = edition === RELEASED && bumps && !request.commits && !isRetry;
  if (state === ONGOING) return decided(metadata, request, ids, edition, nowUs);
  if (state === EMPTY || isComplete(state)) {
    if (isEmptyAbort) return decided(metadata, request, ids, edition, nowUs);
    const isRepeated = isComplete(state) && request.commits === (state === COMPLETE_COMMIT) && isRetry === bumps;
    if (!isRepeated) return answered(INVALID_TXN_STATE);
    return { ...answered(NONE), producerId: metadata.producerId, producerEpoch: metadata.producerEpoch };
  }
  assert(isPrepared(state), 'a transaction that is neither open nor at rest waits for its markers');
  return answered(request.commits === (state === PREPARE_COMMIT) ? CONCURRENT_TRANSACTIONS : INVALID_TXN_STATE);
}

/**
 * Aborts an open transaction with an epoch that its producer does not have, so that the producer is out.
 *
 * @remarks
 * Done for another instance with the same transactional id, and for a transaction that took too long. The raised
 * epoch holds even before the abort is in the log; nobody is ever given it.
 *
 * @see `TransactionCoordinator#endTransaction`, where it is not from a client
 */
export function fence(metadata: TransactionMetadata, nowUs: number): Transition {
  const epoch = prepareFence(metadata);
  assert(epoch <= MAX_EPOCH, 'the last epoch is kept for fencing');
  metadata.pendingState = NO_STATE;
  metadata.producerEpoch = epoch;
  metadata.lastProducerEpoch = NO_PRODUCER_EPOCH;
  return prepareEnd(metadata, PREPARE_ABORT, TV_0, NO_PRODUCER_ID, RELEASED, nowUs);
}

/**
 * Whether the transaction has been open for longer than its producer allowed. The coordinator looks every
 * `transaction.abort.timed.out.transaction.cleanup.interval.ms`, 10 000, and fences where it has.
 *
 * @see `TransactionStateManager#timedOutTransactions`
 */
export function hasTimedOut(metadata: TransactionMetadata, nowUs: number): boolean {
  if (metadata.state !== ONGOING || metadata.pendingState !== NO_STATE) return false;
  return metadata.startUs + metadata.timeoutUs < nowUs;
}

/**
 * Every partition has written its marker.
 *
 * @remarks The real coordinator prepares this transition when it begins to send the markers.
 * @returns what is written next; null where no outcome was decided
 */
export function markersWritten(metadata: TransactionMetadata, nowUs: number): Transition | null {
  return isPrepared(metadata.state) ? prepareComplete(metadata, nowUs) : null;
}

/**
 * Whether the coordinator may forget the id: nothing is under way, and nobody used it for a long time.
 *
 * @param expirationUs - `transactional.id.expiration.ms`, 604 800 000, in µs
 * @see `TransactionState#isExpirationAllowed`
 */
export function hasExpired(metadata: TransactionMetadata, expirationUs: number, nowUs: number): boolean {
  if (metadata.pendingState !== NO_STATE || (metadata.state !== EMPTY && !isComplete(metadata.state))) return false;
  return metadata.updatedUs <= nowUs - expirationUs;
}

function decided(
  metadata: TransactionMetadata,
  request: EndTxn,
  ids: ProducerIds,
  edition: Edition,
  nowUs: number,
): Verdict {
  const rotates = request.clientVersion >= TV_2 && isEpochExhausted(metadata.producerEpoch);
  const nextProducerId = rotates ? takeProducerId(ids) : NO_PRODUCER_ID;
  const state = request.commits ? PREPARE_COMMIT : PREPARE_ABORT;
  const transition = prepareEnd(metadata, state, request.clientVersion, nextProducerId, edition, nowUs);
  const tellsNext = rotates && edition === RELEASED;
  return {
    error: NONE,
    producerId: tellsNext ? nextProducerId : transition.producerId,
    producerEpoch: tellsNext ? 0 : transition.producerEpoch,
    transition,
  };
}

/** The same EndTxn came before, and raised the epoch. */
function isRetryAfterBump(metadata: TransactionMetadata, request: EndTxn): boolean {
  return request.producerId === metadata.producerId && request.producerEpoch + 1 === metadata.producerEpoch;
}

/** The same EndTxn came before, and gave the producer a new id. */
function isRetryAfterRotation(metadata: TransactionMetadata, request: EndTxn): boolean {
  return (
    request.producerId === metadata.prevProducerId &&
    request.producerEpoch === MAX_EPOCH - 1 &&
    metadata.producerEpoch === 0
  );
}

function isValidEpoch(
  metadata: TransactionMetadata,
  request: EndTxn,
  bumps: boolean,
  isRetry: boolean,
  edition: Edition,
): boolean {
  const isCurrent = request.producerEpoch === metadata.producerEpoch;
  if (!bumps) return isCurrent;
  if (isPrepared(metadata.state)) return isRetry;
  if (isComplete(metadata.state)) return isRetry || (edition === RELEASED && isCurrent);
  return isCurrent && request.producerId === metadata.producerId;
}
