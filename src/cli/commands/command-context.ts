import type { ExitCode } from '../exit-codes.js';
import type { CliDeps } from '../cli-deps.js';
import type { Terminal } from '../terminals.js';

/** What a command works with. */
export interface CommandContext {
  readonly deps: CliDeps;
  readonly terminal: Terminal;
}

/** Runs a command's work: keeps its exit code, and prints what it throws. */
export type RunCommand = (work: (context: CommandContext) => Promise<ExitCode>) => Promise<void>;
