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
import { CLIENT_ASSIGNORS, isCooperative } from '../assignors/assignor.ts';
import type { NetworkSettings } from './client-state.ts';

const INT_MAX = 2_147_483_647;

/** Keys of the consumer that the model honours. */
export const CONSUMER_CONFIG: ConfigTable = {
  'group.protocol': choice('classic', ['classic', 'consumer'], 'ConsumerConfig; KIP-848'),
  'session.timeout.ms': row('ms', 45_000, 1, 'ConsumerConfig; KIP-735', INT_MAX),
  'heartbeat.interval.ms': row('ms', 3_000, 1, 'ConsumerConfig', INT_MAX),
  'max.poll.interval.ms': row('ms', 300_000, 1, 'ConsumerConfig; KIP-62', INT_MAX),
  'max.poll.records': row('count', 500, 1, 'ConsumerConfig; KIP-41', INT_MAX),
  'partition.assignment.strategy': {
    type: 'list',
    default: 'range,cooperative-sticky',
    // What a form offers; any list of them is taken.
    choices: ['range,cooperative-sticky', ...CLIENT_ASSIGNORS],
    source: 'ConsumerConfig; KIP-429',
    applies: 'restart-client',
  },
  'enable.auto.commit': { type: 'flag', default: true, source: 'ConsumerConfig', applies: 'restart-client' },
  'auto.commit.interval.ms': row('ms', 5_000, 0, 'ConsumerConfig', INT_MAX),
  'auto.offset.reset': choice('latest', ['latest', 'earliest', 'none'], 'ConsumerConfig'),
  'isolation.level': choice('read_uncommitted', ['read_uncommitted', 'read_committed'], 'ConsumerConfig; KIP-98'),
  'fetch.min.bytes': row('bytes', 1, 0, 'ConsumerConfig', INT_MAX),
  'fetch.max.wait.ms': row('ms', 500, 0, 'ConsumerConfig', INT_MAX),
  'fetch.max.bytes': row('bytes', 52_428_800, 0, 'ConsumerConfig; KIP-74', INT_MAX),
  'max.partition.fetch.bytes': row('bytes', 1_048_576, 0, 'ConsumerConfig; KIP-74', INT_MAX),
  'default.api.timeout.ms': row('ms', 60_000, 0, 'ConsumerConfig; KIP-266', INT_MAX),
  'request.timeout.ms': row('ms', 30_000, 0, 'ConsumerConfig', INT_MAX),
  'retry.backoff.ms': row('ms', 100, 0, 'CommonClientConfigs'),
  'retry.backoff.max.ms': row('ms', 1_000, 0, 'CommonClientConfigs; KIP-580'),
  'metadata.max.age.ms': row('ms', 300_000, 0, 'CommonClientConfigs'),
  'client.rack': { type: 'text', default: '', source: 'CommonClientConfigs; KIP-392', applies: 'restart-client' },
  'reconnect.backoff.ms': row('ms', 50, 0, 'CommonClientConfigs'),
  'reconnect.backoff.max.ms': row('ms', 1_000, 0, 'CommonClientConfigs; KIP-144'),
  'socket.connection.setup.timeout.ms': row('ms', 10_000, 1, 'CommonClientConfigs; KIP-601'),
  'socket.connection.setup.timeout.max.ms': row('ms', 30_000, 1, 'CommonClientConfigs; KIP-601'),
  'metadata.recovery.rebootstrap.trigger.ms': row('ms', 300_000, 0, 'CommonClientConfigs; KIP-1102'),
  'group.instance.id': { type: 'text', default: null, source: 'ConsumerConfig; KIP-345', applies: 'restart-client' },
};

/** What happens to a position that there is no committed offset for, or that is out of range. */
export type ResetPolicy = 'earliest' | 'latest' | 'none';

/** A consumer's settings as the model uses them: times in µs, sizes in bytes. */
export interface ConsumerConfig {
  readonly sessionTimeoutUs: number;
  readonly heartbeatUs: number;
  readonly maxPollIntervalUs: number;
  readonly maxPollRecords: number;
  /** Assignors in order of preference, by the names that members exchange. */
  readonly assignors: readonly string[];
  /** All of them support incremental rebalances, so the member keeps what it has while it joins (KIP-429). */
  readonly cooperative: boolean;
  /** Of a static member, else null (KIP-345). */
  readonly instanceId: string | null;
  readonly autoCommit: boolean;
  readonly autoCommitUs: number;
  readonly reset: ResetPolicy;
  readonly readCommitted: boolean;
  readonly rack: string;
  readonly fetchMinBytes: number;
  readonly fetchMaxWaitUs: number;
  readonly fetchMaxBytes: number;
  readonly partitionMaxBytes: number;
  readonly apiTimeoutUs: number;
  readonly requestTimeoutUs: number;
  readonly network: NetworkSettings;
}

/** Bounds of the broker, `group.min.session.timeout.ms` and `group.max.session.timeout.ms` at their defaults. */
const LEAST_SESSION_MS = 6_000;
const MOST_SESSION_MS = 1_800_000;

