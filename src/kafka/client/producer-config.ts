import {
  type ConfigMistake,
  type ConfigRow,
  type ConfigTable,
  flagOf,
  type GivenConfig,
  numberOf,
  parseConfig,
  textOf,
} from '../../sim/config.ts';
import { codecNamed } from '../records/codec.ts';
import type { NetworkSettings } from './client-state.ts';

const INT_MAX = 2_147_483_647;

/** Keys of the producer that the model honours. */
export const PRODUCER_CONFIG: ConfigTable = {
  acks: {
    type: 'choice',
    default: 'all',
    choices: ['all', '-1', '0', '1'],
    source: 'ProducerConfig; KIP-679',
    applies: 'restart-client',
  },
  'enable.idempotence': {
    type: 'flag',
    default: true,
    source: 'ProducerConfig; KIP-98, KIP-679',
    applies: 'restart-client',
  },
  retries: row('count', INT_MAX, 0, 'ProducerConfig; KIP-91', INT_MAX),
  'delivery.timeout.ms': row('ms', 120_000, 0, 'ProducerConfig; KIP-91', INT_MAX),
  'request.timeout.ms': row('ms', 30_000, 0, 'ProducerConfig', INT_MAX),
  'retry.backoff.ms': row('ms', 100, 0, 'CommonClientConfigs'),
  'retry.backoff.max.ms': row('ms', 1_000, 0, 'CommonClientConfigs; KIP-580'),
  'max.in.flight.requests.per.connection': row('count', 5, 1, 'ProducerConfig'),
  'batch.size': row('bytes', 16_384, 0, 'ProducerConfig'),
  'linger.ms': row('ms', 5, 0, 'ProducerConfig; KIP-1030'),
  'buffer.memory': row('bytes', 33_554_432, 0, 'ProducerConfig'),
  'max.block.ms': row('ms', 60_000, 0, 'ProducerConfig'),
  'max.request.size': row('bytes', 1_048_576, 0, 'ProducerConfig'),
  'partitioner.ignore.keys': {
    type: 'flag',
    default: false,
    source: 'ProducerConfig; KIP-794',
    applies: 'restart-client',
  },
  'partitioner.adaptive.partitioning.enable': {
    type: 'flag',
    default: true,
    source: 'ProducerConfig; KIP-794',
    applies: 'restart-client',
  },
  'partitioner.availability.timeout.ms': row('ms', 0, 0, 'ProducerConfig; KIP-794'),
  'metadata.max.age.ms': row('ms', 300_000, 0, 'CommonClientConfigs'),
  'reconnect.backoff.ms': row('ms', 50, 0, 'CommonClientConfigs'),
  'reconnect.backoff.max.ms': row('ms', 1_000, 0, 'CommonClientConfigs; KIP-144'),
  'socket.connection.setup.timeout.ms': row('ms', 10_000, 1, 'CommonClientConfigs; KIP-601'),
  'socket.connection.setup.timeout.max.ms': row('ms', 30_000, 1, 'CommonClientConfigs; KIP-601'),
  'metadata.recovery.rebootstrap.trigger.ms': row('ms', 300_000, 0, 'CommonClientConfigs; KIP-1102'),
  'compression.type': {
    type: 'choice',
    default: 'none',
    choices: ['none', 'gzip', 'snappy', 'lz4', 'zstd'],
    source: 'ProducerConfig; KIP-110',
    applies: 'restart-client',
  },
  // Known by name, so that the answer is "not modelled yet" and not "unknown".
  'transactional.id': {
    type: 'text',
    default: null,
    source: 'ProducerConfig; KIP-98',
    applies: 'restart-client',
  },
};

/** A producer's settings as the model uses them: times in µs, sizes in bytes. */
export interface ProducerConfig {
  readonly acks: -1 | 0 | 1;
  readonly idempotent: boolean;
  readonly retries: number;
  readonly deliveryTimeoutUs: number;
  readonly requestTimeoutUs: number;
  readonly lingerUs: number;
  readonly batchSizeBytes: number;
  /** Place in `CODECS`, 0 = none. */
  readonly codec: number;
  readonly bufferMemoryBytes: number;
  readonly maxBlockUs: number;
  readonly maxRequestSizeBytes: number;
  /** max.in.flight.requests.per.connection = 1: a partition is muted until the answer. */
  readonly guaranteeOrder: boolean;
  readonly ignoreKeys: boolean;
  readonly adaptive: boolean;
  /** 0 = off. */
  readonly availabilityTimeoutUs: number;
  readonly network: NetworkSettings;
}

/**
 * All mistakes of a producer's configuration: unknown keys, bad values, and keys that contradict each other.
 *
 * @remarks
 * A conflict has the parameters `exception`, `key` (what is to blame), `other` (what it contradicts) and `repair`
 * (the value of `key` with which it would do).
 *
 * @see `ProducerConfig#postProcessAndValidateIdempotenceConfigs`, `KafkaProducer#configureDeliveryTimeout`
 */
