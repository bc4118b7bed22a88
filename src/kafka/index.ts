/** Kafka's front door: all that other rooms use. */
export type { ClusterPlan, KafkaState } from './cluster.ts';
export { checkConfig, ERROR_NAMES, fieldKind, OBSERVATIONS, SETTINGS } from './description.ts';
export { MUTANTS } from './mutants.ts';
export { KAFKA_OBSERVATIONS } from './observations.ts';
export { API_NAMES } from './protocol/messages.ts';
export { partitionNamed, resolveRole } from './roles.ts';
export {
  type CommitStyle,
  type GroupSetup,
  type KafkaSetup,
  type KafkaVersions,
  type MemberSetup,
  NEWEST,
  type ProducerSetup,
  type TopicSetup,
  TRUNCATIONS,
  VERSION_CHOICES,
} from './setup.ts';
export { KAFKA } from './system.ts';
export { settleBoundUs, type Topology, topologyOf } from './topology.ts';
export * as kafkaView from './view.ts';
export { createKafkaWorld, startKafkaWorld } from './world.ts';
