import { finishRun, forkRun, resultOf } from '../scenario/run.ts';
import type { SystemRun } from '../scenario/systems.ts';
import { createBufferPool, giveBack } from './frame-layout.ts';
import { buildFrameOf } from './frames.ts';
import { addNames, createNamesTable, forgetNumbers, type NamesTable, namesOf } from './names-table.ts';
import { openedOf } from './opened.ts';
import type { Answer, Engine, LibraryEntry, Mistake, Opened, OpenRequest, TypedCommand, Verdict } from './protocol.ts';
import { addCommand, forkBefore, knownUs, openSession, runAhead, runAt, type Session, takeBack } from './session.ts';
import { eventsBetween, fieldsOf, ledgerPage, recordStory, storyOf } from './story.ts';

/** A text larger than this is no scenario. */
const MOST_CHARACTERS = 5_000_000;
/** Events handled before others get a turn. */
const SLICE_EVENTS = 20_000;

export interface Shelf {
  /** Text of a shipped scenario; null = there is none of that id. */
  load(id: string): Promise<string | null>;
  list(): Promise<readonly LibraryEntry[]>;
}

/** The engine itself: in a worker behind `rpc.ts`, or straight in a test. Lets others in between slices by `pause`. */
export function createHost(
  shelf: Shelf,
  pause: () => Promise<void>,
): Engine & { place(): { seed: number; timeUs: number; scenario: string } } {
  const pool = createBufferPool();
  let session: Session | null = null;
  let names: NamesTable = createNamesTable();
  /** The run at its end, for the guide's stops; made anew with each change. */
  let guideRun: SystemRun | null = null;

  const current = (): Session => {
    if (session === null) throw new Error('nothing is open');
    return session;
  };
  const reach = async (timeUs: number): Promise<void> => {
    const one = current();
    while (!runAhead(one, timeUs, SLICE_EVENTS)) {
      await pause();
      if (session !== one) return;
    }
  };
  const opened = (): Opened => {
    const one = current();
    addNames(names, one.head);
    guideRun ??= guideOf(one);
    return openedOf(one, guideRun, names);
  };
  const changed = (): Answer<Opened> => {
    forgetNumbers(names);
    return { ok: true, value: opened() };
  };

  return {
    open: async (request: OpenRequest): Promise<Answer<Opened>> => {
      const text = await textOf(request, shelf);
      if (typeof text !== 'string') return { ok: false, mistakes: [text] };
      const next = openSession(text, request, session);
      if (!next.ok) return { ok: false, mistakes: next.mistakes };
      session = next.value;
      names = createNamesTable();
      guideRun = null;
      return { ok: true, value: opened() };
    },
    frame: async (timeUs, view) => {
      const one = current();
      await reach(Math.max(timeUs, 0));
      // What lies ahead of the cursor is simulated in one short slice, so that key events are known in time.
      runAhead(one, timeUs + view.aheadUs, SLICE_EVENTS);
      const ended = one.head.phase === 'ended';
      return buildFrameOf(
        {
          id: one.id,
          run: runAt(one, timeUs),
          series: one.series,
          names,
          endUs: knownUs(one),
          settledUs: ended ? one.head.endedUs : -1,
          headEvents: one.head.world.handled,
          stops: guideStops(guideRun),
        },
        Math.min(timeUs, knownUs(one)),
        view,
        pool,
      );
    },
    release: (frame) => giveBack(pool, frame.buffer),
    command: async (command: TypedCommand) => {
      const one = current();
      await reach(command.atUs);
      // What is on the screen has happened: the command comes right after it.
      const placed = { ...command, atUs: command.atUs + 1 };
      const answer = addCommand(one, placed);
      if (!answer.ok) return answer;
      one.undone = [];
      return changed();
    },
    undo: async () => {
      const one = current();
      const last = one.typed.at(-1);
      if (last !== undefined) {
        takeBack(one, last);
        one.undone.push(last);
      }
      return changed();
    },
    redo: async () => {
      const one = current();
      const last = one.undone.pop();
      if (last !== undefined) addCommand(one, last);
      return changed();
    },
    neighbour: async (timeUs, direction, keyOnly) => {
      const one = current();
      await reach(timeUs + 30_000_000);
      if (keyOnly) return keyNeighbour(one, timeUs, direction);
      return direction > 0 ? nextEvent(one, timeUs) : previousEvent(one, timeUs);
    },
    finish: async () => {
      await reach(Number.MAX_SAFE_INTEGER);
      return verdictOf(current().head);
    },
    verdict: async (timeUs) => {
      await reach(timeUs);
      const one = current();
      return verdictOf(one.head.phase === 'ended' && timeUs >= one.head.endedUs ? one.head : runAt(one, timeUs));
    },
    story: async (timeUs, uid) => {
      const one = current();
      await reach(timeUs);
      const run = runAt(one, timeUs);
      if (uid < 0 || uid >= run.world.payloads.created.length) return null;
      const made = run.world.payloads.created.chunks[uid >> 10]?.[uid & 1023] ?? 0;
      return recordStory(run, forkBefore(one, made - 1), Math.min(timeUs, knownUs(one)), uid, names);
    },
    fields: async (timeUs, address) => fieldsOf(runAt(current(), timeUs), address),
    objectStory: async (timeUs, address) => storyOf(runAt(current(), timeUs), current().series, timeUs, address),
    ledger: async (timeUs, from, count, filter) => ledgerPage(runAt(current(), timeUs), names, from, count, filter),
    eventList: async (fromUs, toUs, _keyOnly, limit) => eventsBetween(current().series, fromUs, toUs, limit),
    names: async () => {
      addNames(names, current().head);
      return namesOf(names);
    },
    document: async () => {
      const one = current();
      const script = [
        ...(one.document.given.script ?? []),
        ...one.typed.map(({ atUs, entry }) => ({ at: `${atUs}us`, ...entry })),
      ];
      return JSON.stringify({ ...one.document.given, seed: one.seed, script }, null, 2);
    },
    library: () => shelf.list(),
    place: () => ({
      seed: session?.seed ?? -1,
      timeUs: session?.head.world.now ?? -1,
      scenario: session?.document.id ?? '',
    }),
  };
}

