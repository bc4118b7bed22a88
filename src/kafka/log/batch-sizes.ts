import { getInt, numberAt } from '../../sim/column.ts';
import { bundleCount, bundleMember, type Payloads } from '../../sim/payload.ts';
import { type BatchTable, batchTime, recordTimestamp } from '../batches.ts';
import { modelledBlockSize } from '../records/codec.ts';
import { varintSize } from '../records/varint.ts';
import { RECORD_BATCH_OVERHEAD } from '../storage/stored-batch.ts';

/** Bytes of a record's body apart from its two deltas. Left out: that a key longer than 63 bytes takes one more. */
export function bodyBytes(size: number): number {
  return 3 + varintSize(size) + size;
}

/**
 * Bytes of a batch.
 *
 * @param deltas - by record: its offset less the base offset, and its time less the base timestamp, ms
 * @param bodies - by record: `bodyBytes`
 */
export function bytesOfBatch(
  offsetDeltas: readonly number[],
  timeDeltas: readonly number[],
  bodies: readonly number[],
  codec: number,
): number {
  let bytes = 0;
  for (let i = 0; i < bodies.length; i++) {
    const body = numberAt(bodies, i) + varintSize(numberAt(timeDeltas, i)) + varintSize(numberAt(offsetDeltas, i));
    bytes += varintSize(body) + body;
  }
  return RECORD_BATCH_OVERHEAD + modelledBlockSize(codec, bytes);
}

/** Bytes of a batch as it would be with another codec. */
export function bytesWithCodec(table: BatchTable, payloads: Payloads, batch: number, codec: number): number {
  const offsetDeltas: number[] = [];
  const timeDeltas: number[] = [];
  const bodies: number[] = [];
  const baseTime = batchTime(table, batch);
  let firstMs = -1;
  for (let i = 0; i < bundleCount(payloads, batch); i++) {
    const uid = bundleMember(payloads, batch, i);
    if (uid < 0) continue;
    const ms = recordTimestamp(payloads, uid, baseTime);
    if (firstMs < 0) firstMs = ms;
    offsetDeltas.push(i);
    timeDeltas.push(ms - firstMs);
    bodies.push(bodyBytes(getInt(payloads.size, uid)));
  }
  return bytesOfBatch(offsetDeltas, timeDeltas, bodies, codec);
}
