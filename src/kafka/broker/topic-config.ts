import {
  type ConfigTable,
  type ConfigValues,
  type GivenConfig,
  type ParsedConfig,
  parseConfig,
} from '../../sim/config.ts';

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

/** Keys of topics that the model honours. */
export const TOPIC_CONFIG: ConfigTable = {
  ...TOPIC_ROWS,
  'max.message.bytes': { type: 'bytes', default: 1_048_588, min: 0, source: 'LogConfig; KIP-126', applies: 'dynamic' },
};

/** The broker's key of a topic key, where the two differ. @see `ServerTopicConfigSynonyms` */
const BROKER_SYNONYMS: Readonly<Record<string, string>> = { 'max.message.bytes': 'message.max.bytes' };

/** Values of a topic: what it was given, else what the brokers have, else the default. */
export function parseTopicConfig(given: GivenConfig, broker: ConfigValues): ParsedConfig {
  const parsed = parseConfig(TOPIC_CONFIG, given);
  const values: Record<string, string | number | boolean | null> = { ...parsed.values };
  for (const key of Object.keys(TOPIC_CONFIG)) {
    const ofBroker = broker[BROKER_SYNONYMS[key] ?? key];
    if (!parsed.given.includes(key) && ofBroker !== undefined) values[key] = ofBroker;
  }
  return { values, given: parsed.given, mistakes: parsed.mistakes };
}
