import { errorName, NONE } from '../../../src/kafka/protocol/errors.ts';
import { judgeAddPartitions } from '../../../src/kafka/transactions/add-partitions.ts';
import { fence, judgeEnd, markersWritten } from '../../../src/kafka/transactions/end-transaction.ts';
import { foundTransaction, judgeInit } from '../../../src/kafka/transactions/init-producer-id.ts';
import {
  type Edition,
  TRANSACTION_STATES,
  type TransactionMetadata,
} from '../../../src/kafka/transactions/transaction-metadata.ts';
import { completeTransition, type Transition } from '../../../src/kafka/transactions/transition.ts';
import type { Verdict } from '../../../src/kafka/transactions/verdict.ts';
import { at } from '../../../src/sim/column.ts';

const MINUTE_US = 60_000_000;

/** Id and epoch of a producer. */
export interface Owner {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** A coordinator of one transactional id; what it writes is replicated at once. Producer ids begin at 1000. */
export function coordinatorOf(edition: Edition, known: Partial<TransactionMetadata> = {}) {
  const ids = { next: 1000 };
  const metadata = Object.assign(foundTransaction(ids, MINUTE_US, 0), known);
  const write = (transition: Transition | null) => {
    if (transition !== null) completeTransition(metadata, transition);
  };
  const answer = (verdict: Verdict) => {
    write(verdict.transition);
    const { error, producerId, producerEpoch } = verdict;
    return { error: errorName(error), producerId, producerEpoch };
  };
  return {
    metadata,
    ids,
    init: (expected: Owner = { producerId: -1, producerEpoch: -1 }) =>
      answer(judgeInit(metadata, { timeoutUs: MINUTE_US, ...expected }, ids, 0)),
    add: (owner: Owner, ...partitions: number[]) =>
      answer(judgeAddPartitions(metadata, owner.producerId, owner.producerEpoch, partitions, 0)).error,
    end: (owner: Owner, result: 'commit' | 'abort', clientVersion: number) => {
      const { producerId, producerEpoch } = owner;
      return answer(
        judgeEnd(metadata, { producerId, producerEpoch, commits: result === 'commit', clientVersion }, ids, edition, 0),
      );
    },
    fence: () => write(fence(metadata, 0)),
    mark: () => write(markersWritten(metadata, 0)),
    state: () => at(TRANSACTION_STATES, metadata.state),
  };
}

export const ACCEPTED = errorName(NONE);
