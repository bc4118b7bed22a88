import type { ScenarioDocument } from '../scenario/compile.ts';
import type { Checked, Mistake as ScenarioMistake } from '../scenario/mistakes.ts';
import { advance, forkRun, typeCommand } from '../scenario/run.ts';
import { createRun, readScenario, readScenarioValue, type SystemRun } from '../scenario/systems.ts';
import type { Answer, OpenRequest, TypedCommand } from './protocol.ts';
import { createSeries, cutSeries, markSeries, type RunSeries, recordSeries, SAMPLE_US, type SeriesMark, sampleSeries } from './series.ts';

/** A checkpoint is taken each time this many events were handled. */
export const CHECKPOINT_EVENTS = 16_000;
/** Most checkpoints that are kept; then every second one behind the newest goes. */
const MOST_CHECKPOINTS = 160;

interface Checkpoint {
  readonly run: SystemRun;
  readonly mark: SeriesMark;
  /** Typed commands that it knows, though some may still lie before it. */
  readonly typed: readonly TypedCommand[];
  readonly sampledUs: number;
}

/** What is open in a host: a document, how it is run, and everything simulated of it so far. */
export interface Session {
  readonly id: number;
  readonly document: ScenarioDocument;
  readonly request: OpenRequest;
  readonly seed: number;
  typed: TypedCommand[];
  undone: TypedCommand[];
  /** The run that has gone farthest. */
  head: SystemRun;
  series: RunSeries;
  sampledUs: number;
  checkpoints: Checkpoint[];
  /** A run at the instant that was asked for last, to go on from. */
  cursor: SystemRun;
}

export type Opening = { readonly ok: true; readonly value: Session } | { readonly ok: false; readonly mistakes: readonly ScenarioMistake[] };

let nextId = 1;

/** Reads and starts what is asked for. On mistakes nothing has changed. */
export function openSession(text: string, request: OpenRequest, before: Session | null): Opening {
  const read = request.source.from === 'current' && before !== null ? { ok: true as const, value: before.document } : readScenario(text);
  if (!read.ok) return read;
  const document = request.byHand === true ? withoutHandActs(read.value) : read;
  if (!document.ok) return document;
  const made = createRun(document.value, {
    variant: request.variant,
    seed: request.seed,
    set: request.set,
    typed: request.commands.map(({ atUs, entry }) => ({ atUs, entry })),
  });
  if (!made.ok) return made;
  const head = made.value;
  const session: Session = {
    id: nextId,
    document: document.value,
    request,
    seed: head.seed,
    typed: [...request.commands],
    undone: [],
    head,
    series: createSeries(),
    sampledUs: 0,
    checkpoints: [],
    cursor: head,
  };
  nextId += 1;
  addInitialLeaders(session);
  takeCheckpoint(session);
  session.cursor = forkRun(head);
  recordSeries(head, session.series);
  return { ok: true, value: session };
}

/** The acts that the document leaves to the user are taken out of its script. */
function withoutHandActs(document: ScenarioDocument): Checked<ScenarioDocument> {
  const script = document.given.script ?? [];
  if (!script.some((entry) => entry.hand === true)) return { ok: true, value: document };
  const kept = script.filter((entry) => entry.hand !== true);
  // Expectations speak of the acts by their number; the page shows the verdict itself.
  const { expect: _, ...rest } = document.given;
  const variants = (document.given.variants ?? []).map(({ expect: __, ...variant }) => variant);
  return readScenarioValue({ ...rest, script: kept, variants });
}

/** Leaders that were named before anybody could listen: at time zero. */
function addInitialLeaders(session: Session): void {
  session.head.witness.ledger.partitions.forEach((part) => {
    session.series.leaders.push(0, part.partition, part.leader, Math.max(0, part.epoch));
    session.series.isr.push(0, part.partition, bits(part.isr));
  });
}

/** Simulates up to `toUs` for at most `events` events. @returns true when that time, or the end, was reached */
export function runAhead(session: Session, toUs: number, events: number): boolean {
  const { head, series } = session;
  let left = events;
  while (left > 0 && head.phase !== 'ended' && session.sampledUs < toUs) {
    const until = Math.min(toUs, session.sampledUs + SAMPLE_US);
    const done = advance(head, until, left);
    left -= done;
    if (left <= 0) break;
    session.sampledUs = until;
    sampleSeries(head, series, until);
    const last = session.checkpoints.at(-1);
    if (last === undefined || head.world.handled - last.run.world.handled >= CHECKPOINT_EVENTS) takeCheckpoint(session);
  }
  return head.phase === 'ended' || session.sampledUs >= toUs;
}

