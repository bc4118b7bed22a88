import { numberAt } from '../../sim/column.ts';
import {
  CONCURRENT_TRANSACTIONS,
  INVALID_PRODUCER_ID_MAPPING,
  NONE,
  PRODUCER_FENCED,
  TRANSACTION_ABORTABLE,
} from '../protocol/errors.ts';
import { isPrepared, NO_STATE, ONGOING, type TransactionMetadata } from './transaction-metadata.ts';
import { prepareAddPartitions } from './transition.ts';
import { answered, type Verdict } from './verdict.ts';

/**
 * AddPartitionsToTxn: these partitions get a marker when the transaction ends. The first ones begin it.
 *
 * @remarks
 * With transaction version 2 it is not the producer who asks but the partition's leader, at the first batch
 * (KIP-890). AddOffsetsToTxn is the same for the group's partition of `__consumer_offsets`.
 *
 * @param metadata - null: the transactional id is not known
 * @see `TransactionCoordinator#handleAddPartitionsToTransaction`
 */
export function judgeAddPartitions(
  metadata: TransactionMetadata | null,
  producerId: number,
  producerEpoch: number,
  partitions: readonly number[],
  nowUs: number,
): Verdict {
  if (metadata === null) return answered(INVALID_PRODUCER_ID_MAPPING);
  const error = judgeOwner(metadata, producerId, producerEpoch);
  if (error !== NONE) return answered(error);
  if (metadata.pendingState !== NO_STATE || isPrepared(metadata.state)) return answered(CONCURRENT_TRANSACTIONS);
  if (metadata.state === ONGOING && hasAll(metadata, partitions)) return answered(NONE);
  return { ...answered(NONE), transition: prepareAddPartitions(metadata, partitions, nowUs) };
}

/**
 * AddPartitionsToTxn with `verifyOnly`: a partition's leader asks, before it takes a batch of an older client,
 * whether the partition is part of the transaction. Changes nothing.
 *
 * @remarks A transition under way is not looked at: the append is checked again.
 * @returns an error for each partition, in order
 * @see KIP-890 part 1; `TransactionCoordinator#handleVerifyPartitionsInTransaction`
 */
export function verifyPartitions(
  metadata: TransactionMetadata | null,
  producerId: number,
  producerEpoch: number,
  partitions: readonly number[],
): number[] {
  const error = judgeVerification(metadata, producerId, producerEpoch);
  const errors: number[] = [];
  for (let i = 0; i < partitions.length; i++) {
    const isIn = metadata?.partitions.includes(numberAt(partitions, i)) === true;
    errors.push(error !== NONE || isIn ? error : TRANSACTION_ABORTABLE);
  }
  return errors;
}

function judgeVerification(metadata: TransactionMetadata | null, producerId: number, producerEpoch: number): number {
  if (metadata === null) return INVALID_PRODUCER_ID_MAPPING;
  const error = judgeOwner(metadata, producerId, producerEpoch);
  if (error !== NONE) return error;
  return isPrepared(metadata.state) ? CONCURRENT_TRANSACTIONS : NONE;
}

/** A zombie has another epoch than the instance that came after it, or another producer id. */
function judgeOwner(metadata: TransactionMetadata, producerId: number, producerEpoch: number): number {
  // The producer knows its next id from the answer to EndTxn, before the markers are written.
  if (producerId === metadata.nextProducerId && producerEpoch === 0) return CONCURRENT_TRANSACTIONS;
  if (producerId !== metadata.producerId) return INVALID_PRODUCER_ID_MAPPING;
  return producerEpoch === metadata.producerEpoch ? NONE : PRODUCER_FENCED;
}

function hasAll(metadata: TransactionMetadata, partitions: readonly number[]): boolean {
  for (let i = 0; i < partitions.length; i++) {
    if (!metadata.partitions.includes(numberAt(partitions, i))) return false;
  }
  return true;
}
