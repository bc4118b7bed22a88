import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crashNode, pauseNode, resumeNode, startNode, stopNode } from '../../../src/sim/node-life.ts';
import { endExited } from '../../../src/sim/step.ts';
import { isRunning } from '../../../src/sim/world.ts';
import { type ConsumerWorld, consumerWorld, MANUAL, nodeOf, of, runUntil, timesProcessed } from './consumer-world.ts';

const MEMBERS = ['b-1', 'b-2', 'b-3'];
const BROKERS = ['broker-1', 'broker-2', 'broker-3'];

const anyBlow = fc.record({
  what: fc.constantFrom('crash', 'stop', 'start', 'pause', 'resume'),
  whom: fc.constantFrom(...MEMBERS, ...BROKERS),
  afterMs: fc.integer({ min: 50, max: 9000 }),
});

type Blow = { readonly what: string; readonly whom: string; readonly afterMs: number };

/** A paused consumer finds an answer on a connection that its own time-out has closed first. */
const PAUSED_PAST_A_TIMEOUT: [Blow[], number, boolean] = [
  [
    { what: 'crash', whom: 'broker-3', afterMs: 50 },
    { what: 'pause', whom: 'b-1', afterMs: 3964 },
    { what: 'resume', whom: 'broker-1', afterMs: 4032 },
    { what: 'crash', whom: 'b-1', afterMs: 642 },
    { what: 'crash', whom: 'b-1', afterMs: 1326 },
  ],
  0,
  false,
];

function strike(one: ConsumerWorld, what: string, whom: string): void {
  const { world } = one;
  const node = nodeOf(one, whom);
  const state = world.nodes[node];
  if (state === undefined) return;
  if (what === 'start') {
    if (!isRunning(state)) startNode(world, node);
  } else if (what === 'resume') {
    if (state.paused > 0) resumeNode(world, node);
  } else if (isRunning(state) && state.paused === 0) {
    if (what === 'crash') crashNode(world, node);
    else if (what === 'pause') pauseNode(world, node);
    else stopNode(world, node, 5_000_000);
  }
  endExited(world);
}

describe('whatever happens to members and brokers', () => {
  it('a partition has one owner a generation, and in the end every acknowledged record is processed', () => {
    fc.assert(
      fc.property(fc.array(anyBlow, { maxLength: 12 }), fc.nat(1000), fc.boolean(), (blows, seed, auto) => {
        const one = consumerWorld({
          partitions: 3,
          rate: 10,
          stopUs: 60_000_000,
          seed,
          members: MEMBERS.map((id) => ({ id, processingUs: 5000 })),
          group: { ...MANUAL, 'enable.auto.commit': auto, 'session.timeout.ms': 6000, 'max.poll.interval.ms': 20_000 },
        });
        let now = 2000;
        for (const { what, whom, afterMs } of blows) {
          now += afterMs;
          runUntil(one, now);
          strike(one, what, whom);
        }
        for (const whom of [...BROKERS, ...MEMBERS]) {
          strike(one, 'resume', whom);
          strike(one, 'start', whom);
        }
        runUntil(one, 260_000);

        const owners = new Map<string, string | number>();
        for (const { partition, generation, node } of of(one, 'assigned')) {
          const key = `${partition}/${generation}`;
          expect(owners.get(key) ?? node).toBe(node);
          owners.set(key, node);
        }
        const acked = new Set<number>();
        const times = timesProcessed(one);
        for (const { bundle, error } of of(one, 'acked')) {
          if (error !== 0) continue;
          const start = Number(bundle);
          acked.add(start);
        }
        expect(acked.size).toBeGreaterThan(0);
        const delivered = of(one, 'delivered');
        const bundles = new Set(delivered.map(({ bundle }) => Number(bundle)));
        for (const bundle of acked) expect(bundles).toContain(bundle);
        for (const { uid } of delivered) expect(times[Number(uid)]).toBeGreaterThan(0);
      }),
      {
        numRuns: Number(process.env.CHAOS_RUNS ?? 15),
        examples: [PAUSED_PAST_A_TIMEOUT],
      },
    );
  }, 120_000);
});
