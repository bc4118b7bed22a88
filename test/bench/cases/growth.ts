import { frameInputOf } from '../../../src/engine/frame-input.ts';
import { createBufferPool, giveBack } from '../../../src/engine/frame-layout.ts';
import { buildFrameOf } from '../../../src/engine/frames.ts';
import { addNames, createNamesTable } from '../../../src/engine/names-table.ts';
import type { View } from '../../../src/engine/protocol.ts';
import { openSession, runAhead, type Session } from '../../../src/engine/session.ts';
import { advance } from '../../../src/scenario/run.ts';
import { createRun, readScenarioValue, type SystemRun } from '../../../src/scenario/systems.ts';
import { secondsOf } from '../case.ts';
import { inOrder, median } from '../goals.ts';
import { usedBytes } from './memory.ts';

/** How large a cluster is, with replication factor 3. */
export interface Size {
  readonly brokers: number;
  readonly partitions: number;
  readonly producers: number;
  readonly members: number;
}

/** What a cluster of a size costs. */
export interface Costs {
  readonly eventsPerSecond: number;
  /** Events that one simulated second has. */
  readonly events: number;
  /** World, ledger and journal, of what is written, bytes. */
  readonly bytesPerMillion: number;
  readonly frameMs: number;
}

/** Messages per second, of all producers together. */
const RATE = 1000;
const WARM_US = 5_000_000;
const END_US = 15_000_000;
const FRAMES = 40;

export function costsOf(size: Size): Costs {
  const run = startedAt(size);
  advance(run, WARM_US, Number.POSITIVE_INFINITY);
  const before = usedBytes();
  const messages = run.world.payloads.sender.length;
  let events = 0;
  const seconds = secondsOf(() => {
    events = advance(run, END_US, Number.POSITIVE_INFINITY);
  });
  const written = run.world.payloads.sender.length - messages;
  const bytes = usedBytes() - before;
  return {
    eventsPerSecond: events / seconds,
    events: (events * 1_000_000) / (END_US - WARM_US),
    bytesPerMillion: (bytes / written) * 1_000_000,
    frameMs: frameMsOf(size),
  };
}

function documentOf({ brokers, partitions, producers, members }: Size): unknown {
  const text = { en: 'Growth', zh: '增长' };
  return {
    format: 'mqscope/1',
    id: 'growth',
    title: text,
    question: text,
    system: 'kafka',
    duration: `${END_US / 1_000_000}s`,
    cluster: { brokers },
    topics: [{ name: 'orders', partitions, replication: 3, config: { 'min.insync.replicas': 2 } }],
    producers: Array.from({ length: producers }, (_, i) => ({
      id: `p${i + 1}`,
      topic: 'orders',
      rate: `${Math.max(1, Math.round(RATE / producers))}/s`,
      keys: 100,
      size: '200B',
      config: { acks: 'all', 'linger.ms': 0 },
    })),
    groups:
      members === 0
        ? []
        : [{ id: 'g1', topics: ['orders'], members: Array.from({ length: members }, (_, i) => ({ id: `c${i + 1}` })) }],
    network: { latency: '1ms', jitter: '500us' },
  };
}

function startedAt(size: Size): SystemRun {
  const document = readScenarioValue(documentOf(size));
  if (!document.ok) throw new Error(JSON.stringify(document.mistakes));
  const run = createRun(document.value, { seed: 1, eventBudget: Number.MAX_SAFE_INTEGER });
  if (!run.ok) throw new Error(JSON.stringify(run.mistakes));
  return run.value;
}

/** Median of frames one after the other, as playback asks for them. */
function frameMsOf(size: Size): number {
  const request = { source: { from: 'text', text: '' }, variant: '', seed: null, set: {}, commands: [] } as const;
  const opened = openSession(JSON.stringify(documentOf(size)), request, null);
  if (!opened.ok) throw new Error(JSON.stringify(opened.mistakes));
  const session = opened.value;
  runAhead(session, WARM_US, Number.POSITIVE_INFINITY);
  const names = createNamesTable();
  addNames(names, session.head);
  const pool = createBufferPool();
  const times: number[] = [];
  for (let i = 0; i < FRAMES; i++) times.push(1000 * secondsOfFrame(session, WARM_US / 2 + i * 16_667, names, pool));
  return median(inOrder(times));
}

function secondsOfFrame(
  session: Session,
  timeUs: number,
  names: ReturnType<typeof createNamesTable>,
  pool: ReturnType<typeof createBufferPool>,
): number {
  const input = frameInputOf(session, timeUs, names);
  return secondsOf(() => giveBack(pool, buildFrameOf(input, timeUs, VIEW, pool).buffer));
}

/** A stage of twelve lanes and a dock, on a wide screen. */
const VIEW: View = {
  lanes: Array.from({ length: 12 }, (_, partition) => ({ partition, from: -1, columns: 40 })),
  ticks: 840,
  dockPartition: 0,
  dockGroup: 0,
  beforeUs: 3_000_000,
  afterUs: 500_000,
  aheadUs: 20_000_000,
  events: 60,
};
