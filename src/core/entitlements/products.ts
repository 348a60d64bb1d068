import {
  Fault,
  instant,
  isFault,
  MAX_DESCRIPTION_LENGTH,
  readName,
  readText,
  type Context,
  type Page,
} from '#kernel/index.js';
import { all, equals, oneOf, type Product, type Store } from '#store/index.js';
import {
  firstVersion,
  inOrganization,
  nextVersion,
  requireVersion,
  rulesOf,
  tenantReaders,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { requireFeature, requirePermission } from '#core/access/index.js';
import {
  LIVE_STATUSES,
  moveSeat,
  reportSeatUsage,
  reservedTallyKey,
  seatsTallyKey,
} from './seats/statuses.js';
import { fillWholeQueue } from './seats/queue.js';
import {
  countProducts,
  listProducts,
  type ProductQuery,
  type ProductTotal,
} from './product-list.js';

/** Seats released per transaction when their product goes. */
const SEATS_PER_RELEASE_BATCH = 100;

/** Assigned seats that one summary looks at for idle ones; it says of how many. */
const IDLE_SEATS_LOOKED_AT = 1_000;

export type NewProduct = Pick<Product, 'key' | 'name' | 'seats'> &
  Partial<Pick<Product, 'description'>>;

export interface ProductChange {
  readonly key?: string;
  readonly name?: string;
  /** null takes it away */
  readonly description?: string | null;
  readonly seats?: number;
}

export interface ProductUse {
  /** how many the organization has */
  readonly bought: number;
  /** by members */
  readonly used: number;
  /** kept for people who are invited */
  readonly reserved: number;
  readonly free: number;
  /** of suspended people: they do not count, and are taken again when they come back */
  readonly held: number;
  readonly requested: number;
  readonly queued: number;
  /** 100 for a product without seats */
  readonly percent: number;
  /** assigned to people who were not active since that day, among the first `of` seats */
  readonly idle: { readonly count: number; readonly of: number; readonly since: string };
}

export interface Products {
  /** Faults `product.exists`, `plan.required`. */
  create(ctx: Context, organizationId: string, input: NewProduct): Promise<Product>;
  /** Fault `product.missing`, also when it belongs to another organization. */
  get(ctx: Context, organizationId: string, id: string): Promise<Product>;
  /** With `own` reach those of which the caller has a seat. */
  list(ctx: Context, organizationId: string, query: ProductQuery): Promise<Page<Product>>;
  /** Of all pages of the list. */
  count(ctx: Context, organizationId: string, search: string | undefined): Promise<ProductTotal>;
  /**
   * A larger pool goes to those who wait, at once. Faults `product.missing`, `product.exists`, `product.below_use`,
   * `request.precondition`.
   */
  update(ctx: Context, organizationId: string, id: string, input: ProductUpdate): Promise<Product>;
  /** Releases its seats, batch by batch, and takes its mappings away. Faults `product.missing`, `request.precondition`. */
  remove(ctx: Context, organizationId: string, id: string, expected?: number): Promise<void>;
  /** `idleDays`: not active for so long. Fault `product.missing`. */
  use(ctx: Context, organizationId: string, id: string, idleDays: number): Promise<ProductUse>;
}

interface ProductUpdate {
  readonly change: ProductChange;
  /** the version that the caller knows */
  readonly expected?: number;
}

export function createProducts(deps: CoreDeps): Products {
  const { store } = deps;
  const get = (organizationId: string, id: string): Promise<Product> =>
    tenantReaders(store.read, organizationId).products.require(id);
  return {
    create: rulesOf(deps)(createProduct),
    async get(ctx, organizationId, id) {
      const product = await get(organizationId, id);
      if (requirePermission(ctx, 'seats:read', true) === 'any') return product;
      const ownSeat = await store.read.seats.first(
        equals('liveKey', `${id}:${ctx.authority.memberId ?? ''}`),
      );
      if (!ownSeat) throw new Fault('permission.missing', { permission: 'seats:read' });
      return product;
    },
    list: (ctx, organizationId, query) => listProducts(store, ctx, organizationId, query),
    count: (ctx, organizationId, search) => countProducts(store, ctx, organizationId, search),
    async update(ctx, organizationId, id, input) {
      const { before, after } = await inOrganization(deps, ctx, organizationId, (scope) =>
        updateProduct(scope, id, input),
      );
      if (after.seats > before.seats) await fillWholeQueue(deps, ctx, id);
      return after;
    },
    async remove(ctx, organizationId, id, expected) {
      for (let more = true; more;) {
        more = await inOrganization(deps, ctx, organizationId, (scope) =>
          removeBatch(scope, id, expected),
        );
      }
    },
    async use(ctx, organizationId, id, idleDays) {
      const { seats: bought } = await get(organizationId, id);
      const count = (status: 'assigned' | 'held' | 'requested' | 'queued'): Promise<number> =>
        store.read.tallies.get(seatsTallyKey(id, status));
      // reserved ones are among those that are taken
      const taken = await count('assigned');
      const reserved = await store.read.tallies.get(reservedTallyKey(id));
      const held = await count('held');
      const requested = await count('requested');
      const queued = await count('queued');
      const percent = bought === 0 ? 100 : Math.floor((taken * 100) / bought);
      const since = instant(ctx.clock.now() - idleDays * 86_400_000).slice(0, 10);
      const idle = { ...(await countIdleSeats(store, id, since)), since };
      const used = taken - reserved;
      const free = bought - taken;
      return { bought, used, reserved, free, held, requested, queued, percent, idle };
    },
  };
}

/** Its texts, checked and trimmed. Fault `request.invalid`. */
function readTexts<T extends ProductChange>(input: T): T {
  const { name, description } = input;
  return {
    ...input,
    ...(name !== undefined && { name: readName(name) }),
    ...(typeof description === 'string' && {
      description: readText(description, 'description', MAX_DESCRIPTION_LENGTH),
    }),
  };
}

async function createProduct(scope: OrganizationScope, requested: NewProduct): Promise<Product> {
  const input = readTexts(requested);
  const { ctx, tx, presets, organization } = scope;
  requireFeature(presets, organization, 'seats');
  const product = firstVersion<Product>(ctx, { organizationId: organization.id, ...input });
  await mapKeyConflict(product.key, () => tx.products.insert(product));
  await scope.journal.append({
    type: 'product.created',
    target: { kind: 'product', id: product.id, name: product.name },
    after: { key: product.key, seats: product.seats },
  });
  return product;
}

async function updateProduct(
  scope: OrganizationScope,
  id: string,
  { change, expected }: ProductUpdate,
): Promise<{ before: Product; after: Product }> {
  const { ctx, tx } = scope;
  const before = await scope.products.require(id);
  requireVersion(before, expected);
  const used = await tx.tallies.get(seatsTallyKey(id));
  if (change.seats !== undefined && change.seats < used) {
    throw new Fault('product.below_use', { productId: id, used, seats: change.seats });
  }
  const { description: oldDescription, ...rest } = before;
  const { description: newDescription, ...otherFields } = readTexts(change);
  const description = newDescription === undefined ? oldDescription : (newDescription ?? undefined);
  const described: Product = { ...rest, ...(description !== undefined && { description }) };
  const after = nextVersion<Product>(ctx, described, otherFields);
  await mapKeyConflict(after.key, () => tx.products.update(after));
  const journalFieldsOf = ({
    key,
    name,
    description: text,
    seats,
  }: Product): Record<string, unknown> => ({
    key,
    name,
    seats,
    ...(text !== undefined && { description: text }),
  });
  await scope.journal.append({
    type: 'product.updated',
    target: { kind: 'product', id, name: after.name },
    before: journalFieldsOf(before),
    after: journalFieldsOf(after),
  });
  if (used > 0) await reportSeatUsage(scope, { product: after }, used);
  return { before, after };
}

/** True while there are more seats to release. */
async function removeBatch(
  scope: OrganizationScope,
  id: string,
  expected?: number,
): Promise<boolean> {
  const { tx } = scope;
  const product = await scope.products.require(id);
  requireVersion(product, expected);
  const where = all(equals('productId', id), oneOf('status', LIVE_STATUSES));
  const { records } = await tx.seats.find({ where, limit: SEATS_PER_RELEASE_BATCH });
  // no seat of a product that is being removed is assigned
  const pool = { product: { ...product, seats: 0, alerted: 100 } };
  const members = await tx.members.getMany(records.map(({ memberId }) => memberId));
  const names = new Map(members.map(({ id: member, name }) => [member, name]));
  for (const seat of records) {
    const member = { id: seat.memberId, name: names.get(seat.memberId) ?? '' };
    await moveSeat(scope, pool, { seat, member, to: 'released', because: 'product.deleted' });
  }
  if (records.length === SEATS_PER_RELEASE_BATCH) return true;
  await tx.products.remove(id);
  await tx.seatTrends.removeWhere(equals('productId', id));
  await scope.journal.append({
    type: 'product.deleted',
    target: { kind: 'product', id, name: product.name },
    before: { key: product.key, seats: product.seats },
  });
  return false;
}

async function countIdleSeats(
  store: Store,
  productId: string,
  since: string,
): Promise<{ count: number; of: number }> {
  const where = all(equals('productId', productId), equals('status', 'assigned'));
  const { records } = await store.read.seats.find({ where, limit: IDLE_SEATS_LOOKED_AT });
  if (records.length === 0) return { count: 0, of: 0 };
  const members = await store.read.members.getMany(records.map(({ memberId }) => memberId));
  const idle = members.filter(({ lastActiveOn }) => (lastActiveOn ?? '') < since);
  return { count: idle.length, of: records.length };
}

/** Two products of one key: whose fault it is. */
async function mapKeyConflict<T>(key: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFault(error, 'record.exists')) throw error;
    throw new Fault('product.exists', { key }, { cause: error });
  }
}
