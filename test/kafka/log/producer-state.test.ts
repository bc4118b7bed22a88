import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ABSENT,
  clearProducers,
  createProducers,
  type PartitionProducers,
  producerEntry,
  producersForm,
} from '../../../src/kafka/log/producer-slots.ts';
import {
  ACCEPTED,
  addSequence,
  DUPLICATE,
  duplicateBaseOffset,
  endVerification,
  expireProducers,
  FROM_CLIENT,
  FROM_COORDINATOR,
  firstUnstableOffset,
  forgetReplicatedTransactions,
  judgeAppend,
  judgeMarker,
  lastStableOffset,
  recordAppend,
  recordMarker,
  reloadProducers,
  snapshotProducers,
  startVerification,
} from '../../../src/kafka/log/producer-state.ts';
import {
  INVALID_PRODUCER_EPOCH,
  INVALID_TXN_STATE,
  NONE,
  OUT_OF_ORDER_SEQUENCE_NUMBER,
  TRANSACTION_COORDINATOR_FENCED,
} from '../../../src/kafka/protocol/errors.ts';
import { createHash, hashText } from '../../../src/sim/hash.ts';

const MAX = 0x7fff_ffff;

/** A log that hands out offsets: judges a client's batch and takes it in if it is new. */
function logWith() {
  const producers = createProducers();
  let end = 0;
  const send = (pid: number, epoch: number, first: number, count = 1, transactional = false) => {
    const last = addSequence(first, count - 1);
    const verdict = judgeAppend(producers, pid, epoch, first, last, FROM_CLIENT, transactional);
    if (verdict === DUPLICATE) return { duplicate: duplicateBaseOffset(producers, pid, first, last) };
    if (verdict !== ACCEPTED) return { error: verdict };
    recordAppend(producers, pid, epoch, first, last, end, end + count - 1, transactional, 0);
    end += count;
    return { offset: end - count };
  };
  const plain = (count = 1) => {
    end += count;
  };
  const mark = (pid: number, epoch: number) => recordMarker(producers, pid, epoch, 0, end++, 0);
  return { producers, send, plain, mark };
}

