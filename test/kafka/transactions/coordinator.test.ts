import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  INVALID_REQUEST,
  INVALID_TRANSACTION_TIMEOUT,
  NONE,
  TRANSACTION_ABORTABLE,
} from '../../../src/kafka/protocol/errors.ts';
import { verifyPartitions } from '../../../src/kafka/transactions/add-partitions.ts';
import { hasExpired, hasTimedOut } from '../../../src/kafka/transactions/end-transaction.ts';
import { judgeInitForm } from '../../../src/kafka/transactions/init-producer-id.ts';
import {
  COMPLETE_ABORT,
  EMPTY,
  IN_DEVELOPMENT,
  mayBecome,
  ONGOING,
  PREPARE_ABORT,
  RELEASED,
  TV_0,
  TV_2,
  transactionForm,
  transactionPartition,
} from '../../../src/kafka/transactions/transaction-metadata.ts';
import {
  abandonTransition,
  completeTransition,
  prepareAddPartitions,
  prepareEnd,
  transactionFrom,
} from '../../../src/kafka/transactions/transition.ts';
import { ACCEPTED, coordinatorOf, type Owner } from './coordinator-scene.ts';

const at = (producerId: number, producerEpoch: number): Owner => ({ producerId, producerEpoch });

describe('InitProducerId', () => {
  it('gives a new transactional id epoch 0, and one more each time it is asked', () => {
    const coordinator = coordinatorOf(RELEASED);

    expect(coordinator.init()).toEqual({ error: 'NONE', producerId: 1000, producerEpoch: 0 });
    expect(coordinator.init()).toEqual({ error: 'NONE', producerId: 1000, producerEpoch: 1 });
  });

  it('gives a producer that did not hear the answer the same epoch again (KIP-360)', () => {
    const coordinator = coordinatorOf(RELEASED);
    const first = coordinator.init();

    expect(coordinator.init(first).producerEpoch).toBe(1);
    expect(coordinator.init(first).producerEpoch).toBe(1);
  });

  it('fences a producer that names its epoch after another instance came', () => {
    const coordinator = coordinatorOf(RELEASED);
    const first = coordinator.init();
    coordinator.init();

    expect(coordinator.init(first).error).toBe('PRODUCER_FENCED');
  });

  it('begins a new producer id once epoch 32766 was given out', () => {
    const coordinator = coordinatorOf(RELEASED, { producerId: 10, producerEpoch: 32_766 });

    expect(coordinator.init()).toEqual({ error: 'NONE', producerId: 1001, producerEpoch: 0 });
  });

  it('aborts what is open and asks the caller to come again; the epoch rises twice', () => {
    const coordinator = coordinatorOf(RELEASED);
    coordinator.add(coordinator.init(), 4);

    expect(coordinator.init().error).toBe('CONCURRENT_TRANSACTIONS');
    expect(coordinator.state()).toBe('PrepareAbort');
    expect(coordinator.init().error).toBe('CONCURRENT_TRANSACTIONS');
    coordinator.mark();
    expect(coordinator.init().producerEpoch).toBe(2);
  });

  it('refuses an empty id, and a timeout of 0 or above transaction.max.timeout.ms', () => {
    expect(judgeInitForm('', 1000, 900_000)).toBe(INVALID_REQUEST);
    expect(judgeInitForm('tx', 0, 900_000)).toBe(INVALID_TRANSACTION_TIMEOUT);
    expect(judgeInitForm('tx', 900_001, 900_000)).toBe(INVALID_TRANSACTION_TIMEOUT);
    expect(judgeInitForm('tx', 900_000, 900_000)).toBe(NONE);
  });
});

