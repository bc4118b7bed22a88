import { at } from '../../sim/column.ts';
import { numberOf } from '../../sim/config.ts';
import type { ClusterPlan } from '../cluster.ts';
import type { BrokerState } from './broker-state.ts';
import { growFollowerProgress } from './in-sync.ts';
import type { MetadataImage } from './metadata-image.ts';
import { createReplica, slotsByNode } from './replica.ts';

const NO_NODES: readonly number[] = [];

/** Makes room for what the plan has more than before. A replica in it has no role yet, and an empty log. */
export function growBroker(broker: BrokerState, plan: ClusterPlan): void {
  growImage(broker.image, plan);
  const nodes = Math.max(plan.controller, ...plan.brokers) + 1;
  while (broker.followerChannels.length < nodes) broker.followerChannels.push(-1);
  while (broker.fetchers.length < nodes) broker.fetchers.push(null);
  for (let partition = 0; partition < plan.replicas.length; partition++) growReplica(broker, plan, partition);
}

function growReplica(broker: BrokerState, plan: ClusterPlan, partition: number): void {
  const slots = at(plan.replicas, partition);
  const replica = broker.replicas[partition] ?? null;
  if (replica === null) {
    const slot = slots.indexOf(broker.node);
    broker.replicas[partition] = slot < 0 ? null : createReplica(partition, slots, slot);
    return;
  }
  if (replica.nodes === slots) return;
  replica.nodes = slots;
  replica.slots = slotsByNode(slots);
  growFollowerProgress(replica.progress, slots.length);
  while (replica.fetchSerials.length < slots.length) replica.fetchSerials.push(0);
}

function growImage(image: MetadataImage, plan: ClusterPlan): void {
  const nodes = Math.max(plan.controller, ...plan.brokers) + 1;
  while (image.brokerEpochs.length < nodes) {
    image.brokerEpochs.push(-1);
    image.active.push(0);
    image.alive.push(0);
  }
  for (let topic = image.known.length; topic < plan.topics.length; topic++) {
    const config = plan.topics[topic]?.config ?? {};
    image.known.push(0);
    image.minIsrs.push(numberOf(config, 'min.insync.replicas'));
    image.maxMessageBytes.push(numberOf(config, 'max.message.bytes'));
  }
  while (image.leaders.length < plan.replicas.length) {
    image.leaders.push(-1);
    image.leaderEpochs.push(-1);
    image.partitionEpochs.push(-1);
    image.isrs.push(0);
    image.isrNodes.push(NO_NODES);
    image.replicaNodes.push(NO_NODES);
    image.recovering.push(0);
  }
}
