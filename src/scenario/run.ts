import type { KafkaSetup } from '../kafka/index.ts';
import { nextEventTime, passTime, runWorld } from '../sim/step.ts';
import { forkWorld, type World, worldHash } from '../sim/world.ts';
import type { Scenario } from './compile.ts';
import { type ActingStage, act, close, noticeTriggers, startEnded, triggerFor } from './director.ts';
import {
  addTyped,
  createDirector,
  type Director,
  directorForm,
  nextCommandTime,
  takePending,
} from './director-state.ts';
import { evaluateExpectation, type Outcome, type Results, type Tally } from './expect.ts';
import type { Checked, Mistake } from './mistakes.ts';
import { knownNames } from './names.ts';
import type { GivenEntry } from './schema.ts';
import { parseEntry } from './script.ts';
import { createSeen, resolveTarget, type Seen } from './stage.ts';
import type { System } from './system.ts';
import { count, createTallyCounts, type TallyCounts, talliesFor, tallyCountsForm, tallyValue } from './tally.ts';
import type { Account, Breach, Witness } from './witness.ts';

/** More events than this are no lesson: a rate or a size is wrong. */
export const EVENT_BUDGET = 20_000_000;
/** In the closing phase it is looked this often whether something is still open. */
const CHECK_US = 100_000;

export type Phase = 'running' | 'closing' | 'ended';

/** A world with all that is beside it: who watches, who directs, what is counted. Forked as a whole. */
export interface Run<S, W extends Witness = Witness> {
  readonly host: Host<S, W>;
  readonly system: System<S, KafkaSetup>;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly world: World<S>;
  readonly witness: W;
  readonly director: Director;
  readonly tallies: readonly Tally[];
  readonly counts: TallyCounts;
  readonly stage: ActingStage<S>;
  readonly eventBudget: number;
  phase: Phase;
  /** Next time at which the closing phase looks whether it may end, µs. */
  checkUs: number;
  /** When the closing phase ends in any case, µs; 0 = it has not begun. */
  closeByUs: number;
  /** End of the run, µs; −1 = not reached. */
  endedUs: number;
  /** The closing phase ended at its bound, with something still open. */
  stuck: boolean;
  /** Why the run stopped before its end, '' = it did not. */
  stopped: '' | 'run.event-budget' | 'run.breach';
}

/** What a run came to; the fields of `run --json`. */
export interface RunResult {
  readonly id: string;
  /** '' = the document itself. */
  readonly variant: string;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string | boolean>>;
  readonly hash: string;
  readonly simulatedUs: number;
  readonly events: number;
  readonly verdict: Account['counters'];
  readonly where: Account['where'];
  readonly partitions: Account['partitions'];
  readonly groups: Account['groups'];
  readonly breaches: readonly Breach[];
  readonly expectations: readonly Outcome[];
  readonly ok: boolean;
  /** As `Run.stopped`. */
  readonly stopped: string;
}

/** How runs of a system are made; a test gives its own. */
export interface Host<S, W extends Witness = Witness> {
  readonly system: System<S, KafkaSetup>;
  witness(world: World<S>): W;
  forkWitness(witness: W, world: World<S>): W;
  /** Lets the witness know what the world has got more by a command; left out where worlds do not grow. */
  growWitness?(witness: W, world: World<S>): void;
}

export function startRun<S, W extends Witness>(
  host: Host<S, W>,
  scenario: Scenario,
  seed: number,
  eventBudget = EVENT_BUDGET,
): Run<S, W> {
  const { system } = host;
  const world = system.createWorld(scenario.setup, seed);
  const director = createDirector(scenario.script, system.observations.length);
  const run = assemble(
    host,
    scenario,
    seed,
    world,
    host.witness(world),
    director,
    talliesFor(scenario.tallies, system, world),
    createTallyCounts(scenario.tallies),
    eventBudget,
  );
  for (const [index, waiting] of director.watches.entries()) {
    director.watches[index] = { ...waiting, trigger: triggerFor(run.stage, waiting.trigger) };
  }
  system.startWorld(world);
  return run;
}

