const HIDDEN = '[redacted]';

/** Names whose values never reach the exchange log, in any letter case, wherever they stand. */
const SECRET = /^(password|token|secret|authorization|client_secret|client_assertion)$/i;

/** A PATCH path that ends at the password: `password`, `urn:…:User:password`. */
const SECRET_PATH = /(^|[:.])password$/i;

/** Bodies without these letters and without escapes hold no secret: nearly all, and they need not be parsed. */
const SUSPICIOUS = /password|token|secret|authorization|client_|\\u/i;

/** A JSON body without secrets, cut at `limit` characters. */
export function redacted(text: string, limit: number): string {
  if (!SUSPICIOUS.test(text)) return cut(text, limit);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return `[${text.length} characters that are not JSON]`;
  }
  return cut(JSON.stringify(body, hide), limit);
}

/** A query string; one that filters by a password is not shown at all. */
export function redactedQuery(query: string): string {
  return /password/i.test(decoded(query)) ? HIDDEN : query;
}

function decoded(query: string): string {
  return query.includes('%') ? [...new URLSearchParams(query)].join() : query;
}

function hide(name: string, value: unknown): unknown {
  if (name === 'filter' && typeof value === 'string' && /password/i.test(value)) return HIDDEN;
  if (name !== '' && SECRET.test(name.slice(name.lastIndexOf(':') + 1))) return HIDDEN;
  return hidesByPath(value) ? { ...value, value: HIDDEN } : value;
}

export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}

function hidesByPath(value: unknown): value is { path: string; value: unknown } {
  if (typeof value !== 'object' || value === null || !('value' in value)) return false;
  const entry = Object.entries(value).find(([name]) => name.toLowerCase() === 'path');
  return entry !== undefined && typeof entry[1] === 'string' && SECRET_PATH.test(entry[1]);
}
