/** Names of what a record batch, a record and a message of the old formats are made of, in Kafka's words. */
export const FIELD_NAMES = [
  'baseOffset',
  'batchLength',
  'partitionLeaderEpoch',
  'magic',
  'crc',
  'attributes',
  'lastOffsetDelta',
  'baseTimestamp',
  'maxTimestamp',
  'producerId',
  'producerEpoch',
  'baseSequence',
  'recordsCount',
  /** All records of a batch as one compressed block. */
  'compressedRecords',
  'length',
  'recordAttributes',
  'timestampDelta',
  'offsetDelta',
  'keyLength',
  'key',
  'valueLength',
  'value',
  'headersCount',
  'headerKeyLength',
  'headerKey',
  'headerValueLength',
  'headerValue',
  'controlVersion',
  'controlType',
  'markerVersion',
  'coordinatorEpoch',
  /** Of the formats 0 and 1. */
  'offset',
  'messageSize',
  'timestamp',
  /** What a reader did not get to. */
  'unread',
] as const;

export type FieldName = (typeof FIELD_NAMES)[number];

/** A number of up to 32 bits, one of 64 bits, or bytes. */
export type FieldValue = number | bigint | Uint8Array;

/** Is told by a reader what it reads, in the order of the bytes. */
export interface FieldWatcher {
  field(name: FieldName, from: number, length: number, value: FieldValue): void;
  /** What follows belongs to this record, counted from 0, or with −1 to none. */
  record(index: number): void;
  /** What follows belongs to this header of the record, or with −1 to none. */
  header(index: number): void;
}
