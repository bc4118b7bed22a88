import * as v from 'valibot';
import { mayBecome } from '../coordinator/coordinator-state.ts';
import { selectProtocol } from '../coordinator/group-members.ts';
import { GROUP_STATES } from '../observations.ts';

const TRANSITION = v.object({ from: v.picklist(GROUP_STATES), to: v.picklist(GROUP_STATES) });
const VOTES = v.object({ memberProtocols: v.array(v.array(v.string())) });

/** Whether a classic group may go from one state to the other. */
export function runTransition(input: unknown): unknown {
  const { from, to } = v.parse(TRANSITION, input);
  return { allowed: mayBecome(GROUP_STATES.indexOf(from), GROUP_STATES.indexOf(to)) };
}

/** The assignor that a group's members agree on. */
export function runSelectProtocol(input: unknown): unknown {
  return { protocol: selectProtocol(v.parse(VOTES, input).memberProtocols) };
}
