import type { World } from '../sim/world.ts';
import { growBroker } from './broker/growth.ts';
import { growClient, growProducer } from './client/growth.ts';
import type { ClusterPlan, KafkaState, TopicPlan } from './cluster.ts';
import { growController } from './controller/growth.ts';

/**
 * A cluster that grows while it runs: partitions, brokers, and places of replicas are added to the plan, and every
 * actor's lists get room for them. It is room and nothing else: what is in the room is learned by the usual ways.
 *
 * @remarks Numbers are never given anew, so that masks, offsets and positions keep their meaning: a replica that was
 * taken away keeps its slot.
 */
export function growWorld(world: World<KafkaState>, plan: ClusterPlan): void {
  const { state } = world;
  state.plan = plan;
  const { committed } = state;
  while (committed !== null && committed.partitions.length < plan.replicas.length) committed.partitions.push(null);
  for (const actor of state.actors) {
    switch (actor?.actor) {
      case 'controller':
        growController(actor, plan);
        break;
      case 'broker':
        growBroker(actor, plan);
        break;
      case 'producer':
        growProducer(actor, plan);
        break;
      case 'consumer':
        growClient(actor, plan);
        break;
    }
  }
}

/** The plan with more partitions of a topic. */
export function withPartitions(
  plan: ClusterPlan,
  topic: number,
  assignment: readonly (readonly number[])[],
): ClusterPlan {
  const first = plan.replicas.length;
  const before = plan.topics[topic]?.partitions ?? [];
  const added = assignment.map((_, i) => first + i);
  return {
    ...plan,
    topics: plan.topics.map(
      (one, number): TopicPlan => (number === topic ? { ...one, partitions: [...before, ...added] } : one),
    ),
    partitionTopic: [...plan.partitionTopic, ...added.map(() => topic)],
    partitionIndex: [...plan.partitionIndex, ...added.map((_, i) => before.length + i)],
    replicas: [...plan.replicas, ...assignment],
  };
}

export function withBroker(plan: ClusterPlan, node: number): ClusterPlan {
  return { ...plan, brokers: [...plan.brokers, node] };
}

/** The plan with places for these nodes among the slots of a partition; itself where they all have one. */
export function withSlots(plan: ClusterPlan, partition: number, nodes: readonly number[]): ClusterPlan {
  const before = plan.replicas[partition] ?? [];
  const added = nodes.filter((node) => !before.includes(node));
  if (added.length === 0) return plan;
  return {
    ...plan,
    replicas: plan.replicas.map((slots, number) => (number === partition ? [...before, ...added] : slots)),
  };
}
