import type { ExitCode } from '../exit-codes.js';
import type { House } from '../house.js';
import type { Terminal } from '../terminals.js';

/** What a command works with. */
export interface Room {
  readonly house: House;
  readonly terminal: Terminal;
}

/** Runs a command's work: keeps its exit code, and prints what it throws. */
export type Run = (work: (room: Room) => Promise<ExitCode>) => Promise<void>;
