import { foldCase, type Context, type Page } from '#kernel/index.js';
import { all, equals, oneOf, type Product, type Store } from '#store/index.js';
import {
  listPage,
  pagesOf,
  readCursor,
  requireOpenOrganization,
  toPage,
  type ListQuery,
} from '#core/tenancy/index.js';
import { requirePermission } from '#core/access/index.js';
import { LIVE_STATUSES } from './seats/statuses.js';

export interface ProductQuery extends ListQuery {
  /** a part of the name or of the key, without regard to letter case */
  readonly search?: string;
}

export interface ProductTotal {
  /** absent with `own` reach: who sees only theirs sees few */
  readonly total?: number;
}

/** By creation time; with `own` reach those of which the caller has a seat. */
export async function listProducts(
  store: Store,
  ctx: Context,
  organizationId: string,
  { search, ...page }: ProductQuery,
): Promise<Page<Product>> {
  await requireOpenOrganization(store.read, organizationId);
  if (requirePermission(ctx, 'seats:read', true) === 'own') {
    const own = await ownProducts(store, ctx, page);
    return { ...own, items: own.items.filter(matching(search)) };
  }
  if (search === undefined) {
    return listPage(store.read.products, equals('organizationId', organizationId), page);
  }
  const found = await matchingProducts(store, organizationId, search);
  if (page.order === 'desc') found.reverse();
  const after = readCursor(page.cursor);
  const isLater = ({ id }: Product): boolean =>
    after === undefined || (page.order === 'desc' ? id < after : id > after);
  return toPage(found.filter(isLater).slice(0, page.limit + 1), page.limit);
}

/** How many products the whole list has. */
export async function countProducts(
  store: Store,
  ctx: Context,
  organizationId: string,
  search: string | undefined,
): Promise<ProductTotal> {
  if (requirePermission(ctx, 'seats:read', true) === 'own') return {};
  if (search !== undefined) {
    return { total: (await matchingProducts(store, organizationId, search)).length };
  }
  return { total: await store.read.products.count(equals('organizationId', organizationId)) };
}

/** All are read for it: what an organization buys is tens of products, and their names are in no index. */
async function matchingProducts(
  store: Store,
  organizationId: string,
  search: string,
): Promise<Product[]> {
  const found: Product[] = [];
  const where = equals('organizationId', organizationId);
  for await (const page of pagesOf(store.read.products, where)) {
    found.push(...page.filter(matching(search)));
  }
  return found;
}

function matching(search: string | undefined): (product: Product) => boolean {
  const part = foldCase(search ?? '');
  return ({ name, key }) => foldCase(name).includes(part) || key.includes(part);
}

async function ownProducts(store: Store, ctx: Context, query: ListQuery): Promise<Page<Product>> {
  const where = all(
    equals('memberId', ctx.authority.memberId ?? ''),
    oneOf('status', LIVE_STATUSES),
  );
  const page = await listPage(store.read.seats, where, query);
  const products = await store.read.products.getMany(page.items.map(({ productId }) => productId));
  products.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...page, items: products };
}
