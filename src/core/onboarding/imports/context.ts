import { foldCase, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Account,
  type Member,
  type Organization,
  type Product,
  type Reading,
  type Space,
  type Stored,
  type Term,
  type Writers,
} from '#store/index.js';
import { isUnlocked, managedAmong, MAX_ROLES } from '#core/members/index.js';
import { type Presets, requirePreset, type Role, toRole } from '#core/tenancy/index.js';
import { LIVE_STATUSES } from '#core/entitlements/index.js';
import { candidatesIn } from './cells.js';
import type { ImportKey, ImportOptions } from './columns.js';

/** What rows are judged by: everything that they name and that is there, looked up for all of them at once. */
export interface ImportContext {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly presets: Presets;
  readonly organization: Organization;
  readonly options: ImportOptions;
  /** by folded address; whoever is there comes before whoever has left */
  readonly members: ReadonlyMap<string, Member>;
  /** folded addresses that are invited */
  readonly pending: ReadonlySet<string>;
  readonly accounts: ReadonlyMap<string, Account>;
  /** ids of members whom a directory manages */
  readonly managed: ReadonlySet<string>;
  /** by folded name and by folded title; the same for products and their keys */
  readonly roles: ReadonlyMap<string, Role>;
  readonly products: ReadonlyMap<string, Product>;
  readonly spaces: ReadonlyMap<string, Space>;
  /** `{productId}:{memberId}` of live seats, `{spaceId}:{memberId}` with the role by hand */
  readonly seats: ReadonlySet<string>;
  readonly assigned: ReadonlyMap<string, string>;
}

export interface ImportScope {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly presets: Presets;
  readonly organization: Organization;
  readonly options: ImportOptions;
}

/** Products of one organization that a sheet can name. */
const MAX_PRODUCTS = 1_000;

/** Cells of a row, in the order of the columns. */
export type Cells = readonly string[];

export function cellOf({ columns }: Pick<ImportOptions, 'columns'>, cells: Cells, key: ImportKey) {
  const index = columns.findIndex((column) => column.key === key);
  return index < 0 ? '' : (cells[index] ?? '');
}

/** At most 200 rows. */
export async function loadImportContext(
  scope: ImportScope,
  rows: readonly Cells[],
): Promise<ImportContext> {
  const { tx, organization, options, ctx } = scope;
  const ofOrganization = equals('organizationId', organization.id);
  const cellsOf = (key: ImportKey): string[] =>
    rows.map((cells) => cellOf(options, cells, key)).filter((text) => text !== '');
  const addresses = [...new Set(cellsOf('email').map(foldCase))];
  const members = await membersOf(tx, ofOrganization, addresses);
  const unknownAddresses = addresses.filter((key) => !isPresent(members.get(key)));
  const presentMembers = [...members.values()].filter(isPresent);
  const ids = presentMembers.map(({ id }) => id);
  const managed = await managedAmong(tx, ids);
  const products = await productsOf(tx, ofOrganization, cellsOf('products'));
  const spaces = await spacesOf(tx, ofOrganization, cellsOf('spaces'));
  return {
    ...scope,
    members,
    products,
    spaces,
    pending: await invitedAddresses(tx, ofOrganization, unknownAddresses),
    accounts: await accountsOf(tx, unknownAddresses),
    managed: new Set(
      presentMembers
        .filter((m) => managed.has(m.id) && !isUnlocked(m, ctx.clock.now()))
        .map((m) => m.id),
    ),
    roles: await rolesByName(scope, cellsOf('roles')),
    seats: await liveSeats(tx, ids, new Set(products.values())),
    assigned: await assignments(tx, ids, new Set(spaces.values())),
  };
}

export function isPresent(member: Member | undefined): member is Member {
  return member !== undefined && member.status !== 'left';
}

async function readAll<R extends Stored>(reading: Reading<R>, where: Term): Promise<R[]> {
  const found: R[] = [];
  for (let after: string | undefined; ;) {
    const { records } = await reading.find({
      where,
      limit: 1_000,
      ...(after !== undefined && { after: { values: [], id: after } }),
    });
    found.push(...records);
    if (records.length < 1_000) return found;
    after = records.at(-1)?.id;
  }
}

