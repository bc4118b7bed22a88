import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordBytes } from '../../../src/kafka/client/accumulator.ts';
import { attributeBits, attributesOf, PLAIN_ATTRIBUTES } from '../../../src/kafka/records/attributes.ts';
import { ensureValid, readBatch } from '../../../src/kafka/records/batch-reader.ts';
import { endTransactionRecord, readControlRecord } from '../../../src/kafka/records/control-record.ts';
import { type BatchRecord, recordOf, recordSize } from '../../../src/kafka/records/record.ts';
import {
  BATCH_HEADER_BYTES,
  encodeBatch,
  lastOffset,
  lastSequence,
  recordOffset,
  recordSequence,
  recordTimestamp,
  stampBatch,
} from '../../../src/kafka/records/record-batch.ts';
import { utf8 } from '../../../src/sim/utf8.ts';
import { anyBatch, bytesOf, draftOf, hexOf } from './bytes.ts';

// Made by Kafka's own classes.
const TWO_RECORDS = bytesOf(`
  0000000000000000 00000050 00000000 02 42f93727 0000 00000001 0000018bcfe56800 0000018bcfe56805
  0000000000000fa0 0000 00000007 00000002
  1a000000046b310a68656c6c6f00
  20000a02010c776f726c64210202680276`);
const COMMIT = bytesOf(`
  000000000000002a 00000042 00000003 02 61ca681a 0030 00000000 0000018bcfe56800 0000018bcfe56800
  0000000000000fa0 0001 ffffffff 00000001
  20000000 08 00000001 0c 000000000009 00`);
const ABORT = bytesOf(`
  000000000000002a 00000042 00000003 02 95f4be52 0030 00000000 0000018bcfe56800 0000018bcfe56800
  0000000000000fa0 0001 ffffffff 00000001
  20000000 08 00000000 0c 000000000009 00`);
const LEADER_CHANGE = bytesOf(`
  0000000000000007 0000004f 00000005 02 df0da26f 0020 00000000 0000018bcfe56800 0000018bcfe56800
  ffffffffffffffff ffff ffffffff 00000001
  3a000000 08 00000002 26 00000000000103000000010000000002000100 00`);
const GZIP_BROKER_TIME = bytesOf(`
  0000000000000009 0000005b 00000003 02 e2c629b3 0009 00000001 0000018bcfe56800 0000018bcfe5687b
  ffffffffffffffff ffff ffffffff 00000002
  1f8b08000000000000ffb361606060cad6cb48cdc9c957c020196c189898f0480300200fe3983e000000`);
const TIME = 1_700_000_000_000n;

/** Title and bytes of the vectors' batches, but for gzip: what another library compressed has other bytes. */
const VECTORS = readVectors()
  .cases.filter((vector) => vector.kind === 'batch' && vector.expect?.compression === 'none')
  .map((vector) => [vector.title, vector.in.bytes] as const);

function readVectors(): {
  cases: { kind: string; title: string; in: { bytes: string }; expect?: { compression?: string } }[];
} {
  return JSON.parse(readFileSync(new URL('../../conformance/vectors/record-batch.json', import.meta.url), 'utf8'));
}

function readWhole(bytes: Uint8Array) {
  const { header, records, fault, size } = readBatch(bytes);
  if (header === null || fault !== null) throw new Error(`not read: ${fault?.reason}`);
  expect(size).toBe(bytes.length);
  expect(ensureValid(bytes)).toBeNull();
  return { header, records, first: records[0] ?? recordOf(0, 0n, null, null) };
}

/** The bytes with some of them replaced; the checksum is made right where asked. */
function changed(bytes: Uint8Array, at: number, hex: string): Uint8Array {
  const copy = bytes.slice();
  copy.set(bytesOf(hex), at);
  return copy;
}

