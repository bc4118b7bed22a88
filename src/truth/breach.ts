import { causesOf } from './cause-chain.ts';
import type { Ledger, Scene } from './ledger-state.ts';

/** A broken invariant: where the configuration promises it, a mistake of the model; else a finding. */
export interface Breach {
  /** The invariant's slug. */
  readonly invariant: string;
  readonly atUs: number;
  /** The event in which it showed. */
  readonly seq: number;
  readonly node: number;
  /** −1 where it concerns no partition. */
  readonly partition: number;
  readonly detail: { readonly code: string; readonly parameters: Readonly<Record<string, number>> };
  /** The event and what led to it, back to a command (−1 − its index) or the beginning. */
  readonly causes: readonly number[];
}

/** More of them tell nothing new. */
const MOST = 100;
const MOST_CAUSES = 32;

/**
 * Notes a broken invariant.
 *
 * @remarks A finding is noted once for each invariant, partition and code.
 * @param promised - true where the configuration promises it
 */
export function report(
  ledger: Ledger,
  scene: Scene,
  invariant: string,
  promised: boolean,
  node: number,
  partition: number,
  code: string,
  parameters: Readonly<Record<string, number>>,
): void {
  const list = promised ? ledger.breaches : ledger.findings;
  if (list.length >= MOST) return;
  for (const known of list) {
    if (known.invariant === invariant && known.partition === partition && known.detail.code === code) return;
  }
  const seq = scene.cause;
  const causes = scene.journal === null ? [seq] : causesOf(scene.journal, seq, MOST_CAUSES);
  list.push({ invariant, atUs: scene.now, seq, node, partition, detail: { code, parameters }, causes });
}
