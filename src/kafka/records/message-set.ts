import { assert } from '../../sim/assert.ts';
import { byteAt } from '../../sim/column.ts';
import { nextBatchSize } from './batch-reader.ts';
import {
  cursorOver,
  fail,
  readBytes,
  readInt8,
  readInt32,
  readInt64,
  readUint32,
  remaining,
  viewOf,
} from './byte-cursor.ts';
import {
  type ByteWriter,
  createWriter,
  writeBytes,
  writeInt8,
  writeInt32,
  writeInt64,
  writtenBytes,
} from './byte-writer.ts';
import { CODECS, compress, decompress, hasRealBody, NO_CODEC } from './codec.ts';
import { crc32 } from './crc.ts';
import { type Fault, faultOf } from './fault.ts';
import type { FieldWatcher } from './field.ts';

/*
 * The formats before batches: 0, and 1 with a timestamp (Kafka 0.10, KIP-32). A log or a request is a row of messages,
 * each with its offset, size and checksum. Compression packs a row of messages into the value of one more message, the
 * wrapper. No message has a producer, a sequence, a leader epoch or headers. Brokers write neither since 4.0 (KIP-724).
 */

/** @see `LegacyRecord#recordOverhead` */
export const MESSAGE_OVERHEAD_BYTES = [14, 22] as const;
const CRC_AT = 12;
/** The checksum is CRC-32 of ISO, over all that comes from here on. */
const CRC_FROM = 16;
const MAGIC_AT = 16;
const CODEC_MASK = 7;
const LOG_APPEND_TIME = 8;

