import type { SegmentedLog } from './segmented-log.ts';
import type { StorageConfig } from './storage-config.ts';

/**
 * Whether an append is flushed before it is answered. By default never: an acknowledgement does not wait for the
 * disk, and replication is what keeps a record.
 *
 * @see `UnifiedLog#append`, `flush.messages`
 */
export function mustFlushNow(log: SegmentedLog, config: StorageConfig): boolean {
  return log.logEnd - log.recoveryPoint >= config.flushMessages;
}

/** Whether the flush task, which comes every `log.flush.scheduler.interval.ms`, flushes this log. @see `LogManager#flushDirtyLogs` */
export function isFlushDue(log: SegmentedLog, config: StorageConfig, nowMs: number): boolean {
  return nowMs - log.lastFlushMs >= config.flushMs;
}

/**
 * Notes that everything below `offset` has been flushed: at a roll that is the new segment's base, some time after
 * the roll; at a clean stop, the end.
 *
 * @see `UnifiedLog#flush`, `LocalLog#markFlushed`
 */
export function flushedUpTo(log: SegmentedLog, offset: number, nowMs: number): void {
  if (offset <= log.recoveryPoint) return;
  log.recoveryPoint = offset;
  log.lastFlushMs = nowMs;
}
