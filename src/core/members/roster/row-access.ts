import type { Context } from '#kernel/index.js';
import {
  all,
  oneOf,
  type Invitation,
  type Reading,
  type Seat,
  type Store,
  type Stored,
  type Term,
} from '#store/index.js';
import { reachOf } from '#core/access/index.js';
import { LIVE_STATUSES } from '#core/entitlements/index.js';
import { pagesOf, tenantReaders } from '#core/tenancy/index.js';

/** What a row of the list shows beside the person. */
export interface RowAccess {
  /** absent where the caller may not see it */
  readonly seats?: readonly {
    readonly productId: string;
    readonly product: string;
    /** `promised`: comes with an invitation that is pending */
    readonly status: Seat['status'] | 'promised';
  }[];
  /** absent where the caller may not see it */
  readonly spaces?: readonly {
    readonly spaceId: string;
    readonly space: string;
    readonly role: string;
  }[];
  /** of all seats, where fewer are shown; absent where not all were counted */
  readonly seatCount?: number;
  /** of all spaces, the same */
  readonly spaceCount?: number;
  /** there is more than is shown here; the lists of the member have all of it */
  readonly moreAccess?: boolean;
}

/** Seats and spaces that one row shows. */
const MAX_SHOWN = 50;

/** Records read for one page of the list, of seats and of spaces: 200 members with a hundred each. */
const MAX_READ = 20_000;

interface Held {
  readonly seats: { readonly productId: string; readonly status: Seat['status'] | 'promised' }[];
  readonly spaces: { readonly spaceId: string; readonly role: string }[];
}

/**
 * The seats and spaces of all rows of a page at once: as many questions for two hundred rows as for one. Who may not read seats or
 * spaces of others sees those of their own row.
 */
export async function accessOfRows(
  { read }: Store,
  { authority }: Context,
  organizationId: string,
  rows: { readonly memberIds: readonly string[]; readonly invitations: readonly Invitation[] },
): Promise<ReadonlyMap<string, RowAccess>> {
  const seesOf = (permission: string) => {
    const reach = reachOf(authority, permission);
    return (id: string): boolean =>
      reach === 'any' || (reach === 'own' && id === authority.memberId);
  };
  const [seesSeats, seesSpaces] = [seesOf('seats:read'), seesOf('spaces:read')];
  const held = new Map<string, Held>(rows.memberIds.map((id) => [id, { seats: [], spaces: [] }]));
  const seats = await someOf(read.seats, rows.memberIds.filter(seesSeats), [
    oneOf('status', LIVE_STATUSES),
  ]);
  const spaces = await someOf(read.spaceMembers, rows.memberIds.filter(seesSpaces), []);
  for (const { memberId, productId, status } of seats.records) {
    held.get(memberId)?.seats.push({ productId, status });
  }
  for (const { memberId, spaceId, role } of spaces.records) {
    const known = held.get(memberId)?.spaces;
    // one space by several reasons is one space
    if (!known?.some((one) => one.spaceId === spaceId && one.role === role)) {
      known?.push({ spaceId, role });
    }
  }
  for (const { id, products, spaces: promised } of rows.invitations) {
    const promisedSeats = products.map((productId) => ({ productId, status: 'promised' as const }));
    held.set(id, { seats: promisedSeats, spaces: [...promised] });
  }
  const named = await namesOf(read, organizationId, [...held.values()]);
  const isCut = seats.isCut || spaces.isCut;
  return new Map(
    [...held].map(([id, one]) => [
      id,
      rowAccess(one, { named, isCut, seats: seesSeats(id), spaces: seesSpaces(id) }),
    ]),
  );
}

/** Records of these members, up to `MAX_READ`. */
async function someOf<R extends Stored>(
  reading: Reading<R>,
  memberIds: readonly string[],
  terms: readonly Term[],
): Promise<{ readonly records: readonly R[]; readonly isCut: boolean }> {
  const records: R[] = [];
  if (memberIds.length === 0) return { records, isCut: false };
  for await (const page of pagesOf(reading, all(oneOf('memberId', memberIds), ...terms))) {
    records.push(...page);
    if (records.length >= MAX_READ) return { records, isCut: true };
  }
  return { records, isCut: false };
}

/** Of the products and spaces that are shown. */
async function namesOf(
  read: Store['read'],
  organizationId: string,
  held: readonly Held[],
): Promise<ReadonlyMap<string, string>> {
  const readers = tenantReaders(read, organizationId);
  const names = new Map<string, string>();
  const shown = held.map(({ seats, spaces }) => ({
    productIds: seats.slice(0, MAX_SHOWN).map(({ productId }) => productId),
    spaceIds: spaces.slice(0, MAX_SHOWN).map(({ spaceId }) => spaceId),
  }));
  const add = async (
    reader: { getMany(ids: readonly string[]): Promise<{ id: string; name: string }[]> },
    ids: readonly string[],
  ): Promise<void> => {
    for (const { id, name } of await reader.getMany(ids)) names.set(id, name);
  };
  await add(
    readers.products,
    shown.flatMap(({ productIds }) => productIds),
  );
  await add(
    readers.spaces,
    shown.flatMap(({ spaceIds }) => spaceIds),
  );
  return names;
}

interface Shown {
  readonly named: ReadonlyMap<string, string>;
  readonly isCut: boolean;
  readonly seats: boolean;
  readonly spaces: boolean;
}

function rowAccess({ seats, spaces }: Held, shown: Shown): RowAccess {
  const more = shown.isCut || seats.length > MAX_SHOWN || spaces.length > MAX_SHOWN;
  const nameOf = (id: string): string => shown.named.get(id) ?? '';
  const isCounted = (all: readonly unknown[]): boolean => !shown.isCut && all.length > MAX_SHOWN;
  return {
    ...(shown.seats && {
      seats: seats.slice(0, MAX_SHOWN).map(({ productId, status }) => {
        return { productId, product: nameOf(productId), status };
      }),
    }),
    ...(shown.spaces && {
      spaces: spaces.slice(0, MAX_SHOWN).map(({ spaceId, role }) => {
        return { spaceId, space: nameOf(spaceId), role };
      }),
    }),
    ...(shown.seats && isCounted(seats) && { seatCount: seats.length }),
    ...(shown.spaces && isCounted(spaces) && { spaceCount: spaces.length }),
    ...(more && { moreAccess: true }),
  };
}
