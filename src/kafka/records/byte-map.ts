import { byteAt } from '../../sim/column.ts';
import { nextBatchSize, readBatch } from './batch-reader.ts';
import { viewOf } from './byte-cursor.ts';
import { CONTROL_KEY_BYTES, MARKER_BYTES } from './control-record.ts';
import type { Fault } from './fault.ts';
import type { FieldName, FieldValue, FieldWatcher } from './field.ts';
import { readMessage } from './message-set.ts';
import { BATCH_MAGIC, type BatchHeader } from './record-batch.ts';

const MAGIC_AT = 16;

/** Which bytes are what. */
export interface ByteField {
  readonly name: FieldName;
  /** Index of the record it belongs to, from 0; −1 in the header of the batch. */
  readonly record: number;
  /** Index of the record's header that it belongs to, from 0; −1 = none. */
  readonly header: number;
  /** First byte, counted from the start of the batch, or of the block that was compressed. */
  readonly from: number;
  readonly length: number;
  readonly value: FieldValue;
}

export interface ByteMap {
  /** They cover every byte once, in order; what a reader did not get to is one field `unread` at the end. */
  readonly fields: readonly ByteField[];
  /** The records of a compressed batch, as they are after decompression. */
  readonly block: { readonly bytes: Uint8Array; readonly fields: readonly ByteField[] } | null;
  readonly fault: Fault | null;
}

/**
 * The fields of one batch, or of one message of the formats 0 and 1, whatever state it is in.
 *
 * @param bytes - one batch from its first byte on; more bytes after it are `unread`
 * @remarks The map is what the reader itself says while it reads, so that both always agree.
 */
export function mapBytes(bytes: Uint8Array): ByteMap {
  const fields: ByteField[] = [];
  if (typeof nextBatchSize(bytes, 0) === 'number' && byteAt(bytes, MAGIC_AT) < BATCH_MAGIC) {
    const { fault } = readMessage(bytes, 0, watcherInto(fields));
    return { fields: withRest(fields, bytes), block: null, fault };
  }
  const blockFields: ByteField[] = [];
  const { header, block, fault } = readBatch(bytes, 0, watcherInto(fields), watcherInto(blockFields));
  return {
    fields: withRest(withControl(fields, header), bytes),
    block: block === null ? null : { bytes: block, fields: withRest(withControl(blockFields, header), block) },
    fault,
  };
}

function watcherInto(fields: ByteField[]): FieldWatcher {
  let record = -1;
  let header = -1;
  return {
    field: (name, from, length, value) => {
      fields.push({ name, record, header, from, length, value });
    },
    record: (index) => {
      record = index;
    },
    header: (index) => {
      header = index;
    },
  };
}

/** With one field for the bytes after the last one, if there are any. */
function withRest(fields: readonly ByteField[], bytes: Uint8Array): ByteField[] {
  const last = fields[fields.length - 1];
  const from = last === undefined ? 0 : last.from + last.length;
  if (from === bytes.length) return [...fields];
  const rest = { from, length: bytes.length - from, value: bytes.slice(from) };
  return [...fields, { name: 'unread', record: -1, header: -1, ...rest }];
}

/** Key and value of a control record are numbers, and are shown as such; a KRaft value stays as it is. */
function withControl(fields: readonly ByteField[], header: BatchHeader | null): ByteField[] {
  if (header === null || !header.attributes.isControl) return [...fields];
  let isMarker = false;
  return fields.flatMap((field) => {
    const { name, value, length } = field;
    if (!(value instanceof Uint8Array)) return [field];
    if (name === 'key' && length === CONTROL_KEY_BYTES) {
      const type = viewOf(value).getInt16(2);
      isMarker = type === 0 || type === 1;
      return split(field, 'controlVersion', 'controlType', type);
    }
    if (name !== 'value' || !isMarker || length !== MARKER_BYTES) return [field];
    return split(field, 'markerVersion', 'coordinatorEpoch', viewOf(value).getInt32(2));
  });
}

/** Two fields in place of one: an int16, and the rest. */
function split(field: ByteField, first: FieldName, second: FieldName, secondValue: number): ByteField[] {
  const { from, length, value } = field;
  if (!(value instanceof Uint8Array)) return [field];
  return [
    { ...field, name: first, length: 2, value: viewOf(value).getInt16(0) },
    { ...field, name: second, from: from + 2, length: length - 2, value: secondValue },
  ];
}
