import { numberAt } from '../../sim/column.ts';
import { NUMBERS, shape } from '../../sim/shape.ts';

/**
 * What a read-committed consumer keeps while it goes through one fetch answer, to leave out what was aborted.
 *
 * @remarks
 * The broker sends aborted records too and names their transactions; the consumer leaves them out. It does not keep
 * anything from one answer to the next, because each names all aborted transactions that reach into it.
 *
 * @see KIP-98; `CompletedFetch`
 */
export interface ReadCommittedFilter {
  /** Aborted transactions of the answer that have not begun yet, in no particular order. */
  waitingIds: number[];
  waitingFirstOffsets: number[];
  /** Producers in an aborted transaction at this point of the log. */
  abortedIds: number[];
}

export const readCommittedForm = shape<ReadCommittedFilter>({
  waitingIds: NUMBERS,
  waitingFirstOffsets: NUMBERS,
  abortedIds: NUMBERS,
});

/** Kind of a batch, as a consumer must know it. */
export const PLAIN_DATA = 0;
export const TRANSACTIONAL_DATA = 1;
export const COMMIT_MARKER = 2;
export const ABORT_MARKER = 3;

/** @param producerIds - the answer's aborted transactions, in any order; `firstOffsets` are parallel */
export function createReadCommitted(
  producerIds: readonly number[],
  firstOffsets: readonly number[],
): ReadCommittedFilter {
  return { waitingIds: producerIds.slice(), waitingFirstOffsets: firstOffsets.slice(), abortedIds: [] };
}

/**
 * Whether the application gets the records of the answer's next batch. Batches must come in the order of the log.
 *
 * @param lastOffset - of the batch, also where that record has been compacted away
 * @param kind - a marker never reaches the application
 * @see `CompletedFetch#nextFetchedRecord`
 */
export function passesReadCommitted(
  filter: ReadCommittedFilter,
  producerId: number,
  kind: number,
  lastOffset: number,
): boolean {
  if (kind === PLAIN_DATA) return true;
  beginAborted(filter, lastOffset);
  const place = filter.abortedIds.indexOf(producerId);
  if (kind === TRANSACTIONAL_DATA) return place < 0;
  if (kind === ABORT_MARKER && place >= 0) filter.abortedIds.splice(place, 1);
  return false;
}

/** Whether a consumer without `read_committed` gets the records of a batch: all but markers. */
export function passesReadUncommitted(kind: number): boolean {
  return kind === PLAIN_DATA || kind === TRANSACTIONAL_DATA;
}

/** Transactions whose first record is not behind the batch are under way from here on. */
function beginAborted(filter: ReadCommittedFilter, lastOffset: number): void {
  const { waitingIds, waitingFirstOffsets, abortedIds } = filter;
  let kept = 0;
  for (let i = 0; i < waitingIds.length; i++) {
    const producerId = numberAt(waitingIds, i);
    const first = numberAt(waitingFirstOffsets, i);
    if (first <= lastOffset) {
      if (!abortedIds.includes(producerId)) abortedIds.push(producerId);
    } else {
      waitingIds[kept] = producerId;
      waitingFirstOffsets[kept] = first;
      kept++;
    }
  }
  waitingIds.length = kept;
  waitingFirstOffsets.length = kept;
}
