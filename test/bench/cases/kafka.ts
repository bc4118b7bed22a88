import type { ScenarioDocument } from '../../../src/scenario/compile.ts';
import { advance, verdictOf } from '../../../src/scenario/run.ts';
import { createRun, readScenarioValue, type SystemRun } from '../../../src/scenario/systems.ts';
import { chainHash } from '../../../src/sim/world.ts';
import { type Case, secondsOf } from '../case.ts';
import { runMinimalCluster } from '../reference/minimal-cluster.ts';

const BROKERS = [1, 2, 3];
const PARTITIONS = 12;

/** Three brokers, twelve partitions on all of them, acks=all without batching and nobody who reads. */
export interface ClusterLoad {
  /** Messages per second. */
  readonly rate: number;
  readonly seconds: number;
  readonly seed: number;
  readonly script: readonly Readonly<Record<string, unknown>>[];
}

/** The whole model of Kafka at time zero, with its ledger, its invariants and the running hash. */
export function startCluster(load: ClusterLoad): SystemRun {
  return startDocument(documentOf(load), load.seed);
}

function startDocument(document: ScenarioDocument, seed: number): SystemRun {
  const run = createRun(document, { seed, eventBudget: Number.MAX_SAFE_INTEGER });
  if (!run.ok) throw new Error(JSON.stringify(run.mistakes));
  return run.value;
}

export function documentOf(load: ClusterLoad): ScenarioDocument {
  const text = { en: 'Twelve partitions', zh: '十二个分区' };
  const document = readScenarioValue({
    format: 'mqscope/1',
    id: 'bench',
    title: text,
    question: text,
    system: 'kafka',
    seed: load.seed,
    duration: `${load.seconds}s`,
    cluster: { brokers: BROKERS.length },
    topics: [
      {
        name: 'orders',
        partitions: PARTITIONS,
        replicas: Array.from({ length: PARTITIONS }, (_, p) => BROKERS.map((_, i) => BROKERS[(p + i) % 3])),
        config: { 'min.insync.replicas': 2 },
      },
    ],
    producers: [
      {
        id: 'p1',
        topic: 'orders',
        rate: `${load.rate}/s`,
        arrivals: 'even',
        keys: 100,
        size: '200B',
        config: { acks: 'all', 'linger.ms': 0, 'enable.idempotence': true },
      },
    ],
    groups: [],
    network: { latency: '1ms', jitter: '500us' },
    script: load.script,
    expect: [],
  });
  if (!document.ok) throw new Error(JSON.stringify(document.mistakes));
  return document.value;
}

/** The world goes on for this long in each round, after the cluster has come up and the code is warm. */
const WARM_US = 20_000_000;
const ROUND_US = 60_000_000;

/** Simulated seconds per second at 1,000 messages per second. */
export function kafkaSeconds(): Case {
  return { run: () => ROUND_US / 1_000_000 / measureCluster().seconds };
}

/** Events per second of the same. */
export function kafkaEvents(): Case {
  return {
    run: () => {
      const { events, seconds } = measureCluster();
      return events / seconds;
    },
  };
}

function measureCluster(): { events: number; seconds: number } {
  const run = startCluster({ rate: 1000, seconds: 600, seed: 1, script: [] });
  advance(run, WARM_US, Number.POSITIVE_INFINITY);
  let events = 0;
  const seconds = secondsOf(() => {
    events = advance(run, WARM_US + ROUND_US, Number.POSITIVE_INFINITY);
  });
  return { events, seconds };
}

/** Simulated seconds per second of the minimal model. */
export function minimalSeconds(): Case {
  const seconds = 400;
  return { run: () => seconds / secondsOf(() => runMinimalCluster({ rate: 1000, seconds, seed: 1, crashes: [] })) };
}

const RUN_SECONDS = 10;
const EXPLORED = documentOf({
  rate: 100,
  seconds: RUN_SECONDS,
  seed: 1,
  script: [{ at: '4s', do: 'crash', node: 'leader(orders-0)' }],
});

/** Whole runs per second, as an exploration makes them: 10 s at 100 messages per second with a crash, judged. */
export function kafkaRuns(): Case {
  const runs = 100;
  let before = '';
  return {
    run: () =>
      runs /
      secondsOf(() => {
        const hashes: string[] = [];
        for (let seed = 1; seed <= runs; seed++) hashes.push(exploreOnce(seed));
        const all = hashes.join();
        if (before !== '' && all !== before) throw new Error('the same seeds gave other runs');
        before = all;
      }),
  };
}

/** One run without a journal, to its end. */
export function exploreOnce(seed: number): string {
  const run = startDocument(EXPLORED, seed);
  run.world.journal = null;
  advance(run, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  const { breaches } = verdictOf(run);
  if (breaches.length > 0) throw new Error(`seed ${seed}: ${breaches[0]?.invariant}`);
  return chainHash(run.world);
}

/** The same in the minimal model, up to where the crashed broker is back and has caught up. */
export function minimalRuns(): Case {
  const runs = 400;
  return {
    run: () =>
      runs /
      secondsOf(() => {
        for (let seed = 1; seed <= runs; seed++) {
          runMinimalCluster({ rate: 100, seconds: RUN_SECONDS, seed, crashes: [4_000_000] });
        }
      }),
  };
}
