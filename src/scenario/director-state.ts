import type { VerbArguments } from '../sim/faults/verb.ts';
import { BYTES, type Form, frozen, listOf, NUMBER, NUMBERS, shape } from '../sim/shape.ts';
import type { GivenEntry } from './schema.ts';
import type { ScriptEntry } from './script.ts';
import type { Binding } from './stage.ts';
import type { Trigger } from './trigger.ts';

/** Who gave a command. */
export type By = 'script' | 'user' | 'closing';

/** A command as it was taken. Its index is its place in the order of taking. */
export interface TakenCommand {
  readonly index: number;
  readonly atUs: number;
  readonly verb: string;
  readonly by: By;
  /** As it was written; empty for the end of something, and in the closing phase. */
  readonly entry: GivenEntry;
  readonly nodes: readonly number[];
  /** Ordered pairs (from, to), flat. */
  readonly links: readonly number[];
  /** Commands whose effect it ended. */
  readonly ended: readonly number[];
  /** Why nothing was done; '' = it was done. */
  readonly refusal: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** Something that will happen at a time. */
export interface Pending {
  readonly atUs: number;
  /** At one instant: the place in the document, typed ones last. */
  readonly order: number;
  /** `begin` and `arm` an entry; `end` a command. */
  readonly act: 'begin' | 'arm' | 'end';
  /** Index of the entry, or of the command to end. */
  readonly what: number;
  readonly by: By;
}

/** A trigger that waits for its match. */
export interface Watch {
  readonly trigger: Trigger;
  readonly order: number;
  readonly act: 'begin' | 'end';
  readonly what: number;
  readonly by: By;
  seen: number;
}

/** A fault in force. */
export interface OpenCommand {
  readonly command: number;
  readonly verb: string;
  readonly given: VerbArguments;
}

/** Where the script stands: plain data, forked beside the world and no part of its hash. */
export interface Director {
  /** Of the script, then typed ones and those that follow from others. */
  entries: ScriptEntry[];
  pending: Pending[];
  watches: Watch[];
  /** What matched in the event in progress and acts when it has been handled. */
  ready: Pending[];
  bindings: Binding[];
  open: OpenCommand[];
  /** Servers that were ending when the closing phase began, and are started when they have ended. */
  ending: number[];
  log: TakenCommand[];
  /** By kind of observation: 1 where a watch waits for it. */
  watched: Uint8Array;
  typed: number;
}

const watchForm = shape<Watch>({
  trigger: frozen(),
  order: NUMBER,
  act: frozen(),
  what: NUMBER,
  by: frozen(),
  seen: NUMBER,
});

export const directorForm: Form<Director> = shape<Director>({
  entries: listOf(frozen<ScriptEntry>()),
  pending: listOf(frozen<Pending>()),
  watches: listOf(watchForm),
  ready: listOf(frozen<Pending>()),
  bindings: listOf(frozen<Binding>()),
  open: listOf(frozen<OpenCommand>()),
  ending: NUMBERS,
  log: listOf(frozen<TakenCommand>()),
  watched: BYTES,
  typed: NUMBER,
});

/** Entries typed by a user come after those of the script at the same instant. */
const TYPED_ORDER = 1_000_000;

/** @param kinds - number of kinds of observations */
export function createDirector(script: readonly ScriptEntry[], kinds: number): Director {
  const director: Director = {
    entries: [],
    pending: [],
    watches: [],
    ready: [],
    bindings: [],
    open: [],
    ending: [],
    log: [],
    watched: new Uint8Array(kinds),
    typed: 0,
  };
  for (const [order, entry] of script.entries()) addEntry(director, entry, order, 'script');
  return director;
}

/** Adds a command typed by a user. */
export function addTyped(director: Director, entry: ScriptEntry): void {
  addEntry(director, entry, TYPED_ORDER + director.typed, 'user');
  director.typed += 1;
}

function addEntry(director: Director, entry: ScriptEntry, order: number, by: By): void {
  const what = director.entries.push(entry) - 1;
  if (entry.on !== null && entry.atUs < 0 && by === 'script') {
    watch(director, entry.on, order, 'begin', what, by);
  } else {
    const act = entry.on === null ? 'begin' : 'arm';
    director.pending.push({ atUs: Math.max(0, entry.atUs), order, act, what, by });
  }
}

export function watch(
  director: Director,
  trigger: Trigger,
  order: number,
  act: 'begin' | 'end',
  what: number,
  by: By,
): void {
  director.watches.push({ trigger, order, act, what, by, seen: 0 });
  director.watched[trigger.matcher.kind] = 1;
}

/** Time of the next command in µs; Infinity when none is due. */
export function nextCommandTime(director: Director): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { atUs } of director.pending) if (atUs < least) least = atUs;
  return least;
}

/** Takes the next command due at `atUs` out of the list. */
export function takePending(director: Director, atUs: number): Pending | undefined {
  let best: Pending | undefined;
  for (const pending of director.pending) {
    if (pending.atUs > atUs) continue;
    if (best === undefined || comesBefore(pending, best)) best = pending;
  }
  if (best !== undefined) director.pending.splice(director.pending.indexOf(best), 1);
  return best;
}

function comesBefore(one: Pending, other: Pending): boolean {
  if (one.atUs !== other.atUs) return one.atUs < other.atUs;
  if (one.order !== other.order) return one.order < other.order;
  return one.act === 'end' && other.act !== 'end';
}
