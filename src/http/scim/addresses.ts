/** Where a SCIM request goes, read from its URL. */
export interface ScimAddress {
  /** the connection named in the URL; empty when there is none */
  readonly connection: string;
  /** `v2` */
  readonly version: string;
  /** after the version, still percent-encoded: `/Users/0192…` */
  readonly path: string;
  readonly query: string;
}

/**
 * `/scim/{connection}/{version}{path}?{query}`. Never throws: what makes no sense has an empty connection or another version, and
 * gets its 404 behind the check of the token.
 */
export function readAddress(url: string): ScimAddress {
  const target = url.startsWith('/') ? url : url.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
  const mark = target.indexOf('?');
  const whole = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const start = whole.indexOf('/', 1) + 1;
  if (start === 0) return { connection: '', version: '', path: '', query };
  const afterConnection = slashOrEnd(whole, start);
  const afterVersion = slashOrEnd(whole, afterConnection + 1);
  const address = {
    connection: whole.slice(start, afterConnection),
    version: whole.slice(afterConnection + 1, afterVersion),
    path: whole.slice(afterVersion),
    query,
  };
  return address.path === '' || address.path === '/' ? withQueryInBase(address) : address;
}

function slashOrEnd(text: string, start: number): number {
  const slash = text.indexOf('/', start);
  return slash < 0 ? text.length : slash;
}

/**
 * A base URL that was entered with a query, as Entra's documentation shows it (`…/v2?aadOptscim062020`), and a client that puts the
 * path behind it: `…/v2?aadOptscim062020/Users?filter=…` (E10).
 */
function withQueryInBase(address: ScimAddress): ScimAddress {
  const slash = address.query.indexOf('/');
  if (slash < 0 || !/^[\w-]*(=[\w-]*)?$/.test(address.query.slice(0, slash))) return address;
  const rest = address.query.slice(slash);
  const mark = rest.indexOf('?');
  return mark < 0
    ? { ...address, path: rest, query: '' }
    : { ...address, path: rest.slice(0, mark), query: rest.slice(mark + 1) };
}

const ENDPOINTS = /^\/(Users|Groups|Bulk|Me|Schemas|ResourceTypes|ServiceProviderConfig)(\/|$)/;

/** The pattern of the path: what it has of a client's own words is left out. */
export function routeOf({ path }: ScimAddress): string {
  const [, endpoint, slash] = ENDPOINTS.exec(path) ?? [];
  const base = '/scim/{connection}/v2';
  if (endpoint === undefined) return base;
  return `${base}/${endpoint}${slash === '/' ? '/{id}' : ''}`;
}
