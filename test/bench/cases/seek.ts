import { frameInputOf } from '../../../src/engine/frame-input.ts';
import { createBufferPool, giveBack } from '../../../src/engine/frame-layout.ts';
import { buildFrameOf } from '../../../src/engine/frames.ts';
import { addNames, createNamesTable } from '../../../src/engine/names-table.ts';
import type { Frame, View } from '../../../src/engine/protocol.ts';
import { knownUs, openSession, runAhead, type Session } from '../../../src/engine/session.ts';
import { type Case, secondsOf } from '../case.ts';
import { inOrder } from '../goals.ts';
import { documentOf } from './kafka.ts';
import { usedBytes } from './memory.ts';

const SECONDS = 600;
const RATE = 1000;
const SEEKS = 100;

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

/**
 * Milliseconds from an instant that is asked for to its frame, at random instants of a run that is simulated to its
 * end: the 95th of a hundred.
 */
export function seeks(): Case {
  const session = openLong();
  runAhead(session, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  const frameAt = frameMaker(session);
  let random = 12345;
  return {
    run: () => {
      const times: number[] = [];
      for (let i = 0; i < SEEKS; i++) {
        random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
        const timeUs = Math.floor((random / 2 ** 32) * SECONDS * 1_000_000);
        times.push(1000 * secondsOf(() => frameAt(timeUs)));
      }
      return inOrder(times)[Math.floor(SEEKS * 0.95)] ?? Number.NaN;
    },
  };
}

/** Megabytes that come free when all checkpoints but the first are dropped. */
export function checkpoints(): Case {
  return {
    run: () => {
      const session = openLong();
      runAhead(session, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
      const before = usedBytes();
      session.checkpoints.list.length = 1;
      const bytes = before - usedBytes();
      // Used once more, so that the run itself is there when bytes are counted.
      if (knownUs(session) < SECONDS * 1_000_000) throw new Error('the run has come to its end');
      return bytes / 1_000_000;
    },
  };
}

function openLong(): Session {
  const { given } = documentOf({ rate: RATE, seconds: SECONDS, seed: 1, script: [] });
  const source = { from: 'text', text: '' } as const;
  const request = { source, variant: '', seed: null, set: {}, commands: [] };
  const opened = openSession(JSON.stringify(given), request, null);
  if (!opened.ok) throw new Error(JSON.stringify(opened.mistakes));
  return opened.value;
}

/** As the host builds them. */
function frameMaker(session: Session): (timeUs: number) => void {
  const names = createNamesTable();
  const pool = createBufferPool();
  addNames(names, session.head);
  return (timeUs) => {
    const input = frameInputOf(session, timeUs, names);
    const frame: Frame = buildFrameOf(input, timeUs, VIEW, pool);
    if (frame.cells.length === 0 && timeUs > 1_000_000) throw new Error(`no records at ${timeUs}`);
    giveBack(pool, frame.buffer);
  };
}
