import type { Problems } from './problems.js';

/** Reads single fields of an operator's JSON. Own properties only; null counts as absent. */
export function field(source: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(source, key) ? (source[key] ?? undefined) : undefined;
}

export function object(
  json: unknown,
  problems: Problems,
  what: string,
): Record<string, unknown> | undefined {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
    return json as Record<string, unknown>;
  }
  problems.add(`must be ${what}: a JSON object`);
  return undefined;
}

/** A misspelt key would silently mean its default, so it is a fault. */
export function keysOf(
  source: Record<string, unknown>,
  known: readonly string[],
  problems: Problems,
): void {
  for (const key of Object.keys(source)) {
    if (!known.includes(key)) {
      problems.add(`has an unknown key ${JSON.stringify(key)}; known are ${known.join(', ')}`);
    }
  }
}

/** A non-empty string; the fallback when absent, a problem when there is no fallback. */
export function text(
  source: Record<string, unknown>,
  key: string,
  problems: Problems,
  fallback?: string,
): string | undefined {
  const given = field(source, key);
  if (given === undefined && fallback !== undefined) return fallback;
  if (typeof given === 'string' && (given.trim() !== '' || fallback !== undefined)) return given;
  problems.at(key).add('must be a string that is not empty');
  return undefined;
}

export function flag(
  source: Record<string, unknown>,
  key: string,
  problems: Problems,
  fallback: boolean,
): boolean {
  const given = field(source, key);
  if (given === undefined) return fallback;
  if (typeof given !== 'boolean') problems.at(key).add('must be true or false');
  return given === true;
}
