import type { ExitCode, Io } from './io.ts';
import { LIST_USAGE } from './list.ts';
import { RUN_USAGE } from './run.ts';
import { VERIFY_USAGE } from './verify.ts';

const TEXT = `MQScope in a terminal: npm run --silent sim -- COMMAND …

  run FILE_OR_ID            runs one scenario headless
      --variant ID          a variant of it instead of the document itself
      --seed N              another seed, 0 to 4294967295
      --until T             only up to a simulated time such as 8s or 400ms
      --json                one JSON object
  verify FILE_OR_DIR…       expectations and invariants of every scenario and variant
      --seeds N             over N seeds, the document's own first
      --json                one JSON object
  list [--json]             the shipped scenarios and their variants
  conformance FILE_OR_DIR   test vectors of real systems, against the model
      --json                one JSON object
  --help                    this text

A FILE_OR_ID is a file, or the id of a shipped scenario.
Exit codes: 0 all well, 1 something failed, 2 bad input.`;

/** `help`: what there is; of one command where it is named. */
export function help(args: readonly string[], io: Io): ExitCode {
  const usage = { run: RUN_USAGE, verify: VERIFY_USAGE, list: LIST_USAGE }[args[0] ?? ''];
  io.out(usage ?? TEXT);
  return 0;
}
