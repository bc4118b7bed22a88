import { at } from '../../sim/column.ts';
import { NONE, OFFSET_OUT_OF_RANGE, POLICY_VIOLATION } from '../protocol/errors.ts';
import { largestTimestamp } from './segment.ts';
import { deleteFiles, logBytes, rollLog, type SegmentedLog, upperBoundOf } from './segmented-log.ts';
import type { StorageConfig } from './storage-config.ts';

/**
 * One run of the retention task on a log: segments wholly below the log start go; then, if `cleanup.policy` names
 * delete, what is too much for `retention.bytes`, and what is too old for `retention.ms`.
 *
 * @remarks
 * Each rule takes whole segments from the oldest on and stops at the first that it does not hold for. None takes a
 * segment that reaches above the high watermark, nor an empty active one. Where all would go, the log first rolls.
 * @returns how many segments went
 * @see `UnifiedLog#deleteOldSegments`; `log.retention.check.interval.ms` says how often
 */
export function retain(log: SegmentedLog, config: StorageConfig, nowMs: number): number {
  let deleted = deleteOldest(log, belowLogStart(log), config, nowMs);
  if (!config.deletes) return deleted;
  deleted += deleteOldest(log, beyondSize(log, config), config, nowMs);
  return deleted + deleteOldest(log, beyondAge(log, config, nowMs), config, nowMs);
}

/** How many of the oldest segments end at or below the log start. The active one never does: nothing follows it. */
export function belowLogStart(log: SegmentedLog): number {
  let count = 0;
  while (count + 1 < log.segments.length && mayGo(log, count) && upperBoundOf(log, count) <= log.logStart) count++;
  return count;
}

/** How many of the oldest segments can go so that the log is still at least as large as `retention.bytes`. */
export function beyondSize(log: SegmentedLog, config: StorageConfig): number {
  if (config.retentionBytes < 0) return 0;
  let excess = logBytes(log) - config.retentionBytes;
  let count = 0;
  for (; count < log.segments.length && mayGo(log, count); count++) {
    const { sizeBytes } = at(log.segments, count).file;
    if (excess < sizeBytes) break;
    excess -= sizeBytes;
  }
  return count;
}

/** How many of the oldest segments have no record younger than `retention.ms`. */
export function beyondAge(log: SegmentedLog, config: StorageConfig, nowMs: number): number {
  if (config.retentionMs < 0) return 0;
  let count = 0;
  while (count < log.segments.length && mayGo(log, count)) {
    if (nowMs - largestTimestamp(at(log.segments, count)) <= config.retentionMs) break;
    count++;
  }
  return count;
}

/** Removes files whose `file.delete.delay.ms` have passed. @returns the bytes that are free now */
export function removeDeletedFiles(log: SegmentedLog, nowMs: number): number {
  let bytes = 0;
  let count = 0;
  for (; count < log.deleted.length; count++) {
    const file = at(log.deleted, count);
    if (file.removeAtMs > nowMs) break;
    bytes += file.bytes;
  }
  if (count > 0) log.deleted.splice(0, count);
  return bytes;
}

/** `beforeOffset` of a DeleteRecords request that means: up to the high watermark. */
export const TO_HIGH_WATERMARK = -1;

/**
 * Moves the log start, as a DeleteRecords request asks. Files go with the next run of the retention task.
 *
 * @remarks
 * The answer to the client waits until every live replica's log start is there, see KIP-107. An offset below the log
 * start changes nothing and is no error.
 * @returns NONE or an error code
 * @see `Partition#deleteRecordsOnLeader`, `UnifiedLog#maybeIncrementLogStartOffset`
 */
export function deleteRecords(log: SegmentedLog, config: StorageConfig, beforeOffset: number): number {
  if (!config.deletes && config.compacts) return POLICY_VIOLATION;
  const offset = beforeOffset === TO_HIGH_WATERMARK ? log.highWatermark : beforeOffset;
  if (offset < 0 || offset > log.highWatermark) return OFFSET_OUT_OF_RANGE;
  raiseLogStart(log, offset);
  return NONE;
}

/** Moves the log start up, never back; a follower does it with its leader's. */
export function raiseLogStart(log: SegmentedLog, offset: number): void {
  if (offset > log.logStart) log.logStart = offset;
}

/** The rules that hold for every kind of deletion. @see `UnifiedLog#deletableSegments` */
function mayGo(log: SegmentedLog, index: number): boolean {
  const isLast = index === log.segments.length - 1;
  if (isLast && at(log.segments, index).file.sizeBytes === 0) return false;
  return log.highWatermark >= upperBoundOf(log, index);
}

/** @see `UnifiedLog#deleteSegments` */
function deleteOldest(log: SegmentedLog, count: number, config: StorageConfig, nowMs: number): number {
  if (count === 0) return 0;
  if (count === log.segments.length) rollLog(log, config, log.logEnd, nowMs);
  deleteFiles(log, 0, count, config, nowMs);
  raiseLogStart(log, at(log.segments, 0).baseOffset);
  if (log.recoveryPoint < log.logStart) log.recoveryPoint = log.logStart;
  return count;
}

/** Bytes of the log that can be read, the active segment's included, and those that wait for deletion. */
export function bytesOnDisk(log: SegmentedLog): number {
  let bytes = logBytes(log);
  for (let i = 0; i < log.deleted.length; i++) bytes += at(log.deleted, i).bytes;
  return bytes;
}
