import { type ConfigTable, type ConfigValues, numberOf, parseConfig, textOf } from '../../sim/config.ts';

/** A topic's storage settings, in Kafka's units, out of the table below. */
export interface StorageConfig {
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly segmentJitterMs: number;
  readonly segmentIndexBytes: number;
  readonly indexIntervalBytes: number;
  readonly maxMessageBytes: number;
  /** Place in `CODECS` of how the broker keeps batches; −1 = as producers send them. */
  readonly codec: number;
  /** `cleanup.policy` names compact. */
  readonly compacts: boolean;
  /** `cleanup.policy` names delete. */
  readonly deletes: boolean;
  /** −1 = without limit. */
  readonly retentionMs: number;
  /** −1 = without limit. */
  readonly retentionBytes: number;
  readonly fileDeleteDelayMs: number;
  readonly flushMessages: number;
  readonly flushMs: number;
  readonly minCleanableDirtyRatio: number;
  readonly deleteRetentionMs: number;
  readonly minCompactionLagMs: number;
  readonly maxCompactionLagMs: number;
}

/** `compression.type` of topics: as producers send it, then in the order of `CODECS`. */
const TOPIC_CODECS = ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'];

/** Stands for Kafka's 2^63 − 1: never. */
export const NEVER_MS = Number.MAX_SAFE_INTEGER;

/**
 * Keys of a topic that decide how its log is stored.
 *
 * @remarks
 * The real `segment.bytes` is at least 1 MiB (KIP-1030, 4.0; 14 bytes before); here it may be smaller, since a log
 * that can be watched is small. `retention.bytes` is per partition.
 */
export const STORAGE_ROWS: ConfigTable = {
  'cleanup.policy': { type: 'list', default: 'delete', source: 'LogConfig; KIP-71', applies: 'dynamic' },
  'segment.bytes': {
    type: 'bytes',
    default: 1_073_741_824,
    min: 14,
    source: 'LogConfig; KIP-1030',
    applies: 'dynamic',
  },
  'segment.ms': { type: 'ms', default: 604_800_000, min: 1, source: 'LogConfig; KIP-32', applies: 'dynamic' },
  'segment.jitter.ms': { type: 'ms', default: 0, min: 0, source: 'LogConfig', applies: 'dynamic' },
  'segment.index.bytes': { type: 'bytes', default: 10_485_760, min: 4, source: 'LogConfig', applies: 'dynamic' },
  'index.interval.bytes': { type: 'bytes', default: 4096, min: 0, source: 'LogConfig', applies: 'dynamic' },
  'max.message.bytes': { type: 'bytes', default: 1_048_588, min: 0, source: 'LogConfig; KIP-126', applies: 'dynamic' },
  'compression.type': {
    type: 'choice',
    default: 'producer',
    choices: ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'],
    source: 'LogConfig',
    applies: 'dynamic',
  },
  'retention.ms': { type: 'ms', default: 604_800_000, min: -1, source: 'LogConfig', applies: 'dynamic' },
  'retention.bytes': { type: 'bytes', default: -1, min: -1, source: 'LogConfig', applies: 'dynamic' },
  'file.delete.delay.ms': { type: 'ms', default: 60_000, min: 0, source: 'LogConfig', applies: 'dynamic' },
  'flush.messages': { type: 'count', default: NEVER_MS, min: 1, source: 'LogConfig', applies: 'dynamic' },
  'flush.ms': { type: 'ms', default: NEVER_MS, min: 0, source: 'LogConfig', applies: 'dynamic' },
  'min.cleanable.dirty.ratio': { type: 'ratio', default: 0.5, min: 0, max: 1, source: 'LogConfig', applies: 'dynamic' },
  'delete.retention.ms': { type: 'ms', default: 86_400_000, min: 0, source: 'LogConfig; KIP-534', applies: 'dynamic' },
  'min.compaction.lag.ms': { type: 'ms', default: 0, min: 0, source: 'LogConfig; KIP-58', applies: 'dynamic' },
  'max.compaction.lag.ms': { type: 'ms', default: NEVER_MS, min: 1, source: 'LogConfig; KIP-354', applies: 'dynamic' },
};

/**
 * Keys of a broker that pace the work on its logs.
 * @see `ServerLogConfigs`, `CleanerConfig`
 */
export const STORAGE_BROKER_ROWS: ConfigTable = {
  'log.retention.check.interval.ms': {
    type: 'ms',
    default: 300_000,
    min: 1,
    source: 'ServerLogConfigs',
    applies: 'new-run',
  },
  'log.flush.offset.checkpoint.interval.ms': {
    type: 'ms',
    default: 60_000,
    min: 0,
    source: 'ServerLogConfigs',
    applies: 'new-run',
  },
  'log.flush.scheduler.interval.ms': {
    type: 'ms',
    default: NEVER_MS,
    min: 1,
    source: 'ServerLogConfigs',
    applies: 'new-run',
  },
  'log.cleaner.backoff.ms': { type: 'ms', default: 15_000, min: 1, source: 'CleanerConfig', applies: 'new-run' },
  'log.cleaner.threads': { type: 'count', default: 1, min: 1, source: 'CleanerConfig', applies: 'new-run' },
  'log.cleaner.io.max.bytes.per.second': {
    type: 'bytes',
    default: NEVER_MS,
    min: 1,
    source: 'CleanerConfig',
    applies: 'new-run',
  },
  'log.cleaner.dedupe.buffer.size': {
    type: 'bytes',
    default: 134_217_728,
    min: 0,
    source: 'CleanerConfig',
    applies: 'new-run',
  },
};

