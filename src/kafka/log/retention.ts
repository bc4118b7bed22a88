import type { Context } from '../../sim/actor.ts';
import { RETAINED } from '../observations.ts';
import type { Log } from './log.ts';
import {
  bytesOfLog,
  deleteLater,
  dropOldest,
  rollSegment,
  segmentBase,
  segmentBytes,
  segmentCount,
  segmentEnd,
  segmentLargestUs,
} from './segments.ts';

/** `rule` in RETAINED, see `RETENTION_RULE`. */
export const BELOW_LOG_START = 0;
export const BY_SIZE = 1;
export const BY_TIME = 2;
export const AS_LEADER_SAYS = 3;

/**
 * One run of the retention task on a replica's log: whole segments, oldest first, that end below the log start, then
 * those too many for `retention.bytes`, then those too old for `retention.ms`.
 *
 * @returns true if the log start moved
 * @see `UnifiedLog#deleteOldSegments`
 */
export function retainLog(log: Log, ctx: Context): boolean {
  const { settings } = log;
  let moved = deleteOldest(log, belowLogStart(log), BELOW_LOG_START, ctx);
  if (!settings.deletes) return moved;
  if (deleteOldest(log, beyondSize(log), BY_SIZE, ctx)) moved = true;
  return deleteOldest(log, beyondAge(log, ctx.now), BY_TIME, ctx) || moved;
}

function belowLogStart(log: Log): number {
  const last = segmentCount(log.segments) - 1;
  let count = 0;
  while (count < last && mayGo(log, count) && segmentEnd(log.segments, count, log.logEnd) <= log.logStart) count++;
  return count;
}

/** So many that the log is still at least as large as `retention.bytes`. */
function beyondSize(log: Log): number {
  const { segments, settings } = log;
  if (settings.retentionBytes < 0) return 0;
  let excess = bytesOfLog(segments) - settings.retentionBytes;
  let count = 0;
  for (; count < segmentCount(segments) && mayGo(log, count); count++) {
    const bytes = segmentBytes(segments, count);
    if (excess < bytes) break;
    excess -= bytes;
  }
  return count;
}

function beyondAge(log: Log, nowUs: number): number {
  const { segments, settings } = log;
  if (settings.retentionMs < 0) return 0;
  let count = 0;
  while (count < segmentCount(segments) && mayGo(log, count)) {
    if (nowUs - segmentLargestUs(segments, count) <= settings.retentionMs * 1000) break;
    count++;
  }
  return count;
}

/** Never an empty active segment, nor one that reaches above the high watermark. @see `UnifiedLog#deletableSegments` */
function mayGo(log: Log, index: number): boolean {
  const { segments } = log;
  if (index === segmentCount(segments) - 1 && segments.bytes === 0) return false;
  return log.highWatermark >= segmentEnd(segments, index, log.logEnd);
}

function deleteOldest(log: Log, count: number, rule: number, ctx: Context): boolean {
  if (count === 0) return false;
  const { segments } = log;
  if (count === segmentCount(segments)) rollSegment(segments, log.logEnd);
  let bytes = 0;
  for (let i = 0; i < count; i++) bytes += segmentBytes(segments, i);
  deleteLater(segments, 0, count, log.settings, ctx.now);
  dropOldest(segments, count);
  return moveLogStart(log, segmentBase(segments, 0), rule, bytes, ctx);
}

/** A follower's log begins where its leader's does. Its files go with its own next run of the task. */
export function followLogStart(log: Log, leaders: number, ctx: Context): boolean {
  return moveLogStart(log, Math.min(leaders, log.highWatermark), AS_LEADER_SAYS, 0, ctx);
}

/** Never back. @see `UnifiedLog#maybeIncrementLogStartOffset` */
function moveLogStart(log: Log, to: number, rule: number, bytes: number, ctx: Context): boolean {
  const from = log.logStart;
  if (to <= from) return false;
  log.logStart = to;
  ctx.observe(RETAINED, log.partition, from, to, rule, bytes, 0, -1);
  return true;
}
