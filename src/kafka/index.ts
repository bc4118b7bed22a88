/** Kafka's front door: all that other rooms use. */
export { checkConfig, ERROR_NAMES, fieldKind, OBSERVATIONS, SETTINGS } from './description.ts';
export { MUTANTS } from './mutants.ts';
export { API_NAMES } from './protocol/messages.ts';
export {
  type CommitStyle,
  type GroupSetup,
  type KafkaSetup,
  type KafkaVersions,
  type MemberSetup,
  NEWEST,
  type ProducerSetup,
  type TopicSetup,
} from './setup.ts';
