import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBatch,
  type BatchTable,
  batchBytes,
  batchCount,
  createBatchTable,
  PLAIN,
} from '../../../src/kafka/batches.ts';
import { createOffsetRecords } from '../../../src/kafka/coordinator/offset-records.ts';
import { cleanLive, dirtyPart } from '../../../src/kafka/log/cleaning.ts';
import {
  appendBatch,
  baseOffsetAt,
  batchAt,
  batchTotal,
  createLog,
  findBatch,
  type Log,
  setHighWatermark,
  truncateLog,
} from '../../../src/kafka/log/log.ts';
import { producerEntry } from '../../../src/kafka/log/producer-slots.ts';
import { bytesOfLog } from '../../../src/kafka/log/segments.ts';
import { COMPACTED } from '../../../src/kafka/observations.ts';
import { storageOfTopic } from '../../../src/kafka/storage/storage-config.ts';
import type { Context } from '../../../src/sim/actor.ts';
import {
  addBundle,
  addMessage,
  bundleCount,
  bundleMember,
  createPayloads,
  NO_VALUE,
  type Payloads,
} from '../../../src/sim/payload.ts';
import { cluster } from '../watched-cluster.ts';

const RECORD_BYTES = 100;
const PLAN = cluster().world.state.plan;

interface Shelf {
  readonly log: Log;
  readonly table: BatchTable;
  readonly payloads: Payloads;
  /** Triples offset, uid, offset of what made it stale. */
  readonly removed: number[][];
  sequence: number;
}

/** A compacted log whose segments hold about two batches of two records. */
function shelf(): Shelf {
  const log = createLog(0);
  log.settings = storageOfTopic({ 'cleanup.policy': 'compact', 'segment.bytes': 600, 'delete.retention.ms': 10 });
  return { log, table: createBatchTable(), payloads: createPayloads(), removed: [], sequence: 0 };
}

/** Appends a batch of records with these keys at `ms`; a negative key −k − 1 is a tombstone of key k. */
function put(stored: Shelf, keys: readonly number[], ms: number, producerId = 7): void {
  const { log, table, payloads } = stored;
  const uids = keys.map((key) =>
    addMessage(payloads, 0, 1, 0, 0, key < 0 ? -1 - key : key, key < 0 ? NO_VALUE : -1, RECORD_BYTES, ms * 1000),
  );
  const bytes = 61 + keys.length * (RECORD_BYTES + 8);
  const batch = addBatch(table, 0, producerId, 0, stored.sequence, keys.length, bytes, ms * 1000, PLAIN);
  addBundle(payloads, uids);
  appendBatch(log, table, batch, log.logEnd, 0);
  setHighWatermark(log, log.logEnd);
  stored.sequence += keys.length;
}

function clean(stored: Shelf, nowMs: number): void {
  const { log, table, payloads, removed } = stored;
  const dirty = dirtyPart(log, table, payloads, nowMs);
  if (dirty === null) return;
  const order = { dedupeBufferBytes: 24_000, beganMs: nowMs, dropsLatest: false, renumbers: false };
  const ctx: Pick<Context, 'now' | 'payloads' | 'newBundle' | 'observe'> = {
    now: nowMs * 1000,
    payloads,
    newBundle: (uids) => addBundle(payloads, uids),
    observe: (kind, _partition, offset, uid, by) => {
      if (kind === COMPACTED) removed.push([offset, uid, by]);
    },
  };
  const state = { batches: table, offsetRecords: createOffsetRecords(), plan: PLAN };
  cleanLive(log, state, dirty, order, ctx);
}

/** What a reader from the start is given: pairs of offset and uid. */
function readAll({ log, table, payloads }: Shelf): number[][] {
  const found: number[][] = [];
  for (let i = findBatch(log, table, 0); i < batchTotal(log); i++) {
    const batch = batchAt(log, i);
    for (let place = 0; place < bundleCount(payloads, batch); place++) {
      const uid = bundleMember(payloads, batch, place);
      if (uid >= 0) found.push([baseOffsetAt(log, i) + place, uid]);
    }
  }
  return found;
}

