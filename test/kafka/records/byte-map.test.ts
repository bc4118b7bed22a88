import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteField, mapBytes } from '../../../src/kafka/records/byte-map.ts';
import { endTransactionRecord } from '../../../src/kafka/records/control-record.ts';
import { encodeMessages } from '../../../src/kafka/records/message-set.ts';
import { recordOf } from '../../../src/kafka/records/record.ts';
import { encodeBatch } from '../../../src/kafka/records/record-batch.ts';
import { utf8 } from '../../../src/sim/utf8.ts';
import { anyBatch, draftOf } from './bytes.ts';

/** Where the fields begin and end: each where the one before ended, from 0 to the last byte. */
function expectNoGap(fields: readonly ByteField[], length: number): void {
  let end = 0;
  for (const field of fields) {
    expect(field.from).toBe(end);
    end += field.length;
  }
  expect(end).toBe(length);
}

function named(fields: readonly ByteField[], record: number): [string, unknown][] {
  return fields.filter((field) => field.record === record).map(({ name, value }) => [name, value]);
}

describe('a byte map', () => {
  it('names every byte of a batch', () => {
    const record = recordOf(0, 0n, utf8('k'), null, [{ key: 'h', value: utf8('v') }]);
    const { fields, fault } = mapBytes(encodeBatch(draftOf([record])));

    expect(fault).toBeNull();
    expect(fields.map(({ name, from, length }) => `${name} ${from}+${length}`)).toEqual([
      'baseOffset 0+8',
      'batchLength 8+4',
      'partitionLeaderEpoch 12+4',
      'magic 16+1',
      'crc 17+4',
      'attributes 21+2',
      'lastOffsetDelta 23+4',
      'baseTimestamp 27+8',
      'maxTimestamp 35+8',
      'producerId 43+8',
      'producerEpoch 51+2',
      'baseSequence 53+4',
      'recordsCount 57+4',
      'length 61+1',
      'recordAttributes 62+1',
      'timestampDelta 63+1',
      'offsetDelta 64+1',
      'keyLength 65+1',
      'key 66+1',
      'valueLength 67+1',
      'headersCount 68+1',
      'headerKeyLength 69+1',
      'headerKey 70+1',
      'headerValueLength 71+1',
      'headerValue 72+1',
    ]);
    expect(fields.slice(-4).map(({ record, header }) => [record, header])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it('shows a marker’s numbers', () => {
    const marker = draftOf([endTransactionRecord('COMMIT', 9)], {
      attributes: { ...draftOf([]).attributes, isTransactional: true, isControl: true },
    });

    expect(named(mapBytes(encodeBatch(marker)).fields, 0).slice(5, 10)).toEqual([
      ['controlVersion', 0],
      ['controlType', 1],
      ['valueLength', 6],
      ['markerVersion', 0],
      ['coordinatorEpoch', 9],
    ]);
  });

  it('shows a compressed block as one field, and what is in it beside', () => {
    const records = [recordOf(0, 0n, null, utf8('a')), recordOf(1, 0n, null, utf8('b'))];
    const { fields, block } = mapBytes(
      encodeBatch(draftOf(records, { attributes: { ...draftOf([]).attributes, codec: 1 } })),
    );

    expect(fields.at(-1)).toMatchObject({ name: 'compressedRecords', from: 61 });
    expect(block?.fields.filter(({ name }) => name === 'value').map(({ record }) => record)).toEqual([0, 1]);
    expectNoGap(block?.fields ?? [], block?.bytes.length ?? -1);
  });

  it('covers every byte once, in order, of whole, damaged and cut batches, and of what follows them', () => {
    fc.assert(
      fc.property(anyBatch, fc.nat(), fc.nat(255), fc.integer({ min: -80, max: 9 }), (draft, where, byte, more) => {
        const batch = encodeBatch(draft);
        const length = Math.max(0, batch.length + more);
        const bytes = new Uint8Array(length);
        bytes.set(batch.subarray(0, length));
        if (length > 0) bytes[where % length] = byte;
        const { fields, block } = mapBytes(bytes);

        expectNoGap(fields, length);
        if (block !== null) expectNoGap(block.fields, block.bytes.length);
      }),
    );
  });

  it('stops where the reader stops, and says why', () => {
    const bytes = encodeBatch(draftOf([recordOf(0, 0n, utf8('k'), utf8('v'))]));
    bytes[65] = 0x7e;
    const { fields, fault } = mapBytes(bytes);

    expect(fault).toMatchObject({ reason: 'record-underflow', position: 66, found: 63 });
    expect(fields.at(-1)).toMatchObject({ name: 'unread', from: 66 });
  });

  it('names every byte of a message of format 1', () => {
    const bytes = encodeMessages([
      { offset: 5n, magic: 1, attributes: 0, timestamp: 7n, key: utf8('k'), value: utf8('v') },
    ]);
    const { fields } = mapBytes(bytes);

    expect(fields.map(({ name }) => name)).toEqual(
      'offset messageSize crc magic attributes timestamp keyLength key valueLength value'.split(' '),
    );
    expectNoGap(fields, bytes.length);
  });
});
