import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID } from './transaction-metadata.ts';
import type { Transition } from './transition.ts';

/**
 * What the coordinator makes of a request.
 *
 * @remarks
 * Where there is a transition, it is written first, and the answer goes out when it is replicated; if it cannot be
 * written, the answer is the error of the write. Error COORDINATOR_NOT_AVAILABLE stands for NOT_ENOUGH_REPLICAS,
 * NOT_ENOUGH_REPLICAS_AFTER_APPEND and REQUEST_TIMED_OUT, NOT_COORDINATOR for NOT_LEADER_OR_FOLLOWER.
 *
 * @see `TransactionStateManager#appendTransactionToLog`
 */
export interface Verdict {
  readonly error: number;
  /** Given with the answer, −1: none. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly transition: Transition | null;
}

/** A source of producer ids: the block that the broker got from the controller. @see `ProducerIdManager` */
export interface ProducerIds {
  /** The id that is handed out next. */
  next: number;
}

/** There is nothing to write: the answer is this error, or NONE. */
export function answered(error: number): Verdict {
  return { error, producerId: NO_PRODUCER_ID, producerEpoch: NO_PRODUCER_EPOCH, transition: null };
}

export function takeProducerId(ids: ProducerIds): number {
  const id = ids.next;
  ids.next = id + 1;
  return id;
}
