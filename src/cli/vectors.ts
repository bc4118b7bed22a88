/** Functions by kind of vector, each from a vector's input to what the engine makes of it. */
export type VectorKinds = Readonly<Record<string, (input: unknown) => unknown>>;

/** Whether an answer is right; each takes a vector's input, what the vector expects, and the answer. */
export type VectorJudge = (input: unknown, expected: unknown, actual: unknown) => boolean;

/** What one system offers: its functions, and by kind the names of fields whose lists are sets. */
export interface VectorSystem {
  readonly kinds: VectorKinds;
  readonly sets: Readonly<Record<string, readonly string[]>>;
  /** For kinds whose vectors name properties of a right answer; the others are compared with `matches`. */
  readonly judges?: Readonly<Record<string, VectorJudge>>;
}

export interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly in: unknown;
  readonly expect: unknown;
}

/** A file of test vectors, made from facts about a real system. */
export interface VectorFile {
  readonly system: string;
  readonly cases: readonly Vector[];
}

const FORMAT = 'conformance-vectors/1';

export interface VectorFailure {
  readonly id: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface VectorResult {
  passed: number;
  failures: VectorFailure[];
  /** Ids of vectors whose kind is not modelled. */
  skipped: string[];
}

/** Reads a vector file's text. @returns the file, or a text that says what is wrong with it */
export function parseVectorFile(text: string): VectorFile | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  if (!isRecord(json) || json.format !== FORMAT) return `format: this is not "${FORMAT}"`;
  if (typeof json.system !== 'string') return 'system: missing';
  if (!Array.isArray(json.cases)) return 'cases: missing';
  const cases: Vector[] = [];
  for (const [i, one] of json.cases.entries()) {
    if (!isVector(one)) return `cases[${i}]: a vector has id, kind, in and expect`;
    cases.push(one);
  }
  return { system: json.system, cases };
}

/** Runs every vector of a file; `systems` by the file's `system`. */
export function runVectors(file: VectorFile, systems: Readonly<Record<string, VectorSystem>>): VectorResult {
  const result: VectorResult = { passed: 0, failures: [], skipped: [] };
  const system = systems[file.system];
  for (const { id, kind, in: input, expect } of file.cases) {
    const run = system?.kinds[kind];
    if (run === undefined) {
      result.skipped.push(id);
      continue;
    }
    const actual = outcomeOf(run, input);
    if (system !== undefined && isRight(system, { id, kind, in: input, expect }, actual)) result.passed++;
    else result.failures.push({ id, expected: expect, actual });
  }
  return result;
}

/** Whether the answer to a vector is right, as its kind is judged. */
export function isRight(system: VectorSystem, { kind, in: input, expect }: Vector, actual: unknown): boolean {
  const judge = system.judges?.[kind];
  if (judge === undefined || hasThrown(actual)) return matches(expect, actual, system.sets[kind] ?? []);
  return judge(input, expect, actual);
}

/**
 * Whether `actual` has all that `expected` names.
 *
 * @remarks A field that `expected` lacks is not looked at, null means none, lists have an order unless they are sets.
 */
export function matches(expected: unknown, actual: unknown, sets: readonly string[]): boolean {
  if (expected === null) return actual === null || actual === undefined;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false;
    return expected.every((item, i) => matches(item, actual[i], sets));
  }
  if (!isRecord(expected)) return Object.is(expected, actual);
  if (!isRecord(actual)) return false;
  return Object.entries(expected).every(([field, value]) => {
    const own = actual[field];
    if (!sets.includes(field) || !Array.isArray(value) || !Array.isArray(own)) return matches(value, own, sets);
    return matches(ordered(value), ordered(own), sets);
  });
}

/** A vector that cannot be run is a failure of that vector, and the others still run. */
function outcomeOf(run: (input: unknown) => unknown, input: unknown): unknown {
  try {
    return run(input);
  } catch (error) {
    return { thrown: error instanceof Error ? error.message : String(error) };
  }
}

function hasThrown(actual: unknown): boolean {
  return isRecord(actual) && typeof actual.thrown === 'string';
}

function ordered(list: readonly unknown[]): unknown[] {
  return [...list].sort((a, b) => {
    const left = JSON.stringify(a);
    const right = JSON.stringify(b);
    return left < right ? -1 : Number(left > right);
  });
}

function isVector(value: unknown): value is Vector {
  const named = isRecord(value) && typeof value.id === 'string' && typeof value.kind === 'string';
  return named && 'in' in value && 'expect' in value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
