import { describe, expect, it } from 'vitest';
import type { KafkaState } from '../../../src/kafka/cluster.ts';
import { KAFKA_OBSERVATIONS } from '../../../src/kafka/observations.ts';
import { NEWEST } from '../../../src/kafka/setup.ts';
import { topologyOf } from '../../../src/kafka/topology.ts';
import { createKafkaWorld, startKafkaWorld } from '../../../src/kafka/world.ts';
import { refreshLinks } from '../../../src/sim/network.ts';
import { crashNode, pauseNode, resumeNode, startNode, stopNode } from '../../../src/sim/node-life.ts';
import { createStreams, intInclusive, openStream } from '../../../src/sim/random.ts';
import { passTime, runWorld } from '../../../src/sim/step.ts';
import { isRunning, type World } from '../../../src/sim/world.ts';
import { attachLedger, createLedger, verdictAtEnd } from '../../../src/truth/index.ts';
import { producer, topic } from '../watched-cluster.ts';

const BROKERS = [1, 2, 3];
const CHAOS_US = 60_000_000;
const END_US = 200_000_000;

/** A run with crashes, stops, pauses, cuts and slow links on the brokers, then two minutes of peace. */
function chaos(seed: number, mutants: readonly string[] = []) {
  const world = createKafkaWorld(
    {
      brokers: 3,
      config: {},
      boot: false,
      topics: [topic({ partitions: 4, replicas: null, config: { 'min.insync.replicas': 2 } })],
      producers: [producer({ rate: { count: 50, perUs: 1_000_000 }, stopUs: CHAOS_US, keys: 10, config: {} })],
      groups: [],
      link: { latencyUs: 1000, jitterUs: 500, bandwidth: 0 },
      versions: NEWEST,
      mutants,
    },
    seed,
  );
  const ledger = createLedger(topologyOf(world.state.plan), KAFKA_OBSERVATIONS);
  attachLedger(world, ledger);
  startKafkaWorld(world);
  const streams = createStreams(seed);
  const stream = openStream(streams, 'test.chaos', 0);
  const draw = (n: number): number => intInclusive(streams, stream, 0, n - 1);
  for (let time = 3_000_000; time < CHAOS_US; time += 200_000 + draw(6_000_000)) {
    go(world, time);
    if (world.interrupted) break;
    strike(world, 1 + draw(3), draw(6), draw(5));
  }
  go(world, CHAOS_US);
  if (!world.interrupted) heal(world);
  go(world, END_US);
  return verdictAtEnd(world, ledger, false);
}

function go(world: World<KafkaState>, untilUs: number): void {
  if (world.interrupted) return;
  runWorld(world, untilUs, 100_000_000);
  if (!world.interrupted) passTime(world, untilUs);
}

function strike(world: World<KafkaState>, node: number, what: number, other: number): void {
  const state = world.nodes[node];
  if (state === undefined) return;
  const down = BROKERS.filter((one) => !up(world, one)).length;
  if (!up(world, node)) startNode(world, node);
  else if (state.paused > 0) resumeNode(world, node);
  else if (what === 0 && down < 2) crashNode(world, node);
  else if (what === 1 && down < 2) stopNode(world, node, 20_000_000);
  else if (what === 2) pauseNode(world, node);
  else if (what === 3 && other !== node) link(world, [node, other, other, node], true, -1);
  else if (what === 4 && other !== node) link(world, [node, other], false, 200_000);
  else {
    world.faults = [];
    refreshLinks(world);
  }
}

function link(world: World<KafkaState>, links: readonly number[], cut: boolean, latency: number): void {
  world.faults.push({ command: world.faults.length, verb: 'link', links, nodes: [], cut, latency, jitter: -1 });
  refreshLinks(world);
}

function heal(world: World<KafkaState>): void {
  world.faults = [];
  refreshLinks(world);
  for (const node of BROKERS) {
    if (!up(world, node)) startNode(world, node);
    else if ((world.nodes[node]?.paused ?? 0) > 0) resumeNode(world, node);
  }
}

function up(world: World<KafkaState>, node: number): boolean {
  const state = world.nodes[node];
  return state !== undefined && isRunning(state);
}

describe('acks=all with min.insync.replicas=2', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('keeps every promise through crashes, pauses and cuts (seed %i)', (seed) => {
    const verdict = chaos(seed);

    expect(verdict.breaches).toEqual([]);
    expect(verdict.counters.ackedLost).toBe(0);
    expect(verdict.counters.acked).toBeGreaterThan(0);
  });

  it.each(['reuse-leader-epoch', 'truncate-hw', 'hw-below-min-isr', 'ack-at-append', 'no-seq-check'])(
    'is caught in a breach within 8 seeds without the guard that %s takes out',
    (mutant) => {
      let caught = false;
      for (let seed = 1; seed <= 8 && !caught; seed++) caught = chaos(seed, [mutant]).breaches.length > 0;

      expect(caught).toBe(true);
    },
  );
});
