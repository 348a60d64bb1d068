const HIDDEN = '[redacted]';

/**
 * Names whose values never reach the exchange log, in any letter case, wherever they stand: `password`, `urn:…:User:password`,
 * `client_secret`, `access_token` …
 */
const SECRET = /(password|token|secret|authorization|assertion)$/i;

const PASSWORD = /password/i;

/** Bodies without these letters and without escapes hold no secret: nearly all, and they need not be parsed. */
const SUSPICIOUS = /password|token|secret|authorization|assertion|\\u/i;

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

/** A query string; one that filters by a password or carries a token is not shown at all. */
export function redactedQuery(query: string): string {
  if (!SUSPICIOUS.test(query) && !query.includes('%')) return query;
  const hidden = [...new URLSearchParams(query)].some(
    ([name, value]) => SECRET.test(name) || PASSWORD.test(value),
  );
  return hidden ? HIDDEN : query;
}

function hide(name: string, value: unknown): unknown {
  if (SECRET.test(name)) return HIDDEN;
  if (typeof value === 'string') {
    return name.toLowerCase() === 'filter' && PASSWORD.test(value) ? HIDDEN : value;
  }
  return isPatchOfSecret(value) ? { ...value, ...hiddenValues(value) } : value;
}

/** An operation of PATCH whose path leads to the password. The engine reads `PATH` and `Value` as well. */
function isPatchOfSecret(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).some(
    ([name, path]) =>
      name.toLowerCase() === 'path' && typeof path === 'string' && PASSWORD.test(path),
  );
}

function hiddenValues(operation: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(operation).filter((name) => name.toLowerCase() === 'value');
  return Object.fromEntries(names.map((name) => [name, HIDDEN]));
}

/** At most `limit` characters, and never half of one that takes two places. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const half = last >= 0xd800 && last < 0xdc00;
  return `${text.slice(0, half ? limit - 1 : limit)}…`;
}
