import { at } from '../../sim/column.ts';
import { WorldContext } from '../../sim/context.ts';
import type { Verb } from '../../sim/faults/verb.ts';
import { isRunning } from '../../sim/world.ts';
import { setStuck } from '../client/consumer.ts';
import type { KafkaState } from '../cluster.ts';

/**
 * The application hangs in the next record it takes up, so it polls no more; the client's heartbeats go on. What
 * max.poll.interval.ms is for.
 */
export const stuckConsumer: Verb<KafkaState> = {
  name: 'stuck-consumer',
  target: 'node',
  group: 'client',
  aims: ['client'],
  parameters: { for: { type: 'duration', default: '15s' } },
  begin: (world, given) => {
    for (const node of given.nodes) {
      if (world.state.actors[node]?.actor !== 'consumer') {
        return { code: 'target.not-a-member', parameters: { node: world.nodes[node]?.name ?? '' } };
      }
    }
    if (given.nodes.every((node) => !isRunning(at(world.nodes, node)))) {
      return { code: 'fault.not-running', parameters: {} };
    }
    for (const node of given.nodes) {
      const actor = world.state.actors[node];
      if (actor?.actor === 'consumer') setStuck(world.state, actor, true, new WorldContext(world, node));
    }
    return null;
  },
  end: (world, given) => {
    for (const node of given.nodes) {
      const actor = world.state.actors[node];
      if (actor?.actor === 'consumer') setStuck(world.state, actor, false, new WorldContext(world, node));
    }
  },
};
