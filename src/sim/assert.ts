/**
 * Our own mistakes stop the run. `claim` is a sentence that was believed true, in words a reader of a
 * bug report understands. Not to be mixed up with `truth/invariants`, which judge the models from outside.
 */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new EngineError(claim);
}

/** Makes the compiler show each place that must answer a new member of a union. */
export function assertNever(value: never): never {
  throw new EngineError(`a case is missing: ${String(value)}`);
}

/** The simulator contradicted itself. Never a verdict about a messaging system. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}
