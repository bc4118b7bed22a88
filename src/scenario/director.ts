import type { VerbArguments } from '../sim/faults/verb.ts';
import { mixPlain } from '../sim/hash.ts';
import { endExited } from '../sim/step.ts';
import { FAULT_BEGIN, FAULT_END, isRunning, observe, type World } from '../sim/world.ts';
import { type By, type Director, type OpenCommand, type Pending, type TakenCommand, watch } from './director-state.ts';
import type { ScriptEntry } from './script.ts';
import { bindingOf, matcherFor, matches, resolveTarget, type Seen, type Stage } from './stage.ts';
import type { System } from './system.ts';
import { parseTarget } from './target.ts';
import type { Trigger } from './trigger.ts';

/** The stage with the functions that a command needs. */
export interface ActingStage<S> extends Stage<S> {
  readonly system: Pick<System<S, never>, 'resolveRole' | 'names' | 'begin' | 'end' | 'stopProducers' | 'verbs'>;
  /** A command was carried out: the world may have more nodes, partitions or replicas than the witness knows. */
  afterCommand(): void;
}

/** Looks whether an observation is what a trigger waits for. Answers true where one has fired. */
export function noticeTriggers<S>(director: Director, stage: Stage<S>, seen: Seen): boolean {
  let fired = false;
  for (let i = 0; i < director.watches.length; i++) {
    const waiting = director.watches[i];
    if (waiting === undefined || !matches(stage, waiting.trigger.matcher, seen)) continue;
    waiting.seen += 1;
    if (waiting.seen < waiting.trigger.count) continue;
    const { trigger, order, act, what, by } = waiting;
    const atUs = stage.world.now + Math.max(0, trigger.afterUs);
    const list = trigger.afterUs < 0 ? director.ready : director.pending;
    list.push({ atUs, order, act, what, by });
    fired = true;
    if (trigger.repeat) waiting.seen = 0;
    else {
      director.watches.splice(i, 1);
      i -= 1;
      markWatched(director);
    }
  }
  return fired;
}

/** Carries out what is due. The world's time is that of the command. */
export function act<S>(director: Director, stage: ActingStage<S>, pending: Pending): void {
  if (pending.act === 'end') {
    endCommand(director, stage, pending);
    return;
  }
  const entry = director.entries[pending.what];
  if (entry === undefined) return;
  if (pending.act === 'arm') {
    if (entry.on !== null)
      watch(director, triggerFor(stage, entry.on), pending.order, 'begin', pending.what, pending.by);
    return;
  }
  beginCommand(director, stage, entry, pending.order, pending.by);
}

/** The trigger with this world's numbers in it. */
export function triggerFor<S>(stage: Stage<S>, trigger: Trigger): Trigger {
  return { ...trigger, matcher: matcherFor(trigger.matcher, stage.system, stage.world) };
}

/**
 * Begins the closing phase: heals every fault, starts servers that are down, stops the producers. What the script
 * still had before it is dropped.
 *
 * @param heal - false leaves faults and nodes as they are
 */
export function close<S>(director: Director, stage: ActingStage<S>, heal: boolean): void {
  const { world, system } = stage;
  director.pending = director.pending.filter((pending) => pending.by === 'user');
  director.watches = director.watches.filter((waiting) => waiting.by === 'user');
  markWatched(director);
  if (heal) {
    if (director.open.length > 0) {
      const taken = take(world, 'heal', [], [], {});
      log(director, taken, 'closing', {}, endOpen(director, stage, director.open.slice()), null);
    }
    for (const [node, state] of world.nodes.entries()) {
      if (state.role === 'client') continue;
      if (!isRunning(state)) restart(director, stage, node);
      else if (state.status === 'stopping') director.ending.push(node);
    }
  }
  const taken = take(world, 'stop-producers', [], [], {});
  system.stopProducers(world);
  log(director, taken, 'closing', {}, [], null);
  endExited(world);
}

/** Starts the servers that have ended since the closing phase began, and were ending then. */
export function startEnded<S>(director: Director, stage: ActingStage<S>): void {
  const { nodes } = stage.world;
  const ended = director.ending.filter((node) => nodes[node]?.status !== 'stopping');
  if (ended.length === 0) return;
  director.ending = director.ending.filter((node) => !ended.includes(node));
  for (const node of ended) {
    const state = nodes[node];
    if (state !== undefined && !isRunning(state)) restart(director, stage, node);
  }
}

