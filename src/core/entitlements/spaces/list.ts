import { foldCase, type Page } from '#kernel/index.js';
import { all, compare, equals, type Member, type Space, type Term } from '#store/index.js';
import { listPage, type ListQuery } from '#core/tenancy/index.js';
import { requirePermission } from '#core/access/index.js';
import { spacesOf, type SpaceReadScope } from './access.js';

export interface SpaceQuery extends ListQuery {
  /** the beginning of the name, without regard to letter case */
  readonly search?: string;
}

export interface SpaceTotal {
  /** absent with `own` reach: who sees only theirs sees few */
  readonly total?: number;
  /** there are more than `total` */
  readonly totalIsCapped?: true;
}

/** Spaces beyond which a list says that there are more, and does not count on. */
const MAX_TOTAL = 10_000;

export async function callerOf({ ctx, store }: SpaceReadScope): Promise<Member | undefined> {
  const { memberId } = ctx.authority;
  return memberId === undefined ? undefined : store.read.members.get(memberId);
}

/** With `own` reach those that the caller reaches. */
export async function listSpaces(
  readScope: SpaceReadScope,
  { search, ...page }: SpaceQuery,
): Promise<Page<Space>> {
  const { ctx, store, organization } = readScope;
  if (requirePermission(ctx, 'spaces:read', true) === 'own') {
    const caller = await callerOf(readScope);
    if (!caller) return { items: [] };
    const reachable = await spacesOf(readScope, caller, page);
    const matches = (space: Space): boolean =>
      search === undefined || space.nameKey.startsWith(foldCase(search));
    return { ...reachable, items: reachable.items.map(({ space }) => space).filter(matches) };
  }
  return listPage(store.read.spaces, termOf(organization.id, search), page);
}

/** How many spaces the whole list has. */
export async function countSpaces(
  { ctx, store, organization }: SpaceReadScope,
  search: string | undefined,
): Promise<SpaceTotal> {
  if (requirePermission(ctx, 'spaces:read', true) === 'own') return {};
  const total = await store.read.spaces.count(termOf(organization.id, search), MAX_TOTAL + 1);
  return total > MAX_TOTAL ? { total: MAX_TOTAL, totalIsCapped: true } : { total };
}

function termOf(organizationId: string, search: string | undefined): Term {
  const own = equals('organizationId', organizationId);
  return search === undefined ? own : all(own, compare('nameKey', 'sw', foldCase(search)));
}
