import {
  type ConfigTable,
  type ConfigValues,
  type GivenConfig,
  type ParsedConfig,
  parseConfig,
} from '../../sim/config.ts';
import { STORAGE_ROWS, STORAGE_SYNONYMS } from '../storage/storage-config.ts';

/** Keys of topics whose broker key has the same name. */
export const TOPIC_ROWS: ConfigTable = {
  'min.insync.replicas': { type: 'count', default: 1, min: 1, source: 'ServerLogConfigs; KIP-966', applies: 'dynamic' },
  'unclean.leader.election.enable': {
    type: 'flag',
    default: false,
    source: 'ReplicationConfigs; KIP-106',
    applies: 'dynamic',
  },
};

/** Left out: the random delay of a roll, and an empty `cleanup.policy`. */
const { 'segment.jitter.ms': _jitter, ...OTHER_ROWS } = STORAGE_ROWS;
const LIVE_STORAGE_ROWS: ConfigTable = {
  ...OTHER_ROWS,
  'cleanup.policy': {
    type: 'choice',
    default: 'delete',
    choices: ['delete', 'compact', 'compact,delete', 'delete,compact'],
    source: 'LogConfig; KIP-71',
    applies: 'dynamic',
  },
};

/** Keys of topics that the model honours. */
export const TOPIC_CONFIG: ConfigTable = { ...TOPIC_ROWS, ...LIVE_STORAGE_ROWS };

/** The same rows as brokers spell them; there they need a new run. */
export const STORAGE_DEFAULT_ROWS: ConfigTable = Object.fromEntries(
  Object.entries(LIVE_STORAGE_ROWS).map(([key, row]) => [
    STORAGE_SYNONYMS[key] ?? key,
    { ...row, applies: 'new-run' as const },
  ]),
);

/** Values of a topic: what it was given, else what the brokers have, else the default. */
export function parseTopicConfig(given: GivenConfig, broker: ConfigValues): ParsedConfig {
  const parsed = parseConfig(TOPIC_CONFIG, given);
  const values: Record<string, string | number | boolean | null> = { ...parsed.values };
  for (const key of Object.keys(TOPIC_CONFIG)) {
    const ofBroker = broker[STORAGE_SYNONYMS[key] ?? key];
    if (!parsed.given.includes(key) && ofBroker !== undefined) values[key] = ofBroker;
  }
  return { values, given: parsed.given, mistakes: parsed.mistakes };
}
