import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/sim/actor.ts';
import { WorldContext } from '../../src/sim/context.ts';
import { waitingCount } from '../../src/sim/event-heap.ts';
import { crash } from '../../src/sim/faults/crash.ts';
import { FAULTS } from '../../src/sim/faults/index.ts';
import { slowDisk } from '../../src/sim/faults/slow-disk.ts';
import { crashNode, powerCutNode, startNode, stopNode } from '../../src/sim/node-life.ts';
import { endExited, LIVELOCK_EVENTS, passTime, runWorld, stepWorld } from '../../src/sim/step.ts';
import {
  addNode,
  createWorld,
  forkWorld,
  journalCause,
  journalNode,
  type World,
  worldHash,
} from '../../src/sim/world.ts';
import { HEARD, QUICK, question, type ToyState, toyModel, toyWorld } from './toy-model.ts';

const FOREVER = Number.MAX_SAFE_INTEGER;

function busyWorld(seed: number): World<ToyState> {
  const world = toyWorld(4, seed, { latencyUs: 1000, jitterUs: 700, bandwidth: 0 });
  for (let from = 0; from < 4; from++) {
    const ctx = new WorldContext(world, from);
    const connection = ctx.connect((from + 1) % 4);
    for (let i = 0; i < 20; i++) ctx.request(connection, question(i), 10);
    ctx.setTimer(1, 3_000, from, 0);
  }
  return world;
}