function restart<S>(director: Director, stage: ActingStage<S>, node: number): void {
  const { world, system } = stage;
  const taken = take(world, 'restart', [node], [], {});
  observe(world, FAULT_BEGIN, node, taken.index, 0, 0, 0, 0, 0, -1);
  const refusal = system.begin(world, 'restart', argumentsOf(taken, {}));
  log(director, taken, 'closing', {}, [], refusal);
}

interface Taking {
  readonly index: number;
  readonly atUs: number;
  readonly verb: string;
  readonly nodes: readonly number[];
  readonly links: readonly number[];
}

function beginCommand<S>(director: Director, stage: ActingStage<S>, entry: ScriptEntry, order: number, by: By): void {
  const { world } = stage;
  const nodes = nodesOf(stage, entry);
  const links = linksOf(stage, entry);
  const taken = take(world, entry.verb, nodes, links, entry.values);
  if (entry.verb === 'heal') {
    const ended = endOpen(director, stage, healed(director, stage, entry));
    log(director, taken, by, entry.given, ended, null);
    return;
  }
  const isMissing = (entry.node !== null && nodes.length === 0) || (entry.from !== null && links.length === 0);
  if (isMissing) {
    log(director, taken, by, entry.given, [], { code: 'target.nobody', parameters: {} });
    return;
  }
  const given = argumentsOf(taken, entry.values);
  observe(world, FAULT_BEGIN, nodes[0] ?? links[0] ?? -1, taken.index, 0, 0, 0, 0, 0, -1);
  const refusal = stage.system.begin(world, entry.verb, given);
  stage.afterCommand();
  endExited(world);
  log(director, taken, by, entry.given, [], refusal);
  if (refusal !== null) {
    observe(world, FAULT_END, nodes[0] ?? links[0] ?? -1, taken.index, 0, 0, 0, 0, 0, -1);
    return;
  }
  if (entry.as !== '') {
    director.bindings.push({ name: entry.as, nodes: nodes.length > 0 ? nodes : firstOf(links), command: taken.index });
  }
  const ends = stage.system.verbs.find((verb) => verb.name === entry.verb)?.ends === true;
  if (ends) director.open.push({ command: taken.index, verb: entry.verb, given });
  scheduleWhatFollows(director, stage, entry, taken, order, by);
}

function scheduleWhatFollows<S>(
  director: Director,
  stage: ActingStage<S>,
  entry: ScriptEntry,
  taken: Taking,
  order: number,
  by: By,
): void {
  const end = { order, act: 'end', what: taken.index, by } as const;
  if (entry.until !== null) watch(director, triggerFor(stage, entry.until), order, 'end', taken.index, by);
  else if (entry.untilUs >= 0) director.pending.push({ ...end, atUs: Math.max(taken.atUs, entry.untilUs) });
  else if (entry.forUs >= 0) director.pending.push({ ...end, atUs: taken.atUs + entry.forUs });
  if (entry.restartAfterUs >= 0) {
    const name = `#${taken.index}`;
    director.bindings.push({ name, nodes: taken.nodes, command: taken.index });
    const what = director.entries.push(restartOf(name, entry)) - 1;
    director.pending.push({ atUs: taken.atUs + entry.restartAfterUs, order, act: 'begin', what, by });
  }
}

/** The start of what another entry took down. */
function restartOf(alias: string, entry: ScriptEntry): ScriptEntry {
  return {
    ...entry,
    verb: 'restart',
    node: { kind: 'alias', name: alias },
    on: null,
    values: {},
    targets: [],
    forUs: -1,
    untilUs: -1,
    until: null,
    as: '',
    restartAfterUs: -1,
    given: { do: 'restart' },
  };
}

function endCommand<S>(director: Director, stage: ActingStage<S>, pending: Pending): void {
  const open = director.open.find((one) => one.command === pending.what);
  if (open === undefined) return;
  const taken = take(stage.world, 'end', open.given.nodes, open.given.links, {});
  log(director, taken, pending.by, {}, endOpen(director, stage, [open]), null);
}

