import type { KafkaState } from '../cluster.ts';
import { LEADER } from '../quorum/quorum-state.ts';
import type { ControllerState } from './controller-state.ts';
import type { PartitionRegistration } from './partition-change.ts';

/** The node that leads the quorum, in its latest epoch; empty while nobody does. A single controller is always named. */
export function activeController(state: KafkaState): readonly number[] {
  const { plan } = state;
  if (plan.controllers.length === 1) return [plan.controller];
  let active = -1;
  let latest = -1;
  for (const node of plan.controllers) {
    const quorum = controllerAt(state, node)?.quorum;
    if (quorum === null || quorum === undefined || quorum.role !== LEADER || quorum.epoch <= latest) continue;
    active = node;
    latest = quorum.epoch;
  }
  return active < 0 ? [] : [active];
}

/** A partition as the committed metadata has it. */
export function committedPartition(state: KafkaState, partition: number): PartitionRegistration | null {
  const { committed, plan } = state;
  const partitions =
    committed === null ? controllerAt(state, plan.controller)?.committedPartitions : committed.partitions;
  return partitions?.[partition] ?? null;
}

/** 1 where the controller has fenced a broker; with several of them, as far as it is committed. */
export function isFenced(state: KafkaState, node: number): boolean {
  const { committed, plan } = state;
  const fenced =
    committed === null ? controllerAt(state, plan.controller)?.brokers[node]?.fenced : committed.fenced[node];
  return (fenced ?? 0) !== 0;
}

export function controllerAt(state: KafkaState, node: number): ControllerState | null {
  const actor = state.actors[node];
  return actor?.actor === 'controller' ? actor : null;
}