/** A second run that goes on by itself from here. */
export function forkRun<S, W extends Witness>(run: Run<S, W>): Run<S, W> {
  const world = forkWorld(run.world);
  const fork = assemble(
    run.host,
    run.scenario,
    run.seed,
    world,
    run.host.forkWitness(run.witness, world),
    directorForm.fork(run.director),
    run.tallies,
    tallyCountsForm.fork(run.counts),
    run.eventBudget,
  );
  fork.phase = run.phase;
  fork.checkUs = run.checkUs;
  fork.closeByUs = run.closeByUs;
  fork.endedUs = run.endedUs;
  fork.stuck = run.stuck;
  fork.stopped = run.stopped;
  return fork;
}

/**
 * Goes on until nothing is left to do up to `untilUs` (included), or `eventBudget` events were handled.
 *
 * @returns number of events handled; fewer than the budget when the time was reached or the run has ended
 */
export function advance<S>(run: Run<S>, untilUs: number, eventBudget: number): number {
  const { world, director, stage } = run;
  const before = world.handled;
  while (run.phase !== 'ended') {
    if (run.witness.isBreached()) {
      end(run, world.now, 'run.breach');
      break;
    }
    const ready = director.ready.shift();
    if (ready !== undefined) {
      act(director, stage, ready);
      continue;
    }
    const next = nextEventTime(world);
    const command = nextCommandTime(director);
    const mark = run.phase === 'running' ? run.scenario.durationUs : run.checkUs;
    const stop = Math.min(command, mark);
    if (stop <= next) {
      if (stop > untilUs) break;
      if (command <= mark) takeCommand(run, command);
      else if (run.phase === 'running') beginClosing(run);
      else checkClosing(run);
      continue;
    }
    const left = eventBudget - (world.handled - before);
    if (next > untilUs || left <= 0) break;
    if (world.handled >= run.eventBudget) {
      end(run, world.now, 'run.event-budget');
      break;
    }
    runWorld(world, Math.min(untilUs, stop - 1), Math.min(left, run.eventBudget - world.handled));
  }
  return world.handled - before;
}

