import { buildFrame, type Rows } from '../../../src/engine/frame-layout.ts';
import { type Frame, type Names, TICK_FATES } from '../../../src/engine/protocol.ts';

const TEXTS = [
  'broker-1',
  'broker-2',
  'broker-3',
  'billing',
  'crash',
  'slow-link',
  'reset-connection',
  'restart',
  'broker-1 → broker-2, broker-3',
  'orders-0',
];
const text = (name: string): number => TEXTS.indexOf(name);
const S = 1_000_000;

export const NAMES: Names = { texts: TEXTS, kinds: [], counters: [], places: [], apis: {}, errors: {} };

/** A slow network from the start, a reset, a killed leader, 9.2 s without one; two losses and a duplicate. */
export function frameOfRun(more: Rows = {}): Frame {
  const mark = (seconds: number, fate: (typeof TICK_FATES)[number], count: number) => ({
    timeUs: seconds * S,
    fate: TICK_FATES.indexOf(fate),
    count,
  });
  return buildFrame(
    {
      clock: [clock(15.48, 19.2, -1)],
      nodes: [0, 1, 2].map((node) => ({
        node,
        name: node,
        kind: 0,
        status: node === 0 ? 3 : 0,
        paused: 0,
        fenced: 0,
        cut: 0,
        slow: 0,
        sinceUs: -1,
        dirty: 0,
        written: 0,
        leaders: 0,
      })),
      partitions: [0, 1].map((partition) => ({
        partition,
        topic: -1,
        index: partition,
        name: text('orders-0'),
        replicas: 3,
        leader: 1,
        leaderEpoch: 4,
        partitionEpoch: 1,
        isr: 6,
        elr: 0,
        minIsr: 1,
        trueHw: 44,
        logEnd: 45,
        columnFrom: 0,
        columnTo: 0,
        leaderlessUs: -1,
        acked: 0,
        lost: 0,
        atRisk: 0,
        internal: 0,
      })),
      groups: [
        {
          group: 0,
          name: text('billing'),
          state: 3,
          generation: 1,
          coordinator: 1,
          members: 1,
          dueUs: -1,
          maxLag: 15,
          shape: 0,
          assignor: 0,
        },
      ],
      faults: [
        {
          command: 0,
          verb: text('slow-link'),
          target: text('broker-1 → broker-2, broker-3'),
          fromUs: 0,
          toUs: -1,
          by: 0,
        },
        { command: 1, verb: text('reset-connection'), target: 1, fromUs: 1.9 * S, toUs: 1.9 * S, by: 0 },
        { command: 2, verb: text('crash'), target: 0, fromUs: 6 * S, toUs: -1, by: 1 },
      ],
      leaderSpans: [
        { partition: 0, leader: 0, epoch: 3, fromUs: 0, toUs: 6 * S },
        { partition: 0, leader: -1, epoch: 3, fromUs: 6 * S, toUs: 15.21 * S },
        { partition: 0, leader: 1, epoch: 4, fromUs: 15.21 * S, toUs: -1 },
      ],
      isrSteps: [
        { partition: 0, timeUs: 0, size: 3 },
        { partition: 0, timeUs: 15.21 * S, size: 2 },
      ],
      lagSteps: Array.from({ length: 192 }, (_, i) => ({
        group: 0,
        timeUs: i * 100_000,
        lag: i < 152 ? 2 + (i % 3) : Math.max(2, 15 - Math.floor(Math.abs(i - 161) / 2)),
      })),
      ackDots: Array.from({ length: 190 }, (_, i) => ({
        timeUs: i * 100_000,
        latencyUs: i > 60 && i < 152 ? 0 : 2000 + ((i * 7919) % 4000) + (i >= 152 && i < 164 ? (164 - i) * 90_000 : 0),
      })).filter((dot) => dot.latencyUs > 0),
      ledgerMarks: [
        mark(2.05, 'duplicate', 1),
        mark(15.24, 'lost', 1),
        mark(15.26, 'lost', 1),
        mark(17.5, 'in-doubt', 3),
      ],
      keyTimes: [
        { timeUs: 5.97 * S, stop: 1 },
        { timeUs: 15.21 * S, stop: 0 },
      ],
      ...more,
    },
    1,
  );
}

/** A clock row: what is shown, what is simulated, when the run settled; seconds. */
export function clock(now: number, end: number, settled: number) {
  return {
    timeUs: now * S,
    endUs: end * S,
    durationUs: 24 * S,
    settledUs: settled < 0 ? -1 : settled * S,
    phase: settled < 0 ? 0 : 2,
    event: 1284,
    events: 1702,
    commands: 3,
    breach: 0,
    stuck: 0,
    version: 1,
  };
}
