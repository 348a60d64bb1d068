import { addressKey, foldCase } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Account,
  type Invitation,
  type Member,
  type Product,
  type Reading,
  type Seat,
  type Space,
  type Stored,
  type Term,
} from '#store/index.js';
import { isUnlocked } from '#core/entitlements/index.js';
import { managedAmong } from '#core/members/index.js';
import {
  findAll,
  type OrganizationScope,
  requirePreset,
  tenantReaders,
  type Role,
  toRole,
} from '#core/tenancy/index.js';
import { LIVE_STATUSES } from '#core/entitlements/index.js';
import { candidatesIn } from './lists.js';
import type { ImportKey, ImportOptions } from './columns.js';

export interface ImportScope extends Pick<
  OrganizationScope,
  'ctx' | 'tx' | 'presets' | 'organization' | 'journal'
> {
  readonly options: ImportOptions;
}

/** What rows are checked against: everything that they name and that exists, looked up for all of them at once. */
export interface ImportContext extends ImportScope {
  /** by folded address; a present member before a former one */
  readonly members: ReadonlyMap<string, Member>;
  /** those that rows name by their id */
  readonly membersById: ReadonlyMap<string, Member>;
  /** pending ones by folded address, and those that rows name by their id */
  readonly pending: ReadonlyMap<string, Invitation>;
  readonly invitationsById: ReadonlyMap<string, Invitation>;
  readonly accounts: ReadonlyMap<string, Account>;
  /** ids of members whom a directory manages */
  readonly managed: ReadonlySet<string>;
  /** by folded name and by folded title; the same for products and their keys */
  readonly roles: ReadonlyMap<string, Role>;
  readonly products: ReadonlyMap<string, Product>;
  readonly spaces: ReadonlyMap<string, Space>;
  /** `{productId}:{memberId}` of live seats */
  readonly seats: ReadonlyMap<string, Seat['status']>;
  /** `{spaceId}:{memberId}:{role}` of assignments by hand and by groups */
  readonly assigned: ReadonlySet<string>;
}

/** Values of one query. */
const MAX_VALUES = 1_000;

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
  const addresses = [...new Set(cellsOf('email').map(addressKey))];
  const members = new Map<string, Member>();
  for (const member of await findBy(tx.members, 'emailKey', addresses, ofOrganization)) {
    const { emailKey = '', mergedInto } = member;
    const isAnother = mergedInto !== undefined || isPresent(members.get(emailKey));
    if (!isAnother) members.set(emailKey, member);
  }
  const named = await recordsNamed(scope, cellsOf('id'));
  const unknown = addresses.filter((key) => !isPresent(members.get(key)));
  const invitations = await findBy(tx.invitations, 'pendingKey', unknown, ofOrganization);
  const accounts = await findBy(tx.accounts, 'emailKey', unknown);
  const present = [...members.values(), ...named.members].filter(isPresent);
  const ids = [...new Set(present.map(({ id }) => id))];
  const managed = await managedAmong(tx, ids);
  const locked = present.filter((m) => managed.has(m.id) && !isUnlocked(m, ctx.clock.now()));
  const products = await productsOf(scope, cellsOf('products'));
  const names = cellsOf('spaces').flatMap((cell) => candidatesIn(cell).map(foldCase));
  const spaces = await findBy(tx.spaces, 'nameKey', [...new Set(names)], ofOrganization);
  return {
    ...scope,
    members,
    products,
    spaces: new Map(spaces.map((space) => [space.nameKey, space])),
    membersById: byId(named.members),
    invitationsById: byId(named.invitations),
    pending: new Map(invitations.map((one) => [one.emailKey, one])),
    accounts: new Map(accounts.map((account) => [account.emailKey ?? '', account])),
    managed: new Set(locked.map(({ id }) => id)),
    roles: await rolesByName(scope, cellsOf('roles')),
    seats: await liveSeats(scope, ids, [...new Set(products.values())]),
    assigned: await assignments(scope, ids, spaces),
  };
}

/** Of this organization. */
async function recordsNamed(
  { tx, organization }: ImportScope,
  ids: readonly string[],
): Promise<{ readonly members: Member[]; readonly invitations: Invitation[] }> {
  const readers = tenantReaders(tx, organization.id);
  const members = await readers.members.getMany(ids);
  const found = new Set(members.map(({ id }) => id));
  const others = ids.filter((id) => !found.has(id));
  return { members, invitations: await readers.invitations.getMany(others) };
}

function byId<R extends Stored>(records: readonly R[]): ReadonlyMap<string, R> {
  return new Map(records.map((record) => [record.id, record]));
}

export function isPresent(member: Member | undefined): member is Member {
  return member !== undefined && member.status !== 'left';
}

/** All records with one of these values in a column; none when there are no values. */
async function findBy<R extends Stored>(
  reading: Reading<R>,
  column: string,
  values: readonly string[],
  ...where: readonly Term[]
): Promise<R[]> {
  const found: R[] = [];
  for (let from = 0; from < values.length; from += MAX_VALUES) {
    const batch = oneOf(column, values.slice(from, from + MAX_VALUES));
    found.push(...(await findAll(reading, all(...where, batch))));
  }
  return found;
}

/** Roles of the preset first; the organization's own are looked up where a row names another one. */
async function rolesByName(
  { tx, presets, organization }: ImportScope,
  cells: readonly string[],
): Promise<Map<string, Role>> {
  const roles = new Map<string, Role>();
  const add = (role: Role): void => {
    for (const name of [role.name, role.title]) {
      if (!roles.has(foldCase(name))) roles.set(foldCase(name), role);
    }
  };
  for (const role of requirePreset(presets, organization).roles) add(role);
  const names = cells.flatMap((cell) => candidatesIn(cell));
  if (names.every((name) => roles.has(foldCase(name)))) return roles;
  const where = equals('organizationId', organization.id);
  for (const record of await findAll(tx.roles, where)) add(toRole(record));
  return roles;
}

/** Those that the cells may name. */
async function productsOf({ tx, organization }: ImportScope, cells: readonly string[]) {
  const products = new Map<string, Product>();
  if (cells.length === 0) return products;
  const known = await findAll(tx.products, equals('organizationId', organization.id));
  for (const product of known) products.set(foldCase(product.key), product);
  for (const product of known) {
    if (!products.has(foldCase(product.name))) products.set(foldCase(product.name), product);
  }
  const named = new Set(cells.flatMap((cell) => candidatesIn(cell).map(foldCase)));
  return new Map([...products].filter(([name]) => named.has(name)));
}

async function liveSeats(
  { tx }: ImportScope,
  memberIds: readonly string[],
  products: readonly Product[],
): Promise<ReadonlyMap<string, Seat['status']>> {
  if (products.length === 0) return new Map();
  const ofProducts = oneOf(
    'productId',
    products.map(({ id }) => id),
  );
  const live = oneOf('status', LIVE_STATUSES);
  const found = await findBy(tx.seats, 'memberId', memberIds, live, ofProducts);
  return new Map(
    found.map(({ productId, memberId, status }) => [`${productId}:${memberId}`, status]),
  );
}

async function assignments(
  { tx }: ImportScope,
  memberIds: readonly string[],
  spaces: readonly Space[],
): Promise<ReadonlySet<string>> {
  if (memberIds.length === 0) return new Set();
  const spaceIds = spaces.map(({ id }) => id);
  const rows = await findBy(tx.spaceMembers, 'spaceId', spaceIds, oneOf('memberId', memberIds));
  return new Set(rows.map(({ spaceId, memberId, role }) => `${spaceId}:${memberId}:${role}`));
}