/** How far the run is known, µs: its end, once it has ended. */
export function knownUs(session: Session): number {
  return session.head.phase === 'ended' ? session.head.endedUs : session.sampledUs;
}

/**
 * The run at `timeUs`, all events of that instant handled. It may be advanced by the caller only to later instants.
 *
 * @remarks Goes on from the last instant that was asked for, or from the nearest checkpoint before.
 */
export function runAt(session: Session, timeUs: number): SystemRun {
  const to = Math.min(timeUs, knownUs(session));
  const { cursor } = session;
  const base = nearest(session, to);
  const isBehind = cursor.world.now <= to && (cursor.phase !== 'ended' || cursor.endedUs <= to);
  const usable = isBehind && cursor !== session.head && cursor.world.handled >= base.run.world.handled;
  const run = usable ? cursor : forkFrom(session, base);
  advance(run, to, Number.POSITIVE_INFINITY);
  session.cursor = run;
  return run;
}

/** A fork of the run from before `timeUs`, for a look that must not move the cursor. */
export function forkBefore(session: Session, timeUs: number): SystemRun {
  return forkFrom(session, nearest(session, timeUs));
}

/** Adds a typed command; what was simulated at or after its time is simulated again. */
export function addCommand(session: Session, command: TypedCommand): Answer<null> {
  const base = nearest(session, command.atUs - 1);
  const run = forkFrom(session, base);
  advance(run, command.atUs - 1, Number.POSITIVE_INFINITY);
  const typed = typeCommand(run, command.entry, command.atUs);
  if (!typed.ok) return { ok: false, mistakes: typed.mistakes };
  goBack(session, base);
  session.typed = [...session.typed, command].sort((a, b) => a.atUs - b.atUs);
  typeMissing(session.head, session.typed, base.typed);
  return { ok: true, value: null };
}

/** Takes the last typed command out again; what came after it is simulated without it. */
export function takeBack(session: Session, command: TypedCommand): void {
  if (!session.typed.includes(command)) return;
  session.typed = session.typed.filter((one) => one !== command);
  session.checkpoints = session.checkpoints.filter((one) => !one.typed.includes(command));
  const base = nearest(session, command.atUs - 1);
  goBack(session, base);
  typeMissing(session.head, session.typed, base.typed);
}

function goBack(session: Session, base: Checkpoint): void {
  session.checkpoints = session.checkpoints.slice(0, session.checkpoints.indexOf(base) + 1);
  session.head = forkRun(base.run);
  session.cursor = forkRun(base.run);
  typeMissing(session.cursor, session.typed, base.typed);
  cutSeries(session.series, base.mark);
  session.sampledUs = base.sampledUs;
  recordSeries(session.head, session.series);
}

function forkFrom(session: Session, base: Checkpoint): SystemRun {
  const run = forkRun(base.run);
  typeMissing(run, session.typed, base.typed);
  return run;
}

function typeMissing(run: SystemRun, typed: readonly TypedCommand[], known: readonly TypedCommand[]): void {
  for (const command of typed) if (!known.includes(command)) typeCommand(run, command.entry, command.atUs);
}

/** The last checkpoint at or before an instant; the first one is the start. */
function nearest(session: Session, timeUs: number): Checkpoint {
  const { checkpoints } = session;
  let found = checkpoints[0];
  for (const one of checkpoints) if (one.run.world.now <= timeUs) found = one;
  if (found === undefined) throw new Error('a session has a checkpoint at its start');
  return found;
}

function takeCheckpoint(session: Session): void {
  const { head, series, checkpoints } = session;
  checkpoints.push({
    run: forkRun(head),
    mark: markSeries(series),
    typed: session.typed,
    sampledUs: session.sampledUs,
  });
  if (checkpoints.length > MOST_CHECKPOINTS) session.checkpoints = checkpoints.filter((_, i) => i % 2 === 0 || i > MOST_CHECKPOINTS - 8);
}

function bits(mask: number): number {
  let size = 0;
  for (let rest = mask; rest > 0; rest &= rest - 1) size += 1;
  return size;
}
