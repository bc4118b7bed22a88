import type { ControllerState } from '../../../src/kafka/controller/controller-state.ts';
import type { QuorumState } from '../../../src/kafka/quorum/quorum-state.ts';
import { LEADER } from '../../../src/kafka/quorum/quorum-state.ts';
import type { KafkaSetup } from '../../../src/kafka/setup.ts';
import { KAFKA } from '../../../src/kafka/system.ts';
import { isolate } from '../../../src/sim/faults/isolate.ts';
import { isRunning } from '../../../src/sim/world.ts';
import { type Cluster, cluster } from '../watched-cluster.ts';

/** Nodes of controllers 1, 2, 3: the brokers stand between the first and the others. */
export const CONTROLLERS = [0, 4, 5];

/** Three brokers, one topic, and three controllers of which the first leads. */
export function quorumCluster(given: Partial<KafkaSetup> = {}, seed = 1): Cluster {
  return cluster({ controllers: 3, ...given }, seed);
}

export function controllerAt(one: Cluster, node: number): ControllerState {
  const actor = one.world.state.actors[node];
  if (actor?.actor !== 'controller') throw new Error(`node ${node} is no controller`);
  return actor;
}

export function quorumAt(one: Cluster, node: number): QuorumState {
  const { quorum } = controllerAt(one, node);
  if (quorum === null) throw new Error('a single controller has no quorum');
  return quorum;
}

/** Running controllers that believe to lead. */
export function leaders(one: Cluster): number[] {
  return CONTROLLERS.filter((node) => {
    const state = one.world.nodes[node];
    return state !== undefined && isRunning(state) && quorumAt(one, node).role === LEADER;
  });
}

/** Cuts a controller off from the others, or from everybody; the number names the fault. */
export function cutOff(one: Cluster, node: number, from: 'controller' | 'all', fault: number): void {
  isolate.begin(one.world, { command: fault, nodes: [node], links: [], values: { from } });
}

export function heal(one: Cluster, node: number, from: 'controller' | 'all', fault: number): void {
  isolate.end?.(one.world, { command: fault, nodes: [node], links: [], values: { from } });
}

/** Asks the active controller for another `min.insync.replicas` of the topic. */
export function setMinIsr(one: Cluster, value: number): string {
  const values = { target: 'topic(orders)', key: 'min.insync.replicas', value };
  return KAFKA.begin(one.world, 'set-config', { command: 99, nodes: [], links: [], values })?.code ?? '';
}