describe('cleaning a live log', () => {
  it('keeps the last record of each key in the closed segments at its offset, and the active segment as it is', () => {
    const stored = shelf();
    for (let ms = 0; ms < 4; ms++) put(stored, [0, 1], ms);
    put(stored, [0, 0], 4);

    clean(stored, 5);

    expect(readAll(stored).map(([offset]) => offset)).toEqual([6, 7, 8, 9]);
    expect(stored.removed.map(([offset, , by]) => [offset, by])).toEqual([
      [0, 6],
      [1, 7],
      [2, 6],
      [3, 7],
      [4, 6],
      [5, 7],
    ]);
    expect(stored.log.cleanerCheckpoint).toBe(8);
  });

  it('drops a tombstone in a cleaning at its horizon, which the cleaning before wrote into the batch', () => {
    const stored = shelf();
    put(stored, [0, 1], 0);
    put(stored, [-1, 2], 1);
    put(stored, [3, 4], 2);

    clean(stored, 100);
    const first = readAll(stored).map(([offset]) => offset);
    put(stored, [5, 6], 3);
    put(stored, [7, 8], 4);
    clean(stored, 109);
    const second = readAll(stored).map(([offset]) => offset);
    put(stored, [5, 6], 5);
    put(stored, [7, 8], 6);
    clean(stored, 110);

    expect(first).toEqual([1, 2, 3, 4, 5]);
    expect(second).toContain(2);
    expect(readAll(stored).map(([offset]) => offset)).not.toContain(2);
    expect(stored.removed.at(0)).toEqual([0, 0, 2]);
    expect(stored.removed.find(([offset]) => offset === 2)).toEqual([2, 2, -1]);
  });

  it('keeps what a producer wrote last, without its records, so that its next sequence is known after a cut', () => {
    const stored = shelf();
    put(stored, [0, 1], 0, 9);
    stored.sequence = 0;
    for (let ms = 1; ms < 5; ms++) put(stored, [0, 1], ms);

    clean(stored, 5);
    truncateLog(stored.log, stored.table, stored.log.logEnd - 2);

    expect(producerEntry(stored.log.producers, 9)?.lastSequence).toBe(1);
    expect(readAll(stored).every(([offset]) => (offset ?? 0) >= 4)).toBe(true);
  });

  it('agrees with a list of records, whatever is appended, cleaned and cut', () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ keys: fc.array(fc.integer({ min: -3, max: 4 }), { minLength: 1, maxLength: 4 }) }),
      },
      { weight: 2, arbitrary: fc.record({ waitMs: fc.integer({ min: 1, max: 12 }) }) },
      { weight: 1, arbitrary: fc.record({ cut: fc.integer({ min: 1, max: 3 }) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const stored = shelf();
        const { log, table, payloads } = stored;
        let list: { offset: number; uid: number; key: number; isNull: boolean }[] = [];
        let nowMs = 0;
        for (const one of steps) {
          nowMs += 1;
          if ('keys' in one) {
            const base = log.logEnd;
            const firstUid = payloads.created.length;
            put(stored, one.keys, nowMs);
            one.keys.forEach((key, i) => {
              list.push({ offset: base + i, uid: firstUid + i, key: key < 0 ? -1 - key : key, isNull: key < 0 });
            });
          } else if ('waitMs' in one) {
            nowMs += one.waitMs;
            const before = stored.removed.length;
            const active = log.segments.base;
            clean(stored, nowMs);
            for (const [offset, uid, by] of stored.removed.slice(before)) {
              const gone = list.find((record) => record.offset === offset);
              const later = list.find((record) => record.offset === by);
              expect(gone?.uid).toBe(uid);
              expect(offset).toBeLessThan(active);
              if (by === -1) expect(gone?.isNull).toBe(true);
              else expect([later?.key, (later?.offset ?? 0) > (offset ?? 0)]).toEqual([gone?.key, true]);
            }
            const gone = new Set(stored.removed.slice(before).map(([offset]) => offset));
            list = list.filter(({ offset }) => !gone.has(offset));
            const latest = new Map(
              list.filter(({ offset }) => offset < active).map(({ key, offset }) => [key, offset]),
            );
            const closed = list.filter(({ offset }) => offset < active);
            expect(closed.every(({ key, offset }) => latest.get(key) === offset)).toBe(true);
          } else {
            const dropped = batchTotal(log) - Math.min(one.cut, batchTotal(log));
            const to = dropped < batchTotal(log) ? baseOffsetAt(log, dropped) : log.logEnd;
            truncateLog(log, table, to);
            list = list.filter(({ offset }) => offset < to);
            stored.sequence = Math.max(0, (producerEntry(log.producers, 7)?.lastSequence ?? -1) + 1);
          }
          expect(readAll(stored)).toEqual(list.map(({ offset, uid }) => [offset, uid]));
          let bytes = 0;
          for (let i = 0; i < batchTotal(log); i++) bytes += batchBytes(table, batchAt(log, i));
          expect(bytesOfLog(log.segments)).toBe(bytes);
          for (const { offset } of list) {
            const at = findBatch(log, table, offset);
            const base = baseOffsetAt(log, at);
            expect(base <= offset && offset < base + batchCount(table, batchAt(log, at))).toBe(true);
          }
        }
      }),
    );
  });
});
