import { flagOf, numberOf } from '../../sim/config.ts';
import type { ClusterPlan } from '../cluster.ts';
import { type ControllerState, unregistered } from './controller-state.ts';

/** Makes room for what the plan has more than before. */
export function growController(controller: ControllerState, plan: ClusterPlan): void {
  while (controller.partitions.length < plan.replicas.length) {
    controller.partitions.push(null);
    controller.committedPartitions.push(null);
  }
  for (let topic = controller.topics.length; topic < plan.topics.length; topic++) {
    const config = plan.topics[topic]?.config ?? {};
    controller.topics.push(0);
    controller.minIsrs.push(numberOf(config, 'min.insync.replicas'));
    controller.uncleanEnabled.push(flagOf(config, 'unclean.leader.election.enable') ? 1 : 0);
  }
  const nodes = Math.max(plan.controller, ...plan.brokers) + 1;
  while (controller.brokers.length < nodes) {
    controller.brokers.push(unregistered());
    controller.active.push(0);
  }
}
