import * as v from 'valibot';
import { errorName } from '../protocol/errors.ts';
import { cleanableRange, dirtyRatio, filthiest, logToClean } from '../storage/cleanable.ts';
import { deleteRecords, retain } from '../storage/retention.ts';
import { appendToSegment, createSegment } from '../storage/segment.ts';
import { createSegmentedLog, type SegmentedLog } from '../storage/segmented-log.ts';
import type { StorageConfig } from '../storage/storage-config.ts';
import { configWith, SOME_BYTES } from './storage.ts';

const SEGMENTS = v.array(
  v.object({
    baseOffset: v.number(),
    bytes: v.optional(v.number(), 1),
    largestTimestamp: v.optional(v.number(), -1),
  }),
);
const RETENTION = v.object({
  segments: SEGMENTS,
  logEndOffset: v.number(),
  highWatermark: v.number(),
  logStartOffset: v.number(),
  retentionMs: v.number(),
  retentionBytes: v.number(),
  cleanupPolicy: v.string(),
  nowMs: v.number(),
});
const DELETE_RECORDS = v.object({ highWatermark: v.number(), logEndOffset: v.number(), deleteBefore: v.number() });
const CLEANABLE = v.object({
  logStartOffset: v.number(),
  /** null = the log was never cleaned. */
  checkpoint: v.nullish(v.number(), null),
  minCompactionLagMs: v.number(),
  nowMs: v.number(),
  segments: SEGMENTS,
  logEndOffset: v.number(),
  lastStableOffset: v.number(),
});
const DIRTY = v.union([
  v.object({ segments: SEGMENTS, firstDirtyOffset: v.number(), firstUncleanableOffset: v.number() }),
  v.object({
    logs: v.record(v.string(), v.object({ cleanBytes: v.number(), cleanableBytes: v.number() })),
    minCleanableRatio: v.number(),
  }),
]);

export function runRetention(input: unknown): unknown {
  const given = v.parse(RETENTION, input);
  const config = configWith({
    'cleanup.policy': given.cleanupPolicy,
    'retention.ms': given.retentionMs,
    'retention.bytes': given.retentionBytes,
  });
  const log = logWith(given.segments, given.logEndOffset, config);
  log.logStart = given.logStartOffset;
  log.highWatermark = given.highWatermark;
  retain(log, config, given.nowMs);
  return { segmentBaseOffsets: log.segments.map(({ baseOffset }) => baseOffset), logStartOffset: log.logStart };
}

export function runDeleteRecords(input: unknown): unknown {
  const { highWatermark, logEndOffset, deleteBefore } = v.parse(DELETE_RECORDS, input);
  const config = configWith({});
  const log = logWith([{ baseOffset: 0, bytes: SOME_BYTES, largestTimestamp: -1 }], logEndOffset, config);
  log.highWatermark = highWatermark;
  const error = deleteRecords(log, config, deleteBefore);
  return { error: errorName(error), logStartOffset: log.logStart };
}

export function runCleanableRange(input: unknown): unknown {
  const given = v.parse(CLEANABLE, input);
  const config = configWith({ 'cleanup.policy': 'compact', 'min.compaction.lag.ms': given.minCompactionLagMs });
  const log = logWith(given.segments, given.logEndOffset, config);
  log.logStart = given.logStartOffset;
  log.cleanerCheckpoint = given.checkpoint ?? -1;
  return cleanableRange(log, config, given.lastStableOffset, given.nowMs);
}

export function runDirtyRatio(input: unknown): unknown {
  const given = v.parse(DIRTY, input);
  if ('logs' in given) {
    const { logs, minCleanableRatio } = given;
    const chosen = filthiest(Object.values(logs).map((bytes) => ({ ...bytes, minCleanableRatio, isOverdue: false })));
    return { pick: Object.keys(logs)[chosen] ?? null };
  }
  const log = logWith(given.segments, given.segments.at(-1)?.baseOffset ?? 0, configWith({}));
  const bytes = logToClean(log, given);
  return { cleanBytes: bytes.cleanBytes, cleanableBytes: bytes.cleanableBytes, ratio: dirtyRatio(bytes) };
}

/** A log of these segments, each with one batch that fills it, empty ones with none. */
function logWith(segments: v.InferOutput<typeof SEGMENTS>, logEnd: number, config: StorageConfig): SegmentedLog {
  const first = segments[0]?.baseOffset ?? 0;
  const log = createSegmentedLog(config, -1, first);
  log.segments = segments.map(({ baseOffset, bytes, largestTimestamp }, i) => {
    const segment = createSegment(baseOffset, config, -1);
    const next = segments[i + 1]?.baseOffset ?? Math.max(logEnd, baseOffset + 1);
    if (bytes > 0) {
      appendToSegment(segment, baseOffset, next - 1, bytes, largestTimestamp, 0, 0, config.indexIntervalBytes, -1);
    }
    return segment;
  });
  log.logEnd = logEnd;
  return log;
}
