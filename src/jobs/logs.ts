import type { Log } from '#kernel/index.js';

/** The log as long as the signal is not aborted, then nothing. */
export function logUntil(signal: AbortSignal, log: Log): Log {
  const write = (level: keyof Log): Log[keyof Log] => {
    return (fields, message) => {
      if (!signal.aborted) log[level](fields, message);
    };
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
