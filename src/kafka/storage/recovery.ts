import { at } from '../../sim/column.ts';
import { nextOffsetOf, recoverSegment } from './segment.ts';
import { activeSegment, deleteFiles, restartLog, type SegmentedLog, segmentIndexAt } from './segmented-log.ts';
import type { StorageConfig } from './storage-config.ts';

/** What a broker knows of a log when it starts. */
export interface Remains {
  /** The marker `.kafka_cleanshutdown` is there: the files are trusted as they are. */
  readonly cleanShutdown: boolean;
  /** First offset whose batch is not whole on the disk; the log's end where all of it is. */
  readonly firstDamagedOffset: number;
  /** `recovery-point-offset-checkpoint`. */
  readonly recoveryPoint: number;
  /** `replication-offset-checkpoint`. */
  readonly highWatermark: number;
}

/**
 * Loads a log at a broker's start.
 *
 * @remarks
 * After an unclean stop every segment from that of the recovery point on is read again. At the first batch that is
 * not whole the file is cut, and all later segments are deleted, whole or not. Damage below the recovery point, or
 * after a clean stop, is not seen. Producer state and leader epochs are rebuilt by the caller from what is left.
 * @returns how many segments were read again; that is what a start takes its time for
 * @see `LogLoader#load`, `LogLoader#recoverLog`
 */
export function loadLog(log: SegmentedLog, config: StorageConfig, remains: Remains, nowMs: number): number {
  let recovered = 0;
  if (!remains.cleanShutdown) recovered = recoverSegments(log, config, remains, nowMs);
  const end = nextOffsetOf(activeSegment(log));
  if (end < log.logStart) restartLog(log, config, log.logStart, nowMs);
  else log.logEnd = Math.max(end, activeSegment(log).baseOffset);
  log.highWatermark = Math.max(log.logStart, Math.min(remains.highWatermark, log.logEnd));
  log.recoveryPoint = remains.cleanShutdown ? log.logEnd : Math.min(remains.recoveryPoint, log.logEnd);
  if (log.cleanerCheckpoint > log.logEnd) log.cleanerCheckpoint = log.logEnd;
  return recovered;
}

function recoverSegments(log: SegmentedLog, config: StorageConfig, remains: Remains, nowMs: number): number {
  const first = segmentIndexAt(log, remains.recoveryPoint);
  for (let i = first; i < log.segments.length; i++) {
    const cut = recoverSegment(at(log.segments, i), remains.firstDamagedOffset, config.indexIntervalBytes);
    if (cut === 0) continue;
    deleteFiles(log, i + 1, log.segments.length - i - 1, config, nowMs);
    return i - first + 1;
  }
  return log.segments.length - first;
}
