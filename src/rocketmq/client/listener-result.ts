/** What a concurrent listener returns; an exception and null count as `RECONSUME_LATER`. */
export type ConsumeConcurrentlyStatus = 'CONSUME_SUCCESS' | 'RECONSUME_LATER';

/** How the members of a group share a topic (`messageModel`, CLUSTERING). */
export type MessageModel = 'CLUSTERING' | 'BROADCASTING';

/**
 * How many messages of a batch count as handled; those behind them failed.
 *
 * @param batchSize - messages handed to the listener, at most `consumeMessageBatchMaxSize` (1)
 * @param ackIndex - `ConsumeConcurrentlyContext.ackIndex`, 2147483647 unless the listener sets it: index of the last
 *   good message. It counts with `CONSUME_SUCCESS` only
 * @remarks
 * In a group that shares the topic (`CLUSTERING`), each failed message is sent back to the broker for a retry; in one
 * where every member reads all (`BROADCASTING`) it is dropped. The real client breaks on an index below -1; here such
 * an index counts as -1.
 * @see `ConsumeMessageConcurrentlyService.processConsumeResult` in Apache RocketMQ
 */
export function handledCount(batchSize: number, status: ConsumeConcurrentlyStatus, ackIndex: number): number {
  if (status === 'RECONSUME_LATER') return 0;
  return Math.max(0, Math.min(ackIndex + 1, batchSize));
}
