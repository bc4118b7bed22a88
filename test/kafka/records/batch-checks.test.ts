import { describe, expect, it } from 'vitest';
import { errorName } from '../../../src/kafka/protocol/errors.ts';
import { PLAIN_ATTRIBUTES } from '../../../src/kafka/records/attributes.ts';
import { checkProducedBatch } from '../../../src/kafka/records/batch-checks.ts';
import { recordOf } from '../../../src/kafka/records/record.ts';
import { type BatchDraft, encodeBatch } from '../../../src/kafka/records/record-batch.ts';
import { utf8 } from '../../../src/sim/utf8.ts';
import { draftOf } from './bytes.ts';

const TWO = [recordOf(0, 0n, utf8('a'), utf8('1')), recordOf(1, 1n, null, utf8('2'))];
const RULES = { maxMessageBytes: 1_048_588, isCompacted: false };

function refusal(more: Partial<BatchDraft>, rules: Partial<typeof RULES> = {}, bytesBeyond = 0): string | null {
  const bytes = encodeBatch(draftOf(TWO, more));
  const sent = bytes.subarray(0, bytes.length - bytesBeyond);
  const fault = checkProducedBatch(sent, { ...RULES, ...rules });
  return fault === null ? null : `${errorName(fault.error)} ${fault.reason}`;
}

describe('a leader', () => {
  it('takes a plain batch, and one with sequence numbers', () => {
    expect(refusal({})).toBeNull();
    expect(refusal({ producerId: 7n, producerEpoch: 0, baseSequence: 0 })).toBeNull();
  });

  it.each([
    ['with a base offset', { baseOffset: 1n }, 'INVALID_RECORD base-offset'],
    ['whose offsets end before they begin', { lastOffsetDelta: -1 }, 'INVALID_RECORD offset-range'],
    ['with offsets for three and two records', { lastOffsetDelta: 2 }, 'INVALID_RECORD records-count'],
    ['without records', { records: [], lastOffsetDelta: 0 }, 'INVALID_RECORD records-count'],
    [
      'that is a control batch',
      { attributes: { ...PLAIN_ATTRIBUTES, isControl: true } },
      'INVALID_RECORD control-from-client',
    ],
    ['with a producer and no sequence', { producerId: 7n, producerEpoch: 0 }, 'INVALID_RECORD sequence-missing'],
    [
      'whose offsets do not go up by one in a compressed block',
      { attributes: { ...PLAIN_ATTRIBUTES, codec: 1 }, records: TWO.toReversed() },
      'INVALID_RECORD offset-delta',
    ],
  ])('refuses a client’s batch %s', (_, more, expected) => {
    expect(refusal(more)).toBe(expected);
  });

  it('refuses a record without a key on a compacted topic', () => {
    expect(refusal({}, { isCompacted: true })).toBe('INVALID_RECORD key-missing');
  });

  it('refuses a batch above max.message.bytes, before it looks at the checksum', () => {
    expect(refusal({}, { maxMessageBytes: 60 })).toBe('MESSAGE_TOO_LARGE batch-too-large');
  });

  it('refuses a batch with a wrong checksum as corrupt', () => {
    const bytes = encodeBatch(draftOf(TWO));
    bytes[bytes.length - 2] = 0x33;

    expect(checkProducedBatch(bytes, RULES)).toMatchObject({ reason: 'crc-mismatch' });
  });

  it('waits for the rest of a batch that breaks off', () => {
    expect(refusal({}, {}, 1)).toBe('NONE incomplete');
  });
});
