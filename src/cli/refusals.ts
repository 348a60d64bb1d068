import { Fault, isFault } from '#kernel/index.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { Terminal } from './terminals.js';

/** Ends a command: what happened, whose side it is, what to do next, and the exit code. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    message: string,
    readonly side: string,
    readonly next: string,
    readonly exitCode: ExitCode,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Prints any error of a command and answers the exit code. */
export function printRefusal(terminal: Terminal, error: unknown): ExitCode {
  const refusal = error instanceof Refusal ? error : refusalOf(error);
  terminal.err(`✗ ${refusal.message}`);
  terminal.err(`  side  ${refusal.side}`);
  terminal.err(`  next  ${refusal.next}`);
  return refusal.exitCode;
}

function refusalOf(error: unknown): Refusal {
  if (isFault(error)) return refusalOfFault(error);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === 'SettingsError') {
    const next = 'correct the settings named above; docs/settings.md explains each';
    return new Refusal(message, 'the settings', next, EXIT.usage);
  }
  if (isSystemError(error)) {
    return new Refusal(message, 'this machine', nextOfSystem(error.code), EXIT.unreachable);
  }
  const next = 'run `muster doctor`; if it finds nothing, report this with the text above';
  return new Refusal(message, 'Muster', next, EXIT.unreachable);
}

function refusalOfFault(fault: Fault): Refusal {
  const details = Object.keys(fault.details).length > 0 ? ` ${JSON.stringify(fault.details)}` : '';
  const message = `${fault.message}${details}`;
  if (fault.kind === 'unavailable') {
    const next = 'check that the database runs and that the setting store.url names it';
    return new Refusal(message, 'the database', next, EXIT.unreachable);
  }
  return new Refusal(message, 'the command', 'correct the options and try again', EXIT.usage);
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

function nextOfSystem(code: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'another program listens there: stop it, or choose another port (MUSTER_HTTP__PORT)';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'give this user the right to the file or port named above';
    case 'ENOSPC':
      return 'free disk space';
    case 'ENOENT':
      return 'check the path';
    default:
      return 'run `muster doctor`';
  }
}
