/** Where a command reads and writes: standard output and error a line at a time, and the user's own folder. */
export interface Io {
  out(line: string): void;
  err(line: string): void;
  readonly cwd: string;
}

/** What a command answers: the exit code. 0 = all well, 1 = something failed, 2 = the input was bad. */
export type ExitCode = 0 | 1 | 2;