/** Simulates to the end, and judges. */
export function finishRun<S>(run: Run<S>): RunResult {
  advance(run, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  return resultOf(run);
}

/** The result as it is now; final once the run has ended. */
export function resultOf<S>(run: Run<S>): RunResult {
  const { id, variant, seed, versions, ...rest } = verdictOf(run);
  return { id, variant, seed, versions, hash: worldHash(run.world), ...rest };
}

/** The same without the hash of the whole state, for who makes thousands of runs. @see chainHash */
export function verdictOf<S>(run: Run<S>): Omit<RunResult, 'hash'> {
  const { scenario, world } = run;
  const account = run.witness.account(run.phase === 'ended', run.stuck);
  const results = resultsOf(run, account);
  const expectations = scenario.expect.map((expectation) => evaluateExpectation(expectation, results));
  const ok = account.breaches.length === 0 && run.stopped === '' && expectations.every((outcome) => outcome.ok);
  return {
    id: scenario.id,
    variant: scenario.variant,
    seed: run.seed,
    versions: { ...scenario.setup.versions },
    simulatedUs: run.endedUs >= 0 ? run.endedUs : world.now,
    events: world.handled,
    verdict: account.counters,
    where: account.where,
    partitions: account.partitions,
    groups: account.groups,
    breaches: account.breaches,
    expectations,
    ok,
    stopped: run.stopped,
  };
}

/** What expectations and guides read of a run. */
export function resultsOf<S>(run: Run<S>, account: Account): Results {
  return {
    counter: (name) => account.counters[name] ?? 0,
    finding: (invariant) => account.findings[invariant] ?? 0,
    place: (name) => account.where[name] ?? 0,
    ofPartition: (partition, value) => account.partitions[partition]?.[value] ?? 0,
    ofGroup: (group, value) => account.groups[group]?.[value] ?? 0,
    tally: (index) => tallyValue(run.counts, run.tallies, index),
  };
}

/**
 * Takes a command of a user, to be carried out at `atUs`.
 *
 * @remarks
 * A command comes before everything that a model does at its instant. Where that has been simulated already, the
 * answer is `command.too-late`, and the host goes back to a checkpoint.
 */
export function typeCommand<S>(run: Run<S>, entry: GivenEntry, atUs: number): Checked<null> {
  const { world, scenario, director } = run;
  const mistakes: Mistake[] = [];
  if (atUs < world.now || (atUs === world.now && world.atThisInstant > 0) || run.phase === 'ended') {
    return { ok: false, mistakes: [{ path: 'at', code: 'command.too-late', parameters: { atUs, now: world.now } }] };
  }
  const before = director.entries.map((one) => one.given);
  const names = knownNames(scenario.setup, [...before, entry]);
  const { at: _, ...rest } = entry;
  const given = rest.on === undefined ? { ...rest, at: `${atUs}us` } : rest;
  const read = parseEntry(given, run.system, names, 'command', mistakes);
  if (read === null) return { ok: false, mistakes };
  addTyped(director, { ...read, atUs, given: entry });
  return { ok: true, value: null };
}

function takeCommand<S>(run: Run<S>, atUs: number): void {
  const pending = takePending(run.director, atUs);
  if (pending === undefined) return;
  passTime(run.world, Math.max(run.world.now, atUs));
  act(run.director, run.stage, pending);
}

function beginClosing<S>(run: Run<S>): void {
  passTime(run.world, run.scenario.durationUs);
  run.phase = 'closing';
  run.checkUs = run.scenario.durationUs + CHECK_US;
  run.closeByUs = closeBy(run);
  close(run.director, run.stage, run.scenario.heal);
}

function checkClosing<S>(run: Run<S>): void {
  const at = run.checkUs;
  if (run.director.ending.length > 0) {
    passTime(run.world, at);
    startEnded(run.director, run.stage);
  }
  if (run.director.ending.length === 0 && run.witness.isSettled()) {
    end(run, at, '');
    return;
  }
  if (at >= run.closeByUs) {
    run.stuck = true;
    end(run, at, '');
    return;
  }
  run.checkUs = at + CHECK_US;
}

function closeBy<S>(run: Run<S>): number {
  const { scenario } = run;
  const bound =
    scenario.settleUs >= 0 ? scenario.settleUs : run.system.settleBoundUs(scenario.setup, scenario.durationUs);
  return scenario.durationUs + bound;
}

function end<S>(run: Run<S>, atUs: number, stopped: Run<S>['stopped']): void {
  run.phase = 'ended';
  run.endedUs = atUs;
  run.stopped = stopped;
}

function assemble<S, W extends Witness>(
  host: Host<S, W>,
  scenario: Scenario,
  seed: number,
  world: World<S>,
  witness: W,
  director: Director,
  tallies: readonly Tally[],
  counts: TallyCounts,
  eventBudget: number,
): Run<S, W> {
  const { system } = host;
  const facts = witness.facts((target) => resolveTarget(stage, target)[0] ?? -1);
  const stage: ActingStage<S> = {
    system,
    world,
    facts,
    afterCommand: () => host.growWitness?.(witness, world),
    get bindings() {
      return director.bindings;
    },
  };
  const run: Run<S, W> = {
    host,
    system,
    scenario,
    seed,
    world,
    witness,
    director,
    tallies,
    counts,
    stage,
    eventBudget,
    phase: 'running',
    checkUs: 0,
    closeByUs: 0,
    endedUs: -1,
    stuck: false,
    stopped: '',
  };
  listen(run);
  return run;
}

/** The ledger hears everything first; director and tallies only the kinds that they wait for. */
function listen<S>(run: Run<S>): void {
  const { world, witness, director, tallies, counts, stage } = run;
  const counted = new Uint8Array(director.watched.length);
  for (const { matcher } of tallies) counted[matcher.kind] = 1;
  const seen: Seen = createSeen();
  world.listener = {
    onObservation: (kind, node, a, b, c, d, e, f, bundle) => {
      witness.onObservation(kind, node, a, b, c, d, e, f, bundle);
      const isCounted = counted[kind] === 1;
      if (isCounted || director.watched[kind] === 1) {
        seen.kind = kind;
        seen.node = node;
        seen.bundle = bundle;
        const { fields } = seen;
        fields[0] = a;
        fields[1] = b;
        fields[2] = c;
        fields[3] = d;
        fields[4] = e;
        fields[5] = f;
        if (isCounted) count(counts, tallies, stage, seen);
        if (director.watched[kind] === 1 && noticeTriggers(director, stage, seen)) world.interrupted = true;
      }
      if (witness.isBreached()) world.interrupted = true;
    },
  };
}
