import { FLOAT_ARRAY, type Form, shape } from '../sim/shape.ts';
import type { World } from '../sim/world.ts';
import type { Tally } from './expect.ts';
import { matcherFor, matches, type Seen, type Stage } from './stage.ts';

/** What the tallies of a run have counted so far, by tally. Plain data beside the world. */
export interface TallyCounts {
  matches: Float64Array;
  /** µs of the first match, −1 = none yet. */
  firstUs: Float64Array;
  /** `atRisk` at the first match. */
  atRisk: Float64Array;
}

export const tallyCountsForm: Form<TallyCounts> = shape<TallyCounts>({
  matches: FLOAT_ARRAY,
  firstUs: FLOAT_ARRAY,
  atRisk: FLOAT_ARRAY,
});

export function createTallyCounts(tallies: readonly Tally[]): TallyCounts {
  return {
    matches: new Float64Array(tallies.length),
    firstUs: new Float64Array(tallies.length).fill(-1),
    atRisk: new Float64Array(tallies.length),
  };
}

/** Tallies with this world's numbers in their matchers. */
export function talliesFor<S>(
  tallies: readonly Tally[],
  system: Stage<S>['system'],
  world: World<S>,
): readonly Tally[] {
  return tallies.map((tally) => ({ ...tally, matcher: matcherFor(tally.matcher, system, world) }));
}

export function count<S>(counts: TallyCounts, tallies: readonly Tally[], stage: Stage<S>, seen: Seen): void {
  const { now } = stage.world;
  for (let index = 0; index < tallies.length; index++) {
    const tally = tallies[index];
    if (tally === undefined || tally.matcher.kind !== seen.kind || now < tally.fromUs || now >= tally.toUs) continue;
    if (!matches(stage, tally.matcher, seen)) continue;
    counts.matches[index] = (counts.matches[index] ?? 0) + 1;
    if ((counts.firstUs[index] ?? -1) >= 0) continue;
    counts.firstUs[index] = now;
    counts.atRisk[index] = stage.facts.atRisk();
  }
}

/** What an expectation reads: matches, or `atRisk` at the first one (0 where nothing matched). */
export function tallyValue(counts: TallyCounts, tallies: readonly Tally[], index: number): number {
  return (tallies[index]?.atRisk === true ? counts.atRisk[index] : counts.matches[index]) ?? 0;
}
