import type { Compatibility, Resource } from '../schema/definition.js';
import type { Filter } from '../filter/ast.js';
import type { Dialect } from './dialect.js';
import { entra } from './entra.js';
import { keycloak } from './keycloak.js';
import { microsoftReferenceCode } from './microsoft-reference-code.js';
import { okta } from './okta.js';
import { onelogin } from './onelogin.js';

export type { Dialect } from './dialect.js';

/**
 * Every dialect that rewrites something, in the order in which they are applied. They do not
 * contradict each other, so that a connection need not say whose it is. A provider that is missing
 * here sends only what the engine takes anyway; its tests in packages/scim/test/dialects say so.
 */
export const lenientDialects: readonly Dialect[] = [
  keycloak,
  microsoftReferenceCode,
  okta,
  onelogin,
  entra,
];

const none: readonly Dialect[] = [];

/** Lenient connections are read through every dialect, strict ones through none. */
export function dialectsOf(compatibility: Compatibility): readonly Dialect[] {
  return compatibility === 'lenient' ? lenientDialects : none;
}

export function rewritePath(dialects: readonly Dialect[], path: string): string {
  return dialects.reduce((rewritten, dialect) => dialect.path?.(rewritten) ?? rewritten, path);
}

export function rewriteQuery(
  dialects: readonly Dialect[],
  query: URLSearchParams,
): URLSearchParams {
  return dialects.reduce((rewritten, dialect) => dialect.query?.(rewritten) ?? rewritten, query);
}

export function rewriteFilter(
  dialects: readonly Dialect[],
  resourceType: string,
  filter: Filter,
): Filter {
  return dialects.reduce(
    (rewritten, dialect) => dialect.filter?.(resourceType, rewritten) ?? rewritten,
    filter,
  );
}

export function rewriteResource(
  dialects: readonly Dialect[],
  resourceType: string,
  body: Resource,
): Resource {
  return dialects.reduce(
    (rewritten, dialect) => dialect.resource?.(resourceType, rewritten) ?? rewritten,
    body,
  );
}

export function rewritePatch(
  dialects: readonly Dialect[],
  resourceType: string,
  body: Resource,
): Resource {
  return dialects.reduce(
    (rewritten, dialect) => dialect.patch?.(resourceType, rewritten) ?? rewritten,
    body,
  );
}
