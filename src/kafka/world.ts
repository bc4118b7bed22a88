import { assert } from '../sim/assert.ts';
import { at } from '../sim/column.ts';
import { type ConfigValues, numberOf, parseConfig } from '../sim/config.ts';
import { startNode } from '../sim/node-life.ts';
import { addNode, createWorld, type World } from '../sim/world.ts';
import { createBatchTable } from './batches.ts';
import { BROKER_CONFIG } from './broker/broker-config.ts';
import { type BrokerState, createBroker, RUNNING } from './broker/broker-state.ts';
import { replayRecord } from './broker/metadata-image.ts';
import { parseTopicConfig } from './broker/topic-config.ts';
import { createConsumer } from './client/consumer-state.ts';
import { createProducer } from './client/producer-state.ts';
import type { Actor, ClusterPlan, GroupPlan, KafkaState, TopicPlan } from './cluster.ts';
import { type ControllerState, createController } from './controller/controller-state.ts';
import { groupPartition } from './coordinator/group-partition.ts';
import { createOffsetRecords } from './coordinator/offset-records.ts';
import { kafkaModel } from './model.ts';
import { mutantsOf } from './mutants.ts';
import { placeReplicas } from './placement.ts';
import type { MetadataRecord } from './protocol/messages.ts';
import { createCommittedMetadata } from './quorum/committed-metadata.ts';
import { FOLLOWER, LEADER, type QuorumState } from './quorum/quorum-state.ts';
import type { KafkaSetup } from './setup.ts';

const OFFSETS_TOPIC = '__consumer_offsets';
/** @see `GroupCoordinatorService#groupMetadataTopicConfigs` */
const OFFSETS_TOPIC_CONFIG = { 'cleanup.policy': 'compact', 'compression.type': 'producer' };

/**
 * A world at time zero, of a setup that `checkKafkaSetup` has nothing against. Its nodes, in this order: the first
 * controller, the brokers, the other controllers, the producers, the members of the groups. None is started yet.
 *
 * @remarks The cluster is formed, unless `boot` says that it is cold: then the brokers register first, and the
 * topics are created when all of them are there.
 */
export function createKafkaWorld(setup: KafkaSetup, seed: number): World<KafkaState> {
  const plan = createPlan(setup);
  const actors: Actor[] = [];
  const state: KafkaState = {
    plan,
    batches: createBatchTable(),
    offsetRecords: createOffsetRecords(),
    committed: plan.controllers.length > 1 ? createCommittedMetadata(plan.replicas.length) : null,
    actors,
  };
  const world = createWorld(kafkaModel, state, seed, setup.link);
  addNode(world, 'controller-1', 'control');
  const controllers = [createController(plan, 0)];
  actors.push(...controllers);
  const brokers: BrokerState[] = [];
  for (const node of plan.brokers) {
    addNode(world, `broker-${node}`, 'server');
    const broker = createBroker(plan, node);
    brokers.push(broker);
    actors.push(broker);
  }
  for (let voter = 1; voter < plan.controllers.length; voter++) {
    addNode(world, `controller-${voter + 1}`, 'control');
    const controller = createController(plan, voter);
    controllers.push(controller);
    actors.push(controller);
  }
  for (const producer of setup.producers) {
    const node = addNode(world, producer.id, 'client');
    actors.push(createProducer(plan, node, producer, topicNumber(plan, producer.topic), 0));
  }
  setup.groups.forEach((group, number) => {
    for (const member of group.members) {
      const node = addNode(world, member.id, 'client');
      actors.push(createConsumer(plan, node, member, number, 0));
    }
  });
  if (!setup.boot) formCluster(state, controllers, brokers);
  return world;
}

/** Starts every node, in their order; clients begin their work when their own time has come. */
export function startKafkaWorld(world: World<KafkaState>): void {
  for (let node = 0; node < world.nodes.length; node++) startNode(world, node);
}

