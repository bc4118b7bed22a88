import { describe, expect, it } from 'vitest';
import { WorldContext } from '../../src/sim/context.ts';
import { crashNode, pauseNode, resumeNode, stopNode } from '../../src/sim/node-life.ts';
import { endExited, runWorld } from '../../src/sim/step.ts';
import { toyWorld } from './toy-model.ts';

describe('a paused process', () => {
  it('can still cancel a timer that fell due while it was paused', () => {
    const world = toyWorld(1);
    const ctx = new WorldContext(world, 0);
    const timer = ctx.setTimer(1, 5_000, 0, 0);
    ctx.setTimer(2, 30_000, 0, 0);
    pauseNode(world, 0);
    runWorld(world, 10_000, 100);

    resumeNode(world, 0);
    ctx.cancelTimer(timer);
    runWorld(world, 40_000, 100);

    expect(world.state.heard).toEqual(['30 a timer 2 0 0']);
  });

  it('takes up in order what fell due, when it goes on', () => {
    const world = toyWorld(1);
    const ctx = new WorldContext(world, 0);
    ctx.setTimer(1, 5_000, 0, 0);
    ctx.setTimer(2, 6_000, 0, 0);
    pauseNode(world, 0);
    runWorld(world, 10_000, 100);
    world.now = 10_000;

    resumeNode(world, 0);
    runWorld(world, 40_000, 100);

    expect(world.state.heard).toEqual(['10 a timer 1 0 0', '10 a timer 2 0 0']);
  });

  it('leaves nothing behind when it is killed', () => {
    const world = toyWorld(1);
    const ctx = new WorldContext(world, 0);
    ctx.setTimer(1, 5_000, 0, 0);
    const free = world.heap.freeCount + 1;
    pauseNode(world, 0);
    runWorld(world, 10_000, 100);

    crashNode(world, 0);

    expect(world.heap.freeCount).toBe(free);
  });

  it('takes up a stop when it goes on, before what else came, and ends', () => {
    const world = toyWorld(1);
    new WorldContext(world, 0).setTimer(1, 5_000, 0, 0);
    pauseNode(world, 0);
    runWorld(world, 10_000, 100);
    world.now = 10_000;

    stopNode(world, 0, 30_000_000);
    const before = world.nodes[0]?.status;
    resumeNode(world, 0);
    endExited(world);
    runWorld(world, 40_000, 100);

    expect(before).toBe('up');
    expect(world.state.heard).toEqual(['10 a stop']);
  });

  it('forgets a stop when it is killed', () => {
    const world = toyWorld(1);
    pauseNode(world, 0);
    stopNode(world, 0, 30_000_000);

    crashNode(world, 0);
    resumeNode(world, 0);

    expect(world.state.heard).toEqual(['0 a crash']);
  });
});