describe('AddPartitionsToTxn', () => {
  it('begins a transaction, and keeps its partitions in order and each once', () => {
    const coordinator = coordinatorOf(RELEASED);
    const owner = coordinator.init();

    expect(coordinator.add(owner, 7, 3)).toBe('NONE');
    expect(coordinator.add(owner, 3, 5)).toBe('NONE');

    expect(coordinator.state()).toBe('Ongoing');
    expect(coordinator.metadata.partitions).toEqual([3, 5, 7]);
  });

  it('waits while the markers of the transaction before are written, also under the next producer id', () => {
    const coordinator = coordinatorOf(RELEASED, { producerId: 10, producerEpoch: 32_766 });
    coordinator.add(at(10, 32_766), 0);
    const next = coordinator.end(at(10, 32_766), 'commit', TV_2);

    expect(next).toEqual({ error: 'NONE', producerId: 1001, producerEpoch: 0 });
    expect(coordinator.add(next, 0)).toBe('CONCURRENT_TRANSACTIONS');
    coordinator.mark();
    expect(coordinator.add(next, 0)).toBe('NONE');
  });

  it('only looks when it is asked to verify (KIP-890)', () => {
    const coordinator = coordinatorOf(RELEASED);
    const owner = coordinator.init();
    coordinator.add(owner, 1);

    expect(verifyPartitions(coordinator.metadata, 1000, 0, [1, 2])).toEqual([NONE, TRANSACTION_ABORTABLE]);
    expect(coordinator.metadata.partitions).toEqual([1]);
  });
});

describe('EndTxn', () => {
  it('keeps the epoch before transaction version 2, and knows a repeated request by its result', () => {
    const coordinator = coordinatorOf(RELEASED);
    const owner = coordinator.init();
    coordinator.add(owner, 1);

    expect(coordinator.end(owner, 'commit', TV_0)).toEqual({ ...owner, error: 'NONE' });
    expect(coordinator.end(owner, 'commit', TV_0).error).toBe('CONCURRENT_TRANSACTIONS');
    expect(coordinator.end(owner, 'abort', TV_0).error).toBe('INVALID_TXN_STATE');
    coordinator.mark();
    expect(coordinator.end(owner, 'commit', TV_0).error).toBe('NONE');
    expect(coordinator.end(owner, 'abort', TV_0).error).toBe('INVALID_TXN_STATE');
  });

  it.each([IN_DEVELOPMENT, RELEASED] as const)(
    'raises the epoch with version 2, and knows the repeated request by the epoch before (edition %i)',
    (edition) => {
      const coordinator = coordinatorOf(edition);
      const owner = coordinator.init();
      coordinator.add(owner, 1);

      expect(coordinator.end(owner, 'abort', TV_2)).toEqual({ error: 'NONE', producerId: 1000, producerEpoch: 1 });
      expect(coordinator.end(owner, 'abort', TV_2).error).toBe('CONCURRENT_TRANSACTIONS');
      coordinator.mark();
      expect(coordinator.end(owner, 'abort', TV_2)).toEqual({ error: 'NONE', producerId: 1000, producerEpoch: 1 });
      expect(coordinator.end(owner, 'commit', TV_2).error).toBe('INVALID_TXN_STATE');
    },
  );

  it('knows the repeated request of the producer id whose epochs were used up', () => {
    const coordinator = coordinatorOf(RELEASED, { producerId: 10, producerEpoch: 32_766 });
    coordinator.add(at(10, 32_766), 0);
    coordinator.end(at(10, 32_766), 'commit', TV_2);
    coordinator.mark();

    expect(coordinator.end(at(10, 32_766), 'commit', TV_2)).toEqual({
      error: 'NONE',
      producerId: 1001,
      producerEpoch: 0,
    });
  });

  it('may abort without a transaction since 4.0, with version 2 only', () => {
    const released = coordinatorOf(RELEASED);
    const before = coordinatorOf(IN_DEVELOPMENT);

    expect(released.end(released.init(), 'abort', TV_2)).toEqual({ error: 'NONE', producerId: 1000, producerEpoch: 1 });
    expect(released.state()).toBe('PrepareAbort');
    expect(before.end(before.init(), 'abort', TV_2).error).toBe('INVALID_TXN_STATE');
    expect(mayBecome(EMPTY, PREPARE_ABORT, RELEASED)).toBe(true);
    expect(mayBecome(EMPTY, PREPARE_ABORT, IN_DEVELOPMENT)).toBe(false);
  });
});

