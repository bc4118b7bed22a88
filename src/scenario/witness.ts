import type { Listener } from '../sim/observation.ts';
import type { Facts } from './condition.ts';
import type { Target } from './target.ts';

/** Breach of an invariant that the configuration promises. */
export interface Breach {
  readonly invariant: string;
  readonly atUs: number;
  readonly detail: string;
  /** The chain back to what caused it: `seq` of events, −1 − index of commands. */
  readonly causes: readonly number[];
}

/** What really happened, in numbers. */
export interface Account {
  readonly counters: Readonly<Record<string, number>>;
  readonly where: Readonly<Record<string, number>>;
  /** By name, such as `orders-0`. */
  readonly partitions: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly groups: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly breaches: readonly Breach[];
  /** Broken invariants that the configuration does not promise: in how many ways, by slug. */
  readonly findings: Readonly<Record<string, number>>;
}

/** Who watches a run: the ledger and the invariants, as the director and the result need them. */
export interface Witness extends Listener {
  facts(resolve: Resolve): Facts;
  /** An invariant that must hold was broken: the run stops. */
  isBreached(): boolean;
  /** Nothing is open: every send has its outcome, every copy and position has caught up. */
  isSettled(): boolean;
  /**
   * @param final - the run has ended: what is under way is judged too
   * @param stuck - its closing phase ended at the bound
   */
  account(final: boolean, stuck: boolean): Account;
}

/** The node that a target of a condition means, −1 = nobody. */
export type Resolve = (target: Target) => number;
