import { at } from '../../sim/column.ts';
import type { Verb } from '../../sim/faults/verb.ts';
import type { KafkaState } from '../cluster.ts';
import { createPartitions } from '../controller/partitions.ts';
import { growWorld, withPartitions } from '../growth.ts';
import { placeReplicas } from '../placement.ts';
import { controllerForAdmin, isRefusal } from './admin.ts';

/** More partitions than this a topic cannot get; the broker itself knows no limit. */
const MOST_PARTITIONS = 1_000;

/**
 * CreatePartitions: a topic gets more partitions, `count` in all. What is stored stays where it is, so that from the
 * moment at which a producer learns of it a key may go to another partition than before.
 *
 * @see KIP-195; `ReplicationControlManager#createPartitions`
 */
export const addPartitions: Verb<KafkaState> = {
  name: 'add-partitions',
  target: 'none',
  group: 'operation',
  aims: ['control'],
  parameters: {
    topic: { type: 'text', default: '', required: true },
    count: { type: 'count', default: '', required: true },
  },
  begin: (world, given) => {
    const { plan } = world.state;
    const name = String(given.values.topic);
    const count = Number(given.values.count);
    const topic = plan.topics.findIndex((one) => one.name === name);
    if (topic < 0) return { code: 'UNKNOWN_TOPIC_OR_PARTITION', parameters: { found: name } };
    const { partitions } = at(plan.topics, topic);
    if (count <= partitions.length) {
      return { code: 'INVALID_PARTITIONS', parameters: { found: count, partitions: partitions.length } };
    }
    if (count > MOST_PARTITIONS)
      return { code: 'partitions.too-many', parameters: { found: count, most: MOST_PARTITIONS } };
    const admin = controllerForAdmin(world);
    if (isRefusal(admin)) return admin;
    const factor = at(plan.replicas, at(partitions, 0)).length;
    const alive = plan.brokers.filter((node) => admin.controller.brokers[node]?.fenced === 0);
    if (factor > alive.length) {
      return { code: 'INVALID_REPLICATION_FACTOR', parameters: { found: factor, most: alive.length } };
    }
    const grown = withPartitions(
      plan,
      topic,
      placeReplicas(alive, partitions.length, count - partitions.length, factor),
    );
    growWorld(world, grown);
    createPartitions(
      world.state,
      admin.controller,
      at(grown.topics, topic).partitions.slice(partitions.length),
      admin.ctx,
    );
    return null;
  },
  end: null,
};