async function textOf(request: OpenRequest, shelf: Shelf): Promise<string | Mistake> {
  if (request.source.from === 'current') return '';
  if (request.source.from === 'text') {
    const { text } = request.source;
    if (text.length > MOST_CHARACTERS)
      return { path: '', code: 'file.too-large', parameters: { bytes: text.length, most: MOST_CHARACTERS } };
    return text;
  }
  const text = await shelf.load(request.source.id);
  return text ?? { path: '', code: 'scenario.unknown', parameters: { found: request.source.id } };
}

/** A run of the same to its end, with the acts that the page leaves to the user carried out as the document has them. */
function guideOf(session: Session): SystemRun {
  const run = forkRun(session.head);
  const needs =
    run.scenario.guide.some((step) => step.kind === 'observe' && step.stopTally >= 0) ||
    run.scenario.guide.some((step) => step.kind === 'predict');
  if (needs) finishRun(run);
  return run;
}

function guideStops(run: SystemRun | null): number[] {
  if (run === null) return [];
  return run.scenario.guide.flatMap((step) => {
    if (step.kind !== 'observe') return [];
    return [step.stopTally < 0 ? step.stopUs : (run.counts.firstUs[step.stopTally] ?? -1)];
  });
}

function keyNeighbour(session: Session, timeUs: number, direction: 1 | -1): number {
  const { keyEvents } = session.series;
  if (direction > 0) return keyEvents.find((event) => event.timeUs > timeUs)?.timeUs ?? -1;
  return keyEvents.findLast((event) => event.timeUs < timeUs)?.timeUs ?? -1;
}

/** Time of the first event after an instant. */
function nextEvent(session: Session, timeUs: number): number {
  const run = runAt(session, timeUs);
  const { heap } = run.world;
  let next = Number.POSITIVE_INFINITY;
  for (let position = heap.hole; position < heap.size; position++) next = Math.min(next, heap.times[position] ?? next);
  return Number.isFinite(next) && run.phase !== 'ended' ? next : -1;
}

/** Time of the last event before an instant: from a checkpoint, event by event. */
function previousEvent(session: Session, timeUs: number): number {
  for (let window = 50_000; ; window *= 8) {
    const from = Math.max(0, timeUs - window);
    let run = runAt(session, from);
    let found = -1;
    let at = from;
    for (;;) {
      const next = nextEvent(session, at);
      if (next < 0 || next >= timeUs) break;
      found = next;
      at = next;
      run = runAt(session, at);
    }
    if (found >= 0 || from === 0 || run.phase === 'ended') return found;
  }
}

function verdictOf(run: SystemRun): Verdict {
  const result = resultOf(run);
  return {
    final: run.phase === 'ended',
    hash: result.hash,
    counters: result.verdict,
    where: result.where,
    breaches: result.breaches.map(({ invariant, atUs, detail }) => ({ invariant, atUs, detail: String(detail) })),
    expectations: result.expectations,
  };
}
