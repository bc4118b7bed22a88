import fc from 'fast-check';
import { attributesOf, PLAIN_ATTRIBUTES } from '../../../src/kafka/records/attributes.ts';
import type { BatchRecord } from '../../../src/kafka/records/record.ts';
import type { BatchDraft } from '../../../src/kafka/records/record-batch.ts';

/** Bytes of hex digits; blanks are for the reader. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from((hex.replaceAll(/\s/g, '').match(/../g) ?? []).map((digits) => Number.parseInt(digits, 16)));
}

export function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
export const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
export const maybeBytes = fc.option(fc.uint8Array({ maxLength: 200 }));

export const anyRecord: fc.Arbitrary<BatchRecord> = fc.record({
  attributes: fc.constant(0),
  timestampDelta: int64,
  offsetDelta: int32,
  key: maybeBytes,
  value: maybeBytes,
  headers: fc.array(fc.record({ key: fc.string({ unit: 'grapheme' }), value: maybeBytes }), { maxLength: 4 }),
});

/** Batches with every attribute and every number, with codec 0 or 1. */
export const anyBatch: fc.Arbitrary<BatchDraft> = fc.record({
  baseOffset: int64,
  partitionLeaderEpoch: int32,
  attributes: fc
    .integer({ min: 0, max: 15 })
    .chain((flags) => fc.boolean().map((isGzip) => attributesOf((flags << 3) | (isGzip ? 1 : 0)))),
  lastOffsetDelta: int32,
  baseTimestamp: int64,
  maxTimestamp: int64,
  producerId: int64,
  producerEpoch: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
  baseSequence: int32,
  records: fc.array(anyRecord, { maxLength: 6 }),
});

/** A plain batch of these records, as a producer without idempotence sends it. */
export function draftOf(records: readonly BatchRecord[], more: Partial<BatchDraft> = {}): BatchDraft {
  return {
    baseOffset: 0n,
    partitionLeaderEpoch: -1,
    attributes: PLAIN_ATTRIBUTES,
    lastOffsetDelta: records.length - 1,
    baseTimestamp: 1_700_000_000_000n,
    maxTimestamp: 1_700_000_000_000n,
    producerId: -1n,
    producerEpoch: -1,
    baseSequence: -1,
    records,
    ...more,
  };
}
