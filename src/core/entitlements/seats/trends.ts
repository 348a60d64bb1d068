import { instant, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  everything,
  oneOf,
  type Product,
  type Readers,
  type SeatDay,
  type SeatTrend,
  type Term,
} from '#store/index.js';
import {
  firstVersion,
  inOrganization,
  nextVersion,
  pagesOf,
  tenantReaders,
  type CoreDeps,
  type OrganizationScope,
  type SweepResult,
} from '#core/tenancy/index.js';
import { reservedTallyKey, seatsTallyKey } from './statuses.js';

const DAY_MS = 86_400_000;

/** Days that a product remembers: more than a year, so that a month can be held against the same one of the year before. */
const MAX_TREND_DAYS = 400;

/** Products of which the figures are read together. */
const PAGE_SIZE = 200;

/** Records that one run writes. */
const MAX_WRITES_PER_RUN = 500;

export interface ProductTrend {
  readonly productId: string;
  /** one for each day from the first that is known, the oldest first; the last one is of this moment */
  readonly days: readonly SeatDay[];
}

export interface SeatTrends {
  /**
   * Writes down what has changed since the last run, of every product; a later run of a day takes the place of an earlier one. Products
   * whose figures are as they were cost no write. `more`: it stopped early.
   */
  note(ctx: Context, signal: AbortSignal): Promise<SweepResult>;
  /** The last `days` days, at most `MAX_TREND_DAYS`. Fault `product.missing`, also when it belongs to another organization. */
  read(ctx: Context, organizationId: string, query: TrendQuery): Promise<ProductTrend>;
}

export interface TrendQuery {
  readonly productId: string;
  readonly days: number;
}

export function createSeatTrends(deps: CoreDeps): SeatTrends {
  const { read } = deps.store;
  return {
    async note(ctx, signal) {
      let done = 0;
      for await (const products of pagesOf(read.products, everything, PAGE_SIZE)) {
        for (const { id, organizationId } of await changedAmong(read, ctx, products)) {
          if (signal.aborted || done === MAX_WRITES_PER_RUN) return { done, more: true };
          const noteProduct = (scope: OrganizationScope): Promise<boolean> => note(scope, id);
          if (await inOrganization(deps, ctx, organizationId, noteProduct, 'any')) done += 1;
        }
      }
      return { done, more: false };
    },
    async read(ctx, organizationId, { productId, days }) {
      const product = await tenantReaders(read, organizationId).products.require(productId);
      const trend = await read.seatTrends.first(trendOf(product));
      const today = await figuresOf(read, ctx, product);
      const from = dayOf(ctx, 1 - Math.min(days, MAX_TREND_DAYS));
      return { productId, days: everyDay([...(trend?.days ?? []), today], from) };
    },
  };
}

function trendOf({ id, organizationId }: Product): Term {
  return all(equals('organizationId', organizationId), equals('productId', id));
}

/** The day in UTC, some days from now. */
function dayOf({ clock }: Context, days = 0): string {
  return instant(clock.now() + days * DAY_MS).slice(0, 10);
}

async function figuresOf(
  { tallies }: Pick<Readers, 'tallies'>,
  ctx: Context,
  { id, seats: bought }: Pick<Product, 'id' | 'seats'>,
): Promise<SeatDay> {
  // those that are reserved are among those that are taken
  const taken = await tallies.get(seatsTallyKey(id));
  const reserved = await tallies.get(reservedTallyKey(id));
  return { day: dayOf(ctx), bought, used: taken - reserved, reserved };
}

/** Without a transaction: those that seem to have changed are looked at once more in one. */
async function changedAmong(
  read: Pick<Readers, 'seatTrends' | 'tallies'>,
  ctx: Context,
  products: readonly Product[],
): Promise<readonly Product[]> {
  const where = oneOf(
    'productId',
    products.map(({ id }) => id),
  );
  const { records } = await read.seatTrends.find({ where, limit: products.length });
  const trends = new Map(records.map((trend) => [trend.productId, trend]));
  const figures = await Promise.all(products.map((product) => figuresOf(read, ctx, product)));
  return products.filter(({ id }, index) => !isAsBefore(trends.get(id), figures[index]));
}

async function note({ ctx, tx, products }: OrganizationScope, productId: string): Promise<boolean> {
  const product = await products.get(productId);
  // deleted meanwhile
  if (!product) return false;
  const now = await figuresOf(tx, ctx, product);
  const trend = await tx.seatTrends.first(trendOf(product));
  if (isAsBefore(trend, now)) return false;
  if (!trend) {
    const { organizationId } = product;
    const first = firstVersion<SeatTrend>(ctx, { organizationId, productId, days: [now] });
    await tx.seatTrends.insert(first);
    return true;
  }
  const earlier = trend.days.filter(({ day }) => day !== now.day);
  const days = [...earlier, now].slice(-MAX_TREND_DAYS);
  await tx.seatTrends.update(nextVersion<SeatTrend>(ctx, trend, { days }));
  return true;
}

function isAsBefore(trend: SeatTrend | undefined, now: SeatDay | undefined): boolean {
  const last = trend?.days.at(-1);
  if (!last || !now) return false;
  return last.bought === now.bought && last.used === now.used && last.reserved === now.reserved;
}

/** A day of which nothing was written down is as the one before. The days begin at `from`, or where the first is known. */
function everyDay(known: readonly SeatDay[], from: string): readonly SeatDay[] {
  const byDay = new Map(known.map((one) => [one.day, one]));
  const last = known.at(-1)?.day ?? from;
  let figures = known.filter(({ day }) => day <= from).at(-1) ?? known[0];
  const first = figures && figures.day > from ? figures.day : from;
  const days: SeatDay[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) {
    const day = instant(at).slice(0, 10);
    figures = byDay.get(day) ?? figures;
    if (figures) days.push({ ...figures, day });
  }
  return days;
}