export function checkProducerConfig(given: GivenConfig): ConfigMistake[] {
  const { values, mistakes } = parseConfig(PRODUCER_CONFIG, given);
  const found = mistakes.slice();
  const wanted = flagOf(values, 'enable.idempotence');
  const explicit = wanted && Object.hasOwn(given, 'enable.idempotence');
  const acks = textOf(values, 'acks');
  if (explicit && acks !== 'all' && acks !== '-1') found.push(conflict('acks', 'enable.idempotence', 'all'));
  if (explicit && numberOf(values, 'retries') === 0) {
    found.push(conflict('retries', 'enable.idempotence', String(INT_MAX)));
  }
  // Since 4.0 left at its default too, and even where acks or retries then turn idempotence off.
  if (wanted && numberOf(values, 'max.in.flight.requests.per.connection') > 5) {
    found.push(conflict('max.in.flight.requests.per.connection', 'enable.idempotence', '5'));
  }
  const least = numberOf(values, 'linger.ms') + numberOf(values, 'request.timeout.ms');
  if (Object.hasOwn(given, 'delivery.timeout.ms') && numberOf(values, 'delivery.timeout.ms') < least) {
    found.push(conflict('delivery.timeout.ms', 'linger.ms + request.timeout.ms', String(Math.min(least, INT_MAX))));
  }
  if (Object.hasOwn(given, 'transactional.id')) {
    found.push({
      key: 'transactional.id',
      code: 'not-modelled',
      parameters: { found: String(given['transactional.id']) },
    });
    if (!isIdempotent(given)) found.push(conflict('transactional.id', 'enable.idempotence', ''));
  }
  return found;
}

/** The settings in force. What is wrong in `given` was reported before, and counts as not given. */
export function resolveProducerConfig(given: GivenConfig): ProducerConfig {
  const { values } = parseConfig(PRODUCER_CONFIG, given);
  const ms = (key: string): number => numberOf(values, key) * 1_000;
  const acks = textOf(values, 'acks');
  const maxInFlight = numberOf(values, 'max.in.flight.requests.per.connection');
  const lingerUs = Math.min(ms('linger.ms'), INT_MAX * 1_000);
  const least = Math.min(lingerUs + ms('request.timeout.ms'), INT_MAX * 1_000);
  return {
    acks: acks === '0' ? 0 : acks === '1' ? 1 : -1,
    idempotent: isIdempotent(given),
    retries: numberOf(values, 'retries'),
    deliveryTimeoutUs: Math.max(ms('delivery.timeout.ms'), least),
    requestTimeoutUs: ms('request.timeout.ms'),
    lingerUs,
    batchSizeBytes: Math.max(1, numberOf(values, 'batch.size')),
    codec: codecNamed(textOf(values, 'compression.type')),
    bufferMemoryBytes: numberOf(values, 'buffer.memory'),
    maxBlockUs: ms('max.block.ms'),
    maxRequestSizeBytes: numberOf(values, 'max.request.size'),
    guaranteeOrder: maxInFlight === 1,
    ignoreKeys: flagOf(values, 'partitioner.ignore.keys'),
    adaptive: flagOf(values, 'partitioner.adaptive.partitioning.enable'),
    availabilityTimeoutUs: ms('partitioner.availability.timeout.ms'),
    network: {
      maxInFlight,
      requestTimeoutUs: ms('request.timeout.ms'),
      retryBackoffUs: ms('retry.backoff.ms'),
      retryBackoffMaxUs: ms('retry.backoff.max.ms'),
      reconnectBackoffUs: ms('reconnect.backoff.ms'),
      reconnectBackoffMaxUs: ms('reconnect.backoff.max.ms'),
      setupTimeoutUs: ms('socket.connection.setup.timeout.ms'),
      setupTimeoutMaxUs: ms('socket.connection.setup.timeout.max.ms'),
      metadataMaxAgeUs: ms('metadata.max.age.ms'),
      rebootstrapUs: ms('metadata.recovery.rebootstrap.trigger.ms'),
    },
  };
}

/**
 * Whether this producer gets a producer id. Left at its default, idempotence goes off without a word when acks or
 * retries contradict it.
 */
function isIdempotent(given: GivenConfig): boolean {
  const { values } = parseConfig(PRODUCER_CONFIG, given);
  const acks = textOf(values, 'acks');
  return flagOf(values, 'enable.idempotence') && (acks === 'all' || acks === '-1') && numberOf(values, 'retries') > 0;
}

function conflict(key: string, other: string, repair: string): ConfigMistake {
  return { key, code: 'conflict', parameters: { exception: 'ConfigException', key, other, repair } };
}

function row(type: ConfigRow['type'], value: number, min: number, source: string, max?: number): ConfigRow {
  const common = { type, default: value, min, source, applies: 'restart-client' } as const;
  return max === undefined ? common : { ...common, max };
}
