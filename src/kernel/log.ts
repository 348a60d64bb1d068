import { pino } from 'pino';

/** JSON lines on standard output. Nothing that can hold a token or a password is ever handed to it. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export function createLog(level: LogLevel): Log {
  return pino({ level, base: null, formatters: { level: (label) => ({ level: label }) } });
}

const quiet = (): void => undefined;

/** For tests and for the command line, which prints for people instead. */
export const silentLog: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
