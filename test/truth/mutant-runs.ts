import { advance, finishRun } from '../../src/scenario/run.ts';
import { createRun, readScenarioValue, type SystemRun } from '../../src/scenario/systems.ts';

/** What a run differs in from 100 messages per second of acks=1 to orders-0 on brokers 1, 2, 3. */
export interface MutantRun {
  readonly mutant: string;
  /** The invariant that breaks without the guard. */
  readonly breaks: string;
  /** How. */
  readonly story: string;
  readonly replicas?: readonly (readonly number[])[];
  readonly minInsyncReplicas?: number;
  readonly elr?: boolean;
  readonly controllers?: 1 | 3 | 5;
  readonly rate?: string;
  readonly size?: string;
  readonly keys?: number;
  readonly topic?: Readonly<Record<string, string | number>>;
  readonly broker?: Readonly<Record<string, string | number>>;
  readonly producer?: Readonly<Record<string, string | number | boolean>>;
  readonly script?: readonly Readonly<Record<string, unknown>>[];
}

const COMPACTED = { 'cleanup.policy': 'compact', 'segment.ms': 3000 };
const ALL = { acks: 'all' };
const IDEMPOTENT = { acks: 'all', 'enable.idempotence': true };

/** Broker 2 hands over to broker 1, comes back, and is made leader again as the preferred one when the controller looks. */
const HAND_OVER = [
  { at: '1s', do: 'stop', node: 'broker-2' },
  { at: '4s', do: 'restart', node: 'broker-2' },
];
/** Broker 3 is taken back. */
const RETURNED = { event: 'broker-unfenced', match: { broker: 'broker-3' }, while: 'now >= 9s' };
const PREFERRED = { event: 'elected', match: { partition: 'orders-0', how: 'preferred' } };