/** The broker's key of each topic key that `ServerTopicConfigSynonyms` renames. */
export const STORAGE_SYNONYMS: Readonly<Record<string, string>> = {
  'cleanup.policy': 'log.cleanup.policy',
  'segment.bytes': 'log.segment.bytes',
  'segment.ms': 'log.roll.ms',
  'segment.index.bytes': 'log.index.size.max.bytes',
  'index.interval.bytes': 'log.index.interval.bytes',
  'max.message.bytes': 'message.max.bytes',
  'retention.ms': 'log.retention.ms',
  'retention.bytes': 'log.retention.bytes',
  'file.delete.delay.ms': 'log.segment.delete.delay.ms',
  'flush.messages': 'log.flush.interval.messages',
  'flush.ms': 'log.flush.interval.ms',
  'min.cleanable.dirty.ratio': 'log.cleaner.min.cleanable.ratio',
  'delete.retention.ms': 'log.cleaner.delete.retention.ms',
  'min.compaction.lag.ms': 'log.cleaner.min.compaction.lag.ms',
  'max.compaction.lag.ms': 'log.cleaner.max.compaction.lag.ms',
};

/** The retention task's first run after a broker's start, ms. @see `LogManager#InitialTaskDelayMs` */
export const INITIAL_TASK_DELAY_MS = 30_000;

const DEFAULT_VALUES: ConfigValues = Object.fromEntries(
  Object.entries(STORAGE_ROWS).map(([key, row]) => [key, row.default]),
);

/** Settings where nothing was given. */
export const DEFAULT_STORAGE: StorageConfig = readStorageConfig(DEFAULT_VALUES);

/** The settings of a topic that may lack keys: those have their defaults. */
export function storageOfTopic(values: ConfigValues): StorageConfig {
  return readStorageConfig({ ...DEFAULT_VALUES, ...values });
}

/** The same settings with one key changed; a key of something else changes nothing. */
export function withStorageKey(config: StorageConfig, key: string, value: string): StorageConfig {
  const row = STORAGE_ROWS[key];
  if (row === undefined) return config;
  return readStorageConfig({ ...valuesOf(config), ...parseConfig({ [key]: row }, { [key]: value }).values });
}

function valuesOf(config: StorageConfig): ConfigValues {
  const policies = [...(config.compacts ? ['compact'] : []), ...(config.deletes ? ['delete'] : [])];
  return {
    'cleanup.policy': policies.join(','),
    'segment.bytes': config.segmentBytes,
    'segment.ms': config.segmentMs,
    'segment.jitter.ms': config.segmentJitterMs,
    'segment.index.bytes': config.segmentIndexBytes,
    'index.interval.bytes': config.indexIntervalBytes,
    'max.message.bytes': config.maxMessageBytes,
    'compression.type': TOPIC_CODECS[config.codec + 1] ?? 'producer',
    'retention.ms': config.retentionMs,
    'retention.bytes': config.retentionBytes,
    'file.delete.delay.ms': config.fileDeleteDelayMs,
    'flush.messages': config.flushMessages,
    'flush.ms': config.flushMs,
    'min.cleanable.dirty.ratio': config.minCleanableDirtyRatio,
    'delete.retention.ms': config.deleteRetentionMs,
    'min.compaction.lag.ms': config.minCompactionLagMs,
    'max.compaction.lag.ms': config.maxCompactionLagMs,
  };
}

/** The settings that `values` give; they have every key of `STORAGE_ROWS`. */
export function readStorageConfig(values: ConfigValues): StorageConfig {
  const policy = textOf(values, 'cleanup.policy').split(',');
  return {
    segmentBytes: numberOf(values, 'segment.bytes'),
    segmentMs: numberOf(values, 'segment.ms'),
    segmentJitterMs: numberOf(values, 'segment.jitter.ms'),
    segmentIndexBytes: numberOf(values, 'segment.index.bytes'),
    indexIntervalBytes: numberOf(values, 'index.interval.bytes'),
    maxMessageBytes: numberOf(values, 'max.message.bytes'),
    codec: TOPIC_CODECS.indexOf(textOf(values, 'compression.type')) - 1,
    compacts: policy.some((name) => name.trim() === 'compact'),
    deletes: policy.some((name) => name.trim() === 'delete'),
    retentionMs: numberOf(values, 'retention.ms'),
    retentionBytes: numberOf(values, 'retention.bytes'),
    fileDeleteDelayMs: numberOf(values, 'file.delete.delay.ms'),
    flushMessages: numberOf(values, 'flush.messages'),
    flushMs: numberOf(values, 'flush.ms'),
    minCleanableDirtyRatio: numberOf(values, 'min.cleanable.dirty.ratio'),
    deleteRetentionMs: numberOf(values, 'delete.retention.ms'),
    minCompactionLagMs: numberOf(values, 'min.compaction.lag.ms'),
    maxCompactionLagMs: numberOf(values, 'max.compaction.lag.ms'),
  };
}
