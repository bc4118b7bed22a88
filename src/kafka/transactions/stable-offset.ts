import { intAt } from '../../sim/column.ts';
import { ABSENT, ENTRY, type PartitionProducers, TXN_FIRST } from '../log/producer-slots.ts';
import { firstUnstableOffset, lastStableOffset, recordMarker } from '../log/producer-state.ts';
import { type AbortedTransactions, recordAborted } from './aborted-transactions.ts';

/**
 * Takes in a marker that is now in the log at `offset`: the transaction has ended, and stays unstable until the high
 * watermark is above its marker.
 *
 * @remarks A marker without records before it ends nothing.
 * @param commits - false: an abort, which the index remembers
 * @returns the first offset of the transaction, or `ABSENT`: there was none
 * @see `UnifiedLog#updateProducers`, `ProducerStateManager#completeTxn`
 */
export function endOnPartition(
  producers: PartitionProducers,
  aborted: AbortedTransactions,
  producerId: number,
  epoch: number,
  coordinatorEpoch: number,
  offset: number,
  commits: boolean,
  nowUs: number,
): number {
  const first = recordMarker(producers, producerId, epoch, coordinatorEpoch, offset, nowUs);
  if (first !== ABSENT && !commits) {
    recordAborted(aborted, producerId, first, offset, stableOffsetAfter(producers, offset));
  }
  return first;
}

/**
 * The lowest offset that a read-committed reader may not have yet: of a transaction that is open, or whose marker is
 * not below the high watermark; `ABSENT` where all is decided. It is never below the start of the log.
 *
 * @see KIP-98; `UnifiedLog#maybeIncrementFirstUnstableOffset`
 */
export function unstableFrom(producers: PartitionProducers, highWatermark: number, logStart: number): number {
  const first = firstUnstableOffset(producers, highWatermark);
  return first === ABSENT ? ABSENT : Math.max(first, logStart);
}

/**
 * The last stable offset (LSO), where a reader with `isolation.level` `read_committed` stops: one open transaction
 * holds back everything behind its first record, also what others wrote.
 *
 * @see `UnifiedLog#fetchLastStableOffsetMetadata`
 */
export function stableOffset(producers: PartitionProducers, highWatermark: number, logStart: number): number {
  return Math.max(lastStableOffset(producers, highWatermark), logStart);
}

/**
 * The stable offset as the index stores it beside an abort: as if the log up to the marker were replicated.
 *
 * @see `ProducerStateManager#lastStableOffset`
 */
function stableOffsetAfter(producers: PartitionProducers, markerOffset: number): number {
  let first = markerOffset + 1;
  if (producers.openTransactions === 0) return first;
  for (let slot = 0; slot < producers.count; slot++) {
    const own = intAt(producers.entries, slot * ENTRY + TXN_FIRST);
    if (own !== ABSENT && own < first) first = own;
  }
  return first;
}
