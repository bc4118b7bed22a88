import { WorldContext } from '../../sim/context.ts';
import type { Refusal, Verb } from '../../sim/faults/verb.ts';
import { isRunning } from '../../sim/world.ts';
import type { KafkaState } from '../cluster.ts';
import { activeController } from '../controller/active-controller.ts';
import { isActive } from '../controller/controller.ts';
import { PREFERRED, UNCLEAN } from '../controller/election.ts';
import { electOnRequest } from '../controller/partitions.ts';
import { errorName, NONE } from '../protocol/errors.ts';
import { partitionNamed } from '../roles.ts';

/**
 * An operator asks for an election, as `kafka-leader-election.sh` does. Left out: the request's way to the controller;
 * what the controller would answer with an error is refused here.
 *
 * @see KIP-460; ElectLeaders
 */
export const electLeader: Verb<KafkaState> = {
  name: 'elect-leader',
  target: 'none',
  group: 'operation',
  aims: [],
  parameters: {
    partition: { type: 'text', default: '', required: true },
    type: { type: 'choice', default: 'preferred', choices: ['preferred', 'unclean'] },
  },
  begin: (world, given): Refusal => {
    const { plan, actors } = world.state;
    const name = String(given.values.partition);
    const partition = partitionNamed(plan, name);
    if (partition < 0) return { code: 'election.unknown-partition', parameters: { partition: name } };
    const [node = -1] = activeController(world.state);
    const controller = actors[node];
    const state = world.nodes[node];
    if (controller?.actor !== 'controller' || state === undefined || !isRunning(state) || !isActive(controller)) {
      return { code: 'election.no-controller', parameters: {} };
    }
    const ctx = new WorldContext(world, node);
    const election = given.values.type === 'unclean' ? UNCLEAN : PREFERRED;
    const error = electOnRequest(world.state, controller, partition, election, ctx);
    if (error === NONE) return null;
    return { code: 'election.refused', parameters: { partition: name, error: errorName(error) } };
  },
  end: null,
};