describe('the memory of producers', () => {
  it('takes batches in sequence, and answers the fifth newest again with its first offset', () => {
    const { send } = logWith();
    for (let first = 0; first <= 12; first += 2) expect(send(1, 0, first, 2)).toEqual({ offset: first });

    expect(send(1, 0, 12, 2)).toEqual({ duplicate: 12 });
    expect(send(1, 0, 4, 2)).toEqual({ duplicate: 4 });
    expect(send(1, 0, 2, 2)).toEqual({ error: OUT_OF_ORDER_SEQUENCE_NUMBER });
    expect(send(1, 0, 0, 2)).toEqual({ error: OUT_OF_ORDER_SEQUENCE_NUMBER });
    expect(send(1, 0, 16, 2)).toEqual({ error: OUT_OF_ORDER_SEQUENCE_NUMBER });
  });

  it('starts a new epoch at sequence 0 only, and refuses the old one from then on', () => {
    const { send } = logWith();
    send(1, 0, 0, 14);

    expect(send(1, 1, 5)).toEqual({ error: OUT_OF_ORDER_SEQUENCE_NUMBER });
    expect(send(1, 1, 0, 2)).toEqual({ offset: 14 });
    expect(send(1, 0, 14)).toEqual({ error: INVALID_PRODUCER_EPOCH });
    expect(send(1, 1, 0, 3)).toEqual({ error: OUT_OF_ORDER_SEQUENCE_NUMBER });
  });

  it('takes any first sequence of a producer that it does not know', () => {
    const { send } = logWith();

    expect(send(2, 0, 9)).toEqual({ offset: 0 });
    expect(send(2, 0, 10)).toEqual({ offset: 1 });
  });

  it('goes on at 0 after 2^31 - 1, also within one batch', () => {
    const { send } = logWith();
    send(1, 0, MAX - 1);

    expect(send(1, 0, MAX, 3)).toEqual({ offset: 1 });
    expect(send(1, 0, MAX, 3)).toEqual({ duplicate: 1 });
    expect(send(1, 0, 2)).toEqual({ offset: 4 });
    expect(addSequence(MAX, 1)).toBe(0);
    expect(addSequence(0, -1)).toBe(MAX);
  });

  it('refuses a plain batch of a producer whose transaction is open', () => {
    const { send } = logWith();
    send(1, 0, 0, 1, true);

    expect(send(1, 0, 1, 1, false)).toEqual({ error: INVALID_TXN_STATE });
    expect(send(1, 0, 1, 1, true)).toEqual({ offset: 1 });
  });

  it('does not look at the sequences of a coordinator', () => {
    const { producers } = logWith();
    recordAppend(producers, 1, 3, -1, -1, 0, 0, true, 0);

    expect(judgeAppend(producers, 1, 3, -1, -1, FROM_COORDINATOR, true)).toBe(ACCEPTED);
    expect(judgeAppend(producers, 1, 2, -1, -1, FROM_COORDINATOR, true)).toBe(INVALID_PRODUCER_EPOCH);
  });

  it('refuses markers of older producer epochs and of older coordinators', () => {
    const { producers } = logWith();
    recordAppend(producers, 1, 5, 0, 0, 0, 0, true, 0);
    expect(recordMarker(producers, 1, 5, 2, 1, 0)).toBe(0);

    expect(judgeMarker(producers, 1, 4, 2)).toBe(INVALID_PRODUCER_EPOCH);
    expect(judgeMarker(producers, 1, 5, 1)).toBe(TRANSACTION_COORDINATOR_FENCED);
    expect(judgeMarker(producers, 1, 5, 2)).toBe(NONE);
    expect(recordMarker(producers, 1, 5, 2, 2, 0)).toBe(ABSENT);
  });

  it('keeps later sequences out while an earlier batch is being verified', () => {
    const { producers } = logWith();
    startVerification(producers, 1, 0, 4);
    startVerification(producers, 1, 0, 2);

    expect(judgeAppend(producers, 1, 0, 3, 3, FROM_CLIENT, true)).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(judgeAppend(producers, 1, 0, 2, 2, FROM_CLIENT, true)).toBe(ACCEPTED);
    endVerification(producers, 1);
    expect(judgeAppend(producers, 1, 0, 3, 3, FROM_CLIENT, true)).toBe(ACCEPTED);
  });

  it('forgets a producer that was idle for the expiration time, but not one with an open transaction', () => {
    const { producers } = logWith();
    recordAppend(producers, 1, 0, 0, 0, 0, 0, false, 0);
    recordAppend(producers, 2, 0, 0, 0, 1, 1, true, 0);
    recordAppend(producers, 3, 0, 0, 0, 2, 2, false, 1);

    expireProducers(producers, 200, 200);

    expect(producerEntry(producers, 1)).toBeNull();
    expect(producerEntry(producers, 2)).not.toBeNull();
    expect(producerEntry(producers, 3)?.lastDataOffset).toBe(2);
  });

  it('knows of each producer only the newest batch after a restart from a snapshot', () => {
    const { producers, send } = logWith();
    for (let first = 0; first < 8; first++) send(1, 0, first);

    const reloaded = reloadProducers(snapshotProducers(producers), 0, 1000);

    expect(judgeAppend(reloaded, 1, 0, 7, 7, FROM_CLIENT, false)).toBe(DUPLICATE);
    expect(judgeAppend(reloaded, 1, 0, 6, 6, FROM_CLIENT, false)).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(judgeAppend(reloaded, 1, 0, 8, 8, FROM_CLIENT, false)).toBe(ACCEPTED);
    expect(producerEntry(producers, 1)?.batches).toBe(5);
  });
});

