import type { ConfigValues } from '../sim/config.ts';
import { constant, type Form, listOf, nullable, optional, shape } from '../sim/shape.ts';
import { type BatchTable, batchTableForm } from './batches.ts';
import { type BrokerState, brokerForm } from './broker/broker-state.ts';
import { type ConsumerState, consumerForm } from './client/consumer-state.ts';
import { type ProducerState, producerForm } from './client/producer-state.ts';
import { type ControllerState, controllerForm } from './controller/controller-state.ts';
import { type OffsetRecords, offsetRecordsForm } from './coordinator/offset-records.ts';
import type { Mutants } from './mutants.ts';
import { type CommittedMetadata, committedMetadataForm } from './quorum/committed-metadata.ts';
import type { GroupSetup, KafkaVersions } from './setup.ts';

/** The state of a whole Kafka world: its actors by node, and the record batches they exchange. */
export interface KafkaState {
  /** Replaced as a whole when the cluster grows. */
  plan: ClusterPlan;
  batches: BatchTable;
  /** Contents of the internal batches. */
  offsetRecords: OffsetRecords;
  /** Null with a single controller, which knows it itself. */
  committed: CommittedMetadata | null;
  /** By node. */
  actors: (Actor | null)[];
}

export type Actor = ControllerState | BrokerState | ProducerState | ConsumerState;

/**
 * What every actor may know from the start, as names and numbers: not state, never changed after set-up.
 *
 * @remarks Topic and partition numbers are the world's: partitions of all topics are numbered through.
 */
export interface ClusterPlan {
  /** The only controller, or the first of them. */
  readonly controller: number;
  /** Nodes of all controllers: the voters of the quorum. */
  readonly controllers: readonly number[];
  /** Node by Kafka's broker id − 1. */
  readonly brokers: readonly number[];
  /** `broker.rack` by node, '' = none. */
  readonly racks: readonly string[];
  readonly topics: readonly TopicPlan[];
  /** By partition. */
  readonly partitionTopic: readonly number[];
  readonly partitionIndex: readonly number[];
  /** By partition: nodes, first = preferred. */
  readonly replicas: readonly (readonly number[])[];
  readonly groups: readonly GroupPlan[];
  /** Values of the broker's keys. */
  readonly brokerConfig: ConfigValues;
  readonly versions: KafkaVersions;
  readonly mutants: Mutants;
}

export interface TopicPlan {
  readonly name: string;
  readonly partitions: readonly number[];
  readonly internal: boolean;
  /** At the start; later values are in the metadata. */
  readonly config: ConfigValues;
}

export interface GroupPlan {
  readonly name: string;
  readonly topics: readonly number[];
  readonly setup: GroupSetup;
  /** The partition of `__consumer_offsets` whose leader coordinates the group. */
  readonly offsetsPartition: number;
}

const actorForm: Form<Actor> = {
  fork: (actor) => {
    switch (actor.actor) {
      case 'controller':
        return controllerForm.fork(actor);
      case 'broker':
        return brokerForm.fork(actor);
      case 'producer':
        return producerForm.fork(actor);
      case 'consumer':
        return consumerForm.fork(actor);
    }
  },
  hash: (hash, actor) => {
    switch (actor.actor) {
      case 'controller':
        controllerForm.hash(hash, actor);
        break;
      case 'broker':
        brokerForm.hash(hash, actor);
        break;
      case 'producer':
        producerForm.hash(hash, actor);
        break;
      case 'consumer':
        consumerForm.hash(hash, actor);
        break;
    }
  },
  same: false,
};

export const kafkaForm = shape<KafkaState>({
  plan: constant(),
  batches: batchTableForm,
  offsetRecords: offsetRecordsForm,
  committed: optional(committedMetadataForm),
  actors: listOf(nullable(actorForm)),
});
