import { at } from '../../sim/column.ts';
import { bundleCount, bundleMember } from '../../sim/payload.ts';
import { textOfUtf8 } from '../../sim/utf8.ts';
import type { World } from '../../sim/world.ts';
import {
  batchCount,
  batchTime,
  deleteHorizonOf,
  isInternal,
  isTransactional,
  producerEpochOf,
  producerIdOf,
  recordTimestamp,
  sequenceOf,
} from '../batches.ts';
import type { KafkaState } from '../cluster.ts';
import { recordsAt } from '../coordinator/offset-bytes.ts';
import { contentOf } from '../coordinator/offset-records.ts';
import { PLAIN_ATTRIBUTES } from '../records/attributes.ts';
import { ensureValid, nextBatchSize } from '../records/batch-reader.ts';
import { type ByteField, mapBytes } from '../records/byte-map.ts';
import { decompress, GZIP } from '../records/codec.ts';
import { encodeMessages, ensureMessageValid, type Message, wrapMessages } from '../records/message-set.ts';
import { type BatchRecord, recordOf } from '../records/record.ts';
import { type BatchDraft, encodeBatch } from '../records/record-batch.ts';
import type { FieldRow, Layout, MappedBytes, RecordHead } from './folder-rows.ts';
import { keyBytesOf, valueOrNull } from './record-content.ts';

/** Every way in which a batch can be written here; the first is how it lies in the file. */
export const LAYOUTS: readonly Layout[] = [
  { magic: 2, codec: 0 },
  { magic: 1, codec: 0 },
  { magic: 0, codec: 0 },
  { magic: 2, codec: 1 },
  { magic: 1, codec: 1 },
  { magic: 0, codec: 1 },
];

/** A record of a batch as it is written, and in words. */
interface Content extends RecordHead {
  readonly keyBytes: Uint8Array | null;
  readonly valueBytes: Uint8Array | null;
}

/** The records of a batch that are left. */
function contentsOf(world: World<KafkaState>, batch: number, baseOffset: number): Content[] {
  const { payloads } = world;
  const { batches, offsetRecords, plan } = world.state;
  const baseTime = batchTime(batches, batch);
  if (isInternal(batches, batch)) {
    const timestampMs = Math.floor(baseTime / 1000);
    return recordsAt(plan, offsetRecords, contentOf(batches, batch), timestampMs).map((record) => ({
      offset: baseOffset + record.delta,
      uid: -1,
      timestampMs,
      key: record.keyText,
      value: record.valueText,
      keyBytes: record.key,
      valueBytes: record.value,
    }));
  }
  const contents: Content[] = [];
  for (let i = 0; i < bundleCount(payloads, batch); i++) {
    const uid = bundleMember(payloads, batch, i);
    if (uid < 0) continue;
    const keyBytes = keyBytesOf(world, uid);
    const valueBytes = valueOrNull(world, uid);
    contents.push({
      offset: baseOffset + i,
      uid,
      timestampMs: recordTimestamp(payloads, uid, baseTime),
      key: keyBytes === null ? '' : textOfUtf8(keyBytes),
      value: valueBytes === null ? null : textOfUtf8(valueBytes),
      keyBytes,
      valueBytes,
    });
  }
  return contents;
}

/** The records of a batch in words; uid −1 in `__consumer_offsets`. */
export function recordsOf(world: World<KafkaState>, batch: number, baseOffset: number): RecordHead[] {
  return contentsOf(world, batch, baseOffset).map(({ keyBytes: _key, valueBytes: _value, ...head }) => head);
}

/**
 * The batch as its leader wrote it, or a cleaning since: offset and leader epoch stamped on it.
 *
 * @remarks
 * Left out: what compression.type does. Batches are shown as they were before, and gzip as another way to write the
 * same records. The clock of the run begins at 0.
 */
export function draftOf(world: World<KafkaState>, batch: number, baseOffset: number, leaderEpoch: number): BatchDraft {
  const { batches } = world.state;
  const contents = contentsOf(world, batch, baseOffset);
  const horizonMs = deleteHorizonOf(batches, batch);
  const baseMs = horizonMs >= 0 || contents.length === 0 ? horizonMs : at(contents, 0).timestampMs;
  const records = contents.map(
    ({ offset, timestampMs, keyBytes, valueBytes }): BatchRecord =>
      recordOf(offset - baseOffset, BigInt(timestampMs - baseMs), keyBytes, valueBytes),
  );
  return {
    baseOffset: BigInt(baseOffset),
    partitionLeaderEpoch: leaderEpoch,
    attributes: {
      ...PLAIN_ATTRIBUTES,
      isTransactional: isTransactional(batches, batch),
      hasDeleteHorizon: horizonMs >= 0,
    },
    lastOffsetDelta: batchCount(batches, batch) - 1,
    baseTimestamp: BigInt(baseMs),
    maxTimestamp: BigInt(contents.reduce((most, one) => Math.max(most, one.timestampMs), -1)),
    producerId: BigInt(producerIdOf(batches, batch)),
    producerEpoch: producerEpochOf(batches, batch),
    baseSequence: isInternal(batches, batch) ? -1 : sequenceOf(batches, batch),
    records,
  };
}