describe('the last stable offset', () => {
  it('is the high watermark where there are no transactions', () => {
    const { producers, send } = logWith();
    send(1, 0, 0, 10);

    expect(lastStableOffset(producers, 7)).toBe(7);
  });

  it('waits for the oldest transaction, and for its marker to be below the high watermark', () => {
    const { producers, send, plain, mark } = logWith();
    send(7, 0, 0, 2, true);
    plain();
    send(8, 0, 0, 1, true);
    expect(lastStableOffset(producers, 4)).toBe(0);

    mark(8, 0);
    expect(lastStableOffset(producers, 5)).toBe(0);

    mark(7, 0);
    expect(lastStableOffset(producers, 5)).toBe(0);
    expect(lastStableOffset(producers, 6)).toBe(6);
  });

  it('is the same after what is replicated was forgotten', () => {
    const { producers, send, mark } = logWith();
    send(1, 0, 0, 1, true);
    mark(1, 0);
    send(2, 0, 0, 1, true);
    mark(2, 0);

    forgetReplicatedTransactions(producers, 2);

    expect(producers.endedFirstOffsets).toEqual([2]);
    expect(firstUnstableOffset(producers, 2)).toBe(2);
    expect(lastStableOffset(producers, 4)).toBe(4);
  });
});

// What is remembered, written down without any thrift: all batches of a producer's epoch, newest last.
interface Remembered {
  epoch: number;
  batches: { first: number; last: number; base: number; end: number }[];
  transaction: number | null;
  coordinator: number;
  last: number;
}

interface Batch {
  op: 'client' | 'replica';
  pid: number;
  epoch: number;
  first: number;
  count: number;
  transactional: boolean;
}
type Step =
  | Batch
  | { op: 'marker'; pid: number; epoch: number; coordinator: number }
  | { op: 'expire' }
  | { op: 'reload' };

const near = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: MAX - 3, max: MAX }));
const pid = fc.integer({ min: 1, max: 4 });
const epoch = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constantFrom('client' as const, 'client' as const, 'replica' as const),
      pid,
      epoch,
      first: near,
      count: fc.integer({ min: 1, max: 3 }),
      transactional: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('marker' as const), pid, epoch, coordinator: fc.nat(2) }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ op: 'expire' }, { op: 'reload' }) },
);

describe('the memory of producers, against a plain list of all batches', () => {
  it('judges every batch alike and remembers the same', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const plain = new Map<number, Remembered>();
        let producers = createProducers();
        let end = 0;
        let now = 0;
        for (const one of steps) {
          now += 10;
          if (one.op === 'expire') {
            expireProducers(producers, now, 100);
            for (const [id, known] of plain)
              if (known.transaction === null && now - known.last >= 100) plain.delete(id);
          } else if (one.op === 'reload') {
            producers = reloadProducers(snapshotProducers(producers), now, 1_000_000);
            for (const known of plain.values()) known.batches = known.batches.slice(-1);
          } else if (one.op === 'marker') {
            const known = plain.get(one.pid);
            const expected = expectedForMarker(known, one.epoch, one.coordinator);
            expect(judgeMarker(producers, one.pid, one.epoch, one.coordinator)).toBe(expected);
            if (expected === NONE) {
              const first = recordMarker(producers, one.pid, one.epoch, one.coordinator, end, now);
              expect(first).toBe(known?.transaction ?? ABSENT);
              const next = enter(plain, one.pid, one.epoch, now);
              next.transaction = null;
              next.coordinator = one.coordinator;
              end++;
            }
          } else {
            end = playBatch(producers, plain, one, end, now);
          }
          for (const id of [1, 2, 3, 4]) expect(producerEntry(producers, id)).toEqual(plainSummary(plain.get(id)));
        }
        const open = [...plain.values()].flatMap((known) => (known.transaction === null ? [] : [known.transaction]));
        expect(producers.openTransactions).toBe(open.length);
      }),
      { numRuns: 300 },
    );
  });

  it('forks into an equal that goes its own way, with the same hash until then', () => {
    const { producers, send } = logWith();
    send(1, 0, 0);
    const fork = producersForm.fork(producers);
    expect(hashOf(fork)).toBe(hashOf(producers));

    recordAppend(fork, 1, 0, 1, 1, 1, 1, false, 0);

    expect(producerEntry(producers, 1)?.lastSequence).toBe(0);
    expect(hashOf(fork)).not.toBe(hashOf(producers));
  });

  it('is the same when it is rebuilt from the same batches', () => {
    const { producers } = logWith();
    const fill = () => {
      for (let i = 0; i < 20; i++) recordAppend(producers, i % 3, 0, i, i, i, i, i % 7 === 0, i);
    };
    fill();
    const before = hashOf(producers);

    clearProducers(producers);
    fill();

    expect(hashOf(producers)).toBe(before);
  });
});