export const MUTANT_RUNS: readonly MutantRun[] = [
  {
    mutant: 'reuse-leader-epoch',
    breaks: 'one-leader-per-epoch',
    story: 'the next leader acts in the epoch of the one that crashed',
    script: [{ at: '5s', do: 'crash', node: 'leader(orders-0)' }],
  },
  {
    mutant: 'truncate-hw',
    breaks: 'leader-completeness',
    story: 'a follower drops a committed record that its own high watermark does not cover yet, and is elected then',
    rate: '4/s',
    producer: ALL,
    script: [
      { at: '5.1s', do: 'crash', node: 'broker-1' },
      {
        on: { event: 'elected', match: { partition: 'orders-0' }, while: 'now >= 5s' },
        do: 'cut-link',
        from: 'broker-2',
        to: 'broker-3',
      },
      {
        on: { event: 'leading', match: { partition: 'orders-0' }, while: 'now >= 5s', after: '1s' },
        do: 'crash',
        node: 'broker-2',
      },
    ],
  },
  {
    mutant: 'truncate-kip101',
    breaks: 'prefix-by-epoch',
    story: 'a follower takes the end of an epoch that its leader never had for the end of its own',
    replicas: [[2, 1]],
    broker: { 'leader.imbalance.check.interval.seconds': 3600, 'replica.lag.time.max.ms': 60_000 },
    script: [
      ...HAND_OVER,
      { at: '9s', do: 'slow-link', from: 'broker-1', to: 'broker-2', latency: '400ms', for: '10s' },
      { at: '10s', do: 'elect-leader', partition: 'orders-0' },
      { on: PREFERRED, do: 'cut-link', from: 'broker-1', to: 'broker-2', for: '15s' },
      {
        on: {
          event: 'leading',
          match: { partition: 'orders-0', node: 'broker-2' },
          while: 'now >= 9s',
          after: '100ms',
        },
        do: 'crash',
        node: 'broker-2',
        as: 'gone',
      },
      { at: '30s', do: 'restart', node: '$gone' },
    ],
  },
  {
    mutant: 'no-maximal-isr',
    breaks: 'replication-covers-election',
    story: 'the high watermark does not wait for a replica that was proposed for the ISR',
    rate: '4/s',
    script: [
      { at: '3s', do: 'isolate', node: 'broker-3', for: '12s' },
      { at: '14s', do: 'slow-link', from: 'broker-1', to: 'broker-3', latency: '100ms' },
      { at: '14s', do: 'slow-link', from: 'controller-1', to: 'broker-1', latency: '500ms' },
    ],
  },
  {
    mutant: 'expand-below-leso',
    breaks: 'applied-hw',
    story: 'a replica joins the ISR of a new leader whose own high watermark lags behind the true one',
    minInsyncReplicas: 2,
    elr: false,
    script: [
      { at: '3s', do: 'isolate', node: 'broker-3', from: 'controller', for: '17.5s' },
      { at: '14s', do: 'slow-link', from: 'broker-1', to: 'broker-2', latency: '200ms' },
      { at: '14s', do: 'slow-link', from: 'broker-1', to: 'broker-3', latency: '380ms' },
      { at: '19s', do: 'slow-link', from: 'broker-2', to: 'broker-3', latency: '400ms' },
      { at: '20.05s', do: 'crash', node: 'broker-1' },
    ],
  },
  {
    mutant: 'unfenced-fetch',
    breaks: 'candidate-completeness',
    story: 'a leader counts a fetch of an older epoch, and the follower then cuts its log by the word of a zombie',
    replicas: [[2, 1, 3]],
    broker: { 'leader.imbalance.check.interval.seconds': 8, 'replica.fetch.backoff.ms': 100 },
    script: [
      ...HAND_OVER,
      { at: '7.5s', do: 'cut-link', from: 'broker-1', to: 'broker-2' },
      { at: '8.01s', do: 'slow-link', from: 'controller-1', to: 'broker-3', latency: '1500ms' },
      {
        on: { ...PREFERRED, after: '100ms' },
        do: 'cut-link',
        from: 'controller-1',
        to: 'broker-2',
        'one-way': true,
      },
      { on: { ...PREFERRED, after: '150ms' }, do: 'stop', node: 'broker-2' },
    ],
  },
  {
    mutant: 'stale-fetch-response',
    breaks: 'log-matching',
    story:
      'an answer of the old leader arrives after the new one was asked, and what comes next stands at a wrong offset',
    replicas: [
      [2, 1, 3],
      [1, 3, 2],
    ],
    rate: '200/s',
    broker: { 'leader.imbalance.check.interval.seconds': 16, 'replica.lag.time.max.ms': 1000 },
    script: [
      ...HAND_OVER,
      { at: '10s', do: 'slow-link', from: 'broker-1', to: 'broker-3', latency: '1200ms' },
      { at: '10s', do: 'slow-link', from: 'broker-2', to: 'broker-3', latency: '900ms' },
    ],
  },
  {
    mutant: 'keep-follower-state',
    breaks: 'candidate-completeness',
    story: 'a leader that returns believes that a follower still has what it dropped in between',
    script: [
      { at: '5s', do: 'cut-link', from: 'broker-1', to: 'broker-2', for: '12s' },
      { at: '5s', do: 'isolate', node: 'broker-1', from: 'controller', for: '12s' },
      { at: '17.8s', do: 'slow-link', from: 'broker-2', to: 'broker-3', latency: '400ms' },
      { at: '18.5s', do: 'stop', node: 'broker-2' },
    ],
  },
  {
    mutant: 'hw-beyond-leo',
    breaks: 'hw-bounds',
    story: 'a follower far behind takes the high watermark of its leader',
    size: '2000B',
    broker: { 'replica.fetch.max.bytes': 20_000 },
    script: [{ at: '3s', do: 'isolate', node: 'broker-3', for: '12s' }],
  },
  {
    mutant: 'isr-without-leader',
    breaks: 'isr-within-replicas',
    story: 'a leader that never fetches from itself leaves itself out as late, and the controller keeps it',
    broker: { 'replica.lag.time.max.ms': 5000 },
  },
  {
    mutant: 'hw-below-min-isr',
    breaks: 'strict-min-isr',
    story: 'the leader alone in the ISR commits although two are required',
    minInsyncReplicas: 2,
    script: [{ at: '3s', do: 'isolate', node: 'followers(orders-0)', for: '20s' }],
  },
  {
    mutant: 'ack-at-append',
    breaks: 'acks-all-meaning',
    story: 'acks=all is answered before anybody else has the record',
    producer: ALL,
  },
  {
    mutant: 'no-seq-check',
    breaks: 'batch-once',
    story: 'a retry after a lost answer is appended again',
    producer: IDEMPOTENT,
    script: [
      {
        at: '5s',
        do: 'reset-connection',
        from: 'producer(p1)',
        to: 'leader(orders-0)',
        when: 'after-processing',
        api: 'Produce',
      },
    ],
  },
  {
    mutant: 'retry-behind-next',
    breaks: 'session-order',
    story: 'a batch whose request was lost goes behind those that were sent after it',
    producer: { ...IDEMPOTENT, 'linger.ms': 0 },
    script: [
      { at: '2s', do: 'slow-link', from: 'producer(p1)', to: 'leader(orders-0)', latency: '50ms' },
      {
        at: '5s',
        do: 'reset-connection',
        from: 'producer(p1)',
        to: 'leader(orders-0)',
        when: 'before-delivery',
        api: 'Produce',
      },
    ],
  },
  {
    mutant: 'no-partition-epoch',
    breaks: 'isr-change-fenced',
    story: 'a leader that has not heard of the fencing of one follower leaves out another, and is believed',
    broker: { 'replica.lag.time.max.ms': 9000 },
    script: [
      { at: '5s', do: 'crash', node: 'broker-2' },
      { at: '6s', do: 'cut-link', from: 'broker-1', to: 'broker-3', for: '14s' },
      { at: '12s', do: 'slow-link', from: 'controller-1', to: 'broker-1', latency: '4s' },
    ],
  },
  {
    mutant: 'no-broker-epoch',
    breaks: 'isr-change-fenced',
    story: 'a follower restarts while the proposal to take it in is on its way, and its earlier life is taken in',
    script: [
      { at: '3s', do: 'stop', node: 'broker-3' },
      { at: '9s', do: 'restart', node: 'broker-3' },
      { on: RETURNED, do: 'slow-link', from: 'broker-1', to: 'controller-1', latency: '3s', for: '8s' },
      { on: { ...RETURNED, after: '300ms' }, do: 'stop', node: 'broker-3' },
      { on: { ...RETURNED, after: '1200ms' }, do: 'restart', node: 'broker-3' },
    ],
  },
  {
    mutant: 'last-replica-trusted',
    breaks: 'unclean-excluded',
    story: 'a follower that lost its tail with the power stays eligible when it is back',
    minInsyncReplicas: 3,
    script: [
      { at: '5s', do: 'power-cut', node: 'broker-2' },
      { at: '20s', do: 'restart', node: 'broker-2' },
    ],
  },
  {
    mutant: 'keep-fenced',
    breaks: 'fenced-not-in-isr',
    story: 'a broker is fenced and nobody takes it out of its ISRs',
    script: [{ at: '5s', do: 'crash', node: 'broker-2' }],
  },
  {
    mutant: 'keep-elr',
    breaks: 'isr-elr-disjoint',
    story: 'a follower is eligible still when it is in sync again',
    minInsyncReplicas: 3,
    script: [
      { at: '5s', do: 'crash', node: 'broker-2' },
      { at: '16s', do: 'restart', node: 'broker-2' },
    ],
  },
  {
    mutant: 'lso-ignores-hw',
    breaks: 'lso-bounds',
    story: 'the stable offset is ahead of the high watermark as soon as something was appended',
  },
  {
    mutant: 'vote-twice',
    breaks: 'one-controller-per-epoch',
    story: 'two controllers that miss their leader at the same time vote for themselves and for each other',
    controllers: 3,
    script: [
      { at: '1s', do: 'slow-link', from: 'controller-2', to: 'controller-3', latency: '300ms' },
      { at: '1s', do: 'slow-link', from: 'controller-3', to: 'controller-2', latency: '300ms' },
      { at: '5s', do: 'crash', node: 'controller-1' },
    ],
  },
  {
    mutant: 'vote-any-log',
    breaks: 'metadata-kept',
    story: 'a controller that was cut off while the others committed is elected by one that holds more',
    controllers: 3,
    script: [
      { at: '3s', do: 'cut-link', from: 'controller-1', to: 'controller-3' },
      { at: '6s', do: 'stop', node: 'broker-3' },
      { at: '10s', do: 'crash', node: 'controller-1' },
      { at: '10s', do: 'crash', node: 'controller-2' },
      { at: '15s', do: 'restart', node: 'controller-2' },
    ],
  },
  {
    mutant: 'metadata-no-divergence',
    breaks: 'quorum-log',
    story: 'a controller that was cut off with changes of its own keeps them when it follows the next one',
    controllers: 3,
    script: [
      { at: '5s', do: 'isolate', node: 'controller-1', from: 'controller', for: '10s' },
      { at: '5.5s', do: 'stop', node: 'broker-3' },
    ],
  },
  {
    mutant: 'compact-drops-latest',
    breaks: 'compaction-keeps-latest',
    story: 'the cleaner removes the last record of a key with those before it',
    keys: 3,
    topic: COMPACTED,
    broker: { 'log.cleaner.backoff.ms': 5000 },
  },
  {
    mutant: 'compact-renumbers',
    breaks: 'compaction-keeps-offsets',
    story:
      'the cleaner closes the holes in its batches, and records stand at other offsets than they were confirmed with',
    keys: 3,
    producer: { 'linger.ms': 200 },
    topic: COMPACTED,
    broker: { 'log.cleaner.backoff.ms': 5000 },
  },
];

