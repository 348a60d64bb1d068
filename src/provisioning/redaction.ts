import { withoutTokens } from '#kernel/index.js';

export const REDACTED = '[redacted]';

/**
 * Names whose values never reach the exchange log, in any letter case, wherever they stand: `password`, `urn:…:User:password`,
 * `client_secret`, `access_token` …
 */
const SECRET = /password|(token|secret|authorization|assertion)\s*$/i;

const PASSWORD = /password/i;

/** Longer than any token of this server. */
export const MAX_TOKEN_LENGTH = 100;

/** Bodies without these letters and without escapes hold no secret: nearly all, and they need not be parsed. */
const SUSPICIOUS = /password|token|secret|authorization|assertion|\\u/i;

/** Bodies longer than this are not searched for the places of secrets: that would keep everybody else waiting. */
const MAX_SEARCHED_LENGTH = 1_048_576;

/** A JSON body without secrets, cut at `limit` characters. */
export function redacted(text: string, limit: number): string {
  if (!SUSPICIOUS.test(text)) return truncate(text, limit);
  if (text.length > MAX_SEARCHED_LENGTH)
    return `[${text.length} characters that may hold a secret]`;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return `[${text.length} characters that are not JSON]`;
  }
  return truncate(JSON.stringify(body, redactor(1)), limit);
}

/** Texts inside of texts are followed so far; deeper ones are not shown. */
const MAX_TEXT_DEPTH = 4;

/** Clients send JSON as the text of a value, and it is read as JSON: `"value": "{\"password\": …}"`. */
function redactText(text: string, depth: number): string {
  const [, opening] = /^\s*([[{"])/.exec(text) ?? [];
  if (opening === undefined || !SUSPICIOUS.test(text)) return text;
  if (depth > MAX_TEXT_DEPTH) return REDACTED;
  try {
    return JSON.stringify(JSON.parse(text), redactor(depth));
  } catch {
    return opening === '"' ? text : REDACTED;
  }
}

/** A query string; one that filters by a password or carries a token is not shown at all. */
export function redactedQuery(query: string): string {
  if (!SUSPICIOUS.test(decoded(query))) return query;
  const hidden = [...new URLSearchParams(query)].some(
    ([name, value]) => SECRET.test(name) || PASSWORD.test(value),
  );
  return hidden ? REDACTED : query;
}

/** What the query says without its escapes; with them, and so suspicious, where they are no UTF-8. */
function decoded(query: string): string {
  if (!query.includes('%')) return query;
  try {
    return decodeURIComponent(query);
  } catch {
    return `password ${query}`;
  }
}

/** Whether a search may be one by a password. */
export function mentionsPassword(text: string): boolean {
  return PASSWORD.test(text) || text.includes('\\u');
}

type Replacer = (name: string, value: unknown) => unknown;

/** `depth`: of the text that is redacted; the body is the first. */
function redactor(depth: number): Replacer {
  return (name, value) => {
    if (SECRET.test(name)) return REDACTED;
    if (typeof value === 'string') {
      const hidden = name.toLowerCase() === 'filter' && PASSWORD.test(value);
      return hidden ? REDACTED : redactText(value, depth + 1);
    }
    return isPatchOfSecret(value) ? { ...value, ...redactedValues(value) } : value;
  };
}

/** An operation of PATCH whose path leads to the password. The engine reads `PATH` and `Value` as well. */
function isPatchOfSecret(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).some(
    ([name, path]) =>
      name.toLowerCase() === 'path' && typeof path === 'string' && PASSWORD.test(path),
  );
}

function redactedValues(operation: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(operation).filter((name) => name.toLowerCase() === 'value');
  return Object.fromEntries(names.map((name) => [name, REDACTED]));
}

/** At most `limit` characters, never half of one that takes two places, and never a token. */
export function truncate(text: string, limit: number): string {
  const kept = cut(text, limit);
  // a slice keeps the whole text alive: copied, it does not
  return text.length <= limit ? kept : Buffer.from(kept, 'utf8').toString('utf8');
}

/** The same for a text that lives for this moment only: it may keep the whole text alive. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return withoutTokens(text);
  const last = text.charCodeAt(limit - 1);
  const half = last >= 0xd800 && last < 0xdc00;
  // a token may begin before the end and go on behind it
  const kept = withoutTokens(text.slice(0, limit + MAX_TOKEN_LENGTH));
  return `${kept.slice(0, half ? limit - 1 : limit)}...`;
}
