import { type ConfigMistake, type ConfigTable, type GivenConfig, parseConfig } from '../sim/config.ts';
import { KERNEL_OBSERVATIONS, NODE_STATUSES } from '../sim/world.ts';
import { BROKER_CONFIG } from './broker/broker-config.ts';
import { TOPIC_CONFIG } from './broker/topic-config.ts';
import { CONSUMER_CONFIG, checkConsumerConfig } from './client/consumer-config.ts';
import { checkProducerConfig, PRODUCER_CONFIG } from './client/producer-config.ts';
import { COORDINATOR_CONFIG } from './coordinator/coordinator-config.ts';
import {
  DISK_FAULT,
  ELECTION_HOW,
  GROUP_STATES,
  ISR_BY,
  KAFKA_OBSERVATIONS,
  RESET_WHY,
  RESIGNED_BECAUSE,
  RETENTION_RULE,
  TRUNCATION_REASON,
} from './observations.ts';
import { errorName } from './protocol/errors.ts';

/** Kinds of observations by number: the kernel's, then Kafka's. */
export const OBSERVATIONS = [...KERNEL_OBSERVATIONS, ...KAFKA_OBSERVATIONS];

/** Rows of the keys that the model honours, by whose settings they are. */
export const SETTINGS: {
  readonly producer: ConfigTable;
  readonly group: ConfigTable;
  readonly topic: ConfigTable;
  readonly broker: ConfigTable;
} = {
  producer: PRODUCER_CONFIG,
  group: CONSUMER_CONFIG,
  topic: TOPIC_CONFIG,
  broker: { ...BROKER_CONFIG, ...COORDINATOR_CONFIG },
};

/** All mistakes of given settings, with the conflicts that the real client refuses at start. */
export function checkConfig(owner: keyof typeof SETTINGS, given: GivenConfig): readonly ConfigMistake[] {
  switch (owner) {
    case 'producer':
      return checkProducerConfig(given);
    case 'group':
      return checkConsumerConfig(given);
    default:
      return parseConfig(SETTINGS[owner], given).mistakes;
  }
}

const LEAST_ERROR = -1;
const MOST_ERROR = 140;

/** Names of errors by code. */
export const ERROR_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Array.from({ length: MOST_ERROR - LEAST_ERROR + 1 }, (_, i) => i + LEAST_ERROR)
    .map((code) => [code, errorName(code)] as const)
    .filter(([code, name]) => name !== `ERROR_${code}`),
);

type Meaning =
  | 'number'
  | 'node'
  | 'partition'
  | 'topic'
  | 'group'
  | 'uid'
  | 'text'
  | 'error'
  | 'api'
  | readonly string[];

/** What a field means wherever no event says otherwise. */
const FIELDS: Readonly<Record<string, Meaning>> = {
  partition: 'partition',
  topic: 'topic',
  group: 'group',
  uid: 'uid',
  error: 'error',
  api: 'api',
  leader: 'node',
  member: 'node',
  broker: 'node',
  peer: 'node',
  how: ELECTION_HOW,
  by: ISR_BY,
  reason: TRUNCATION_REASON,
  rule: RETENTION_RULE,
  disk: DISK_FAULT,
  why: RESET_WHY,
  cause: RESIGNED_BECAUSE,
  status: NODE_STATUSES,
  state: GROUP_STATES,
  role: ['leader', 'follower'],
};

/** The same word for another thing. */
const FIELDS_OF_EVENTS: Readonly<Record<string, Meaning>> = {
  'produced.key': 'text',
  'sent.to': 'node',
  'shipped.to': 'node',
  'request-lost.to': 'node',
  'reply-lost.to': 'node',
  'acked.from': 'node',
  'append-refused.from': 'node',
  'producer-id-given.to': 'node',
  'elected.before': 'node',
  'read-replica.replica': 'node',
  'config-changed.key': 'text',
  'config-changed.value': 'text',
};

/** What an integer of an observation stands for. */
export function fieldKind(event: string, field: string): Meaning {
  const own = `${event}.${field}`;
  if (Object.hasOwn(FIELDS_OF_EVENTS, own)) return FIELDS_OF_EVENTS[own] ?? 'number';
  return Object.hasOwn(FIELDS, field) ? (FIELDS[field] ?? 'number') : 'number';
}
