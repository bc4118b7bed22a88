import { buildFrame, type Row } from '../../../src/engine/frame-layout.ts';
import { CELL_FATES, CELL_FLAGS, type Frame, type Opened, type View } from '../../../src/engine/protocol.ts';
import type { FrameSource } from '../../../src/ui/store/frame-source.ts';

/** A moment of a run with three brokers: broker 1 was killed, broker 2 leads, two confirmed records are gone. */
export const TEXTS = [
  'broker-1',
  'broker-2',
  'broker-3',
  'controller',
  'orders-svc',
  'c1',
  'c2',
  'orders-0',
  'orders-1',
  'orders-2',
  'orders',
  'billing',
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
];
const text = (name: string): number => TEXTS.indexOf(name);
const B1 = 0;
const B2 = 1;
const B3 = 2;
const NOW = 15_480_000;

export const opened: Opened = {
  run: 1,
  id: 'acked-then-gone',
  title: { en: 'Acknowledged, then gone', zh: '确认过，却不见了' },
  question: { en: '', zh: '' },
  seed: 42,
  variant: '',
  variants: [],
  durationUs: 24_000_000,
  versions: {},
  guide: [],
  settings: [],
  producers: [{ id: 'orders-svc', node: 4, topic: 'orders', partitions: 3 }],
  groups: [
    {
      id: 'billing',
      group: 0,
      members: [
        { id: 'c1', node: 5 },
        { id: 'c2', node: 6 },
      ],
    },
  ],
  brokers: [
    { id: 1, node: B1 },
    { id: 2, node: B2 },
    { id: 3, node: B3 },
  ],
  controllers: [{ id: 1, node: 3 }],
  partitions: [0, 1, 2].map((partition) => ({
    name: `orders-${partition}`,
    partition,
    replicas: [B1, B2, B3],
    internal: false,
  })),
  verbs: [{ name: 'crash', group: 'node', targets: ['broker'], parameters: [] }],
  names: { texts: TEXTS, kinds: [], counters: [], places: [], apis: {}, errors: {} },
  commands: [],
};

interface LaneFixture {
  readonly hw: number;
  readonly leader: number;
  readonly epoch: number;
  readonly ends: readonly [number, number, number];
  readonly keys: string;
  readonly committed: number;
  readonly position: number;
  readonly owner: number;
}

const LANES: readonly LaneFixture[] = [
  { hw: 44, leader: B2, epoch: 4, ends: [44, 45, 44], keys: 'ABC', committed: 39, position: 42, owner: 5 },
  { hw: 62, leader: B2, epoch: 2, ends: [57, 63, 62], keys: 'DE', committed: 56, position: 59, owner: 5 },
  { hw: 37, leader: B3, epoch: 5, ends: [34, 37, 38], keys: 'FGH', committed: 31, position: 34, owner: 6 },
];

/** The frame of that moment, with as many columns as a view asks for. */
export function frameOfLoss(columns: readonly number[] = [18, 18, 18], count = LANES.length): Frame {
  const lanes = lanesOf(count);
  const cells: Row<'cells'>[] = [];
  lanes.forEach((lane, partition) => {
    const from = lane.hw - (columns[partition] ?? 18) + 4;
    lane.ends.forEach((end, slot) => {
      for (let offset = Math.max(0, from); offset < end; offset++) cells.push(cellOf(lane, partition, slot, offset));
    });
  });
  return buildFrame(
    {
      clock: [
        {
          timeUs: NOW,
          endUs: 19_200_000,
          durationUs: 24_000_000,
          settledUs: -1,
          phase: 0,
          event: 1284,
          events: 1702,
          commands: 1,
          breach: 0,
          stuck: 0,
          version: 1,
        },
      ],
      nodes: [0, 1, 2, 3, 4, 5, 6].map((node) => ({
        node,
        name: node,
        kind: node < 3 ? 0 : node === 3 ? 1 : node === 4 ? 2 : 3,
        status: node === B1 ? 3 : 0,
        paused: 0,
        fenced: node === B1 ? 1 : 0,
        cut: 0,
        slow: 0,
        sinceUs: node === B1 ? 6_000_000 : -1,
        dirty: node === B2 ? 34 : 22,
        written: 100,
        leaders: 0,
      })),
      partitions: lanes.map((lane, partition) => ({
        partition,
        topic: text('orders'),
        index: partition,
        name: text(`orders-${partition % LANES.length}`),
        replicas: 3,
        leader: lane.leader,
        leaderEpoch: lane.epoch,
        partitionEpoch: 7,
        isr: 0b110,
        elr: 0,
        minIsr: 1,
        trueHw: lane.hw,
        logEnd: Math.max(...lane.ends),
        columnFrom: Math.max(0, lane.hw - (columns[partition] ?? 18) + 4),
        columnTo: lane.hw + 4,
        leaderlessUs: -1,
        acked: 40,
        lost: partition % 3 === 0 ? 2 : 0,
        atRisk: 0,
        internal: 0,
      })),
      replicas: lanes.flatMap((lane, partition) =>
        lane.ends.map((end, slot) => ({
          partition,
          node: slot,
          slot,
          running: slot === 0 ? 0 : 1,
          believes: slot === lane.leader ? 1 : 0,
          sync: slot === 0 ? 0 : 2,
          leaderEpoch: lane.epoch,
          logStart: 0,
          logEnd: end,
          highWatermark: lane.hw,
          flushed: 0,
          lastStable: lane.hw,
          caughtUpUs: -1,
        })),
      ),
      cells,
      producers: [
        {
          node: 4,
          name: 4,
          topic: text('orders'),
          session: 0,
          producerId: 7,
          producerEpoch: 0,
          idempotent: 0,
          acks: 1,
          produced: 128,
          acked: 121,
          unknown: 0,
          refused: 0,
          waiting: 7,
          bufferBytes: 0,
          rate: 8,
          latencyUs: 4000,
          latestUs: 4000,
        },
      ],
      batching: [18, 2, 3].map((records, partition) => ({
        node: 4,
        partition,
        records,
        bytes: 900,
        closed: 0,
        attempt: partition % 3 === 2 ? 1 : 0,
        sinceUs: partition === 0 ? 5_980_000 : NOW - 4000,
        dueUs: NOW + 1000,
      })),
      inFlight: [
        [0, B2],
        [0, B2],
        [2, B3],
        [0, B1],
      ].map(([partition = 0, to = 0], slot) => ({
        node: 4,
        to,
        slot,
        batch: slot,
        partition,
        records: 2,
        attempt: 0,
        sentUs: NOW - 400_000 * (slot + 1),
        timeoutUs: NOW + 1_000_000,
        label: text('A'),
        number: 19,
      })),
      groups: [
        {
          group: 0,
          name: text('billing'),
          state: 3,
          generation: 2,
          coordinator: B2,
          members: 2,
          dueUs: -1,
          maxLag: 10,
          shape: 0,
          assignor: 0,
        },
      ],
      positions: lanes.map((lane, partition) => ({
        group: 0,
        partition,
        committed: lane.committed,
        position: lane.position,
        owner: lane.owner,
        lag: lane.hw - lane.committed,
        trend: partition === 0 ? 1 : 0,
        committedUs: -1,
        leaving: 0,
        next: -1,
      })),
      members: [5, 6].map((node) => ({
        node,
        name: node,
        group: 0,
        state: 3,
        generation: 2,
        partitions: node === 5 ? 2 : 1,
        buffered: 0,
        handling: -1,
        pollUs: NOW,
        heartbeatUs: NOW,
        commitHow: 1,
        commitWhen: 1,
        auto: 0,
        leaving: 0,
        fixed: 0,
      })),
      messages: [
        { from: 4, to: B2, reply: 0, partition: 0, records: 2 },
        { from: B3, to: 4, reply: 1, partition: 2, records: 0 },
        { from: B3, to: B2, reply: 0, partition: 0, records: 0 },
        { from: B2, to: 5, reply: 1, partition: 0, records: 3 },
      ].map((one, index) => ({
        ...one,
        connection: index,
        correlation: index,
        api: one.reply,
        label: -1,
        number: 0,
        error: 0,
        fate: 0,
        sentUs: NOW - 5000,
        arrivesUs: NOW + 5000,
      })),
    },
    1,
  );
}

