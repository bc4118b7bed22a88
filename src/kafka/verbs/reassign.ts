import { at } from '../../sim/column.ts';
import type { Refusal, Verb } from '../../sim/faults/verb.ts';
import type { ClusterPlan, KafkaState } from '../cluster.ts';
import { beginReassignment, cancelReassignment } from '../controller/reassignment.ts';
import { growWorld, withSlots } from '../growth.ts';
import { errorName, NONE } from '../protocol/errors.ts';
import { partitionNamed } from '../roles.ts';
import { controllerForAdmin, isRefusal } from './admin.ts';

/** Nodes that may have had a replica of one partition in a run: the ledger keeps sets of them as masks. */
const MOST_SLOTS = 8;

/**
 * AlterPartitionReassignments: a partition moves to these brokers (ids, first = preferred leader), or a move that is
 * under way is given up (`cancel`).
 *
 * @see KIP-455
 */
export const reassign: Verb<KafkaState> = {
  name: 'reassign',
  target: 'none',
  group: 'operation',
  aims: ['control'],
  parameters: {
    partition: { type: 'text', default: '', required: true },
    replicas: { type: 'list', default: '' },
    cancel: { type: 'flag', default: false },
  },
  begin: (world, given) => {
    const { plan } = world.state;
    const name = String(given.values.partition);
    const partition = partitionNamed(plan, name);
    if (partition < 0) return { code: 'UNKNOWN_TOPIC_OR_PARTITION', parameters: { found: name } };
    const admin = controllerForAdmin(world);
    if (isRefusal(admin)) return admin;
    if (given.values.cancel === true) {
      return refusalOf(cancelReassignment(world.state, admin.controller, partition, admin.ctx), name);
    }
    const ids = Array.isArray(given.values.replicas) ? given.values.replicas.map(String) : [];
    const target = ids.map((id) => nodeOfBroker(plan, id));
    const known = target.every((node) => (admin.controller.brokers[node]?.brokerEpoch ?? -1) >= 0);
    if (target.length === 0 || !known || new Set(target).size !== target.length) {
      return {
        code: 'INVALID_REPLICA_ASSIGNMENT',
        parameters: { found: ids.join(', '), brokers: plan.brokers.length },
      };
    }
    const grown = withSlots(plan, partition, target);
    if (at(grown.replicas, partition).length > MOST_SLOTS) {
      return {
        code: 'replicas.too-many',
        parameters: { found: at(grown.replicas, partition).length, most: MOST_SLOTS },
      };
    }
    if (grown !== plan) growWorld(world, grown);
    return refusalOf(beginReassignment(world.state, admin.controller, partition, target, admin.ctx), name);
  },
  end: null,
};

/** The node of `4` or `broker-4`, −1 if there is none. */
function nodeOfBroker(plan: ClusterPlan, id: string): number {
  const found = /^(?:broker-)?([1-9]\d*)$/.exec(id.trim());
  return plan.brokers[Number(found?.[1] ?? 0) - 1] ?? -1;
}

function refusalOf(error: number, name: string): Refusal {
  return error === NONE ? null : { code: errorName(error), parameters: { found: name } };
}
