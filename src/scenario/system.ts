import type { ConfigMistake, ConfigTable, GivenConfig } from '../sim/config.ts';
import type { Refusal, Verb, VerbArguments } from '../sim/faults/verb.ts';
import type { ObservationKind } from '../sim/observation.ts';
import type { World } from '../sim/world.ts';

/** What an integer of an observation means, so that scenarios can write it by name. */
export type FieldKind =
  | 'number'
  | 'node'
  | 'partition'
  | 'topic'
  | 'group'
  | 'uid'
  | 'text'
  | 'error'
  | 'api'
  /** A number that stands for a word, by its place. */
  | readonly string[];

/** Whose settings a table of keys is. */
export type Owner = 'producer' | 'group' | 'topic' | 'broker';

/** A verb as scenarios see it: its table, without the functions. */
export type VerbTable = Omit<Verb<unknown>, 'begin' | 'end'> & {
  /** It begins something that `for`, `until` or `heal` ends. */
  readonly ends: boolean;
};

/** Names of things, with their numbers in a world. −1 = unknown. */
export interface Names {
  readonly partitions: readonly string[];
  readonly topics: readonly string[];
  readonly groups: readonly string[];
}

/**
 * A messaging system as the rest of the house meets it: what its front door exports.
 *
 * @typeParam S - the state of its worlds
 * @typeParam Setup - what a world is made from
 */
export interface System<S, Setup> {
  readonly name: string;
  /** By number: the kernel's kinds, then the system's. */
  readonly observations: readonly ObservationKind[];
  readonly apis: Readonly<Record<number, string>>;
  readonly errors: Readonly<Record<number, string>>;
  fieldKind(event: string, field: string): FieldKind;

  readonly settings: Readonly<Record<Owner, ConfigTable>>;
  /** All mistakes of given settings, conflicts included: what the real client or broker refuses at start. */
  checkConfig(owner: Owner, given: GivenConfig): readonly ConfigMistake[];

  /** The simulator's faults and the system's own verbs. */
  readonly verbs: readonly VerbTable[];
  begin(world: World<S>, verb: string, given: VerbArguments): Refusal;
  end(world: World<S>, verb: string, given: VerbArguments): void;

  readonly mutants: readonly string[];
  /** Switches of versions, with their newest value. */
  readonly versions: Readonly<Record<string, boolean | string>>;
  /** The words of those switches that are not on or off. */
  readonly versionChoices: Readonly<Record<string, readonly string[]>>;

  /** A world at time zero; nothing has been observed in it yet. */
  createWorld(setup: Setup, seed: number): World<S>;
  /** Lets the world's processes start. */
  startWorld(world: World<S>): void;
  names(world: World<S>): Names;
  /** The nodes that hold a role now, as the system itself has it; empty where nobody does. */
  resolveRole(world: World<S>, role: string, args: readonly string[]): readonly number[];
  /** Applications send nothing more by themselves. */
  stopProducers(world: World<S>): void;
  /** Largest time, µs, that the configuration in use may need to settle once all faults are healed. */
  settleBoundUs(setup: Setup, durationUs: number): number;
}
