import { at } from '../../sim/column.ts';
import { ABORT_MARKER, type StoredBatch, TRANSACTIONAL_DATA } from './stored-batch.ts';

/** An entry of the transaction index. @see `AbortedTxn` */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Of its marker. */
  readonly lastOffset: number;
}

/**
 * What a walk over a log, batch by batch, knows of transactions.
 * @see `CleanedTransactionMetadata`
 */
export interface CleanedTransactions {
  /** By first offset. */
  readonly aborted: readonly AbortedTransaction[];
  /** How many of them have begun. */
  begun: number;
  /** Aborted transactions that the walk is in, by producer id. */
  readonly ongoingAborted: Map<number, OngoingAborted>;
  /** Producers of which the walk has met data that was not aborted, and no marker since. */
  readonly ongoingCommitted: Set<number>;
  /** Aborted transactions of which data was met: the transaction index of what is written. */
  readonly kept: AbortedTransaction[];
}

interface OngoingAborted {
  readonly transaction: AbortedTransaction;
  hasData: boolean;
}

/** @param aborted - from the transaction index, by first offset */
export function createCleanedTransactions(aborted: readonly AbortedTransaction[]): CleanedTransactions {
  return { aborted, begun: 0, ongoingAborted: new Map(), ongoingCommitted: new Set(), kept: [] };
}

/** Takes in a data batch. @returns whether it was aborted, so that its records can go at once */
export function passData(transactions: CleanedTransactions, batch: StoredBatch): boolean {
  beginAborted(transactions, batch);
  if (batch.kind !== TRANSACTIONAL_DATA) return false;
  const ongoing = transactions.ongoingAborted.get(batch.producerId);
  if (ongoing === undefined) {
    transactions.ongoingCommitted.add(batch.producerId);
    return false;
  }
  ongoing.hasData = true;
  return true;
}

/** Takes in a marker. @returns whether no batch of its transaction was met, emptied ones included: it may go */
export function passMarker(transactions: CleanedTransactions, marker: StoredBatch): boolean {
  beginAborted(transactions, marker);
  if (marker.offsets.length === 0) return true;
  if (marker.kind !== ABORT_MARKER) return !transactions.ongoingCommitted.delete(marker.producerId);
  const ongoing = transactions.ongoingAborted.get(marker.producerId);
  transactions.ongoingAborted.delete(marker.producerId);
  if (ongoing === undefined || !ongoing.hasData) return true;
  transactions.kept.push(ongoing.transaction);
  return false;
}

function beginAborted(transactions: CleanedTransactions, batch: StoredBatch): void {
  const { aborted, ongoingAborted } = transactions;
  for (; transactions.begun < aborted.length; transactions.begun++) {
    const transaction = at(aborted, transactions.begun);
    if (transaction.firstOffset > batch.lastOffset) return;
    const isOver = transaction.lastOffset < batch.baseOffset;
    if (isOver || ongoingAborted.has(transaction.producerId)) continue;
    ongoingAborted.set(transaction.producerId, { transaction, hasData: false });
  }
}
