import type { Recorded } from './requests.js';
import type { Received } from './stage.js';

/** Different each time: a cursor is sealed anew. */
const FRESH = new Set(['nextCursor', 'traceId']);

/**
 * What is not as it was. Fields that came since are no difference, and neither are entries of a `loose` list. Of a refusal, its code
 * counts and not its message.
 */
export function differencesOf(then: Recorded, now: Received): string[] {
  const isJson = /[/+]json\b/.test(then.type);
  const lines = [
    ...differ('status', then.status, now.status),
    ...differ('content-type', then.type, now.type),
    // a tag that came since is no difference
    ...(then.etag === undefined ? [] : differ('etag', then.etag, now.etag)),
  ];
  if (then.status >= 400) {
    const [before, after] = [then.body, now.body] as Record<string, unknown>[];
    for (const name of ['code', 'scimType'])
      lines.push(...differ(name, before?.[name], after?.[name]));
  } else {
    const text = then.type.startsWith('text/csv')
      ? sinceThen(String(then.body), now.text)
      : now.text;
    const body = isJson ? foundThen(then, now.body) : text;
    lines.push(...compare('body', decidedSince(then), body, then.loose === true));
  }
  return lines.map((line) => `${then.who} GET ${then.path}: ${line}`);
}

/** Notices of which `lonti` no longer tells its administrators (rule 0.22). */
const UNTOLD = new Set([
  'directory-failing',
  'directory-lockout',
  'directory-recovered',
  'member-limit',
  'seat-limit',
  'seat-request',
  'token-expiring',
  'webhook-disabled',
]);

/** The answer with what is otherwise since then on purpose. What presets say is settings, not data. */
function decidedSince({ path, body }: Recorded): unknown {
  // lists within a cell have semicolons, which an import takes for one
  if (path.includes('/members/export')) {
    return String(body).replace(/"([a-z]+(?:, [a-z]+)+)"/g, (_, list: string) =>
      list.replaceAll(', ', '; '),
    );
  }
  if (path.endsWith('/mail-templates/invitation/en')) {
    const { placeholders, ...rest } = body as { readonly placeholders: readonly string[] };
    return { ...rest, placeholders: placeholders.toSpliced(4, 0, 'byPerson') };
  }
  if (path.endsWith('/roles')) {
    const oldTitle = '"title":"Billing","description":"Billing contacts';
    const text = JSON.stringify(body);
    return JSON.parse(text.replace(oldTitle, oldTitle.replace('Billing', 'Billing Account')));
  }
  if (!path.endsWith('/notice-matrix')) return body;
  const { roles, ...rest } = body as { readonly roles: Record<string, Record<string, unknown>> };
  const { administrator } = roles;
  if (!administrator) return body;
  const kept = Object.entries(administrator).filter(([name]) => !UNTOLD.has(name));
  return { ...rest, roles: { ...roles, administrator: Object.fromEntries(kept) } };
}

/** A search of people finds what is inside of words since then, too: the rows that it found before are there, in the same order. */
function foundThen({ path, body }: Recorded, now: unknown): unknown {
  if (!path.includes('/members?q=')) return now;
  const [before, after] = [body, now] as { readonly items: readonly { readonly id: string }[] }[];
  const known = new Set(before?.items.map(({ id }) => id));
  return { ...after, items: after?.items.filter(({ id }) => known.has(id)) };
}

/** The table with the columns of then: those that came since are no difference. */
function sinceThen(then: string, now: string): string {
  const [before = ''] = then.split('\r\n');
  const known = new Set(before.split(','));
  const [header = '', ...rows] = now.split('\r\n');
  const isKnown = header.split(',').map((title) => known.has(title));
  const cellsOf = (row: string): string[] => row.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  const kept = (row: string): string =>
    cellsOf(row)
      .filter((_, at) => isKnown[at])
      .map((cell) => cell.replace(/,$/, ''))
      .join(',');
  return [header, ...rows].map(kept).join('\r\n');
}

function differ(what: string, then: unknown, now: unknown): string[] {
  return then === now || then === ownVersion(now)
    ? []
    : [`${what} was ${shown(then)} and is ${shown(now)}`];
}

/** A tag without what it says of other resources, which came later: `W/"7"` of `W/"7.x2y3"`. */
function ownVersion(tag: unknown): unknown {
  return typeof tag === 'string' ? tag.replace(/^(W\/"\d+)\.[0-9a-z]+"$/, '$1"') : tag;
}

function compare(path: string, then: unknown, now: unknown, loose: boolean): string[] {
  if (Array.isArray(then)) {
    if (!Array.isArray(now)) return differ(path, then, now);
    return loose ? within(path, then, now) : inOrder(path, then, now);
  }
  if (typeof then !== 'object' || then === null) return differ(path, then, now);
  if (typeof now !== 'object' || now === null) return differ(path, then, now);
  const after = now as Record<string, unknown>;
  return Object.entries(then)
    .filter(([name]) => !FRESH.has(name) && !(name === 'message' && 'code' in then))
    .flatMap(([name, value]) => compare(`${path}.${name}`, value, after[name], loose));
}

function inOrder(path: string, then: readonly unknown[], now: readonly unknown[]): string[] {
  return [
    ...differ(`${path}.length`, then.length, now.length),
    ...then.flatMap((value, at) => compare(`${path}[${String(at)}]`, value, now[at], false)),
  ];
}

function within(path: string, then: readonly unknown[], now: readonly unknown[]): string[] {
  const isThere = (value: unknown): boolean =>
    now.some((one) => compare(path, value, one, true).length === 0);
  return then.flatMap((value) => (isThere(value) ? [] : [`${path} lacks ${shown(value)}`]));
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'absent').slice(0, 200);
}
