import { KAFKA, KAFKA_OBSERVATIONS, type KafkaState, topologyOf } from '../kafka/index.ts';
import { growLedger } from '../truth/index.ts';
import {
  type Reading,
  readDocument,
  readDocumentValue,
  type Scenario,
  type ScenarioDocument,
  scenarioOf,
} from './compile.ts';
import { forkLedgerWitness, type LedgerWitness, ledgerWitness, VOCABULARY } from './ledger-witness.ts';
import { type Checked, type Mistake, meantOf } from './mistakes.ts';
import { EVENT_BUDGET, type Host, type Run, startRun, typeCommand } from './run.ts';
import type { GivenEntry } from './schema.ts';
import type { Settings } from './variants.ts';

/** The systems there are, in reading order. A new one is a room and a line here. */
export const SYSTEMS = [KAFKA] as const;

/** State of a world of any of them. */
export type SystemState = KafkaState;

/** What documents are read with. */
export const READING: Reading = { systems: SYSTEMS, vocabulary: VOCABULARY };

/** A run with its ledger in reach, for hosts that draw. */
export type SystemRun = Run<SystemState, LedgerWitness>;

const KAFKA_HOST: Host<KafkaState, LedgerWitness> = {
  system: KAFKA,
  witness: (world) => ledgerWitness(world, topologyOf(world.state.plan), KAFKA_OBSERVATIONS),
  forkWitness: forkLedgerWitness,
  growWitness: (witness, world) => growLedger(witness.ledger, topologyOf(world.state.plan), world.now),
};

/** Reads the text of a scenario file. */
export function readScenario(text: string): Checked<ScenarioDocument> {
  return readDocument(text, READING);
}

/** Reads a scenario that is parsed JSON already. */
export function readScenarioValue(value: unknown): Checked<ScenarioDocument> {
  return readDocumentValue(value, READING);
}

export interface RunOptions {
  /** '' or left out = the document itself. */
  readonly variant?: string;
  /** Null or left out = the document's own. */
  readonly seed?: number | null;
  /** Settings changed by hand, as paths of the document. */
  readonly set?: Settings;
  /** Guards that are taken out, besides those of the document. */
  readonly mutants?: readonly string[];
  /** Commands typed before, taken again at their times. */
  readonly typed?: readonly { readonly atUs: number; readonly entry: GivenEntry }[];
  readonly eventBudget?: number;
}

/** A run at time zero of a document, a variant of it, or one changed by hand. */
export function createRun(document: ScenarioDocument, options: RunOptions = {}): Checked<SystemRun> {
  const read = scenarioOf(document, options.variant ?? '', options.set ?? {}, READING);
  if (!read.ok) return read;
  const scenario = withMutants(read.value, options.mutants ?? []);
  if (!scenario.ok) return scenario;
  const run = startRun(
    KAFKA_HOST,
    scenario.value,
    options.seed ?? scenario.value.seed,
    options.eventBudget ?? EVENT_BUDGET,
  );
  const mistakes: Mistake[] = [];
  for (const [index, { atUs, entry }] of (options.typed ?? []).entries()) {
    const typed = typeCommand(run, entry, atUs);
    if (!typed.ok) for (const one of typed.mistakes) mistakes.push({ ...one, path: `typed.${index}.${one.path}` });
  }
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, value: run };
}

function withMutants(scenario: Scenario, names: readonly string[]): Checked<Scenario> {
  const mistakes: Mistake[] = [];
  for (const [index, name] of names.entries()) {
    if (KAFKA.mutants.includes(name)) continue;
    const parameters = { found: name, ...meantOf(name, KAFKA.mutants) };
    mistakes.push({ path: `mutants.${index}`, code: 'name.unknown', parameters });
  }
  if (mistakes.length > 0) return { ok: false, mistakes };
  const mutants = [...new Set([...scenario.setup.mutants, ...names])];
  return { ok: true, value: { ...scenario, setup: { ...scenario.setup, mutants } } };
}
