import type { Verb } from '../../sim/faults/verb.ts';
import type { KafkaState } from '../cluster.ts';
import { addBroker } from './add-broker.ts';
import { addMember } from './add-member.ts';
import { addPartitions } from './add-partitions.ts';
import { addProducer } from './add-producer.ts';
import { electLeader } from './elect-leader.ts';
import { reassign } from './reassign.ts';
import { removeMember } from './remove-member.ts';
import { removeProducer } from './remove-producer.ts';
import { send } from './send.ts';
import { setConfig } from './set-config.ts';
import { stuckConsumer } from './stuck-consumer.ts';

/** What only Kafka's actors can do, in reading order. */
export const KAFKA_VERBS: readonly Verb<KafkaState>[] = [
  send,
  addProducer,
  removeProducer,
  addMember,
  removeMember,
  stuckConsumer,
  setConfig,
  addPartitions,
  addBroker,
  reassign,
  electLeader,
];
