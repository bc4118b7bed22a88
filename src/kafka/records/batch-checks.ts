import { readBatch } from './batch-reader.ts';
import { NO_CODEC } from './codec.ts';
import { type Fault, type FaultReason, faultOf } from './fault.ts';
import type { BatchRecord } from './record.ts';
import { type BatchHeader, isCrcValid, lastOffset } from './record-batch.ts';

export interface ProduceRules {
  /** `max.message.bytes` of the topic. */
  readonly maxMessageBytes: number;
  /** `cleanup.policy` contains `compact`. */
  readonly isCompacted: boolean;
}

/**
 * What a leader has against a client's batch before it gives it an offset, in the order in which it looks.
 *
 * @remarks
 * Left out: the limits of timestamps, which need a clock; sequence numbers against what the partition remembers, which
 * `log/producer-state.ts` judges.
 *
 * @see `UnifiedLog#analyzeAndValidateRecords`, `LogValidator#validateBatch`, `#validateRecord`
 */
export function checkProducedBatch(bytes: Uint8Array, rules: ProduceRules): Fault | null {
  const { header, records, fault, size } = readBatch(bytes);
  if (header === null) return fault;
  if (header.baseOffset !== 0n) return faultOf('base-offset', 0);
  if (size > rules.maxMessageBytes) return faultOf('batch-too-large', 0, size);
  if (!isCrcValid(bytes, 0, size)) return faultOf('crc-mismatch', 0, header.crc);
  const reason = againstHeader(header);
  if (reason !== null) return faultOf(reason, 0);
  if (fault !== null) return fault;
  for (let i = 0; i < records.length; i++) {
    const record = records[i];
    const against = record === undefined ? null : againstRecord(header, record, i, rules);
    if (against !== null) return faultOf(against, 0, i);
  }
  return null;
}

function againstHeader(header: BatchHeader): FaultReason | null {
  const { attributes, producerId, baseSequence, recordsCount } = header;
  const range = lastOffset(header) - header.baseOffset + 1n;
  if (range <= 0n) return 'offset-range';
  if (recordsCount <= 0 || range !== BigInt(recordsCount)) return 'records-count';
  if (attributes.isControl) return 'control-from-client';
  return producerId >= 0n && baseSequence < 0 ? 'sequence-missing' : null;
}

function againstRecord(
  header: BatchHeader,
  record: BatchRecord,
  index: number,
  rules: ProduceRules,
): FaultReason | null {
  if (rules.isCompacted && record.key === null) return 'key-missing';
  // Kafka looks at the deltas only where it has to decompress anyway.
  const isWrong = header.attributes.codec !== NO_CODEC && record.offsetDelta !== index;
  return isWrong ? 'offset-delta' : null;
}
