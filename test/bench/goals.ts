/** A goal of docs/performance.md: what is measured, against what, and the least (or most) that will do. */
export interface Goal {
  readonly name: string;
  readonly unit: string;
  readonly must: number;
  /** `≥ must`, unless it says `≤`. */
  readonly bound?: '≤';
  /** What is held against it is the ratio value / reference, unless it says the value itself. */
  readonly of?: 'value';
}

/** A round: what was measured, and the reference in the same round. */
export interface Pair {
  readonly value: number;
  readonly reference: number;
}

export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly goal: string;
  readonly ok: boolean;
  readonly runs: number;
}

/** What takes its measure in its own way: all pairs of each of its goals, in their order. */
export interface Measure {
  readonly goals: readonly Goal[];
  take(): Promise<readonly (readonly Pair[])[]>;
}

/** The ratio is taken per round, then the median, with least and most. */
export function judge(goal: Goal, pairs: readonly Pair[]): Result {
  const ratios = inOrder(pairs.map((pair) => pair.value / pair.reference));
  const ratio = median(ratios);
  const value = median(inOrder(pairs.map((pair) => pair.value)));
  const judged = goal.of === 'value' ? value : ratio;
  return {
    name: goal.name,
    value,
    unit: goal.unit,
    reference: median(inOrder(pairs.map((pair) => pair.reference))),
    ratio,
    low: ratios[0] ?? Number.NaN,
    high: ratios.at(-1) ?? Number.NaN,
    goal: `${goal.bound ?? '≥'} ${goal.must}${goal.of === 'value' ? ` ${goal.unit}` : ''}`,
    ok: goal.bound === '≤' ? judged <= goal.must : judged >= goal.must,
    runs: pairs.length,
  };
}

export function lineOf(result: Result): string {
  const { ratio, low, high, value } = result;
  const numbers = `${brief(ratio)} (${brief(low)} to ${brief(high)})`;
  const shown = value < 100 ? brief(value) : Math.round(value).toLocaleString('en');
  return `${result.ok ? 'ok   ' : 'short'} ${result.name.padEnd(46)} ${numbers.padEnd(24)} ${result.goal.padEnd(9)} ${shown} ${result.unit}`;
}

export function inOrder(numbers: readonly number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}

export function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Two digits behind the point, three where the number is small. */
function brief(number: number): string {
  return number.toFixed(Math.abs(number) < 0.1 ? 3 : 2);
}
