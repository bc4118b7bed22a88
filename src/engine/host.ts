import { kafkaView } from '../kafka/index.ts';
import { resultOf } from '../scenario/run.ts';
import type { SystemRun } from '../scenario/systems.ts';
import { getFloat } from '../sim/column.ts';
import { frameInputOf } from './frame-input.ts';
import { createBufferPool, giveBack } from './frame-layout.ts';
import { buildFrameOf } from './frames.ts';
import { addNames, createNamesTable, forgetNumbers, type NamesTable, namesOf } from './names-table.ts';
import { allEvents, keyEventsBetween, keyNeighbour, nextEvent, previousEvent } from './neighbours.ts';
import { openedOf } from './opened.ts';
import type {
  Answer,
  Engine,
  Frame,
  LibraryEntry,
  Mistake,
  Opened,
  OpenRequest,
  TypedCommand,
  Verdict,
  View,
} from './protocol.ts';
import {
  addCommand,
  documentText,
  forkBefore,
  knownUs,
  openSession,
  runAhead,
  runAt,
  type Session,
  takeBack,
} from './session.ts';
import { fieldsOf, ledgerPage, nodeOf, partitionOf, recordStory, storyOf } from './story.ts';

/** A text larger than this is no scenario. */
const MOST_CHARACTERS = 5_000_000;
/** Events handled before others get a turn: about 10 ms. */
const SLICE_EVENTS = 20_000;
/** Events handled after a change before it is answered, so that the guide knows its stops in short runs. */
const GUIDE_EVENTS = 120_000;
/** How far a search for the next key event goes in one call, simulated µs. */
const SEARCH_US = 60_000_000;

type Disk = typeof import('../kafka/folder.ts');

/** Where shipped scenarios come from. */
export interface Shelf {
  /** Text of a shipped scenario; null = there is none of that id. */
  load(id: string): Promise<string | null>;
  list(): Promise<readonly LibraryEntry[]>;
}

/** What is open, for a report of a contradiction. */
export interface Place {
  readonly seed: number;
  readonly timeUs: number;
  readonly scenario: string;
}

/** The engine, with what only its own host asks. */
export interface Host extends Engine {
  place(): Place;
  /** A frame's buffer came back. */
  giveBack(buffer: ArrayBuffer): void;
  /** Simulates a slice of what nobody has asked for yet. @returns true while there is more of it */
  goAhead(): boolean;
}

/**
 * The engine itself: in a worker behind `rpc.ts`, or straight in a test.
 *
 * @remarks Calls are carried out one after the other, in their order; a frame that waits while a newer one is asked
 * for becomes the newer one.
 * @param pause - lets others in between the slices of a long call
 */
