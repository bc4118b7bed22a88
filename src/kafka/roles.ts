import { at } from '../sim/column.ts';
import type { World } from '../sim/world.ts';
import type { ClusterPlan, KafkaState } from './cluster.ts';
import { activeController, committedPartition } from './controller/active-controller.ts';
import type { PartitionRegistration } from './controller/partition-change.ts';

/**
 * The nodes that hold a role now, as the controller has it: `leader`, `follower`, `followers`, `replicas`, `isr` of a
 * partition, the `controller`, the `coordinator` of a group, and clients by id or by their number from 1.
 */
export function resolveRole(world: World<KafkaState>, role: string, args: readonly string[]): readonly number[] {
  const { plan } = world.state;
  const [first = '', second = ''] = args;
  switch (role) {
    case 'controller':
      return activeController(world.state);
    case 'coordinator': {
      const group = plan.groups.find((one) => `group:${one.name}` === first || one.name === first);
      return group === undefined ? [] : leaderOf(registrationOf(world, group.offsetsPartition));
    }
    case 'producer': {
      const node = world.nodes.findIndex((one) => one.name === first);
      return node >= 0 && world.state.actors[node]?.actor === 'producer' ? [node] : [];
    }
    case 'group':
      return membersOf(world, first);
    case 'member':
      return memberOf(world, first, second);
    default:
      return ofPartition(world, role, partitionNamed(plan, first), second);
  }
}

/** The number of `orders-0`, −1 = unknown. */
export function partitionNamed(plan: ClusterPlan, name: string): number {
  return plan.partitionTopic.findIndex(
    (topic, partition) => `${plan.topics[topic]?.name}-${plan.partitionIndex[partition]}` === name,
  );
}

function ofPartition(world: World<KafkaState>, role: string, partition: number, ordinal: string): readonly number[] {
  if (world.state.plan.replicas[partition] === undefined) return [];
  const registration = registrationOf(world, partition);
  const replicas = registration?.replicas ?? at(world.state.plan.replicas, partition);
  const leader = leaderOf(registration);
  const followers = replicas.filter((node) => !leader.includes(node));
  switch (role) {
    case 'leader':
      return leader;
    case 'followers':
      return followers;
    case 'follower': {
      const follower = followers[Number(ordinal) - 1];
      return follower === undefined ? [] : [follower];
    }
    case 'isr':
      return registration?.isr ?? [];
    case 'replicas':
      return replicas;
    default:
      return [];
  }
}

/** A partition as the controller's committed records have it. */
function registrationOf(world: World<KafkaState>, partition: number): PartitionRegistration | null {
  return committedPartition(world.state, partition);
}

function leaderOf(registration: PartitionRegistration | null): readonly number[] {
  return registration === null || registration.leader < 0 ? [] : [registration.leader];
}

function membersOf(world: World<KafkaState>, name: string): readonly number[] {
  const group = world.state.plan.groups.findIndex((one) => one.name === name);
  return world.state.actors.flatMap((actor, node) =>
    actor !== null && actor.actor === 'consumer' && actor.group === group ? [node] : [],
  );
}

function memberOf(world: World<KafkaState>, group: string, member: string): readonly number[] {
  const members = membersOf(world, group);
  const named = members.find((node) => world.nodes[node]?.name === member);
  const node = named ?? members[Number(member) - 1];
  return node === undefined ? [] : [node];
}
