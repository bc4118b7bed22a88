import type { Context } from '../../sim/actor.ts';
import { WorldContext } from '../../sim/context.ts';
import type { Refusal } from '../../sim/faults/verb.ts';
import { isRunning, type World } from '../../sim/world.ts';
import type { KafkaState } from '../cluster.ts';
import { activeController, controllerAt } from '../controller/active-controller.ts';
import { isActive } from '../controller/controller.ts';
import type { ControllerState } from '../controller/controller-state.ts';

/** The active controller, and what it acts with. */
export interface Admin {
  readonly controller: ControllerState;
  readonly ctx: Context;
}

type Refused = Exclude<Refusal, null>;

/**
 * The controller for what an operator asks of it. Left out: the way of the request through a broker.
 *
 * @returns a refusal where there is no controller to ask
 */
export function controllerForAdmin(world: World<KafkaState>): Admin | Refused {
  const [node = -1] = activeController(world.state);
  const controller = controllerAt(world.state, node);
  const process = world.nodes[node];
  if (controller === null || process === undefined || !isRunning(process) || !isActive(controller)) {
    return { code: 'controller.not-running', parameters: {} };
  }
  return { controller, ctx: new WorldContext(world, node) };
}

export function isRefusal(answer: Admin | Refused): answer is Refused {
  return 'code' in answer;
}
