import type { Verb } from '../../sim/faults/verb.ts';
import { startNode } from '../../sim/node-life.ts';
import { addNode } from '../../sim/world.ts';
import { createBroker } from '../broker/broker-state.ts';
import type { KafkaState } from '../cluster.ts';
import { growWorld, withBroker } from '../growth.ts';

/** As many as a scenario may have. */
const MOST_BROKERS = 100;

/**
 * Another broker, with the next id: it registers fenced, replays the metadata, and is unfenced. It gets no replica by
 * itself; partitions move to it by `reassign`, or are created there.
 *
 * @remarks Left out: racks.
 */
export const addBroker: Verb<KafkaState> = {
  name: 'add-broker',
  target: 'none',
  group: 'operation',
  aims: ['control'],
  parameters: {},
  begin: (world) => {
    const { state } = world;
    const id = state.plan.brokers.length + 1;
    if (id > MOST_BROKERS) return { code: 'brokers.too-many', parameters: { found: id, most: MOST_BROKERS } };
    const node = addNode(world, `broker-${id}`, 'server');
    growWorld(world, withBroker(state.plan, node));
    state.actors[node] = createBroker(state.plan, node);
    startNode(world, node);
    return null;
  },
  end: null,
};