/** Ends these faults, in the order in which they began; answers their commands. */
function endOpen<S>(director: Director, stage: ActingStage<S>, which: readonly OpenCommand[]): readonly number[] {
  const { world, system } = stage;
  for (const open of which) {
    director.open = director.open.filter((other) => other !== open);
    system.end(world, open.verb, open.given);
    observe(world, FAULT_END, open.given.nodes[0] ?? open.given.links[0] ?? -1, open.command, 0, 0, 0, 0, 0, -1);
  }
  endExited(world);
  return which.map((open) => open.command);
}

/** The open faults that a `heal` means: all, that of an entry, those of a node, or those of a link. */
function healed<S>(director: Director, stage: Stage<S>, entry: ScriptEntry): readonly OpenCommand[] {
  const { what } = entry.values;
  if (what === undefined || what === 'all') return director.open.slice();
  const target = parseTarget(String(what));
  if (target === null) return [];
  if (target.kind === 'alias') {
    const binding = bindingOf(director.bindings, target.name);
    const own = director.open.filter((open) => open.command === binding?.command);
    if (own.length > 0) return own;
  }
  if (target.kind === 'link') {
    const from = resolveTarget(stage, target.from);
    const to = resolveTarget(stage, target.to);
    return director.open.filter(({ given }) => concernsLink(given, from, to) || concernsLink(given, to, from));
  }
  const nodes = resolveTarget(stage, target);
  return director.open.filter(({ given }) =>
    nodes.some((node) => given.nodes.includes(node) || given.links.includes(node)),
  );
}

function concernsLink(given: VerbArguments, from: readonly number[], to: readonly number[]): boolean {
  for (let i = 0; i < given.links.length; i += 2) {
    if (from.includes(given.links[i] ?? -1) && to.includes(given.links[i + 1] ?? -1)) return true;
  }
  return false;
}

/** Takes the next index, and tells the running hash what was commanded. */
function take<S>(
  world: World<S>,
  verb: string,
  nodes: readonly number[],
  links: readonly number[],
  values: VerbArguments['values'],
): Taking {
  const index = world.commands;
  world.commands = index + 1;
  world.cause = -1 - index;
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    parameters[name] = typeof value === 'number' && !Number.isInteger(value) ? String(value) : value;
  }
  mixPlain(world.chain, [index, world.now, verb, nodes, links, parameters]);
  return { index, atUs: world.now, verb, nodes, links };
}

function argumentsOf(taken: Taking, values: VerbArguments['values']): VerbArguments {
  return { command: taken.index, nodes: taken.nodes, links: taken.links, values };
}

function log(
  director: Director,
  taken: Taking,
  by: By,
  entry: TakenCommand['entry'],
  ended: readonly number[],
  refusal: { readonly code: string; readonly parameters: TakenCommand['parameters'] } | null,
): void {
  director.log.push({
    ...taken,
    by,
    entry,
    ended,
    refusal: refusal?.code ?? '',
    parameters: refusal?.parameters ?? {},
  });
}

function nodesOf<S>(stage: Stage<S>, entry: ScriptEntry): readonly number[] {
  if (entry.node !== null) return resolveTarget(stage, entry.node);
  const nodes: number[] = [];
  for (const target of entry.targets) {
    for (const node of resolveTarget(stage, target)) if (!nodes.includes(node)) nodes.push(node);
  }
  return nodes;
}

/** Each ordered pair of different nodes, flat. */
function linksOf<S>(stage: Stage<S>, entry: ScriptEntry): readonly number[] {
  if (entry.from === null || entry.to === null) return [];
  const links: number[] = [];
  for (const from of resolveTarget(stage, entry.from)) {
    for (const to of resolveTarget(stage, entry.to)) if (from !== to) links.push(from, to);
  }
  return links;
}

function firstOf(links: readonly number[]): readonly number[] {
  return [...new Set(links.filter((_, i) => i % 2 === 0))];
}

function markWatched(director: Director): void {
  director.watched.fill(0);
  for (const { trigger } of director.watches) director.watched[trigger.matcher.kind] = 1;
}
