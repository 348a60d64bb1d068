import { encodeCursor, isFault, type Page } from '#kernel/index.js';
import type { Grant, Member } from '#store/index.js';
import { isLive, type ListQuery, readCursor, standingOf } from '#core/tenancy/index.js';
import { nextUsers } from '../group-access/group-grants.js';
import {
  createDirectoryCache,
  directoriesBehind,
  directoriesOf,
  groupIdsOf,
  settledGrants,
  type Directory,
} from '../lifecycle/directories.js';
import { requireRemainingAdmin } from '../lifecycle/change.js';
import type { ReadScope } from '../scopes.js';
import {
  type CurrentMappings,
  effectOf,
  type MappingEntry,
  type MappingSettings,
} from './checks.js';

export interface Change<T> {
  readonly before: readonly T[];
  readonly after: readonly T[];
}

/** What a change of mappings would do to one person. Spaces and seats: those that this connection's groups give. */
export interface PreviewItem {
  readonly memberId: string;
  readonly name: string;
  readonly email?: string;
  readonly roles: Change<string>;
  readonly spaces: Change<{ readonly spaceId: string; readonly role: string }>;
  /** ids of products; without a free one the person would wait */
  readonly products: Change<string>;
  /** the member keeps the roles, because no other administrator would be left */
  readonly refused?: 'member.last_owner' | 'member.last_admin' | 'member.last_break_glass';
}

export async function previewOf(
  scope: ReadScope,
  current: CurrentMappings,
  settings: MappingSettings,
  { limit, cursor }: ListQuery,
): Promise<Page<PreviewItem> & { readonly looked: number }> {
  const { tx, members } = scope;
  const { changed, groupIds } = effectOf(current, settings);
  if (groupIds?.length === 0) return { items: [], looked: 0 };
  const after = readCursor(cursor);
  const affected = { connectionId: changed.id, groupIds };
  const { users, rows, last } = await nextUsers(tx, affected, { limit, after });
  const found = await members.getMany(users.map(({ memberId }) => memberId));
  const byId = new Map(found.map((member) => [member.id, member]));
  const items: PreviewItem[] = [];
  const cache = createDirectoryCache();
  for (const user of users) {
    const member = byId.get(user.memberId);
    if (!member) continue;
    const groups = await groupIdsOf(tx, user.id);
    const mappings = settings.mappings.filter(({ groupId }) => groups.has(groupId));
    const before = await directoriesOf(scope, member.id, cache);
    const after = before.map((one) =>
      one.connection.id === changed.id ? { ...one, connection: changed, mappings } : one,
    );
    const item = await itemOf(scope, member, { before, after });
    if (item) items.push(item);
  }
  const next = rows === limit && last !== undefined ? { next: encodeCursor(last) } : {};
  return { items, looked: users.length, ...next };
}

/** Undefined for a member for whom nothing changes. */
async function itemOf(
  scope: ReadScope,
  member: Member,
  { before, after }: Change<Directory>,
): Promise<PreviewItem | undefined> {
  const { ctx } = scope;
  const grants = settledGrants(scope, member, after);
  const now = ctx.clock.now();
  const roleNames = (list: readonly Grant[]): string[] =>
    sorted(list.filter((grant) => isLive(grant, now)).map(({ role }) => role));
  const roles = { before: roleNames(member.grants), after: roleNames(grants) };
  const entriesOf = (directories: readonly Directory[]): MappingEntry[] =>
    directoriesBehind(member, directories).flatMap(({ mappings }) => mappings);
  const [given, toGive] = [entriesOf(before), entriesOf(after)];
  const spaces = { before: spacesIn(given), after: spacesIn(toGive) };
  const products = { before: productsIn(given), after: productsIn(toGive) };
  const changes = [roles, spaces, products];
  const isSame = changes.every((p) => JSON.stringify(p.before) === JSON.stringify(p.after));
  if (isSame) return undefined;
  const refused = await refusalOf(scope, member, grants);
  return {
    memberId: member.id,
    name: member.name,
    ...(member.email !== undefined && { email: member.email }),
    roles,
    spaces,
    products,
    ...(refused && { refused }),
  };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function productsIn(entries: readonly MappingEntry[]): string[] {
  return sorted(entries.flatMap(({ productId }) => productId ?? []));
}

function spacesIn(entries: readonly MappingEntry[]): { spaceId: string; role: string }[] {
  const spaces = entries.flatMap(({ space }) => (space ? [`${space.spaceId} ${space.role}`] : []));
  return sorted(spaces).map((text) => {
    const [spaceId = '', role = ''] = text.split(' ');
    return { spaceId, role };
  });
}

/** As the recomputation would find it, if this person were the first. */
async function refusalOf(
  { tx, presets, organization }: ReadScope,
  member: Member,
  grants: readonly Grant[],
): Promise<PreviewItem['refused']> {
  const standing = standingOf(presets, organization.preset, grants);
  try {
    await requireRemainingAdmin(tx, member, { ...member, standing });
    return undefined;
  } catch (error) {
    if (isFault(error, 'member.last_owner')) return 'member.last_owner';
    if (isFault(error, 'member.last_admin')) return 'member.last_admin';
    if (isFault(error, 'member.last_break_glass')) return 'member.last_break_glass';
    throw error;
  }
}