/**
 * All mistakes of a group's configuration: unknown keys, bad values, keys that contradict each other, and what is
 * not modelled yet.
 *
 * @see `ConsumerConfig`, `Heartbeat`, `GroupMetadataManager` (INVALID_SESSION_TIMEOUT)
 */
export function checkConsumerConfig(given: GivenConfig): ConfigMistake[] {
  const { values, mistakes } = parseConfig(CONSUMER_CONFIG, given);
  const found = mistakes.slice();
  const session = numberOf(values, 'session.timeout.ms');
  if (session < LEAST_SESSION_MS) found.push(invalidSession('group.min.session.timeout.ms', LEAST_SESSION_MS));
  if (session > MOST_SESSION_MS) found.push(invalidSession('group.max.session.timeout.ms', MOST_SESSION_MS));
  if (numberOf(values, 'heartbeat.interval.ms') >= session) {
    const repair = String(Math.max(1, Math.floor(session / 3)));
    found.push(conflict('ConfigException', 'heartbeat.interval.ms', 'session.timeout.ms', repair));
  }
  if (textOf(values, 'group.protocol') === 'consumer') found.push(notModelled('group.protocol', 'consumer'));
  const assignors = assignorsOf(textOf(values, 'partition.assignment.strategy'));
  for (const [index, name] of assignors.entries()) {
    if (CLIENT_ASSIGNORS.some((known) => known === name) && assignors.indexOf(name) === index) continue;
    found.push(notAnAssignor(name));
  }
  if (assignors.length === 0) found.push(notAnAssignor(''));
  return found;
}

/** The settings in force. What is wrong in `given` was reported before, and counts as not given. */
export function resolveConsumerConfig(given: GivenConfig): ConsumerConfig {
  const { values } = parseConfig(CONSUMER_CONFIG, given);
  const assignors = assignorsOf(textOf(values, 'partition.assignment.strategy'));
  const instanceId = values['group.instance.id'];
  const ms = (key: string): number => numberOf(values, key) * 1_000;
  const reset = textOf(values, 'auto.offset.reset');
  return {
    sessionTimeoutUs: ms('session.timeout.ms'),
    heartbeatUs: ms('heartbeat.interval.ms'),
    maxPollIntervalUs: ms('max.poll.interval.ms'),
    maxPollRecords: numberOf(values, 'max.poll.records'),
    assignors,
    cooperative: isCooperative(assignors),
    instanceId: typeof instanceId === 'string' && instanceId !== '' ? instanceId : null,
    autoCommit: flagOf(values, 'enable.auto.commit'),
    autoCommitUs: ms('auto.commit.interval.ms'),
    reset: reset === 'earliest' ? 'earliest' : reset === 'none' ? 'none' : 'latest',
    readCommitted: textOf(values, 'isolation.level') === 'read_committed',
    rack: textOf(values, 'client.rack'),
    fetchMinBytes: numberOf(values, 'fetch.min.bytes'),
    fetchMaxWaitUs: ms('fetch.max.wait.ms'),
    fetchMaxBytes: numberOf(values, 'fetch.max.bytes'),
    partitionMaxBytes: numberOf(values, 'max.partition.fetch.bytes'),
    apiTimeoutUs: ms('default.api.timeout.ms'),
    requestTimeoutUs: ms('request.timeout.ms'),
    network: {
      maxInFlight: MAX_IN_FLIGHT,
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

/** A consumer's limit on a connection is no key. @see `ConsumerUtils#CONSUMER_MAX_INFLIGHT_REQUESTS_PER_CONNECTION` */
const MAX_IN_FLIGHT = 100;

/** The assignors of a list, by the names that members exchange; names of classes are taken too. */
function assignorsOf(list: string): readonly string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => ASSIGNOR_NAMES[name.slice(name.lastIndexOf('.') + 1)] ?? name);
}

const ASSIGNOR_NAMES: Readonly<Record<string, string>> = {
  RangeAssignor: 'range',
  RoundRobinAssignor: 'roundrobin',
  StickyAssignor: 'sticky',
  CooperativeStickyAssignor: 'cooperative-sticky',
};

function invalidSession(other: string, repair: number): ConfigMistake {
  return conflict('InvalidSessionTimeoutException', 'session.timeout.ms', other, String(repair));
}

function conflict(exception: string, key: string, other: string, repair: string): ConfigMistake {
  return { key, code: 'conflict', parameters: { exception, key, other, repair } };
}

function notAnAssignor(found: string): ConfigMistake {
  const key = 'partition.assignment.strategy';
  return { key, code: 'not-a-choice', parameters: { found, choices: CLIENT_ASSIGNORS.join(', ') } };
}

function notModelled(key: string, found: string): ConfigMistake {
  return { key, code: 'not-modelled', parameters: { found } };
}

function choice(value: string, choices: readonly string[], source: string): ConfigRow {
  return { type: 'choice', default: value, choices, source, applies: 'restart-client' };
}

function row(type: ConfigRow['type'], value: number, min: number, source: string, max?: number): ConfigRow {
  const common = { type, default: value, min, source, applies: 'restart-client' } as const;
  return max === undefined ? common : { ...common, max };
}
