import { describe, expect, it } from 'vitest';
import { WorldContext } from '../../src/sim/context.ts';
import { cutLink } from '../../src/sim/faults/cut-link.ts';
import { isolate } from '../../src/sim/faults/isolate.ts';
import { resetConnection } from '../../src/sim/faults/reset-connection.ts';
import { slowLink } from '../../src/sim/faults/slow-link.ts';
import type { VerbArguments } from '../../src/sim/faults/verb.ts';
import { crashNode, pauseNode, powerCutNode, resumeNode, startNode } from '../../src/sim/node-life.ts';
import { passTime, runWorld } from '../../src/sim/step.ts';
import type { World } from '../../src/sim/world.ts';
import { question, type ToyState, toyWorld } from './toy-model.ts';

const FOREVER = Number.MAX_SAFE_INTEGER;

function given(parts: Partial<VerbArguments>): VerbArguments {
  return { command: 0, nodes: [], links: [], values: {}, ...parts };
}

/** Node 0 asks node 1 these numbers at once on one connection; answers its id. */
function ask(world: World<ToyState>, ...numbers: number[]): number {
  const ctx = new WorldContext(world, 0);
  const connection = ctx.connect(1);
  for (const number of numbers) ctx.request(connection, question(number), 100);
  return connection;
}

function run(world: World<ToyState>, untilMs = FOREVER): string[] {
  runWorld(world, untilMs * 1000, 1000);
  if (untilMs !== FOREVER) passTime(world, untilMs * 1000);
  return world.state.heard;
}

