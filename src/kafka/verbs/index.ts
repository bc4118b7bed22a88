import type { Verb } from '../../sim/faults/verb.ts';
import type { KafkaState } from '../cluster.ts';
import { addMember } from './add-member.ts';
import { removeMember } from './remove-member.ts';
import { setConfig } from './set-config.ts';

/** What only Kafka's actors can do, in reading order. */
export const KAFKA_VERBS: readonly Verb<KafkaState>[] = [addMember, removeMember, setConfig];
