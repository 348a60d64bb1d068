import { FULL_AUTHORITY, type Authority, type Context } from '#kernel/index.js';
import type { Ceiling } from '#store/index.js';

type Rights = Pick<Authority, 'permissions' | 'grants' | 'manages'>;

const toList = (set: ReadonlySet<string> | 'all'): readonly string[] | 'all' =>
  set === 'all' ? set : [...set];

const toSet = (list: readonly string[] | 'all'): ReadonlySet<string> | 'all' =>
  list === 'all' ? list : new Set(list);

export function toCeiling({ permissions, grants, manages }: Rights): Ceiling {
  return {
    permissions: toList(permissions),
    grants: toList(grants),
    manages: toList(manages),
  };
}

export function fromCeiling({ permissions, grants, manages }: Ceiling): Rights {
  return { permissions: toSet(permissions), grants: toSet(grants), manages: toSet(manages) };
}

/** The ceiling of what the caller makes; undefined: there is none, for the operator and the server itself. */
export function ceilingOf({ authority }: Pick<Context, 'authority'>): Ceiling | undefined {
  return authority.permissions === 'all' ? undefined : toCeiling(authority);
}

/** What the ceiling of a record allows; without one there is no limit. */
export function authorityUnder(ceiling: Ceiling | undefined): Authority {
  return ceiling ? fromCeiling(ceiling) : FULL_AUTHORITY;
}