describe('a record batch', () => {
  it('is written to the byte as Kafka writes it', () => {
    const records = [
      recordOf(0, 0n, utf8('k1'), utf8('hello')),
      recordOf(1, 5n, null, utf8('world!'), [{ key: 'h', value: utf8('v') }]),
    ];
    const draft = draftOf(records, {
      partitionLeaderEpoch: 0,
      maxTimestamp: TIME + 5n,
      producerId: 4000n,
      producerEpoch: 0,
      baseSequence: 7,
    });

    expect(hexOf(encodeBatch(draft))).toBe(hexOf(TWO_RECORDS));
  });

  it('holds headers with empty and Chinese keys, nulls, and records older than the first', () => {
    const records = [
      recordOf(0, 0n, null, utf8('v'), [
        { key: '来源', value: utf8('x') },
        { key: '', value: null },
      ]),
      recordOf(1, -1000n, utf8('k'), null),
      recordOf(2, 9n, new Uint8Array(0), new Uint8Array(300)),
    ];
    const draft = draftOf(records, {
      baseOffset: 9n,
      partitionLeaderEpoch: 3,
      attributes: { ...PLAIN_ATTRIBUTES, isTransactional: true },
      maxTimestamp: TIME + 9n,
      producerId: 4000n,
      producerEpoch: 2,
      baseSequence: 2_147_483_646,
    });

    // Made by Kafka's own classes.
    const head = `0000000000000009 00000182 00000003 02 5c1e447b 0010 00000002 0000018bcfe56800 0000018bcfe56809
      0000000000000fa0 0002 7ffffffe 00000003
      24000000010276040ce69da5e6ba9002780001 1000cf0f02026b0100 e60400120400d804`;
    expect(hexOf(encodeBatch(draft))).toBe(hexOf(bytesOf(head)) + '00'.repeat(301));
  });

  it.each(VECTORS)('%s is written as it was read', (_, hex) => {
    const { header, records } = readWhole(bytesOf(hex));

    expect(hexOf(encodeBatch({ ...header, records }))).toBe(hex);
  });

  it('comes back as it was, whatever is in it, compressed or not', () => {
    fc.assert(
      fc.property(anyBatch, (draft) => {
        const bytes = encodeBatch(draft);
        const { header, records } = readWhole(bytes);
        const { batchLength, magic, crc, recordsCount, ...rest } = header;

        expect({ ...rest, records }).toEqual(draft);
        expect([batchLength, magic, recordsCount]).toEqual([bytes.length - 12, 2, draft.records.length]);
        expect(hexOf(encodeBatch({ ...rest, records }))).toBe(hexOf(bytes));
        expect(crc).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('is as long as its header and the sizes of its records', () => {
    fc.assert(
      fc.property(anyBatch, (draft) => {
        const plain = { ...draft, attributes: { ...draft.attributes, codec: 0 } };
        const records = draft.records.reduce((sum, record) => sum + recordSize(record), 0);

        expect(encodeBatch(plain).length).toBe(BATCH_HEADER_BYTES + records);
      }),
    );
  });

  it('has records of the size that a producer reckons with', () => {
    const length = fc.nat(20_000);
    fc.assert(
      fc.property(fc.option(length), length, fc.nat(2 ** 28), fc.nat(2 ** 28), (key, value, offset, laterMs) => {
        const bytes = (count: number | null) => (count === null ? null : new Uint8Array(count));
        const record = recordOf(offset, BigInt(laterMs), bytes(key), bytes(value));

        expect(recordBytes(key ?? -1, value, offset, laterMs)).toBe(recordSize(record));
      }),
    );
  });

  it('is refused when any one bit after the checksum’s place, or of the checksum, is flipped', () => {
    fc.assert(
      fc.property(anyBatch, fc.nat(), (draft, any) => {
        const bytes = encodeBatch(draft);
        const bit = 17 * 8 + (any % ((bytes.length - 17) * 8));
        const at = bit >> 3;
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ (1 << (bit & 7));

        expect(ensureValid(damaged)?.reason).toBe('crc-mismatch');
      }),
    );
  });

  it('never makes the reader fail on our side, however it is damaged or cut', () => {
    fc.assert(
      fc.property(anyBatch, fc.nat(), fc.nat(), fc.nat(255), (draft, where, end, byte) => {
        const bytes = encodeBatch(draft);
        bytes[where % bytes.length] = byte;
        const cut = bytes.subarray(0, end % (bytes.length + 1));

        expect(() => readBatch(bytes)).not.toThrow();
        expect(readBatch(cut).fault === null).toBe(cut.length === bytes.length && readBatch(bytes).fault === null);
      }),
    );
  });

  it('can be read out of a row of batches', () => {
    const row = Uint8Array.of(...TWO_RECORDS, ...COMMIT);

    expect(readBatch(row).size).toBe(TWO_RECORDS.length);
    expect(readBatch(row, TWO_RECORDS.length).header?.baseOffset).toBe(42n);
    expect(ensureValid(row, TWO_RECORDS.length)).toBeNull();
  });

  it('keeps its checksum when the leader stamps offset and epoch', () => {
    const stamped = stampBatch(TWO_RECORDS, 2n ** 40n, 9);
    const { header, first } = readWhole(stamped);

    expect([lastOffset(header), header.partitionLeaderEpoch]).toEqual([2n ** 40n + 1n, 9]);
    expect(recordOffset(header, first)).toBe(2n ** 40n);
  });

  it('counts sequence numbers on from 2,147,483,647 to 0', () => {
    const records = [0, 1, 2].map((delta) => recordOf(delta, 0n, null, null));
    const bytes = encodeBatch(draftOf(records, { producerId: 1n, producerEpoch: 0, baseSequence: 2_147_483_646 }));
    const read = readWhole(bytes);

    expect(read.records.map((record) => recordSequence(read.header, record))).toEqual([
      2_147_483_646, 2_147_483_647, 0,
    ]);
    expect(lastSequence(read.header)).toBe(0);
  });

  it('gives all records the broker’s time where that is set', () => {
    const { header, records } = readWhole(GZIP_BROKER_TIME);

    expect(records.map((record) => recordTimestamp(header, record))).toEqual([TIME + 123n, TIME + 123n]);
    expect(records.map(({ value }) => hexOf(value ?? new Uint8Array()))).toEqual([
      hexOf(utf8('hello hello hello hello')),
      hexOf(utf8('hello hello hello hello')),
    ]);
  });

  it('that compaction emptied is a bare header, with a codec too', () => {
    const draft = draftOf([], {
      attributes: { ...PLAIN_ATTRIBUTES, codec: 1 },
      lastOffsetDelta: 22,
      baseSequence: 983,
    });
    const bytes = encodeBatch(draft);

    expect(bytes.length).toBe(BATCH_HEADER_BYTES);
    expect(lastSequence(readWhole(bytes).header)).toBe(1005);
  });
});

describe('the reader of a batch', () => {
  const reasonOf = (bytes: Uint8Array) => readBatch(bytes).fault?.reason;

  it.each([
    ['a batch that breaks off', TWO_RECORDS.subarray(0, 91), 'incomplete'],
    ['a length that the header does not fit into', changed(TWO_RECORDS, 8, '00000030'), 'size-below-overhead'],
    ['a length below the smallest message', changed(TWO_RECORDS, 8, '0000000d'), 'size-below-overhead'],
    ['a negative length', changed(TWO_RECORDS, 8, 'ffffffff'), 'size-below-overhead'],
    ['format 3', changed(TWO_RECORDS, 16, '03'), 'unknown-magic'],
    ['the old format 1', changed(TWO_RECORDS, 16, '01'), 'unknown-magic'],
    ['fewer than no records', changed(TWO_RECORDS, 57, 'ffffffff'), 'negative-records-count'],
    ['a count above its records', changed(TWO_RECORDS, 57, '00000003'), 'records-missing'],
    ['a count below its records', changed(TWO_RECORDS, 57, '00000001'), 'records-left-over'],
    ['records where none are counted', changed(TWO_RECORDS, 57, '00000000'), 'records-left-over'],
    ['a record longer than the batch', changed(TWO_RECORDS, 61, '7e'), 'record-size'],
    ['a key longer than its record', changed(TWO_RECORDS, 65, '7e'), 'record-underflow'],
    ['fewer than no headers', changed(TWO_RECORDS, 74, '01'), 'headers-count'],
    ['more headers than bytes', changed(TWO_RECORDS, 74, '7e'), 'headers-count'],
    ['a header without a key', changed(TWO_RECORDS, 88, '01'), 'header-key-null'],
    ['a codec that nobody has', changed(TWO_RECORDS, 22, '07'), 'unknown-compression'],
    ['zstd', changed(TWO_RECORDS, 22, '04'), 'codec-not-modelled'],
    ['no gzip where gzip is said', changed(TWO_RECORDS, 22, '01'), 'bad-compressed-block'],
    ['gzip with another checksum', changed(GZIP_BROKER_TIME, 98, '00'), 'bad-compressed-block'],
    ['gzip with a count too high', changed(GZIP_BROKER_TIME, 57, '00000003'), 'records-missing'],
    ['gzip with a count too low', changed(GZIP_BROKER_TIME, 57, '00000001'), 'records-left-over'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(reasonOf(bytes)).toBe(reason);
  });
});

describe('a control batch', () => {
  const markerOf = (record: BatchRecord) =>
    draftOf([record], {
      baseOffset: 42n,
      partitionLeaderEpoch: 3,
      attributes: { ...PLAIN_ATTRIBUTES, isTransactional: true, isControl: true },
      producerId: 4000n,
      producerEpoch: 1,
    });

  it.each([
    ['COMMIT', COMMIT],
    ['ABORT', ABORT],
  ] as const)('of type %s is written as Kafka writes it, and says its coordinator’s epoch', (type, bytes) => {
    expect(hexOf(encodeBatch(markerOf(endTransactionRecord(type, 9))))).toBe(hexOf(bytes));
    expect(readControlRecord(readWhole(bytes).first)).toEqual({ type, version: 0, coordinatorEpoch: 9 });
  });

  it('of KRaft is known by its name, and of a type that does not exist yet as unknown', () => {
    const { first } = readWhole(LEADER_CHANGE);
    const later = { ...first, key: bytesOf('00000063') };

    expect(readControlRecord(first)).toEqual({ type: 'LEADER_CHANGE', version: 0, coordinatorEpoch: null });
    expect(readControlRecord(later)).toMatchObject({ type: 'UNKNOWN' });
  });

  it.each([
    ['without a key', { key: null }, 'control-key-size'],
    ['with a key of three bytes', { key: bytesOf('000000') }, 'control-key-size'],
    ['of a negative version', { key: bytesOf('ffff0001') }, 'control-version'],
    ['without a value', { value: null }, 'marker-size'],
    ['with a marker of a negative version', { value: bytesOf('ffff00000009') }, 'marker-version'],
  ])('%s is refused', (_, more, reason) => {
    expect(readControlRecord({ ...endTransactionRecord('COMMIT', 9), ...more })).toMatchObject({ reason });
  });
});

describe('attributes', () => {
  it('are the same bits again', () => {
    for (let bits = 0; bits < 128; bits++) expect(attributeBits(attributesOf(bits))).toBe(bits);
  });

  it('leave the unused bits out', () => {
    expect(attributeBits(attributesOf(-1))).toBe(127);
  });
});
