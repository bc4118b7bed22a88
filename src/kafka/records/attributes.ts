/**
 * The attributes of a batch, and of a message of the formats 0 and 1, which has the lowest bits of them only.
 *
 * @see `DefaultRecordBatch#computeAttributes`, `LegacyRecord#computeAttributes`
 */
export interface Attributes {
  /** See `CODECS`; 5 to 7 are not given to any. */
  readonly codec: number;
  /** The broker's time instead of the client's: then `maxTimestamp` is the time of every record. */
  readonly isLogAppendTime: boolean;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  /** The base timestamp is the time at which tombstones and markers of the batch may go. KIP-534 */
  readonly hasDeleteHorizon: boolean;
}

const CODEC_MASK = 7;
const LOG_APPEND_TIME = 8;
const TRANSACTIONAL = 16;
const CONTROL = 32;
const DELETE_HORIZON = 64;

/** Of a batch without compression, with the client's time, of no transaction. */
export const PLAIN_ATTRIBUTES: Attributes = {
  codec: 0,
  isLogAppendTime: false,
  isTransactional: false,
  isControl: false,
  hasDeleteHorizon: false,
};

export function attributesOf(bits: number): Attributes {
  return {
    codec: codecOf(bits),
    isLogAppendTime: (bits & LOG_APPEND_TIME) !== 0,
    isTransactional: (bits & TRANSACTIONAL) !== 0,
    isControl: (bits & CONTROL) !== 0,
    hasDeleteHorizon: (bits & DELETE_HORIZON) !== 0,
  };
}

export function attributeBits(attributes: Attributes): number {
  return (
    (attributes.codec & CODEC_MASK) |
    (attributes.isLogAppendTime ? LOG_APPEND_TIME : 0) |
    (attributes.isTransactional ? TRANSACTIONAL : 0) |
    (attributes.isControl ? CONTROL : 0) |
    (attributes.hasDeleteHorizon ? DELETE_HORIZON : 0)
  );
}

export function codecOf(bits: number): number {
  return bits & CODEC_MASK;
}
