import type { Verb } from '../../sim/faults/verb.ts';
import { stopNode } from '../../sim/node-life.ts';
import type { KafkaState } from '../cluster.ts';

const GRACE_US = 30_000_000;

/** A member closes its client in order: it ends its batch, commits as it is set to, and leaves the group. */
export const removeMember: Verb<KafkaState> = {
  name: 'remove-member',
  target: 'node',
  group: 'client',
  aims: ['client'],
  parameters: { grace: { type: 'duration', default: '30s' } },
  begin: (world, given) => {
    for (const node of given.nodes) {
      if (world.state.actors[node]?.actor !== 'consumer') {
        return { code: 'target.not-a-member', parameters: { node: world.nodes[node]?.name ?? '' } };
      }
    }
    const { grace } = given.values;
    for (const node of given.nodes) stopNode(world, node, typeof grace === 'number' ? grace : GRACE_US);
    return null;
  },
  end: null,
};
