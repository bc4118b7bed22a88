import { at, numberAt } from '../../sim/column.ts';
import { numberOf } from '../../sim/config.ts';
import { constant, frozen, listOf, NUMBER, NUMBERS, shape } from '../../sim/shape.ts';
import type { ClusterPlan } from '../cluster.ts';
import { NOT_LEADER_OR_FOLLOWER, UNKNOWN_TOPIC_OR_PARTITION } from '../protocol/errors.ts';
import type { MetadataRecord } from '../protocol/messages.ts';
import { effectiveMinIsr, type ReplicaSet, replicaSetOf } from '../replica-set.ts';
import { type StorageConfig, storageOfTopic, withStorageKey } from '../storage/storage-config.ts';

/**
 * What a broker knows of the cluster: the records of `__cluster_metadata` that it has replayed so far.
 *
 * @see `MetadataImage`, `KRaftMetadataCache`
 */
export interface MetadataImage {
  /** Offset of the next record. */
  offset: number;
  /** By node: broker epoch of its registration, −1 = none. */
  brokerEpochs: number[];
  /** 1 by node: registered, not fenced, not shutting down: may be in an ISR. */
  active: number[];
  /** 1 by node: registered and not fenced: clients are told of it. */
  alive: number[];
  /** 1 by topic. */
  known: number[];
  /** By partition; leader −1 = none, epochs −1 = not created yet. */
  leaders: number[];
  leaderEpochs: number[];
  partitionEpochs: number[];
  isrs: ReplicaSet[];
  isrNodes: (readonly number[])[];
  /** The assignment: during a reassignment the target with what is to be removed. */
  replicaNodes: (readonly number[])[];
  /** 1 by partition: after an unclean election. */
  recovering: number[];
  /** By topic. */
  minIsrs: number[];
  maxMessageBytes: number[];
  storage: StorageConfig[];
}

export const metadataImageForm = shape<MetadataImage>({
  offset: NUMBER,
  brokerEpochs: NUMBERS,
  active: NUMBERS,
  alive: NUMBERS,
  known: NUMBERS,
  leaders: NUMBERS,
  leaderEpochs: NUMBERS,
  partitionEpochs: NUMBERS,
  isrs: NUMBERS,
  isrNodes: listOf(frozen<readonly number[]>()),
  replicaNodes: listOf(frozen<readonly number[]>()),
  recovering: NUMBERS,
  minIsrs: NUMBERS,
  maxMessageBytes: NUMBERS,
  storage: listOf(constant<StorageConfig>()),
});

const NO_NODES: readonly number[] = [];

/** Nothing is known but the configuration that topics were made with. */
export function createMetadataImage(plan: ClusterPlan): MetadataImage {
  const nodes = Math.max(plan.controller, ...plan.brokers) + 1;
  const partitions = plan.replicas.length;
  return {
    offset: 0,
    brokerEpochs: new Array<number>(nodes).fill(-1),
    active: new Array<number>(nodes).fill(0),
    alive: new Array<number>(nodes).fill(0),
    known: plan.topics.map(() => 0),
    leaders: new Array<number>(partitions).fill(-1),
    leaderEpochs: new Array<number>(partitions).fill(-1),
    partitionEpochs: new Array<number>(partitions).fill(-1),
    isrs: new Array<number>(partitions).fill(0),
    isrNodes: new Array<readonly number[]>(partitions).fill(NO_NODES),
    replicaNodes: new Array<readonly number[]>(partitions).fill(NO_NODES),
    recovering: new Array<number>(partitions).fill(0),
    minIsrs: plan.topics.map((topic) => numberOf(topic.config, 'min.insync.replicas')),
    maxMessageBytes: plan.topics.map((topic) => numberOf(topic.config, 'max.message.bytes')),
    storage: plan.topics.map((topic) => storageOfTopic(topic.config)),
  };
}

/** Takes in the next record. @returns the partition whose state it is, −1 if it is not a partition's */
export function replayRecord(image: MetadataImage, plan: ClusterPlan, record: MetadataRecord): number {
  image.offset += 1;
  switch (record.type) {
    case 'RegisterBroker':
      image.brokerEpochs[record.node] = record.brokerEpoch;
      image.alive[record.node] = record.fenced ? 0 : 1;
      image.active[record.node] = record.fenced ? 0 : 1;
      return -1;
    case 'BrokerRegistrationChange':
      image.alive[record.node] = record.fenced ? 0 : 1;
      image.active[record.node] = record.fenced || record.inControlledShutdown ? 0 : 1;
      return -1;
    case 'Topic':
      image.known[record.topic] = 1;
      return -1;
    case 'Partition':
    case 'PartitionChange': {
      const { partition } = record;
      image.leaders[partition] = record.leader;
      image.leaderEpochs[partition] = record.leaderEpoch;
      image.partitionEpochs[partition] = record.partitionEpoch;
      image.isrNodes[partition] = record.isr;
      image.replicaNodes[partition] = record.replicas;
      image.recovering[partition] = record.type === 'PartitionChange' && record.recovering ? 1 : 0;
      image.isrs[partition] = replicaSetOf(at(plan.replicas, partition), record.isr);
      return partition;
    }
    case 'Config':
      replayConfig(image, record.topic, record.key, record.value);
      return -1;
    case 'ProducerIds':
    case 'LeaderChange':
      return -1;
  }
}

/** @see `ConfigurationsImage`. Values were judged by the controller. */
function replayConfig(image: MetadataImage, topic: number, key: string, value: string): void {
  if (key === 'min.insync.replicas') image.minIsrs[topic] = Number(value);
  else {
    if (key === 'max.message.bytes') image.maxMessageBytes[topic] = Number(value);
    image.storage[topic] = withStorageKey(at(image.storage, topic), key, value);
  }
}

/** `min.insync.replicas` of a partition, at most the number of its replicas. */
export function minIsrOf(image: MetadataImage, plan: ClusterPlan, partition: number): number {
  const topic = numberAt(plan.partitionTopic, partition);
  return effectiveMinIsr(numberAt(image.minIsrs, topic), at(image.replicaNodes, partition).length);
}

/** The replicas of a partition that may be in its ISR, as far as registrations say. */
export function eligibleReplicas(image: MetadataImage, partition: number, nodes: readonly number[]): ReplicaSet {
  const assigned = at(image.replicaNodes, partition);
  let set = 0;
  for (let slot = 0; slot < nodes.length; slot++) {
    const node = numberAt(nodes, slot);
    if (numberAt(image.active, node) === 1 && assigned.includes(node)) set |= 1 << slot;
  }
  return set;
}

/** What somebody is told who asks for a partition that this broker does not serve. */
export function errorWithoutReplica(image: MetadataImage, partition: number): number {
  return numberAt(image.leaderEpochs, partition) >= 0 ? NOT_LEADER_OR_FOLLOWER : UNKNOWN_TOPIC_OR_PARTITION;
}