/** The controller is node 0, the brokers follow, so that a broker's node is its id. */
function createPlan(setup: KafkaSetup): ClusterPlan {
  const brokers: number[] = [];
  for (let id = 1; id <= setup.brokers; id++) brokers.push(id);
  const controllers = [0];
  while (controllers.length < (setup.controllers ?? 1)) controllers.push(setup.brokers + controllers.length);
  const brokerConfig = parseConfig(BROKER_CONFIG, setup.config).values;
  const topics: TopicPlan[] = [];
  const partitionTopic: number[] = [];
  const partitionIndex: number[] = [];
  const replicas: (readonly number[])[] = [];
  const addTopic = (
    name: string,
    internal: boolean,
    config: ConfigValues,
    assignment: readonly (readonly number[])[],
  ) => {
    const partitions: number[] = [];
    assignment.forEach((nodes, index) => {
      partitions.push(replicas.length);
      partitionTopic.push(topics.length);
      partitionIndex.push(index);
      replicas.push(nodes);
    });
    topics.push({ name, partitions, internal, config });
  };
  for (const topic of setup.topics) {
    const assignment = topic.replicas ?? placeReplicas(brokers, 0, topic.partitions, topic.replicationFactor);
    addTopic(topic.name, false, parseTopicConfig(topic.config, brokerConfig).values, assignment);
  }
  const offsetsPartitions = setup.groups.length === 0 ? 0 : numberOf(brokerConfig, 'offsets.topic.num.partitions');
  const firstOffsetsPartition = replicas.length;
  if (offsetsPartitions > 0) {
    const factor = Math.min(numberOf(brokerConfig, 'offsets.topic.replication.factor'), setup.brokers);
    const segmentBytes = numberOf(brokerConfig, 'offsets.topic.segment.bytes');
    const own = { ...OFFSETS_TOPIC_CONFIG, 'segment.bytes': segmentBytes };
    const config = { ...parseTopicConfig({}, brokerConfig).values, ...own };
    addTopic(OFFSETS_TOPIC, true, config, placeReplicas(brokers, 0, offsetsPartitions, factor));
  }
  const groups: GroupPlan[] = setup.groups.map((group) => ({
    name: group.id,
    topics: group.topics.map((name) => topics.findIndex((topic) => topic.name === name)),
    setup: group,
    offsetsPartition: firstOffsetsPartition + groupPartition(group.id, offsetsPartitions),
  }));
  return {
    controller: 0,
    controllers,
    brokers,
    racks: racksByNode(brokers, setup.racks ?? []),
    topics,
    partitionTopic,
    partitionIndex,
    replicas,
    groups,
    brokerConfig,
    versions: setup.versions,
    mutants: mutantsOf(setup.mutants),
  };
}

function racksByNode(brokers: readonly number[], racks: readonly string[]): string[] {
  const byNode = new Array<string>(Math.max(...brokers) + 1).fill('');
  brokers.forEach((node, i) => {
    byNode[node] = racks[i] ?? '';
  });
  return byNode;
}

function topicNumber(plan: ClusterPlan, name: string): number {
  const topic = plan.topics.findIndex((one) => one.name === name);
  assert(topic >= 0, 'a topic of the setup is in the plan');
  return topic;
}

/** Brokers are registered and unfenced, topics created, preferred leaders elected; everybody knows it. */
function formCluster(
  state: KafkaState,
  controllers: readonly ControllerState[],
  brokers: readonly BrokerState[],
): void {
  const { plan } = state;
  const records: MetadataRecord[] = [];
  if (state.committed !== null) records.push({ type: 'LeaderChange', leader: plan.controller, epoch: FIRST_EPOCH });
  const firstBroker = records.length;
  for (const node of plan.brokers) {
    records.push({ type: 'RegisterBroker', node, brokerEpoch: records.length, incarnation: 1, fenced: true });
  }
  plan.brokers.forEach((node, i) => {
    records.push({
      type: 'BrokerRegistrationChange',
      node,
      brokerEpoch: firstBroker + i,
      fenced: false,
      inControlledShutdown: false,
    });
  });
  plan.topics.forEach((topic, number) => {
    records.push({ type: 'Topic', topic: number });
    for (const partition of topic.partitions) {
      const replicas = at(plan.replicas, partition);
      const leader = at(replicas, 0);
      records.push({
        type: 'Partition',
        partition,
        replicas,
        isr: replicas,
        leader,
        leaderEpoch: 0,
        partitionEpoch: 0,
      });
    }
  });
  for (const controller of controllers) {
    controller.log = records.slice();
    controller.committed = records.length;
    if (controller.quorum !== null) formVoter(plan, controller, controller.quorum);
  }
  brokers.forEach((broker, i) => {
    for (const record of records) replayRecord(broker.image, plan, record);
    broker.lifecycle.phase = RUNNING;
    broker.lifecycle.brokerEpoch = firstBroker + i;
    if (broker.observer !== null) {
      broker.observer.epoch = FIRST_EPOCH;
      broker.observer.isAsking = 0;
    }
  });
}

/** Epoch of the quorum that formed the cluster. */
const FIRST_EPOCH = 1;

/** The first controller leads, the others follow. */
function formVoter(plan: ClusterPlan, controller: ControllerState, quorum: QuorumState): void {
  quorum.role = controller.node === plan.controller ? LEADER : FOLLOWER;
  quorum.isActive = quorum.role === LEADER ? 1 : 0;
  quorum.epoch = FIRST_EPOCH;
  quorum.leader = plan.controller;
  quorum.votedFor = plan.controller;
  quorum.epochs = controller.log.map(() => FIRST_EPOCH);
  quorum.hows = controller.log.map(() => -1);
  quorum.flushed = controller.log.length;
}