function playBatch(
  producers: PartitionProducers,
  plain: Map<number, Remembered>,
  batch: Batch,
  end: number,
  now: number,
): number {
  const { pid, epoch, first, count, transactional } = batch;
  const last = addSequence(first, count - 1);
  if (batch.op === 'client') {
    const expected = expectedFor(plain.get(pid), epoch, first, last, transactional);
    expect(judgeAppend(producers, pid, epoch, first, last, FROM_CLIENT, transactional)).toBe(expected.verdict);
    if (expected.verdict === DUPLICATE) expect(duplicateBaseOffset(producers, pid, first, last)).toBe(expected.base);
    if (expected.verdict !== ACCEPTED) return end;
  }
  recordAppend(producers, pid, epoch, first, last, end, end + count - 1, transactional, now);
  const known = enter(plain, pid, epoch, now);
  known.batches.push({ first, last, base: end, end: end + count - 1 });
  if (transactional && known.transaction === null) known.transaction = end;
  return end + count;
}

function expectedFor(
  known: Remembered | undefined,
  epoch: number,
  first: number,
  last: number,
  transactional: boolean,
): { verdict: number; base?: number } {
  if (known === undefined) return { verdict: ACCEPTED };
  const repeated = known.batches.slice(-5).findLast((batch) => batch.first === first && batch.last === last);
  if (epoch === known.epoch && repeated !== undefined) return { verdict: DUPLICATE, base: repeated.base };
  if (epoch < known.epoch) return { verdict: INVALID_PRODUCER_EPOCH };
  const newest = known.batches.at(-1);
  const next = epoch > known.epoch || newest === undefined ? 0 : newest.last === MAX ? 0 : newest.last + 1;
  if (first !== next) return { verdict: OUT_OF_ORDER_SEQUENCE_NUMBER };
  return { verdict: !transactional && known.transaction !== null ? INVALID_TXN_STATE : ACCEPTED };
}

function expectedForMarker(known: Remembered | undefined, epoch: number, coordinator: number): number {
  if (known === undefined) return NONE;
  if (epoch < known.epoch) return INVALID_PRODUCER_EPOCH;
  return coordinator < known.coordinator ? TRANSACTION_COORDINATOR_FENCED : NONE;
}

function enter(plain: Map<number, Remembered>, pid: number, epoch: number, now: number): Remembered {
  const known = plain.get(pid) ?? { epoch, batches: [], transaction: null, coordinator: ABSENT, last: now };
  if (known.epoch !== epoch) known.batches = [];
  known.epoch = epoch;
  known.last = now;
  plain.set(pid, known);
  return known;
}

function plainSummary(known: Remembered | undefined) {
  if (known === undefined) return null;
  const kept = known.batches.slice(-5);
  return {
    epoch: known.epoch,
    coordinatorEpoch: known.coordinator,
    currentTxnFirstOffset: known.transaction ?? ABSENT,
    batches: kept.length,
    firstSequence: kept[0]?.first ?? ABSENT,
    firstDataOffset: kept[0]?.base ?? ABSENT,
    lastSequence: kept.at(-1)?.last ?? ABSENT,
    lastDataOffset: kept.at(-1)?.end ?? ABSENT,
  };
}

function hashOf(producers: PartitionProducers): string {
  const hash = createHash();
  producersForm.hash(hash, producers);
  return hashText(hash);
}
