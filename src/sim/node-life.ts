import { assert } from './assert.ts';
import { at } from './column.ts';
import { WorldContext } from './context.ts';
import { dropPageCache } from './disk.ts';
import { insert, release, takeSlot } from './event-heap.ts';
import { dropConnectionsOf, refuseOldConnections } from './network.ts';
import {
  isRunning,
  NODE_STATUS,
  NODE_STATUSES,
  type NodeState,
  type NodeStatus,
  observe,
  stamp,
  type World,
} from './world.ts';

/** The process of a node comes up: at time zero, or after a stop, a crash or a loss of power. */
export function startNode<S>(world: World<S>, node: number): void {
  const state = at(world.nodes, node);
  assert(!isRunning(state), 'only a node that is down can be started');
  const hadPower = state.status !== 'off';
  state.incarnation += 1;
  setStatus(world, node, 'up');
  if (!hadPower) refuseOldConnections(world, node);
  world.model.onStart(world.state, new WorldContext(world, node));
}

/** The process is killed. What it handed to its connections still arrives; its page cache stays. */
export function crashNode<S>(world: World<S>, node: number): void {
  endProcess(world, node, 'crashed');
}

/** The machine loses power. Peers hear nothing; the page cache is gone. */
export function powerCutNode<S>(world: World<S>, node: number): void {
  const state = at(world.nodes, node);
  if (isRunning(state)) {
    endProcess(world, node, 'off');
  } else if (state.status !== 'off') {
    dropPageCache(world, node);
    world.model.onCrash(world.state, true, new WorldContext(world, node));
    setStatus(world, node, 'off');
  }
}

/**
 * Asks the process to end in order.
 *
 * @remarks A paused process takes the signal up when it goes on, before all else, and has its whole grace from then.
 * Left out: who would kill it when its grace is over in the meantime.
 */
export function stopNode<S>(world: World<S>, node: number, graceUs: number): void {
  const state = at(world.nodes, node);
  if (state.status !== 'up') return;
  if (state.paused > 0) {
    if (state.heldStopUs < 0) state.heldStopUs = graceUs;
    return;
  }
  setStatus(world, node, 'stopping');
  world.model.onStop(world.state, graceUs, new WorldContext(world, node));
}

/** The process has ended in order. */
export function exitNode<S>(world: World<S>, node: number): void {
  const state = at(world.nodes, node);
  assert(isRunning(state), 'only a running process exits');
  dropConnectionsOf(world, node, false);
  state.incarnation += 1;
  dropDeferred(world, state);
  setStatus(world, node, 'stopped');
}

/** The process takes no step; its clocks run and its connections stay. */
export function pauseNode<S>(world: World<S>, node: number): void {
  at(world.nodes, node).paused += 1;
}

export function resumeNode<S>(world: World<S>, node: number): void {
  const state = at(world.nodes, node);
  assert(state.paused > 0, 'only a paused node is resumed');
  state.paused -= 1;
  if (state.paused > 0) return;
  const waiting = state.deferred;
  state.deferred = [];
  const { heap } = world;
  for (const event of waiting) {
    const slot = event.slot >= 0 ? event.slot : takeSlot(heap);
    stamp(world, slot, 0, event.kind, node);
    heap.cause[slot] = event.cause;
    heap.incarnation[slot] = event.incarnation;
    heap.a[slot] = event.a;
    heap.b[slot] = event.b;
    heap.c[slot] = event.c;
    heap.payload[slot] = event.payload;
    insert(heap, slot, world.now);
  }
  if (state.heldStopUs < 0) return;
  const graceUs = state.heldStopUs;
  state.heldStopUs = -1;
  stopNode(world, node, graceUs);
}

function endProcess<S>(world: World<S>, node: number, status: 'crashed' | 'off'): void {
  const state = at(world.nodes, node);
  if (!isRunning(state)) return;
  const powerLost = status === 'off';
  if (powerLost) dropPageCache(world, node);
  world.model.onCrash(world.state, powerLost, new WorldContext(world, node));
  dropConnectionsOf(world, node, powerLost);
  state.incarnation += 1;
  dropDeferred(world, state);
  setStatus(world, node, status);
}

/** What a paused process has not taken up is gone with it. */
function dropDeferred<S>(world: World<S>, state: NodeState): void {
  for (const { slot } of state.deferred) if (slot >= 0) release(world.heap, slot);
  state.deferred = [];
  state.heldStopUs = -1;
}

function setStatus<S>(world: World<S>, node: number, status: NodeStatus): void {
  const state = at(world.nodes, node);
  state.status = status;
  observe(world, NODE_STATUS, node, NODE_STATUSES.indexOf(status), state.incarnation, 0, 0, 0, 0, -1);
}
