import type { SystemRun } from '../scenario/systems.ts';
import type { BlockSummaries } from '../truth/index.ts';
import type { NamesTable } from './names-table.ts';
import type { RunSeries } from './series.ts';
import { knownUs, runAt, type Session } from './session.ts';

/** What a frame is built from. */
export interface FrameInput {
  /** The session's. */
  readonly id: number;
  /** The run at the frame's time. */
  readonly run: SystemRun;
  readonly series: RunSeries;
  readonly names: NamesTable;
  /** Of the session's runs. */
  readonly blocks: BlockSummaries;
  /** Simulated so far; `settledUs` −1 = the end is not reached. */
  readonly endUs: number;
  readonly settledUs: number;
  readonly headEvents: number;
  /** Stops of the guide, µs; −1 = not known yet. */
  readonly stops: readonly number[];
}

/** What a frame of a session at `timeUs` is built from. @param stops - of the guide, µs; −1 = not known yet */
export function frameInputOf(
  session: Session,
  timeUs: number,
  names: NamesTable,
  stops: readonly number[] = [],
): FrameInput {
  const { id, series, blocks, head } = session;
  return {
    id,
    run: runAt(session, timeUs),
    series,
    names,
    blocks,
    endUs: knownUs(session),
    settledUs: head.endedUs,
    headEvents: head.world.handled,
    stops,
  };
}
