import {
  CORRUPT_MESSAGE,
  INVALID_RECORD,
  MESSAGE_TOO_LARGE,
  NONE,
  UNKNOWN_SERVER_ERROR,
  UNSUPPORTED_COMPRESSION_TYPE,
} from '../protocol/errors.ts';

/**
 * What is wrong with bytes that should be records, and the error that Kafka answers.
 *
 * @remarks
 * `incomplete` is no error for a reader of a log or of a fetch answer: it leaves the rest and waits for more. The real
 * readers throw `CorruptRecordException` (CORRUPT_MESSAGE) and `InvalidRecordException` (INVALID_RECORD); the place
 * where each reason comes from is beside the check.
 */
const ERRORS = {
  incomplete: NONE,
  'size-below-overhead': CORRUPT_MESSAGE,
  'unknown-magic': CORRUPT_MESSAGE,
  'crc-mismatch': CORRUPT_MESSAGE,
  'unknown-compression': UNKNOWN_SERVER_ERROR,
  'codec-not-modelled': UNSUPPORTED_COMPRESSION_TYPE,
  'bad-compressed-block': UNKNOWN_SERVER_ERROR,
  'negative-records-count': INVALID_RECORD,
  'records-missing': INVALID_RECORD,
  'records-left-over': INVALID_RECORD,
  'record-size': INVALID_RECORD,
  'record-underflow': INVALID_RECORD,
  'varint-too-long': INVALID_RECORD,
  'headers-count': INVALID_RECORD,
  'header-key-null': INVALID_RECORD,
  'control-key-size': INVALID_RECORD,
  'control-version': INVALID_RECORD,
  'marker-size': INVALID_RECORD,
  'marker-version': INVALID_RECORD,
  'wrapper-without-value': INVALID_RECORD,
  'wrapper-without-messages': INVALID_RECORD,
  'wrapper-offset': INVALID_RECORD,
  'inner-magic': INVALID_RECORD,
  'inner-compression': INVALID_RECORD,
  'base-offset': INVALID_RECORD,
  'batch-too-large': MESSAGE_TOO_LARGE,
  'offset-range': INVALID_RECORD,
  'records-count': INVALID_RECORD,
  'control-from-client': INVALID_RECORD,
  'sequence-missing': INVALID_RECORD,
  'offset-delta': INVALID_RECORD,
  'key-missing': INVALID_RECORD,
} as const;

export type FaultReason = keyof typeof ERRORS;

export interface Fault {
  readonly reason: FaultReason;
  /** The error code that Kafka answers, see `protocol/errors.ts`. */
  readonly error: number;
  /** Of the byte where the reader stopped, counted from the start of what it was given. */
  readonly position: number;
  /** What was found there, where that is a number. */
  readonly found: number | null;
}

export function faultOf(reason: FaultReason, position: number, found: number | null = null): Fault {
  return { reason, error: ERRORS[reason], position, found };
}