async function membersOf(tx: Writers, ofOrganization: Term, addresses: readonly string[]) {
  const found = new Map<string, Member>();
  if (addresses.length === 0) return found;
  for (const member of await readAll(
    tx.members,
    all(ofOrganization, oneOf('emailKey', addresses)),
  )) {
    const { emailKey = '' } = member;
    if (!isPresent(found.get(emailKey))) found.set(emailKey, member);
  }
  return found;
}

async function invitedAddresses(tx: Writers, ofOrganization: Term, addresses: readonly string[]) {
  if (addresses.length === 0) return new Set<string>();
  const found = await readAll(tx.invitations, all(ofOrganization, oneOf('pendingKey', addresses)));
  return new Set(found.map(({ emailKey }) => emailKey));
}

async function accountsOf(tx: Writers, addresses: readonly string[]) {
  if (addresses.length === 0) return new Map<string, Account>();
  const found = await readAll(tx.accounts, oneOf('emailKey', addresses));
  return new Map(found.map((account) => [account.emailKey, account]));
}

/** Ready-made roles first; the organization's own are looked up where a row names something else. */
async function rolesByName(
  scope: ImportScope,
  cells: readonly string[],
): Promise<Map<string, Role>> {
  const { tx, presets, organization } = scope;
  const roles = new Map<string, Role>();
  const add = (role: Role): void => {
    for (const name of [role.name, role.title]) {
      if (!roles.has(foldCase(name))) roles.set(foldCase(name), role);
    }
  };
  const preset = requirePreset(presets, organization);
  for (const role of preset.roles) add(role);
  const names = cells.flatMap((cell) => candidatesIn(cell));
  if (names.every((name) => roles.has(foldCase(name)))) return roles;
  const where = equals('organizationId', organization.id);
  const { records } = await tx.roles.find({ where, limit: MAX_ROLES });
  for (const record of records) add(toRole(record));
  return roles;
}

async function productsOf(tx: Writers, ofOrganization: Term, cells: readonly string[]) {
  const products = new Map<string, Product>();
  if (cells.length === 0) return products;
  const { records } = await tx.products.find({ where: ofOrganization, limit: MAX_PRODUCTS });
  for (const product of records) products.set(foldCase(product.key), product);
  for (const product of records) {
    if (!products.has(foldCase(product.name))) products.set(foldCase(product.name), product);
  }
  return products;
}

async function spacesOf(tx: Writers, ofOrganization: Term, cells: readonly string[]) {
  const spaces = new Map<string, Space>();
  const keys = [...new Set(cells.flatMap((cell) => candidatesIn(cell).map(foldCase)))];
  for (let from = 0; from < keys.length; from += 1_000) {
    const batch = oneOf('nameKey', keys.slice(from, from + 1_000));
    for (const space of await readAll(tx.spaces, all(ofOrganization, batch))) {
      spaces.set(space.nameKey, space);
    }
  }
  return spaces;
}

async function liveSeats(tx: Writers, ids: readonly string[], products: ReadonlySet<Product>) {
  if (ids.length === 0 || products.size === 0) return new Set<string>();
  const found = await readAll(
    tx.seats,
    all(
      oneOf('memberId', ids),
      oneOf('status', LIVE_STATUSES),
      oneOf(
        'productId',
        [...products].map(({ id }) => id),
      ),
    ),
  );
  return new Set(found.map(({ productId, memberId }) => `${productId}:${memberId}`));
}

async function assignments(tx: Writers, ids: readonly string[], spaces: ReadonlySet<Space>) {
  const found = new Map<string, string>();
  if (ids.length === 0 || spaces.size === 0) return found;
  const spaceIds = [...spaces].map(({ id }) => id);
  for (let from = 0; from < spaceIds.length; from += 1_000) {
    const rows = await readAll(
      tx.spaceMembers,
      all(
        oneOf('memberId', ids),
        equals('sourceKey', 'manual'),
        oneOf('spaceId', spaceIds.slice(from, from + 1_000)),
      ),
    );
    for (const row of rows) found.set(`${row.spaceId}:${row.memberId}`, row.role);
  }
  return found;
}
