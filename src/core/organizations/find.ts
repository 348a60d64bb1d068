import { decodeCursor, encodeCursor, Fault, foldCase, type Page } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  everything,
  type Organization,
  type Position,
  type Store,
  type Term,
} from '#store/index.js';
import { findOrganization, invalidCursor, listPage, type ListQuery } from '#core/tenancy/index.js';

export interface OrganizationQuery extends ListQuery {
  readonly status?: Organization['status'];
  /** the beginning of the name, or of the slug; without regard to letter case */
  readonly q?: string;
}

/** In the order of making; with `q` by name, and then those whose slug alone begins so. */
export function listOrganizations(
  store: Store,
  { status, q, ...page }: OrganizationQuery,
): Promise<Page<Organization>> {
  const where = status === undefined ? everything : equals('status', status);
  if (q === undefined) return listPage(store.read.organizations, where, page);
  return search(store, where, foldCase(q.trim()), page);
}

/** Both lists use an index of their own; the first letter of the cursor says which one it belongs to. */
const SEARCH_ORDERS = [
  { mark: 'n', column: 'nameKey' },
  { mark: 's', column: 'slug' },
] as const;

type SearchOrder = (typeof SEARCH_ORDERS)[number];

async function search(
  store: Store,
  where: Term,
  q: string,
  { limit, cursor }: ListQuery,
): Promise<Page<Organization>> {
  const start = await parseCursor(store, cursor);
  const items: Organization[] = [];
  for (const order of SEARCH_ORDERS.slice(SEARCH_ORDERS.indexOf(start.walk))) {
    const { column, mark } = order;
    const { records } = await store.read.organizations.find({
      where: all(where, compare(column, 'sw', q)),
      sort: [{ field: { column } }],
      limit: limit - items.length + 1,
      ...(order === start.walk && start.after && { after: start.after }),
    });
    const page = records.slice(0, limit - items.length);
    // found by name already
    items.push(...page.filter(({ nameKey }) => mark === 'n' || !nameKey.startsWith(q)));
    const last = page.at(-1);
    if (records.length > page.length && last) return { items, next: mark + encodeCursor(last.id) };
    if (records.length > page.length) return { items, next: mark };
  }
  return { items };
}

async function parseCursor(
  store: Store,
  cursor: string | undefined,
): Promise<{ walk: SearchOrder; after?: Position }> {
  const order = SEARCH_ORDERS.find(({ mark }) => cursor?.startsWith(mark));
  if (cursor === undefined) return { walk: SEARCH_ORDERS[0] };
  if (order && cursor.length === 1) return { walk: order };
  const id = order && decodeCursor(cursor.slice(1));
  const lastItem = id === undefined ? undefined : await store.read.organizations.get(id);
  if (order && lastItem)
    return { walk: order, after: { values: [lastItem[order.column]], id: lastItem.id } };
  throw invalidCursor();
}

/** By its slug or by one that it had. Fault `organization.missing`. */
export async function findBySlug(store: Store, slug: string): Promise<Organization> {
  const slugRecord = await store.read.organizationSlugs.first(equals('slug', foldCase(slug)));
  if (!slugRecord) throw new Fault('organization.missing', { slug });
  return findOrganization(store.read, slugRecord.organizationId);
}