describe('a connection', () => {
  it('takes a round trip to open and then carries requests and replies in order', () => {
    const world = toyWorld(2);

    ask(world, 1, 2);

    expect(run(world)).toEqual(['3 b request 1', '3 b request 2', '4 a reply 0 2', '4 a reply 1 4']);
  });

  it('keeps the order of one direction whatever the jitter draws', () => {
    const world = toyWorld(2, 3, { latencyUs: 1000, jitterUs: 900, bandwidth: 0 });

    ask(world, 1, 2, 3, 4, 5, 6, 7, 8);

    const requests = run(world).filter((line) => line.includes('request'));
    expect(requests.map((line) => line.split(' ')[3])).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it('sends one message after the other where bandwidth is limited', () => {
    const world = toyWorld(2, 1, { latencyUs: 1000, jitterUs: 0, bandwidth: 100_000 });

    ask(world, 1, 2);

    expect(run(world).slice(0, 2)).toEqual(['4 b request 1', '5 b request 2']);
  });

  it('is refused after a round trip when the process is down, and silent when the machine is off', () => {
    const refused = toyWorld(2);
    crashNode(refused, 1);
    ask(refused, 1);
    expect(run(refused)).toEqual(['0 b crash', '4 a disconnect']);

    const silent = toyWorld(2);
    powerCutNode(silent, 1);
    ask(silent, 1);
    expect(run(silent)).toEqual(['0 b power lost']);
  });

  it('still delivers what a killed process had sent, then ends', () => {
    const world = toyWorld(2);
    ask(world, 1);
    run(world, 3);

    crashNode(world, 1);

    expect(run(world)).toEqual(['3 b request 1', '3 b crash', '4 a reply 0 2', '4 a disconnect']);
  });

  it('drops what had not been read when the process was killed', () => {
    const world = toyWorld(2);
    ask(world, 1);
    run(world, 2);

    crashNode(world, 1);

    expect(run(world)).toEqual(['2 b crash', '4 a disconnect']);
  });

  it('tells a peer of a machine that lost power once it is back and is sent something again', () => {
    const world = toyWorld(2);
    const connection = ask(world, 1);
    run(world);
    powerCutNode(world, 1);
    new WorldContext(world, 0).request(connection, question(2), 10);
    run(world);

    startNode(world, 1);

    expect(run(world).at(-1)).toBe('206 a disconnect');
  });
});

describe('a reset', () => {
  it('before delivery: the request is never carried out', () => {
    const world = toyWorld(2);
    resetConnection.begin(world, given({ links: [0, 1], values: { when: 'before-delivery', count: 1 } }));

    ask(world, 1);

    expect(run(world)).toEqual(['1 b disconnect', '1 a disconnect']);
  });

  it('after processing: the request is carried out and its answer is lost', () => {
    const world = toyWorld(2);
    resetConnection.begin(world, given({ links: [1, 0], values: { when: 'after-processing', count: 1 } }));

    ask(world, 1);

    expect(run(world)).toEqual(['3 b request 1', '4 b disconnect', '4 a disconnect']);
  });

  it('names an api and counts: only the next two requests of it are hit', () => {
    const world = toyWorld(2);
    resetConnection.begin(world, given({ links: [0, 1], values: { when: 'before-delivery', count: 2, api: 9 } }));
    const ctx = new WorldContext(world, 0);

    ctx.request(ctx.connect(1), question(1, 7), 10);
    ctx.request(ctx.connect(1), question(2, 9), 10);
    ctx.request(ctx.connect(1), question(3, 9), 10);
    ctx.request(ctx.connect(1), question(4, 9), 10);

    expect(run(world).filter((line) => line.includes('request'))).toEqual(['3 b request 1', '3 b request 4']);
  });

  it('loses what else was under way on the connection', () => {
    const world = toyWorld(2);
    ask(world, 1, 2, 3);
    run(world, 2);

    resetConnection.begin(world, given({ links: [0, 1], values: { now: true } }));

    expect(run(world)).toEqual(['3 b disconnect', '3 a disconnect']);
  });
});

describe('a cut link', () => {
  it('stalls what is under way, and lets it arrive at a retransmission after the heal', () => {
    const world = toyWorld(2);
    ask(world, 1, 2);
    const fault = given({ links: [0, 1] });
    cutLink.begin(world, fault);
    run(world, 1000);

    cutLink.end?.(world, fault);

    // The first segment stalled at 3 ms: retransmitted after 0.2, 0.6, 1.4 s.
    expect(run(world).slice(0, 2)).toEqual(['1403 b request 1', '1403 b request 2']);
  });

  it('keeps what is sent after the heal behind what waits for its retransmission', () => {
    const world = toyWorld(2);
    const connection = ask(world, 1);
    const fault = given({ links: [0, 1] });
    cutLink.begin(world, fault);
    run(world, 1000);
    cutLink.end?.(world, fault);

    new WorldContext(world, 0).request(connection, question(2), 10);

    expect(run(world).slice(0, 2)).toEqual(['1403 b request 1', '1403 b request 2']);
  });

  it('cuts one direction only when asked to', () => {
    const world = toyWorld(2);
    cutLink.begin(world, given({ links: [1, 0], values: { 'one-way': true } }));

    ask(world, 1);

    expect(run(world)).toEqual(['3 b request 1']);
  });
});

describe('isolate', () => {
  it('cuts a set off from the clients and from each other', () => {
    const world = toyWorld(4);

    isolate.begin(world, given({ nodes: [1, 2], values: { from: ['clients'] } }));

    const pairs = world.faults[0]?.links ?? [];
    const text = [];
    for (let i = 0; i < pairs.length; i += 2) text.push(`${pairs[i]}>${pairs[i + 1]}`);
    expect(text.sort()).toEqual(['0>1', '0>2', '1>0', '1>2', '2>0', '2>1']);
  });
});

describe('a slow link', () => {
  it('replaces the latency of one direction for what is sent from then on, and keeps the jitter', () => {
    const world = toyWorld(2);
    const connection = ask(world, 1);
    run(world);

    slowLink.begin(world, given({ links: [0, 1], values: { latency: 400_000 } }));
    new WorldContext(world, 0).request(connection, question(2), 10);

    expect(run(world).slice(2)).toEqual(['404 b request 2', '405 a reply 1 4']);
  });
});

describe('a paused node', () => {
  it('takes up messages and timers in order when it goes on; its clock ran', () => {
    const world = toyWorld(2);
    pauseNode(world, 1);
    new WorldContext(world, 1).setTimer(5, 1_000, 1, 2);
    ask(world, 1);
    run(world, 50);

    resumeNode(world, 1);

    expect(run(world)).toEqual(['50 b timer 5 1 2', '50 b request 1', '51 a reply 0 2']);
  });

  it('forgets what waited when the process is killed', () => {
    const world = toyWorld(2);
    pauseNode(world, 1);
    new WorldContext(world, 1).setTimer(5, 1_000, 1, 2);
    run(world, 10);

    crashNode(world, 1);
    resumeNode(world, 1);

    expect(run(world)).toEqual(['10 b crash']);
  });
});
