import { resolve } from 'node:path';
import { EngineError } from '../sim/assert.ts';
import { nearest } from '../sim/config.ts';
import { conformance } from './conformance.ts';
import { help } from './help.ts';
import type { Io } from './io.ts';
import { list } from './list.ts';
import { run } from './run.ts';
import { verify } from './verify.ts';

/** A command: its arguments in, its exit code out. */
type Command = (args: readonly string[], io: Io) => number | Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  run,
  verify,
  list,
  conformance: (args, io) =>
    conformance(
      args.map((one) => (one.startsWith('--') ? one : resolve(io.cwd, one))),
      io,
    ),
  help,
};

/** Finds the command and runs it. What the simulator says of itself is told here, and nowhere else. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') {
    help([], io);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const near = nearest(name, Object.keys(COMMANDS));
    io.err(`${name}: unknown command${near === null ? '' : `; did you mean ${near}?`}`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) return help([name], io);
  try {
    return await command(rest, io);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    io.err(`the simulator contradicted itself: ${error.message}`);
    return 1;
  }
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  const cwd = process.env.INIT_CWD ?? process.cwd();
  process.exitCode = await main(process.argv.slice(2), {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    cwd,
  });
}
