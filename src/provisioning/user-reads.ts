import {
  wants,
  type Listing,
  type Query,
  type Resource,
  type ResourceTexts,
  type ResourceType,
  type Selection,
} from '@muster/scim';
import { connectionTallyKey } from '#core/index.js';
import { isThere, oneOf, type Kept, type Part, type Readers, type ScimUser } from '#store/index.js';
import type { ProvisioningContext } from './context.js';
import { livingGroupsOnly } from './ended-groups.js';
import {
  groupsOfKept,
  groupsOfUsers,
  LISTED_GROUPS,
  withGroups,
  type GroupReaders,
} from './groups-of-users.js';
import type { ListedPage, PageReading } from './listing.js';
import type { NamedRecord } from './names.js';
import type { Translation } from './query.js';
import { toResource } from './resources.js';
import { withScimErrors } from './scim-errors.js';
import { createUserTextWriter, cutUserText, displayOfText } from './user-texts.js';
import { notFound, type ScimDeps } from './writing.js';

type Ctx = ProvisioningContext;

/** Answers 404 for a user of another connection, too. */
export async function requireOwnUser(
  reading: Pick<Readers, 'scimUsers'>,
  ctx: Ctx,
  id: string,
): Promise<ScimUser> {
  const user = await reading.scimUsers.get(id);
  const isOwn = user?.connectionId === ctx.session.connection.id;
  if (!isOwn || user.deletedAt !== undefined) throw notFound('user', id);
  return user;
}

export async function toFullResource(
  reading: GroupReaders,
  type: ResourceType,
  user: ScimUser,
  selection: Selection,
): Promise<Resource> {
  const resource = toResource(type, user);
  if (!wants(type, selection, 'groups')) return resource;
  return withGroups(resource, await groupsOfUsers(reading, [user.id]));
}

const COLUMNS: Translation['columns'] = {
  id: 'id',
  userName: 'userNameKey',
  externalId: 'externalId',
  displayName: 'displayNameKey',
  active: 'active',
};

/** A page of users, in whichever form they are read. */
function listUsers<R>(
  { store, lister }: ScimDeps,
  type: ResourceType,
  { connectionId, query }: { readonly connectionId: string; readonly query: Query },
  reading: PageReading<R>,
): Promise<ListedPage<R>> {
  const translation: Translation = {
    connectionId,
    type,
    columns: COLUMNS,
    linked: { attribute: 'groups', own: 'memberId', other: 'groupId', columns: {} },
    seen: isThere,
  };
  const living = livingGroupsOnly(store.read, connectionId, reading);
  return lister.list(living, query, translation, () =>
    store.read.tallies.get(connectionTallyKey('users', connectionId)),
  );
}

/** What is read of a user that is shown, and of one that is named. */
const SHOWN: Part = {
  columns: ['connectionId', 'externalId', 'deletedAt'],
  listed: LISTED_GROUPS,
};
const NAMED: Part = { columns: ['connectionId', 'deletedAt'] };

/** Reads of all that is returned by default, made of the records' texts. */
export function createUserTexts(deps: ScimDeps, type: ResourceType): ResourceTexts<Ctx> {
  const { read } = deps.store;
  const run = withScimErrors(deps);
  const write = createUserTextWriter(type);
  const reading: PageReading<Kept<ScimUser>> = {
    find: (query) => read.scimUsers.findKept(query, SHOWN),
    count: (where) => read.scimUsers.count(where),
  };
  return {
    read: (ctx, id) =>
      run(ctx, async () => {
        const kept = await read.scimUsers.getKept(id, SHOWN);
        if (kept === undefined) throw notFound('user', id);
        const user = cutUserText(kept);
        const isOwn = user.fields.connectionId === ctx.session.connection.id;
        if (!isOwn || user.fields.deletedAt !== undefined) throw notFound('user', id);
        const [groups] = await groupsOfKept(read, [kept]);
        return write(user, groups);
      }),
    query: (ctx, query) =>
      run(ctx, async () => {
        const page = { connectionId: ctx.session.connection.id, query };
        const { records, ...rest } = await listUsers(deps, type, page, reading);
        const groups = await groupsOfKept(read, records);
        return {
          resources: records.map((kept, at) => write(cutUserText(kept), groups[at])),
          ...rest,
        };
      }),
  };
}

/** Users with their names, of whose records little more is read. */
export async function readNamedUsers(
  { scimUsers }: Pick<Readers, 'scimUsers'>,
  ids: readonly string[],
): Promise<NamedRecord[]> {
  const found = await keptUsers(scimUsers, ids);
  return found.map((kept) => {
    const user = cutUserText(kept);
    const { id, connectionId = '', deletedAt } = user.fields;
    return { id, connectionId, name: displayOfText(user), ...(deletedAt && { deletedAt }) };
  });
}

async function keptUsers(
  scimUsers: Readers['scimUsers'],
  ids: readonly string[],
): Promise<readonly Kept<ScimUser>[]> {
  const [first, ...others] = ids;
  if (first === undefined) return [];
  if (others.length > 0) {
    const where = oneOf('id', ids);
    return (await scimUsers.findKept({ where, limit: ids.length }, NAMED)).records;
  }
  const kept = await scimUsers.getKept(first, NAMED);
  return kept === undefined ? [] : [kept];
}

export async function queryUsers(
  deps: ScimDeps,
  ctx: Ctx,
  type: ResourceType,
  query: Query,
): Promise<Listing> {
  const { store } = deps;
  const page = { connectionId: ctx.session.connection.id, query };
  const { records, ...rest } = await listUsers(deps, type, page, store.read.scimUsers);
  const groups = wants(type, query.selection, 'groups')
    ? await groupsOfUsers(
        store.read,
        records.map(({ id }) => id),
      )
    : undefined;
  const resources = records.map((user) => {
    const resource = toResource(type, user);
    return groups ? withGroups(resource, groups) : resource;
  });
  return { resources, ...rest };
}