describe('a world', () => {
  it('does the same twice for one seed, and something else for another', () => {
    const hashes = [1, 1, 2].map((seed) => {
      const world = busyWorld(seed);
      runWorld(world, FOREVER, 10_000);
      return worldHash(world);
    });

    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it('goes on from a fork as the original does, and the two do not touch each other', () => {
    const straight = busyWorld(5);
    runWorld(straight, FOREVER, 10_000);
    for (const cut of [0, 1, 17, 60, 130]) {
      const world = busyWorld(5);
      runWorld(world, FOREVER, cut);
      const before = worldHash(world);
      const fork = forkWorld(world);
      runWorld(fork, FOREVER, 10_000);

      expect(worldHash(world)).toBe(before);
      expect(worldHash(fork)).toBe(worldHash(straight));
      runWorld(world, FOREVER, 10_000);
      expect(worldHash(world)).toBe(worldHash(straight));
    }
  });

  it('has the same hash with a listener and without', () => {
    const heard: number[] = [];
    const world = busyWorld(3);
    world.listener = { onObservation: (kind, _node, a) => void (kind === HEARD && heard.push(a)) };
    runWorld(world, FOREVER, 10_000);
    const silent = busyWorld(3);
    runWorld(silent, FOREVER, 10_000);

    expect(heard.length).toBe(80);
    expect(worldHash(world)).toBe(worldHash(silent));
  });

  it('remembers the cause of each event, back to the start', () => {
    const world = toyWorld(2);
    const ctx = new WorldContext(world, 0);
    world.cause = -1;
    ctx.request(ctx.connect(1), question(3), 10);
    runWorld(world, FOREVER, 10);

    const journal = world.journal;
    expect(journal).not.toBeNull();
    if (journal === null) return;
    expect([journalCause(journal, 0), journalCause(journal, 1)]).toEqual([-1, 0]);
    expect([journalNode(journal, 0), journalNode(journal, 1)]).toEqual([1, 0]);
  });

  it('shuffles events of one instant by seed only in exploration', () => {
    const orders = [false, true, true].map((shuffle, i) => {
      const world = toyWorld(6, i, QUICK);
      world.shuffle = shuffle;
      for (let node = 0; node < 6; node++) new WorldContext(world, node).setTimer(1, 5, node, 0);
      runWorld(world, FOREVER, 10);
      return world.state.heard.map((line) => line.split(' ')[1]).join('');
    });

    expect(orders[0]).toBe('abcdef');
    expect(orders[1]).not.toBe(orders[2]);
  });

  it('stops a model that goes on for ever without time passing', () => {
    const endless: Model<ToyState> = {
      ...toyModel,
      onTimer: (_state, kind, a, b, ctx) => void ctx.setTimer(kind, 0, a, b),
    };
    const world = createWorld(endless, { heard: [], handled: 0 }, 1, QUICK);
    startNode(world, addNode(world, 'a', 'server'));
    new WorldContext(world, 0).setTimer(1, 0, 0, 0);

    expect(() => runWorld(world, FOREVER, LIVELOCK_EVENTS + 10)).toThrow('kernel.livelock');
  });

  it('refuses to let time pass over an event', () => {
    const world = toyWorld(1);
    new WorldContext(world, 0).setTimer(1, 10, 0, 0);

    expect(() => passTime(world, 11)).toThrow('time passes only where nothing happens');
    passTime(world, 10);
    stepWorld(world);
    expect(world.now).toBe(10);
  });
});

describe('a timer', () => {
  it('is dead once cancelled, and dies with its process', () => {
    const world = toyWorld(2);
    const ctx = new WorldContext(world, 1);
    ctx.cancelTimer(ctx.setTimer(1, 10, 0, 0));
    ctx.setTimer(2, 20, 0, 0);
    crashNode(world, 1);
    startNode(world, 1);
    world.state.heard.length = 0;

    runWorld(world, FOREVER, 10);

    expect(world.state.heard).toEqual([]);
    expect(waitingCount(world.heap)).toBe(0);
  });
});

describe('a disk', () => {
  it('keeps the page cache over a kill and loses it with the power', () => {
    const world = toyWorld(2);
    const ctx = new WorldContext(world, 1);
    ctx.write(0, 100);
    ctx.flush(0);
    ctx.write(0, 150);

    crashNode(world, 1);
    expect(world.nodes[1]?.files[0]?.position).toBe(150);
    startNode(world, 1);
    powerCutNode(world, 1);

    expect(world.nodes[1]?.files[0]?.position).toBe(100);
  });

  it('is written back by the operating system 30 to 40 s after a write, looked at each 5 s', () => {
    const world = toyWorld(1);
    const ctx = new WorldContext(world, 0);
    passTime(world, 1_000_000);
    ctx.write(3, 7);
    const flushed: number[] = [];
    for (let second = 2; second < 60; second++) {
      runWorld(world, second * 1_000_000, 100);
      passTime(
        world,
        Math.max(
          world.now,
          Math.min(second * 1_000_000, waitingCount(world.heap) > 0 ? second * 1_000_000 : world.now),
        ),
      );
      if (ctx.flushedPosition(3) === 7) flushed.push(second);
    }

    expect(flushed[0]).toBe(35);
    expect(waitingCount(world.heap)).toBe(0);
  });

  it('takes its time for each operation while it is slow, one after the other', () => {
    const world = toyWorld(1);
    const ctx = new WorldContext(world, 0);
    const given = { command: 0, nodes: [0], links: [], values: { latency: 200_000 } };
    slowDisk.begin(world, given);

    expect([ctx.write(0, 1), ctx.write(0, 2)]).toEqual([200_000, 400_000]);
    slowDisk.end?.(world, given);
    expect(ctx.write(0, 3)).toBe(0);
  });

  it('forgets what was cut off: a truncated tail is not written back later', () => {
    const world = toyWorld(1);
    const ctx = new WorldContext(world, 0);
    ctx.write(0, 10);
    runWorld(world, 20_000_000, 10);
    ctx.write(0, 4);
    runWorld(world, 60_000_000, 20);

    expect(ctx.flushedPosition(0)).toBe(4);
  });
});

describe('faults of nodes', () => {
  it('say when there is nothing to kill, and change nothing', () => {
    const world = toyWorld(2);
    const given = { command: 0, nodes: [1], links: [], values: {} };
    crash.begin(world, given);
    const hash = worldHash(world);

    expect(crash.begin(world, given)).toEqual({ code: 'fault.not-running', parameters: {} });
    expect(worldHash(world)).toBe(hash);
  });

  it('stop a process in order: it is asked, and its peers are told when it has ended', () => {
    const world = toyWorld(2);
    const ctx = new WorldContext(world, 0);
    ctx.request(ctx.connect(1), question(1), 10);
    runWorld(world, 3_000, 10);
    stopNode(world, 1, 30_000_000);
    endExited(world);

    runWorld(world, FOREVER, 10);

    expect(world.state.heard).toEqual(['3 b request 1', '3 b stop', '4 a reply 0 2', '4 a disconnect']);
    expect(world.nodes[1]?.status).toBe('stopped');
  });

  it('are one file each, all on the list', () => {
    const files = readdirSync('src/sim/faults').map((file) => file.replace('.ts', ''));
    const verbs = files.filter((file) => !['index', 'verb', 'link-faults'].includes(file));

    expect(FAULTS.map((verb) => verb.name).sort()).toEqual(verbs.sort());
  });
});
