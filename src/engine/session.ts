import type { ScenarioDocument } from '../scenario/compile.ts';
import { advance, forkRun, typeCommand } from '../scenario/run.ts';
import { createRun, readScenario, readScenarioValue, type SystemRun } from '../scenario/systems.ts';
import type { BlockSummaries } from '../truth/index.ts';
import {
  type Checkpoint,
  type Checkpoints,
  checkpointAt,
  createCheckpoints,
  dropAfter,
  isCheckpointDue,
  takeCheckpoint,
} from './checkpoints.ts';
import type { Answer, Mistake, OpenRequest, TypedCommand } from './protocol.ts';
import {
  createSeries,
  cutSeries,
  markSeries,
  noteStart,
  type RunSeries,
  recordSeries,
  SAMPLE_US,
  sampleSeries,
} from './series.ts';

/** A run on its way through a session, with the number of typed commands that it was given. */
interface Lane {
  readonly run: SystemRun;
  typed: number;
}

/** What is open in a host: a document, how it is run, and everything simulated of it so far. */
export interface Session {
  readonly id: number;
  /** As it was opened, before acts were left to the user. */
  readonly original: ScenarioDocument;
  /** What is run. */
  readonly document: ScenarioDocument;
  readonly request: OpenRequest;
  readonly seed: number;
  readonly series: RunSeries;
  readonly checkpoints: Checkpoints;
  /** What frames remember of messages whose fate is settled. */
  readonly blocks: BlockSummaries;
  /** Commands in the order in which they were given. */
  typed: TypedCommand[];
  undone: TypedCommand[];
  /** The same in order of time, as runs take them. */
  commands: TypedCommand[];
  /** The run that has gone farthest. */
  head: SystemRun;
  headTyped: number;
  /** All is simulated and sampled up to here, µs. */
  sampledUs: number;
  /** A run at the instant that was asked for last, to go on from. */
  cursor: Lane | null;
}

let nextId = 1;

/** Reads and starts what is asked for; nothing of `before` changes. */
export function openSession(text: string, request: OpenRequest, before: Session | null): Answer<Session> {
  const read =
    request.source.from === 'current' && before !== null
      ? { ok: true as const, value: before.original }
      : readScenario(text);
  if (!read.ok) return read;
  const document = request.byHand === true ? withoutHandActs(read.value) : read;
  if (!document.ok) return document;
  const { variant, seed, set } = request;
  const made = createRun(document.value, { variant, seed, set });
  if (!made.ok) return made;
  const session: Session = {
    id: nextId,
    original: read.value,
    document: document.value,
    request,
    seed: made.value.seed,
    series: createSeries(),
    checkpoints: createCheckpoints(),
    blocks: [],
    typed: [...request.commands],
    undone: [],
    commands: inOrder(request.commands),
    head: made.value,
    headTyped: 0,
    sampledUs: 0,
    cursor: null,
  };
  noteStart(made.value, session.series);
  takeCheckpoint(session.checkpoints, made.value, markSeries(session.series), 0, 0);
  const mistakes: Mistake[] = [];
  const probe = forkRun(made.value);
  for (const [index, { atUs, entry }] of request.commands.entries()) {
    const typed = typeCommand(probe, entry, atUs);
    if (!typed.ok) for (const one of typed.mistakes) mistakes.push({ ...one, path: `commands.${index}.${one.path}` });
  }
  if (mistakes.length > 0) return { ok: false, mistakes };
  recordSeries(made.value, session.series);
  nextId += 1;
  return { ok: true, value: session };
}

/** Goes on up to `untilUs` for at most `events` events, giving the typed commands at their times. */
function advanceLane(lane: Lane, commands: readonly TypedCommand[], untilUs: number, events: number): number {
  const { run } = lane;
  let done = 0;
  for (;;) {
    const next = commands[lane.typed];
    const stop = next === undefined ? untilUs : Math.min(untilUs, next.atUs - 1);
    done += advance(run, stop, events - done);
    if (next === undefined || next.atUs > untilUs || done >= events || run.phase === 'ended') return done;
    typeCommand(run, next.entry, next.atUs);
    lane.typed += 1;
  }
}

/**
 * Simulates up to `untilUs` for at most about `events` events.
 *
 * @returns true when that time, or the end of the run, is reached
 */
export function runAhead(session: Session, untilUs: number, events: number): boolean {
  const { head, series, checkpoints, commands } = session;
  const lane: Lane = { run: head, typed: session.headTyped };
  let left = events;
  while (left > 0 && !hasEnded(head) && session.sampledUs < untilUs) {
    const until = session.sampledUs + SAMPLE_US;
    left -= advanceLane(lane, commands, until, left);
    if (left > 0 || hasEnded(head)) {
      session.sampledUs = until;
      sampleSeries(head, series, Math.min(until, knownUs(session)));
    }
    if (isCheckpointDue(checkpoints, head) && hasTakenAll(lane, commands)) {
      takeCheckpoint(checkpoints, head, markSeries(series), session.sampledUs, lane.typed);
    }
  }
  session.headTyped = lane.typed;
  return hasEnded(head) || session.sampledUs >= untilUs;
}

