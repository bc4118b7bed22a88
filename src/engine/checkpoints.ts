import { forkRun } from '../scenario/run.ts';
import type { SystemRun } from '../scenario/systems.ts';
import type { SeriesMark } from './series.ts';

/** Events between two checkpoints, while they fit the budget. */
export const CHECKPOINT_EVENTS = 10_000;
/** Most memory that all checkpoints together may take, bytes. */
export const CHECKPOINT_BYTES = 256 * 1024 * 1024;

/** A run kept as it was at an instant, to go on from. It is forked, never advanced. */
export interface Checkpoint {
  readonly run: SystemRun;
  /** Lengths of the series then. */
  readonly mark: SeriesMark;
  /** Up to where the series had been sampled, µs. */
  readonly sampledUs: number;
  /** Typed commands that had been given by then: all of them had been taken, too. */
  readonly typed: number;
  readonly bytes: number;
}

/** Checkpoints in order of time; the first is the start and is never dropped. */
export interface Checkpoints {
  list: Checkpoint[];
  /** Events between two of them; doubled each time the budget is used up. */
  spacing: number;
  bytes: number;
}

export function createCheckpoints(): Checkpoints {
  return { list: [], spacing: CHECKPOINT_EVENTS, bytes: 0 };
}

/** True where it is time for the next one. */
export function isCheckpointDue(checkpoints: Checkpoints, run: SystemRun): boolean {
  const last = checkpoints.list.at(-1);
  return last === undefined || run.world.handled - last.run.world.handled >= checkpoints.spacing;
}

export function takeCheckpoint(
  checkpoints: Checkpoints,
  run: SystemRun,
  mark: SeriesMark,
  sampledUs: number,
  typed: number,
): void {
  const bytes = bytesOf(run);
  checkpoints.list.push({ run: forkRun(run), mark, sampledUs, typed, bytes });
  checkpoints.bytes += bytes;
  if (checkpoints.bytes > CHECKPOINT_BYTES) thin(checkpoints);
}

/** The last checkpoint that holds nothing after `timeUs`. */
export function checkpointAt(checkpoints: Checkpoints, timeUs: number): Checkpoint {
  const { list } = checkpoints;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.run.world.now ?? 0) <= timeUs) low = middle + 1;
    else high = middle;
  }
  const found = list[Math.max(0, low - 1)];
  if (found === undefined) throw new Error('a session has a checkpoint at its start');
  return found;
}

/** Drops what stands behind `last`. */
export function dropAfter(checkpoints: Checkpoints, last: Checkpoint): void {
  checkpoints.list.length = checkpoints.list.indexOf(last) + 1;
  checkpoints.bytes = sum(checkpoints.list);
}

/** Every second one goes, so that any instant stays equally near to one. */
function thin(checkpoints: Checkpoints): void {
  checkpoints.spacing *= 2;
  checkpoints.list = checkpoints.list.filter((_, i) => i % 2 === 0);
  checkpoints.bytes = sum(checkpoints.list);
}

function sum(list: readonly Checkpoint[]): number {
  return list.reduce((total, one) => total + one.bytes, 0);
}

// Measured by dropping the checkpoints of runs of 100 and 600 s: 0.78 and 1.01 MB each.
/** A fork shares the chunks of columns; each costs a reference. */
const BYTES_PER_CHUNK = 8;
const BYTES_PER_CONNECTION = 400;
const BYTES_PER_LOG = 3_000;
const BYTES_ALWAYS = 200_000;

function bytesOf({ world, witness }: SystemRun): number {
  const { payloads, journal } = world;
  const { messages, logs, groups } = witness.ledger;
  const chunks =
    (journal?.chunks.length ?? 0) +
    payloads.created.chunks.length * 8 +
    payloads.members.chunks.length * 3 +
    messages.rows.chunks.length +
    messages.batches.chunks.length +
    messages.outcomeAt.chunks.length * 2 +
    payloads.created.chunks.length * (logs.length > 0 ? 4 : 0) +
    groups.reduce((total, group) => total + group.handled.chunks.length, 0);
  const parts = world.connections.length * BYTES_PER_CONNECTION + logs.length * BYTES_PER_LOG;
  return BYTES_ALWAYS + chunks * BYTES_PER_CHUNK + parts;
}