export interface Message {
  /** Of a message in a wrapper of format 1: counted from the wrapper's first. */
  readonly offset: bigint;
  readonly magic: 0 | 1;
  /** Bits 0 to 2 compression, see `CODECS`; in format 1 bit 3 says that `timestamp` is the broker's. */
  readonly attributes: number;
  /** ms; null in format 0, which has none. */
  readonly timestamp: bigint | null;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

export interface MessageReading {
  /** null where it cannot be read. */
  readonly message: Message | null;
  readonly fault: Fault | null;
  /** With offset and size; 0 where it is not known. */
  readonly size: number;
}

export interface MessagesReading {
  /** With their own offsets and times, whatever they were wrapped in. */
  readonly messages: readonly Message[];
  readonly fault: Fault | null;
}

/** @see `LegacyRecord#write` */
export function encodeMessages(messages: readonly Message[]): Uint8Array {
  const writer = createWriter();
  for (const message of messages) writeMessage(writer, message);
  return writtenBytes(writer);
}

/**
 * Packs messages into one wrapper, as a producer does.
 *
 * @param messages - at least one, all of one format, with their own offsets
 * @remarks
 * In format 1 the inner offsets are 0, 1, 2 …, so that a broker that gives out offsets changes the wrapper only; in
 * format 0 they are absolute, and it has to decompress, number and compress again (KIP-31). The wrapper has the last
 * offset, and in format 1 the latest time.
 *
 * @see `MemoryRecordsBuilder#writeLegacyCompressedWrapperHeader`
 */
export function wrapMessages(messages: readonly Message[], codec: number): Message {
  const [first] = messages;
  const last = messages[messages.length - 1];
  assert(first !== undefined && last !== undefined, 'a wrapper has at least one message');
  const isRelative = first.magic === 1;
  const inner = isRelative ? messages.map((one) => ({ ...one, offset: one.offset - first.offset })) : messages;
  let timestamp = first.timestamp;
  for (const one of messages) {
    if (timestamp !== null && one.timestamp !== null && one.timestamp > timestamp) timestamp = one.timestamp;
  }
  const value = compress(codec, encodeMessages(inner));
  return { offset: last.offset, magic: first.magic, attributes: codec, timestamp, key: null, value };
}

/**
 * Reads the message that begins at `from`, a wrapper as it is. The checksum is not looked at.
 *
 * @see `ByteBufferLogInputStream#nextBatch`, `LegacyRecord`
 */
export function readMessage(bytes: Uint8Array, from = 0, watcher: FieldWatcher | null = null): MessageReading {
  const size = nextBatchSize(bytes, from);
  if (typeof size !== 'number') return { message: null, fault: size, size: 0 };
  const magic = byteAt(bytes, from + MAGIC_AT);
  if (magic > 1) return { message: null, fault: faultOf('unknown-magic', from + MAGIC_AT, magic), size };
  const cursor = cursorOver(bytes, from, watcher);
  cursor.limit = from + size;
  cursor.underflow = 'size-below-overhead';
  const offset = readInt64(cursor, 'offset');
  readInt32(cursor, 'messageSize');
  readUint32(cursor, 'crc');
  readInt8(cursor, 'magic');
  const attributes = readInt8(cursor, 'attributes');
  const timestamp = magic === 1 ? readInt64(cursor, 'timestamp') : null;
  const key = readBytes(cursor, 'key', readInt32(cursor, 'keyLength'));
  const value = readBytes(cursor, 'value', readInt32(cursor, 'valueLength'));
  if (cursor.fault === null && remaining(cursor) > 0) fail(cursor, 'record-size', size);
  if (cursor.fault !== null) return { message: null, fault: cursor.fault, size };
  return { message: { offset, magic: magic === 1 ? 1 : 0, attributes, timestamp, key, value }, fault: null, size };
}

/** Whether a message has the checksum that it says. @see `LegacyRecord#ensureValid` */
export function ensureMessageValid(bytes: Uint8Array, from = 0): Fault | null {
  const size = nextBatchSize(bytes, from);
  if (typeof size !== 'number') return size;
  const stored = viewOf(bytes).getUint32(from + CRC_AT);
  return stored === crc32(bytes, from + CRC_FROM, from + size) ? null : faultOf('crc-mismatch', from + CRC_AT, stored);
}

/**
 * All messages of a row, those in wrappers too, with their checksums checked.
 *
 * @see `AbstractLegacyRecordBatch#iterator`, `DeepRecordsIterator`
 */
export function readMessages(bytes: Uint8Array): MessagesReading {
  const messages: Message[] = [];
  let position = 0;
  while (position < bytes.length) {
    const { message, fault, size } = readChecked(bytes, position);
    if (message === null) return { messages, fault };
    const wrapped = (message.attributes & CODEC_MASK) === NO_CODEC ? null : unwrapMessage(message);
    if (wrapped === null) messages.push(message);
    else messages.push(...wrapped.messages);
    if (wrapped !== null && wrapped.fault !== null) return { messages, fault: { ...wrapped.fault, position } };
    position += size;
  }
  return { messages, fault: null };
}

/** What is in a wrapper, with absolute offsets. */
export function unwrapMessage(wrapper: Message): MessagesReading {
  const inner: Message[] = [];
  const fault = readInner(wrapper, inner);
  if (fault !== null) return { messages: [], fault };
  const last = inner[inner.length - 1];
  if (last === undefined) return refused('wrapper-without-messages');
  if (wrapper.magic === 0) return { messages: inner, fault: null };
  // Some versions of librdkafka leave the wrapper at 0; then the inner offsets stand as they are.
  if (wrapper.offset !== 0n && wrapper.offset < last.offset) return refused('wrapper-offset');
  const base = wrapper.offset === 0n ? 0n : wrapper.offset - last.offset;
  const isBrokerTime = (wrapper.attributes & LOG_APPEND_TIME) !== 0;
  const messages = inner.map((one) => ({
    ...one,
    offset: base + one.offset,
    attributes: isBrokerTime ? one.attributes | LOG_APPEND_TIME : one.attributes,
    timestamp: isBrokerTime ? wrapper.timestamp : one.timestamp,
  }));
  return { messages, fault: null };
}

function readInner(wrapper: Message, inner: Message[]): Fault | null {
  const codec = wrapper.attributes & CODEC_MASK;
  if (wrapper.value === null) return faultOf('wrapper-without-value', 0);
  if (codec >= CODECS.length) return faultOf('unknown-compression', 0, codec);
  if (!hasRealBody(codec)) return faultOf('codec-not-modelled', 0, codec);
  const bytes = decompress(codec, wrapper.value);
  if (bytes === null) return faultOf('bad-compressed-block', 0);
  let position = 0;
  while (position < bytes.length) {
    const { message, fault, size } = readChecked(bytes, position);
    if (message === null) return fault;
    if (message.magic !== wrapper.magic) return faultOf('inner-magic', position, message.magic);
    if ((message.attributes & CODEC_MASK) !== NO_CODEC) return faultOf('inner-compression', position);
    inner.push(message);
    position += size;
  }
  return null;
}

function readChecked(bytes: Uint8Array, from: number): MessageReading {
  const damage = ensureMessageValid(bytes, from);
  return damage === null ? readMessage(bytes, from) : { message: null, fault: damage, size: 0 };
}

function refused(reason: 'wrapper-without-messages' | 'wrapper-offset'): MessagesReading {
  return { messages: [], fault: faultOf(reason, 0) };
}

function writeMessage(writer: ByteWriter, message: Message): void {
  const { offset, magic, attributes, timestamp, key, value } = message;
  const from = writer.length;
  writeInt64(writer, offset);
  writeInt32(writer, MESSAGE_OVERHEAD_BYTES[magic] + (key?.length ?? 0) + (value?.length ?? 0));
  writeInt32(writer, 0);
  writeInt8(writer, magic);
  writeInt8(writer, attributes);
  if (magic === 1) writeInt64(writer, timestamp ?? -1n);
  writeNullable(writer, key);
  writeNullable(writer, value);
  writer.view.setUint32(from + CRC_AT, crc32(writer.bytes, from + CRC_FROM, writer.length));
}

function writeNullable(writer: ByteWriter, bytes: Uint8Array | null): void {
  writeInt32(writer, bytes === null ? -1 : bytes.length);
  if (bytes !== null) writeBytes(writer, bytes);
}