/** What breaks no invariant: a controller without followers cannot commit anything; it only lives on. */
export const HARMLESS_MUTANTS = ['no-check-quorum'];

/** The run at time zero, with or without its guard. */
export function startMutantRun(given: Omit<MutantRun, 'mutant' | 'breaks' | 'story'>, mutants: string[]): SystemRun {
  const { replicas = [[1, 2, 3]] } = given;
  const text = { en: 'A guard taken out', zh: '去掉一道防线' };
  const document = readScenarioValue({
    format: 'mqscope/1',
    id: 'mutant',
    title: text,
    question: text,
    system: 'kafka',
    seed: 1,
    duration: '40s',
    cluster: { brokers: 3, controllers: given.controllers ?? 1, config: given.broker ?? {} },
    topics: [
      {
        name: 'orders',
        partitions: replicas.length,
        replicas,
        config: { 'min.insync.replicas': given.minInsyncReplicas ?? 1, ...given.topic },
      },
    ],
    producers: [
      {
        id: 'p1',
        topic: 'orders',
        rate: given.rate ?? '100/s',
        stop: '35s',
        arrivals: 'even',
        keys: given.keys ?? 0,
        size: given.size ?? '200B',
        config: { acks: '1', 'enable.idempotence': false, ...given.producer },
      },
    ],
    groups: [],
    network: { latency: '1ms', jitter: '500us' },
    versions: { elr: given.elr ?? true, strictMinIsr: true, truncation: 'on-fetch' },
    script: given.script ?? [],
    expect: [],
  });
  if (!document.ok) throw new Error(JSON.stringify(document.mistakes));
  const run = createRun(document.value, { mutants });
  if (!run.ok) throw new Error(JSON.stringify(run.mistakes));
  return run.value;
}

/** Slugs of the broken invariants of a whole run. */
export function breachesOf(run: SystemRun): readonly string[] {
  return finishRun(run).breaches.map(({ invariant }) => invariant);
}

export function advanceTo(run: SystemRun, us: number): void {
  advance(run, us, Number.POSITIVE_INFINITY);
}
