import { pino } from 'pino';

/** A token of this server, in a path, a header or a message. The prefix that people may see is shorter. */
const TOKEN = /(muster_[a-z]+_)[0-9A-Za-z]{12,}/g;

export function withoutTokens(text: string): string {
  return text.includes('muster_') ? text.replace(TOKEN, '$1[redacted]') : text;
}

/** JSON lines on standard output. Nothing that can hold a token or a password is ever handed to it. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export function createLog(level: LogLevel): Log {
  return pino({
    level,
    base: null,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: errorChainOf },
    hooks: { streamWrite: withoutTokens },
  });
}

interface ErrorLink {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string;
}

/**
 * An error with its causes, outermost first. Only what every error has: those of databases carry whole records with them, and
 * those of HTTP whole requests.
 */
export function errorChainOf(error: unknown): ErrorLink[] {
  const chain: ErrorLink[] = [];
  let link: unknown = error;
  while (link instanceof Error && chain.length < 8) {
    const { name, message, stack } = link;
    const code = 'code' in link && typeof link.code !== 'object' ? link.code : undefined;
    chain.push({
      name,
      message,
      ...(code !== undefined && { code }),
      ...(stack !== undefined && { stack }),
    });
    link = link.cause;
  }
  if (chain.length === 0 && link !== undefined) chain.push({ name: typeof link, message: '' });
  return chain;
}

const discard = (): void => undefined;

/** For tests and for the command line, which prints for people instead. */
export const silentLog: Log = { debug: discard, info: discard, warn: discard, error: discard };