/** Keys and values that are no text, in words. */
export function inWords(mapped: MappedBytes, records: readonly RecordHead[]): MappedBytes {
  const fields = mapped.fields.map((field) => {
    const head = field.record < 0 ? undefined : records[field.record];
    if (head === undefined || (field.name !== 'key' && field.name !== 'value')) return field;
    return { ...field, value: (field.name === 'key' ? head.key : head.value) ?? field.value };
  });
  return { ...mapped, fields };
}

/** The bytes of a batch's records in a layout. The old layouts have no place for producer, sequence and epoch. */
export function bytesIn(layout: Layout, draft: BatchDraft): Uint8Array {
  if (layout.magic === 2) return encodeBatch({ ...draft, attributes: { ...draft.attributes, codec: layout.codec } });
  const messages = draft.records.map((record) => messageOf(record, draft, layout.magic === 0 ? 0 : 1));
  return encodeMessages(layout.codec === GZIP ? [wrapMessages(messages, GZIP)] : messages);
}

function messageOf(record: BatchRecord, draft: BatchDraft, magic: 0 | 1): Message {
  return {
    offset: draft.baseOffset + BigInt(record.offsetDelta),
    magic,
    attributes: 0,
    timestamp: magic === 0 ? null : draft.baseTimestamp + record.timestampDelta,
    key: record.key,
    value: record.value,
  };
}

/** What each byte is, of one batch or a row of messages, with what is compressed in it. */
export function mapWritten(
  bytes: Uint8Array,
  layout: Layout,
): { readonly written: MappedBytes; readonly block: MappedBytes | null } {
  if (layout.magic === 2) {
    const { fields, block } = mapBytes(bytes);
    return {
      written: { bytes, fields: fields.map((field) => fieldRow(field, field.record, 0)) },
      block:
        block === null
          ? null
          : { bytes: block.bytes, fields: block.fields.map((field) => fieldRow(field, field.record, 0)) },
    };
  }
  const written = { bytes, fields: mapMessages(bytes, layout.codec === GZIP) };
  if (layout.codec !== GZIP) return { written, block: null };
  const inner = innerBytes(bytes);
  return { written, block: inner === null ? null : { bytes: inner, fields: mapMessages(inner, false) } };
}

/** A row of messages, each of which is a record, unless it wraps others. */
function mapMessages(bytes: Uint8Array, isWrapper: boolean): FieldRow[] {
  const rows: FieldRow[] = [];
  let from = 0;
  for (let record = 0; from < bytes.length; record++) {
    const size = nextBatchSize(bytes, from);
    if (typeof size !== 'number') break;
    for (const field of mapBytes(bytes.subarray(from, from + size)).fields) {
      const name = isWrapper && field.name === 'value' ? 'compressedRecords' : field.name;
      rows.push(fieldRow({ ...field, name }, isWrapper ? -1 : record, from));
    }
    from += size;
  }
  return rows;
}

/** What a wrapper compresses: the row of messages before it was wrapped, with the offsets that it had there. */
function innerBytes(bytes: Uint8Array): Uint8Array | null {
  const field = mapBytes(bytes).fields.find(({ name }) => name === 'value');
  return field?.value instanceof Uint8Array ? decompress(GZIP, field.value) : null;
}

/** Whether all checksums are right. */
export function isIntact(bytes: Uint8Array, layout: Layout): boolean {
  if (layout.magic === 2) return ensureValid(bytes) === null;
  for (let from = 0; from < bytes.length; ) {
    const size = nextBatchSize(bytes, from);
    if (typeof size !== 'number' || ensureMessageValid(bytes, from) !== null) return false;
    from += size;
  }
  return true;
}

function fieldRow(field: ByteField, record: number, shift: number): FieldRow {
  return { name: field.name, record, from: field.from + shift, length: field.length, value: valueText(field) };
}

/** Numbers in decimal, keys and values as text, a checksum and other bytes in hexadecimal. */
function valueText({ name, value }: ByteField): string {
  if (name === 'crc') return `0x${hexOf(Number(value), 8)}`;
  if (!(value instanceof Uint8Array)) return String(value);
  if (name === 'key' || name === 'value' || name === 'headerKey') return textOfUtf8(value);
  return `${value.length} B`;
}

function hexOf(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
