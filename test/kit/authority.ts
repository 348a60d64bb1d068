import type { Operation } from '#api/index.js';
import type { Role } from '#core/index.js';

// What is expected of an operation follows from its scope and from the roles alone, so that a new operation or role is covered on the
// day it is written.

export const permissionsOf = (roles: readonly Role[]): string[] => [
  ...new Set(roles.flatMap(({ permissions }) => permissions)),
];

const AREA = /^([a-z-]+):(read|write)(:own)?$/;

/** What one permission includes, in so many words. */
function included(permission: string): string[] {
  const [, area = '', access = '', own = ''] = AREA.exec(permission) ?? [];
  const accesses = access === 'write' ? ['write', 'read'] : ['read'];
  return accesses.flatMap((one) =>
    own === '' ? [`${area}:${one}`, `${area}:${one}:own`] : [`${area}:${one}:own`],
  );
}

export type Expected = 'allowed' | 'own' | 'refused';

/** `bySession`: asked by a person with a session instead of by a key that speaks for the member. */
export function expectedOf(
  { scope, own }: Operation,
  roles: readonly Role[],
  { bySession = false }: { readonly bySession?: boolean } = {},
): Expected {
  if (scope === 'person') return bySession ? 'allowed' : 'refused';
  if (scope === 'public' || scope === 'self') return 'allowed';
  if (scope === 'operator') return 'refused';
  // every member reads and changes their own record (decision 0027)
  const held = new Set([...permissionsOf(roles), 'members:write:own'].flatMap(included));
  if (held.has(scope)) return 'allowed';
  return own && held.has(`${scope}:own`) ? 'own' : 'refused';
}

/** Operations that could do something without a body and without an id of anything inside: asked in a house of their own. */
export function needsOwnServer({ method, path, body }: Operation): boolean {
  const params = path.match(/\{\w+\}/g) ?? [];
  return method !== 'GET' && body === undefined && params.length <= 1;
}