export function createHost(shelf: Shelf, pause: () => Promise<void>): Host {
  const pool = createBufferPool();
  let session: Session | null = null;
  let names: NamesTable = createNamesTable();
  let queue: Promise<unknown> = Promise.resolve();
  /** What was thrown while this run went on: it is told again to everybody who asks for more of it. */
  let failure: { readonly error: unknown } | null = null;
  let newest: { readonly timeUs: number; readonly view: View } | null = null;

  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const answer = queue.then(act);
    queue = answer.catch(() => undefined);
    return answer;
  };
  const current = (): Session => {
    if (session === null) throw new Error('nothing is open');
    if (failure !== null) throw failure.error;
    return session;
  };
  const ahead = (one: Session, timeUs: number): boolean => {
    try {
      return runAhead(one, timeUs, SLICE_EVENTS);
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
  const reach = async (timeUs: number): Promise<Session> => {
    const one = current();
    while (!ahead(one, timeUs)) await pause();
    return one;
  };
  const at = async (timeUs: number): Promise<SystemRun> => runAt(await reach(timeUs), timeUs);
  const opened = async (): Promise<Answer<Opened>> => {
    const one = current();
    const enough = one.head.world.handled + GUIDE_EVENTS;
    while (one.head.world.handled < enough && !ahead(one, Number.POSITIVE_INFINITY)) await pause();
    addNames(names, one.head);
    return { ok: true, value: openedOf(one, one.head, names) };
  };

  const open = async (request: OpenRequest): Promise<Answer<Opened>> => {
    if (request.source.from === 'current') current();
    const text = await textOf(request, shelf);
    if (typeof text !== 'string') return { ok: false, mistakes: [text] };
    const next = openSession(text, request, session);
    if (!next.ok) return next;
    session = next.value;
    failure = null;
    names = createNamesTable();
    return opened();
  };
  const frame = async (): Promise<Frame> => {
    if (newest === null) throw new Error('a frame is asked for before it is built');
    const { view } = newest;
    const timeUs = Math.max(0, Math.floor(newest.timeUs));
    const one = await reach(timeUs);
    // What lies ahead of the cursor is simulated in one short slice, so that key events are known in time.
    ahead(one, timeUs + view.aheadUs);
    const input = frameInputOf(one, timeUs, names, guideStops(one.head));
    return buildFrameOf(input, Math.min(timeUs, knownUs(one)), view, pool);
  };
  const changed = (): Promise<Answer<Opened>> => {
    forgetNumbers(names);
    return opened();
  };
  /** The system itself refused the last command: it is taken back, so that nothing has changed. */
  const refusalOf = async (one: Session): Promise<Mistake | null> => {
    const last = one.typed.at(-1);
    if (last === undefined || last.entry.on !== undefined) return null;
    const { log } = (await at(last.atUs)).director;
    const taken = log.findLast((each) => each.by === 'user' && each.atUs === last.atUs);
    if (taken === undefined || taken.refusal === '') return null;
    takeBack(one, last);
    return { path: `command.${taken.verb}`, code: taken.refusal, parameters: taken.parameters };
  };
  const command = async (given: TypedCommand): Promise<Answer<Opened>> => {
    const one = await reach(given.atUs);
    // What is on the screen has happened: the command comes right after it.
    const answer = addCommand(one, { ...given, atUs: Math.floor(given.atUs) + 1 });
    if (!answer.ok) return answer;
    const refused = await refusalOf(one);
    if (refused !== null) {
      await changed();
      return { ok: false, mistakes: [refused] };
    }
    one.undone = [];
    return changed();
  };
  const undo = async (): Promise<Answer<Opened>> => {
    const one = current();
    const last = one.typed.at(-1);
    if (last === undefined) return opened();
    takeBack(one, last);
    one.undone.push(last);
    return changed();
  };
  const redo = async (): Promise<Answer<Opened>> => {
    const one = current();
    const last = one.undone.at(-1);
    if (last === undefined) return opened();
    const answer = addCommand(one, last);
    if (!answer.ok) return answer;
    one.undone.pop();
    return changed();
  };
  const neighbour: Engine['neighbour'] = async (timeUs, direction, keyOnly) => {
    const one = await reach(timeUs);
    if (!keyOnly) return direction > 0 ? nextEvent(one, timeUs) : previousEvent(one, timeUs);
    for (let untilUs = timeUs; ; untilUs += SEARCH_US) {
      const found = keyNeighbour(one.series, timeUs, direction);
      if (found >= 0 || direction < 0 || one.head.phase === 'ended') return found;
      await reach(untilUs + SEARCH_US);
    }
  };
  const story: Engine['story'] = async (timeUs, uid) => {
    const one = await reach(timeUs);
    const run = runAt(one, timeUs);
    const { created } = run.world.payloads;
    if (uid < 0 || uid >= created.length) return null;
    const fork = forkBefore(one, getFloat(created, uid) - 1);
    return recordStory(run, fork, Math.min(timeUs, knownUs(one)), uid, names);
  };
  const eventList: Engine['eventList'] = async (fromUs, toUs, keyOnly, limit) => {
    const one = await reach(toUs);
    return keyOnly
      ? keyEventsBetween(one.series, fromUs, toUs, limit)
      : allEvents(forkBefore(one, fromUs - 1), fromUs, Math.min(toUs, knownUs(one)), limit);
  };
  /** Files and bytes of the replica that an address names; what reads them is loaded with the first such question. */
  const onDisk = <T>(
    timeUs: number,
    address: string,
    ask: (disk: Disk, world: SystemRun['world'], partition: number, node: number) => T,
  ): Promise<T> =>
    inTurn(async () => {
      const disk = await import('../kafka/folder.ts');
      const run = await at(timeUs);
      return ask(disk, run.world, partitionOf(run, address), nodeOf(run, address));
    });
  const listNames = async () => {
    addNames(names, current().head);
    return namesOf(names);
  };

  return {
    open: (request) => inTurn(() => open(request)),
    frame: (timeUs, view) => {
      newest = { timeUs, view };
      return inTurn(frame);
    },
    release: (given) => giveBack(pool, given.buffer),
    command: (given) => inTurn(() => command(given)),
    undo: () => inTurn(undo),
    redo: () => inTurn(redo),
    neighbour: (timeUs, direction, keyOnly) => inTurn(() => neighbour(Math.floor(timeUs), direction, keyOnly)),
    finish: () => inTurn(async () => verdictOf((await reach(Number.POSITIVE_INFINITY)).head)),
    verdict: (timeUs) => inTurn(async () => verdictOf(await at(timeUs))),
    story: (timeUs, uid) => inTurn(() => story(timeUs, uid)),
    fields: (timeUs, address) => inTurn(async () => fieldsOf(await at(timeUs), address)),
    objectStory: (timeUs, address) => inTurn(async () => storyOf(await at(timeUs), current().series, timeUs, address)),
    metadataLog: (timeUs, address, from, count) =>
      inTurn(async () => {
        const run = await at(timeUs);
        return kafkaView.metadataLog(run.world, nodeOf(run, address), from, count);
      }),
    ledger: (timeUs, from, count, filter) =>
      inTurn(async () => ledgerPage(await at(timeUs), names, from, count, filter)),
    folder: (timeUs, address) =>
      onDisk(timeUs, address, ({ dataDirectory, replicaFolder }, world, partition, node) =>
        partition < 0 ? dataDirectory(world, node) : replicaFolder(world, partition, node),
      ),
    segment: (timeUs, address, file, offset, from) =>
      onDisk(timeUs, address, ({ segmentPage }, world, partition, node) =>
        segmentPage(world, partition, node, file, offset, from),
      ),
    batch: (timeUs, address, offset, layout) =>
      onDisk(timeUs, address, ({ batchPage }, world, partition, node) =>
        batchPage(world, partition, node, offset, layout),
      ),
    lookup: (timeUs, address, by, value) =>
      onDisk(timeUs, address, ({ lookUpOffset, lookUpTime }, world, partition, node) =>
        (by === 'offset' ? lookUpOffset : lookUpTime)(world, partition, node, value),
      ),
    eventList: (fromUs, toUs, keyOnly, limit) => inTurn(() => eventList(fromUs, toUs, keyOnly, limit)),
    names: () => inTurn(listNames),
    document: () => inTurn(async () => documentText(current())),
    library: () => inTurn(() => shelf.list()),
    place: () => ({
      seed: session?.seed ?? -1,
      timeUs: session?.head.world.now ?? -1,
      scenario: session?.document.id ?? '',
    }),
    giveBack: (buffer) => giveBack(pool, buffer),
    goAhead: () => {
      if (session === null || failure !== null) return false;
      try {
        return !ahead(session, Number.POSITIVE_INFINITY);
      } catch {
        // Kept in `failure`, and thrown at the next call.
        return false;
      }
    },
  };
}

async function textOf(request: OpenRequest, shelf: Shelf): Promise<string | Mistake> {
  if (request.source.from === 'current') return '';
  if (request.source.from === 'text') {
    const { text } = request.source;
    if (text.length <= MOST_CHARACTERS) return text;
    return { path: '', code: 'file.too-large', parameters: { bytes: text.length, most: MOST_CHARACTERS } };
  }
  const text = await shelf.load(request.source.id);
  return text ?? { path: '', code: 'scenario.unknown', parameters: { found: request.source.id } };
}

function guideStops(run: SystemRun): number[] {
  if (run.scenario.guide.length === 0) return [];
  return run.scenario.guide.flatMap((step) => {
    if (step.kind !== 'observe') return [];
    return [step.stopTally < 0 ? step.stopUs : (run.counts.firstUs[step.stopTally] ?? -1)];
  });
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