/** How far the run is known, µs: its end, once it has ended. */
export function knownUs(session: Session): number {
  const { head } = session;
  return head.phase === 'ended' ? head.endedUs : session.sampledUs;
}

/**
 * The run at `timeUs`, all events of that instant handled. The caller must not advance it.
 *
 * @remarks Goes on from the instant that was asked for last, or from the nearest checkpoint before.
 */
export function runAt(session: Session, timeUs: number): SystemRun {
  const to = Math.min(timeUs, knownUs(session));
  const base = checkpointAt(session.checkpoints, to);
  const { cursor } = session;
  const isBehind = cursor !== null && cursor.run.world.now <= to && cursor.run.endedUs <= to;
  const isNearer = isBehind && cursor.run.world.handled >= base.run.world.handled;
  const lane = isNearer ? cursor : laneFrom(base);
  advanceLane(lane, session.commands, to, Number.POSITIVE_INFINITY);
  session.cursor = lane;
  return lane.run;
}

/** A run of its own from before `timeUs`, which knows all commands, for somebody who listens to it from there. */
export function forkBefore(session: Session, timeUs: number): SystemRun {
  const { run, typed } = laneFrom(checkpointAt(session.checkpoints, timeUs));
  for (const { atUs, entry } of session.commands.slice(typed)) typeCommand(run, entry, atUs);
  return run;
}

/** Adds a command; what was simulated from its time on is simulated again. On mistakes nothing changes. */
export function addCommand(session: Session, command: TypedCommand): Answer<null> {
  const { head } = session;
  const atUs = Math.max(0, Math.floor(command.atUs));
  if (head.phase === 'ended' && atUs > head.endedUs) {
    return { ok: false, mistakes: [{ path: 'at', code: 'command.too-late', parameters: { atUs, now: head.endedUs } }] };
  }
  const probe = laneFrom(checkpointAt(session.checkpoints, -1)).run;
  for (const one of session.commands) typeCommand(probe, one.entry, one.atUs);
  const typed = typeCommand(probe, command.entry, atUs);
  if (!typed.ok) return typed;
  changeCommands(session, [...session.typed, { atUs, entry: command.entry }], atUs);
  return { ok: true, value: null };
}

/** Takes a typed command out again; what came after it is simulated without it. */
export function takeBack(session: Session, command: TypedCommand): void {
  const index = session.typed.lastIndexOf(command);
  if (index < 0) return;
  changeCommands(
    session,
    session.typed.filter((_, i) => i !== index),
    command.atUs,
  );
}

/** The run as a document: as it is run, with its seed, and the commands in its script. */
export function documentText(session: Session): string {
  const { given } = session.head.scenario;
  const script = [...(given.script ?? []), ...session.commands.map(asEntry)];
  const isAsShipped = session.commands.length === 0 && given === session.original.given;
  if (isAsShipped) return JSON.stringify({ ...given, seed: session.seed }, null, 2);
  // Expectations speak of the run as it was written; this is another.
  const { expect: _, variants = [], ...rest } = given;
  const plain = variants.map(({ expect: __, ...variant }) => variant);
  return JSON.stringify({ ...rest, seed: session.seed, script, variants: plain }, null, 2);
}

function asEntry({ atUs, entry }: TypedCommand): TypedCommand['entry'] {
  const { at: _, ...rest } = entry;
  return rest.on === undefined ? { at: `${atUs}us`, ...rest } : rest;
}

function changeCommands(session: Session, typed: TypedCommand[], fromUs: number): void {
  session.typed = typed;
  session.commands = inOrder(typed);
  const base = checkpointAt(session.checkpoints, fromUs - 1);
  dropAfter(session.checkpoints, base);
  cutSeries(session.series, base.mark);
  const { run, typed: known } = laneFrom(base);
  session.head = run;
  session.headTyped = known;
  session.sampledUs = base.sampledUs;
  session.cursor = null;
  recordSeries(run, session.series);
}

function hasEnded(run: SystemRun): boolean {
  return run.phase === 'ended';
}

function laneFrom(base: Checkpoint): Lane {
  return { run: forkRun(base.run), typed: base.typed };
}

/** Checkpoints hold no command that waits for its time, so that the list of commands may change behind them. */
function hasTakenAll(lane: Lane, commands: readonly TypedCommand[]): boolean {
  const last = commands[lane.typed - 1];
  return last === undefined || last.atUs <= lane.run.world.now;
}

function inOrder(commands: readonly TypedCommand[]): TypedCommand[] {
  return [...commands].sort((a, b) => a.atUs - b.atUs);
}

/** Takes the acts that the document leaves to the user out of its script. */
function withoutHandActs(document: ScenarioDocument): Answer<ScenarioDocument> {
  const script = document.given.script ?? [];
  if (!script.some((entry) => entry.hand === true)) return { ok: true, value: document };
  // Expectations speak of the run as it was written; without these acts it is another.
  const { expect: _, ...rest } = document.given;
  const variants = (document.given.variants ?? []).map(({ expect: __, ...variant }) => variant);
  return readScenarioValue({ ...rest, script: script.filter((entry) => entry.hand !== true), variants });
}
