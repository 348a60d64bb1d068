/** RFC 8414 section 3.1: the metadata of an issuer with a path is at this name, before the path. */
const WELL_KNOWN = '/.well-known/oauth-authorization-server';

/** The beginnings of this server's own addresses. */
const OWN_NAMES =
  '\\.well-known|account|api|assets|docs|healthz|invitation|logos|me|metrics|o|oidc|operator|readyz|saml|scim|sign-in|sign-out';
const OWN_ADDRESS = new RegExp(`^/(?:${OWN_NAMES})(?:$|[/?])`);

/** `/muster` of `https://example.com/muster`; empty for a URL without a path. */
export function pathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
}

/**
 * The target of a request below the server's own path. A proxy before a server at `https://example.com/muster` may take `/muster` away or
 * keep it; both are understood. The issuer's metadata has the path behind its well-known name. Below a path that is also one of our own,
 * such as `/api`, a target is read as one of our own where nothing of our own would be left of it.
 */
export function withoutBasePath(target: string, basePath: string): string {
  if (basePath === '') return target;
  const metadata = `${WELL_KNOWN}${basePath}/`;
  const issuer = target.startsWith(metadata) ? target.slice(metadata.length) : '';
  if (/^scim\//i.test(issuer)) return `${WELL_KNOWN}/${issuer}`;
  const below = target.slice(basePath.length);
  if (!target.startsWith(basePath) || !/^(?:$|[/?])/.test(below)) return target;
  if (OWN_ADDRESS.test(basePath) && !OWN_ADDRESS.test(below)) return target;
  return below.startsWith('/') ? below : `/${below}`;
}

/**
 * A link from a page to another address of this server. It is relative, so that it holds under any path that a proxy puts before: from
 * `/docs/errors` to `/docs/rest` it is `../docs/rest`.
 */
export function linkFrom(page: string, target: string): string {
  const depth = page.split('/').length - 2;
  return `${depth > 0 ? '../'.repeat(depth) : './'}${target.slice(1)}`;
}