function lanesOf(count: number): readonly LaneFixture[] {
  return Array.from({ length: count }, (_, partition) => {
    const lane = LANES[partition % LANES.length];
    if (lane === undefined) throw new Error('there are lanes');
    return lane;
  });
}

/** The same run with more partitions: every third one is like the first. */
export function openedWith(count: number): Opened {
  const partitions = Array.from({ length: count }, (_, partition) => ({
    name: `orders-${partition}`,
    partition,
    replicas: [B1, B2, B3],
    internal: false,
  }));
  return { ...opened, partitions };
}

function cellOf(lane: LaneFixture, partition: number, slot: number, offset: number): Row<'cells'> {
  const isDead = slot === 0;
  const isLost = partition % 3 === 0 && isDead && offset >= 42;
  const isTwice = partition % 3 === 2 && (offset === 31 || offset === 33) && offset >= 33 && !isDead;
  const fate = isLost
    ? 'lost'
    : isDead
      ? 'offline'
      : offset < lane.hw
        ? 'committed'
        : partition % 3 === 1
          ? 'acked-on-one'
          : 'appended';
  const diverged = isLost ? CELL_FLAGS.diverged : 0;
  const epochStart = partition % 3 === 0 && !isDead && offset === 42 ? CELL_FLAGS.epochStart : 0;
  return {
    replica: partition * 3 + slot,
    partition,
    offset,
    uid: partition * 1000 + offset + (isLost ? 500 : 0),
    batch: offset,
    leaderEpoch: partition % 3 === 0 && !isDead && offset >= 42 ? 4 : 3,
    label: text(lane.keys[offset % lane.keys.length] ?? 'A'),
    number: isLost ? 17 + offset - 42 : Math.floor(offset / lane.keys.length) + 3,
    fate: CELL_FATES.indexOf(fate),
    flags: diverged | epochStart | (isTwice ? CELL_FLAGS.duplicate : 0),
    size: 120,
    producerId: 7,
    sequence: offset,
    appendedUs: NOW - 1_000_000,
  };
}

/** A source that always has this moment, in the view that is asked for. */
export function sourceOf(
  build: (columns: readonly number[]) => Frame = frameOfLoss,
  count = LANES.length,
): FrameSource & { readonly views: View['lanes'][] } {
  let frame = build(Array.from({ length: count }, () => 18));
  const views: View['lanes'][] = [];
  const listeners = new Set<(frame: Frame) => void>();
  const tell = (): void => {
    for (const listener of listeners) listener(frame);
  };
  return {
    views,
    current: () => frame,
    onFrame: (listener) => {
      listeners.add(listener);
      listener(frame);
      return () => listeners.delete(listener);
    },
    setView: ({ lanes }) => {
      if (lanes === undefined) return;
      views.push(lanes);
      const columns = Array.from(
        { length: count },
        (_, partition) => lanes.find((lane) => lane.partition === partition)?.columns ?? 4,
      );
      frame = build(columns);
      tell();
    },
    refresh: tell,
  };
}