describe('a transactional id', () => {
  it('times out when its transaction has been open for longer than its producer allowed', () => {
    const coordinator = coordinatorOf(RELEASED);
    const owner = coordinator.init();

    expect(hasTimedOut(coordinator.metadata, 99_000_000)).toBe(false);
    coordinator.add(owner, 1);
    expect(hasTimedOut(coordinator.metadata, 60_000_000)).toBe(false);
    expect(hasTimedOut(coordinator.metadata, 60_000_001)).toBe(true);

    coordinator.fence();
    expect(coordinator.end(owner, 'commit', TV_0).error).toBe('PRODUCER_FENCED');
  });

  it('does not raise the epoch twice when the first fence could not be written', () => {
    const coordinator = coordinatorOf(RELEASED);
    coordinator.add(coordinator.init(), 1);
    const { metadata } = coordinator;

    metadata.producerEpoch += 1;
    abandonTransition(metadata, true);
    coordinator.fence();

    expect(metadata.producerEpoch).toBe(1);
    expect(metadata.failedEpochFence).toBe(1);
    coordinator.mark();
    expect(metadata.failedEpochFence).toBe(0);
  });

  it('answers CONCURRENT_TRANSACTIONS while a transition is being written', () => {
    const coordinator = coordinatorOf(RELEASED);
    const owner = coordinator.init();
    const transition = prepareAddPartitions(coordinator.metadata, [1], 0);

    expect(coordinator.add(owner, 2)).toBe('CONCURRENT_TRANSACTIONS');
    expect(coordinator.init().error).toBe('CONCURRENT_TRANSACTIONS');
    expect(coordinator.end(owner, 'commit', TV_2).error).toBe('CONCURRENT_TRANSACTIONS');

    completeTransition(coordinator.metadata, transition);
    expect(coordinator.add(owner, 2)).toBe('NONE');
  });

  it('is on another broker what its last record says', () => {
    const coordinator = coordinatorOf(RELEASED);
    coordinator.add(coordinator.init(), 1);
    const transition = prepareEnd(coordinator.metadata, PREPARE_ABORT, TV_2, -1, RELEASED, 5);
    completeTransition(coordinator.metadata, transition);

    expect(transactionFrom(transition)).toEqual({
      ...coordinator.metadata,
      prevProducerId: coordinator.metadata.producerId,
    });
    expect(transactionForm.fork(coordinator.metadata)).toEqual(coordinator.metadata);
  });

  it('is forgotten after transactional.id.expiration.ms, if nothing is under way', () => {
    const { metadata } = coordinatorOf(RELEASED);

    expect(hasExpired(metadata, 100, 99)).toBe(false);
    expect(hasExpired(metadata, 100, 100)).toBe(true);
    metadata.state = ONGOING;
    expect(hasExpired(metadata, 100, 100)).toBe(false);
    metadata.state = COMPLETE_ABORT;
    expect(hasExpired(metadata, 100, 100)).toBe(true);
  });

  it('lies on the partition of __transaction_state that its Java hash says', () => {
    expect(transactionPartition('tx-0', 50)).toBe(19);
    expect(transactionPartition('polygenelubricants', 50)).toBe(0);
  });

  it('never accepts an instance again after a later one was initialised', () => {
    const op = fc.record({
      instance: fc.nat(2),
      act: fc.constantFrom('init', 'init', 'add', 'commit', 'abort', 'mark', 'mark', 'timeout'),
      version: fc.constantFrom(TV_0, TV_2),
    });
    fc.assert(
      fc.property(fc.array(op, { maxLength: 40 }), fc.constantFrom(0, 32_764), (ops, epoch) => {
        const coordinator = coordinatorOf(IN_DEVELOPMENT, { producerId: 10, producerEpoch: epoch - 1 });
        const owners = [at(-1, -1), at(-1, -1), at(-1, -1)];
        let newest = -1;
        for (const { instance, act, version } of ops) {
          const owner = owners[instance] ?? at(-1, -1);
          if (act === 'init') {
            const { error, ...given } = coordinator.init();
            if (error === ACCEPTED) {
              owners[instance] = given;
              newest = instance;
            }
          } else if (act === 'add') {
            const error = coordinator.add(owner, 1);
            if (instance !== newest) expect(error).not.toBe(ACCEPTED);
          } else if (act === 'commit' || act === 'abort') {
            const { error, ...given } = coordinator.end(owner, act, version);
            if (instance !== newest) expect(error).not.toBe(ACCEPTED);
            if (error === ACCEPTED) owners[instance] = given;
          } else if (act === 'mark') {
            coordinator.mark();
          } else if (coordinator.state() === 'Ongoing') {
            coordinator.fence();
          }
        }
      }),
    );
  });
});
