import { INVALID_RECORD, MESSAGE_TOO_LARGE, NONE, RECORD_LIST_TOO_LARGE } from '../protocol/errors.ts';
import type { StorageConfig } from './storage-config.ts';

/**
 * Whether a batch from a client is small enough.
 *
 * @remarks A follower takes what its leader has, whatever its size.
 * @param batchBytes - the largest batch of the append
 * @param totalBytes - all batches of the append
 * @see `UnifiedLog#append`; KIP-126
 */
export function judgeSize(config: StorageConfig, batchBytes: number, totalBytes: number): number {
  if (batchBytes > config.maxMessageBytes) return MESSAGE_TOO_LARGE;
  return totalBytes > config.segmentBytes ? RECORD_LIST_TOO_LARGE : NONE;
}

/** A key that is not there. */
export const NO_KEY = -1;

/**
 * Whether every record has the key that a compacted topic asks for.
 *
 * @param keys - of the batch's records; `NO_KEY` = none
 * @see `LogValidator#validateKey`
 */
export function judgeKeys(config: StorageConfig, keys: readonly number[]): number {
  return config.compacts && keys.includes(NO_KEY) ? INVALID_RECORD : NONE;
}

/** The places in the batch of the records that `judgeKeys` refuses. @see KIP-467 */
export function keylessIndexes(keys: readonly number[]): number[] {
  const indexes: number[] = [];
  for (let i = 0; i < keys.length; i++) if (keys[i] === NO_KEY) indexes.push(i);
  return indexes;
}
