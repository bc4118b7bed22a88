import { numberAt } from '../../sim/column.ts';
import { NUMBERS, shape } from '../../sim/shape.ts';

/**
 * A partition's aborted transactions, in the order of their markers: the `.txnindex` files of its segments.
 *
 * @remarks A function of the log, as the memory of producers is; each replica has its own. @see `TransactionIndex`
 */
export interface AbortedTransactions {
  producerIds: number[];
  /** Of the transaction's first record. */
  firstOffsets: number[];
  /** Of its marker. */
  lastOffsets: number[];
  /** Below this every transaction was decided when the marker was written, see `stableOffsetAfter`. */
  lastStableOffsets: number[];
}

export const abortedForm = shape<AbortedTransactions>({
  producerIds: NUMBERS,
  firstOffsets: NUMBERS,
  lastOffsets: NUMBERS,
  lastStableOffsets: NUMBERS,
});

export function createAborted(): AbortedTransactions {
  return { producerIds: [], firstOffsets: [], lastOffsets: [], lastStableOffsets: [] };
}

export function recordAborted(
  aborted: AbortedTransactions,
  producerId: number,
  firstOffset: number,
  lastOffset: number,
  lastStableOffset: number,
): void {
  aborted.producerIds.push(producerId);
  aborted.firstOffsets.push(firstOffset);
  aborted.lastOffsets.push(lastOffset);
  aborted.lastStableOffsets.push(lastStableOffset);
}

/**
 * The places of those transactions that have records or their marker in a range of the log: a fetch answer names
 * them, with producer id and first offset.
 *
 * @param toOffset - the end of the range, out
 * @see `TransactionIndex#collectAbortedTxns`
 */
export function abortedWithin(aborted: AbortedTransactions, fromOffset: number, toOffset: number): number[] {
  const places: number[] = [];
  for (let i = 0; i < aborted.lastOffsets.length; i++) {
    if (numberAt(aborted.lastOffsets, i) >= fromOffset && numberAt(aborted.firstOffsets, i) < toOffset) places.push(i);
    // Whatever has a marker further on began at or above this offset.
    if (numberAt(aborted.lastStableOffsets, i) >= toOffset) break;
  }
  return places;
}

/** Forgets markers at or above `offset`, which the log has lost. @see `TransactionIndex#truncateTo` */
export function truncateAborted(aborted: AbortedTransactions, offset: number): void {
  let kept = aborted.lastOffsets.length;
  while (kept > 0 && numberAt(aborted.lastOffsets, kept - 1) >= offset) kept--;
  aborted.producerIds.length = kept;
  aborted.firstOffsets.length = kept;
  aborted.lastOffsets.length = kept;
  aborted.lastStableOffsets.length = kept;
}
